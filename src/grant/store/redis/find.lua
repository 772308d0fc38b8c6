-- id. What is spent of it, why it ended before its views did, and its body; nothing where it is not kept.
local grant = load(ARGV[1])
if not grant then return false end
return { grant.u, grant.e, redis.call('HGET', KEYS[1], 'b' .. ARGV[1]) }
