-- When it would be free.
local same = redis.call('ZCOUNT', KEYS[1], ARGV[1], ARGV[1])
if same > 0 then redis.call('ZREM', KEYS[1], string.format('%d:%d', tonumber(ARGV[1]), same - 1)) end
return 0
