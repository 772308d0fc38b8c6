-- Before every script here. A subject's grants are one hash, so that whatever is decided about them is decided in one slot:
--   <id, 16 bytes>   what changes of a grant, as MessagePack:
--     v views, u used, f from, t until, e why it ended (0: it has not), x wrong codes, d whether its code is dead,
--     c its code's MACs (none: forgotten), a the attempts that spent views, n its number in order
--   b<id>            the grant itself, sealed
--   n                how many were ever kept
-- Why a grant is not live: 1 unknown, 2 not yet, 3 expired, 4 used, 5 closed, 6 replaced; 0 where it is.
local UNKNOWN, NOT_YET, EXPIRED, USED, CLOSED, REPLACED = 1, 2, 3, 4, 5, 6

local function load(id)
  local packed = redis.call('HGET', KEYS[1], id)
  return packed and cmsgpack.unpack(packed)
end

local function keep(id, grant)
  redis.call('HSET', KEYS[1], id, cmsgpack.pack(grant))
end

-- Why it is not live. Half-open; an expiry once seen is kept, so that no clock revives it.
local function look(id, grant, now)
  if grant.e ~= 0 then return grant.e end
  if now >= grant.t then
    grant.e = EXPIRED
    keep(id, grant)
    return EXPIRED
  end
  if now < grant.f then return NOT_YET end
  if grant.u >= grant.v then return USED end
  return 0
end

local function ids()
  local found = {}
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if #field == 16 then found[#found + 1] = field end
  end
  return found
end

-- Whether the MACs from the n-th argument on have one in common with these.
local function shares(codes, n)
  for _, code in ipairs(codes) do
    for at = n, #ARGV do
      if code == ARGV[at] then return true end
    end
  end
  return false
end

-- Keeps a new grant with its codes, the arguments from the n-th on: id, body, views, from, until, TTL, codes.
local function add(n)
  local id, codes = ARGV[n], {}
  for at = n + 6, #ARGV do codes[#codes + 1] = ARGV[at] end
  local number = redis.call('HINCRBY', KEYS[1], 'n', 1)
  keep(id, {
    v = tonumber(ARGV[n + 2]), u = 0, f = tonumber(ARGV[n + 3]), t = tonumber(ARGV[n + 4]), e = 0,
    x = 0, d = false, c = codes, a = {}, n = number,
  })
  redis.call('HSET', KEYS[1], 'b' .. id, ARGV[n + 1])
  local ttl = tonumber(ARGV[n + 5])
  if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
end
