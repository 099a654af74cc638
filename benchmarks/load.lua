-- Ask the addresses of a file in turn; with a second word, each time as another text, so that no cache of
-- answers helps: the word and a number are put in the comment that ends the query.
local addresses = {}
local asked = 0
local word = nil

function init(arguments)
  for line in io.lines(arguments[1]) do addresses[#addresses + 1] = line end
  word = arguments[2]
end

function request()
  asked = asked + 1
  local address = addresses[asked % #addresses + 1]
  if word then address = address:gsub("%%0A%%23", "%%0A%%23" .. word .. asked, 1) end
  return wrk.format("GET", address, {Accept = "application/sparql-results+json"})
end

function done(summary, latency)
  local wrong = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format("RESULT %d %f %f %f %d\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, wrong))
end
