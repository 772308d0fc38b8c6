-- now, id. 1 where it was open until now. One not yet open by this clock is closed as well.
local grant = load(ARGV[2])
if not grant then return 0 end
local ended = look(ARGV[2], grant, tonumber(ARGV[1]))
if ended ~= 0 and ended ~= NOT_YET then return 0 end
grant.e = CLOSED
keep(ARGV[2], grant)
return 1
