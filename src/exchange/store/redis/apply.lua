-- KEYS: rows, names. ARGV: how many are expected, each as key, 'is' or 'none', value; then writes as word, key, value.
local rows, names = KEYS[1], KEYS[2]
local at = 2
for _ = 1, tonumber(ARGV[1]) do
  local found = redis.call('HGET', rows, ARGV[at])
  if ARGV[at + 1] == 'none' then
    if found then return false end
  elseif found ~= ARGV[at + 2] then
    return false
  end
  at = at + 3
end
local function put(key, value)
  redis.call('HSET', rows, key, value)
  redis.call('ZADD', names, 0, key)
end
local numbers = {}
while ARGV[at] do
  local word, key, value = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if word == 'put' then
    put(key, value)
  elseif word == 'ensure' then
    if redis.call('HEXISTS', rows, key) == 0 then put(key, value) end
  elseif word == 'delete' then
    redis.call('HDEL', rows, key)
    redis.call('ZREM', names, key)
  else
    -- Counted beside the rows of the same name, where nothing is listed. Exact up to 2^53.
    local number = redis.call('HINCRBY', rows, '#' .. key, 1)
    local digits, rest = '', number
    for _ = 1, 8 do
      digits = string.char(rest % 256) .. digits
      rest = math.floor(rest / 256)
    end
    put(key .. digits, value)
    numbers[#numbers + 1] = number
  end
  at = at + 3
end
return numbers
