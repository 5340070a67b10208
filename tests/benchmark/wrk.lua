-- Sends the requests of a file in turn: the path, a tab and the body on each line. Writes what was
-- measured to the standard error as JSON, with times in seconds.
local requests, sent = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, body = line:match("^(.-)\t(.*)$")
    -- A body of length 0 would be announced in a header.
    requests[#requests + 1] = wrk.format(arguments[2], path, nil, body ~= "" and body or nil)
  end
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "errors": %d, "bytes": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.bytes))
end
