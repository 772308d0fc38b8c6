-- What wrk sends: every link of a file, so many times in a row, by one viewer after another; and what it is answered, kept a thread
-- a file. Arguments: file of links, times, viewers, where to write.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set('number', threads)
end

function init(args)
  links, sent, answered = {}, -1, 0
  for line in io.lines(args[1]) do links[#links + 1] = line end
  times, viewers, out = tonumber(args[2]), tonumber(args[3]), args[4]
  statuses, shown = {}, {}
end

function request()
  -- The first is made to see what requests look like, and is not sent. When all are sent, nothing is asked for until all are answered.
  if sent == -1 or sent == #links * times then
    sent = math.max(sent, 0)
    return wrk.format('GET', '/v1/nothing')
  end
  local link = links[math.floor(sent / times) + 1]
  local headers = {
    ['Authorization'] = 'Bearer viewer-' .. ((sent * 7 + number * 3) % viewers),
    ['Content-Type'] = 'application/json',
  }
  sent = sent + 1
  return wrk.format('POST', '/v1/redemptions', headers, '{"link":"' .. link .. '"}')
end

function response(status, headers, body)
  if status == 404 then return end
  answered = answered + 1
  statuses[status] = (statuses[status] or 0) + 1
  if status == 200 then
    local document = body:match('"number":"(%d+)"')
    shown[document] = (shown[document] or 0) + 1
  end
  if answered == #links * times then
    local file = io.open(out .. 'unfinished', 'w')
    for status, count in pairs(statuses) do file:write('status ', status, ' ', count, '\n') end
    for document, count in pairs(shown) do file:write('shown ', document, ' ', count, '\n') end
    file:close()
    os.rename(out .. 'unfinished', out .. number)
  end
end
