-- KEYS: rows, names. ARGV: key.
return redis.call('HGET', KEYS[1], ARGV[1])
