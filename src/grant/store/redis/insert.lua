-- now, most live, then what `add` takes. 0 kept, 1 the id is taken, 2 the code is, 3 too many live.
local now, live, taken = tonumber(ARGV[1]), 0, false
for _, id in ipairs(ids()) do
  local grant = load(id)
  local ended = look(id, grant, now)
  if now >= grant.t then
    redis.call('HDEL', KEYS[1], id, 'b' .. id)
  elseif ended == 0 or ended == NOT_YET then
    live = live + 1
    taken = taken or shares(grant.c, 9)
  elseif #grant.c > 0 then
    -- Another grant may have its code from now on.
    grant.c = {}
    keep(id, grant)
  end
end
if live >= tonumber(ARGV[2]) then return 3 end
if taken then return 2 end
if redis.call('HEXISTS', KEYS[1], ARGV[3]) == 1 then return 1 end
add(3)
return 0
