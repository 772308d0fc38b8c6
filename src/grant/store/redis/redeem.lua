-- now, id, attempt (may be empty). 0 and the view spent; 1 and the view this attempt spent before; 2 and why not.
local now, id, attempt = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local grant = load(id)
if not grant then return { 2, UNKNOWN } end
local ended = look(id, grant, now)
if attempt ~= '' and (ended == 0 or ended == USED) and grant.a[attempt] then
  return { 1, grant.a[attempt] }
end
if ended ~= 0 then return { 2, ended } end
grant.u = grant.u + 1
if attempt ~= '' then grant.a[attempt] = grant.u end
keep(id, grant)
return { 0, grant.u }
