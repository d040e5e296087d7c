-- Sends the requests of a file in turn, from the first again after the last; one a line: METHOD path.
--
--   wrk … -s cycle.lua URL -- FILE
--
-- Prints what was counted as `name value`, one a line.

local requests, last = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local method, path = line:match("^(%S+) (%S+)$")
        requests[#requests + 1] = wrk.format(method, path)
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format("requests %d", summary.requests))
    print(string.format("microseconds %d", summary.duration))
    print(string.format("p99 %f", latency:percentile(99)))
    print(string.format("refused %d", errors.status))
    print(string.format("broken %d", errors.connect + errors.read + errors.write + errors.timeout))
end
