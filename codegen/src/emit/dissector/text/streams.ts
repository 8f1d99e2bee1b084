/** Part of the dissector in Lua: what is remembered of a stream, so that later messages can be understood. */

export const STREAMS = String.raw`
local stream_number = Field.new("tcp.stream")
local streams = {}

-- What is remembered of this stream for a space. Kept with places in it: packets are looked at more than once.
local function stream_of(space)
  local info = stream_number()
  local key = space.name .. " " .. tostring(info and info.value or "none")
  if streams[key] == nil then
    streams[key] = { pending = {}, queue = {}, answers = {}, changes = {}, kex = {}, places = {}, length = 0 }
  end
  return streams[key]
end

function common.init()
  streams = {}
end

-- The endpoint that listens: at the port that was chosen, or else at the lower one.
local function direction_of(pinfo)
  local from_server
  if pinfo.match_uint == pinfo.src_port and pinfo.src_port ~= pinfo.dst_port then from_server = true
  elseif pinfo.match_uint == pinfo.dst_port and pinfo.src_port ~= pinfo.dst_port then from_server = false
  else from_server = pinfo.src_port < pinfo.dst_port end
  return from_server and "s2c" or "c2s"
end

-- A value that changes once: what it is at this place of the capture.
local function value_at(stream, name, position, default)
  local change = stream.changes[name]
  if change ~= nil and position > change.position then return change.value end
  return default
end

local function change_at(stream, name, position, value)
  local change = stream.changes[name]
  if change == nil or position <= change.position then
    stream.changes[name] = { position = position, value = value }
  end
end

-- The place of these octets in the stream, in the order in which they were first seen. Wireshark may hand over the octets of
-- one frame in several pieces; those differ in length.
local function place_of(stream, pinfo, tvb)
  local size = tvb:captured_len()
  local key = pinfo.number .. " " .. size .. " " .. raw(tvb:range(0, math.min(size, 16)))
  if stream.places[key] == nil then
    stream.places[key] = stream.length
    stream.length = stream.length + size
  end
  return stream.places[key]
end

local function parameters(space, stream, position)
  local params = {}
  for _, param in ipairs(space.params) do
    if param.kind == "number" then
      local set = protocols[space.name].prefs[param.name] or param.min
      params[param.name] = value_at(stream, param.name, position, set)
    elseif param.kind == "choice" then
      params[param.name] = param.choices[(protocols[space.name].prefs[param.name] or 0) + 1]
    end
  end
  return params
end

local function has_parameter(space, name)
  for _, param in ipairs(space.params) do
    if param.name == name and param.kind == "number" then return param end
  end
  return nil
end

-- A request waits for its answer by its number, or in the order in which requests were sent.
local function remember_request(stream, position, found, values)
  if stream.answers[position] ~= nil then return end
  stream.answers[position] = false
  local name = found.asks and values[found.asks] or false
  if values.requestId ~= nil then stream.pending[values.requestId] = name
  elseif values.wantReply ~= 0 then table.insert(stream.queue, name) end
end

-- The name of the request that the message at this position answers, or the empty name.
local function answer_to(stream, position, request)
  if stream.answers[position] == nil then
    local name
    if request ~= nil then name = stream.pending[request] else name = table.remove(stream.queue, 1) end
    stream.answers[position] = name or ""
  end
  return stream.answers[position] or ""
end

-- What a message is read with, and told about. In a space with requests in order, every answer takes one from the queue.
local function state_of(space, stream, position, direction, context)
  local state = { params = parameters(space, stream, position), context = context }
  local queued = direction == "c2a" or direction == "a2c"
  function state.answer(r, found)
    local first = structs[found.ref].fields[1]
    local numbered = first.n == "requestId" and r.stop - r.at >= 4
    return answer_to(stream, position, numbered and r.tvb:range(r.at, 4):uint() or nil)
  end
  function state.seen(found, values)
    local version = has_parameter(space, "version")
    if version and found.dir == "s2c" and type(values.version) == "number" then
      change_at(stream, "version", position, math.max(version.min, math.min(version.max, values.version)))
    end
    if found.asks or (queued and found.dir == "c2a") then remember_request(stream, position, found, values)
    elseif queued and not found.answers then answer_to(stream, position, nil) end
    if state.more then state.more(found, values) end
  end
  return state
end
`;
