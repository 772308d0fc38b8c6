-- now, expected, next (either may be empty: nothing), until, TTL. 1 where it was as expected and is changed.
local kept = redis.call('HMGET', KEYS[1], 'u', 'v')
local there = ''
if kept[1] and tonumber(ARGV[1]) < tonumber(kept[1]) then there = kept[2] end
if there ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'u', ARGV[4], 'v', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return 1
