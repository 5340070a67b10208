-- Sends the requests of a file in turn: the path, a tab and the body on each line. The next arguments
-- are the method and, if each request is to come from another origin, the start of their names. Writes
-- what was measured to the standard error as JSON, with times in seconds.
local paths, bodies, sent = {}, {}, 0
local method, origin

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, body = line:match("^(.-)\t(.*)$")
    paths[#paths + 1] = path
    -- A body of length 0 would be announced in a header.
    bodies[#bodies + 1] = body ~= "" and body or false
  end
  method, origin = arguments[2], arguments[3]
end

function request()
  local n = sent % #paths + 1
  sent = sent + 1
  if origin then
    wrk.headers["Origin"] = origin .. sent
  end
  return wrk.format(method, paths[n], nil, bodies[n] or nil)
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "errors": %d, "bytes": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.bytes))
end
