-- now, limit, window, pause, TTL. A sorted set of when each one taken is free again. 0 where one is taken, else when the
-- next is free.
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local pause = tonumber(ARGV[4])
local free = now + window
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local taken = redis.call('ZCARD', KEYS[1])
if limit == 0 then return free end
if taken >= limit then
  return tonumber(redis.call('ZRANGE', KEYS[1], taken - limit, taken - limit, 'WITHSCORES')[2])
end
if pause > 0 and taken >= 3 then
  local wait = math.min(pause * 2 ^ (taken - 3), window)
  local latest = tonumber(redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2])
  if now < latest - window + wait then return latest - window + wait end
end
-- Those of one second are numbered from 0; the highest goes first when one is given back.
local same = redis.call('ZCOUNT', KEYS[1], free, free)
redis.call('ZADD', KEYS[1], free, string.format('%d:%d', free, same))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 0
