-- KEYS: rows, names. ARGV: prefix, key after which to start or nothing, how many.
local from = '[' .. ARGV[1]
if ARGV[2] ~= '' then from = '(' .. ARGV[2] end
-- The first text that comes after all that start with the prefix: its last byte below 255 is one higher, nothing follows.
local head = string.gsub(ARGV[1], '\255+$', '')
local till = '+'
if head ~= '' then
  till = '(' .. string.sub(head, 1, -2) .. string.char(string.byte(head, -1) + 1)
end
local found = {}
if tonumber(ARGV[3]) > 0 then
  local names = redis.call('ZRANGEBYLEX', KEYS[2], from, till, 'LIMIT', 0, ARGV[3])
  for _, name in ipairs(names) do
    found[#found + 1] = name
    found[#found + 1] = redis.call('HGET', KEYS[1], name)
  end
end
return found
