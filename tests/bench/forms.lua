-- SPDX-License-Identifier: GPL-3.0-or-later
-- forms.lua - for wrk: the lines of the file PATHS in turn, asked for, or sent the form FORM
local paths, n = {}, 0
local form = os.getenv("FORM") or ""
local method = form ~= "" and "POST" or "GET"
local headers = form ~= "" and { ["Content-Type"] = "application/x-www-form-urlencoded" } or {}
local body = form ~= "" and form or nil

for line in io.lines(os.getenv("PATHS")) do
  paths[#paths + 1] = line
end

request = function()
  n = n % #paths + 1
  return wrk.format(method, paths[n], headers, body)
end

-- Milliseconds and a rate, for the script that asked; and how many were not answered at all.
done = function(summary, latency)
  local e = summary.errors
  io.stderr:write(string.format("%.2f %.2f %.0f %d\n", latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.requests / summary.duration * 1e6, e.connect + e.read + e.write + e.timeout))
end
