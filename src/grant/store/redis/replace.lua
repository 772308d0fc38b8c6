-- now, old id, views spent of it, then what `add` takes. 0 replaced, 1 the id is taken, 2 the code is, 3 the old one is not
-- live, 4 it has another number of views spent.
local now, old = tonumber(ARGV[1]), ARGV[2]
local grant = load(old)
if not grant or look(old, grant, now) ~= 0 then return 3 end
if grant.u ~= tonumber(ARGV[3]) then return 4 end
for _, id in ipairs(ids()) do
  if id ~= old and shares(load(id).c, 10) then return 2 end
end
if redis.call('HEXISTS', KEYS[1], ARGV[4]) == 1 then return 1 end
grant.e, grant.c = REPLACED, {}
keep(old, grant)
add(4)
return 0
