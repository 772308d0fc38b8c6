-- now, limit, then the code's MACs. 1 and the id of a match; or 0, the id whose dead code it was, and the ids whose code
-- died of it.
local now, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local matched, dead, entries = nil, '', {}
for _, id in ipairs(ids()) do
  local grant = load(id)
  if #grant.c > 0 and now >= grant.t then
    grant.c = {}
    keep(id, grant)
  end
  if #grant.c > 0 then
    entries[#entries + 1] = { id, grant }
    if shares(grant.c, 3) then
      if grant.d then dead = id else matched = id end
    end
  end
end
if matched then return { 1, matched } end
local answer = { 0, dead }
for _, entry in ipairs(entries) do
  local id, grant = entry[1], entry[2]
  grant.x = grant.x + 1
  if grant.x >= limit and not grant.d then
    grant.d = true
    answer[#answer + 1] = id
  end
  keep(id, grant)
end
return answer
