-- now. Of each live grant, the oldest first: what is spent of it, whether its code lives, its body.
local now, found = tonumber(ARGV[1]), {}
for _, id in ipairs(ids()) do
  local grant = load(id)
  if look(id, grant, now) == 0 then
    found[#found + 1] = { grant.n, { grant.u, grant.d and 0 or 1, redis.call('HGET', KEYS[1], 'b' .. id) } }
  end
end
table.sort(found, function(left, right) return left[1] < right[1] end)
local answer = {}
for at, entry in ipairs(found) do answer[at] = entry[2] end
return answer
