/** Part of the dissector in Lua: protocols whose packets have their length in front, over TCP. */

export const DISSECT = String.raw`
-- A space whose messages go to and from an agent calls the directions so.
local function agent_space(space)
  for _, candidates in pairs(space.messages) do
    for _, candidate in ipairs(candidates) do
      if candidate.dir == "c2a" or candidate.dir == "a2c" then return true end
    end
  end
  return false
end

local function packet_tree(space, range, tree)
  return tree:add(protocols[space.name], range, "Nacre " .. space.name)
end

local function note(pinfo, space, names)
  pinfo.cols.protocol = space.name:upper()
  if #names > 0 then pinfo.cols.info:set(table.concat(names, ", ")) end
end

-- Shows the packet at offset, which is complete or all there is.
local function show_packet(space, stream, tvb, tree, place, offset, length, direction)
  local item = packet_tree(space, tvb:range(offset, length + 4), tree)
  return guarded(item, function()
    item:add(length_fields[space.name], tvb:range(offset, 4))
    local r = frame(tvb, offset + 4, offset + 4 + length)
    local state = state_of(space, stream, place + offset, direction)
    return show_message(space, r, item, state, direction)
  end)
end

local function framed(space)
  local agent = agent_space(space)
  return function(tvb, pinfo, tree)
    local names, offset, size = {}, 0, tvb:captured_len()
    local direction = direction_of(pinfo)
    if agent then direction = direction == "c2s" and "c2a" or "a2c" end
    local stream = stream_of(space)
    local place = place_of(stream, pinfo, tvb)
    while offset < size do
      local length = size - offset >= 4 and tvb:range(offset, 4):uint() or nil
      if length ~= nil and (length == 0 or length > space.max) then
        local item = packet_tree(space, tvb:range(offset), tree)
        item:add_proto_expert_info(malformed, "packet length " .. length .. ", limit " .. space.max)
        break
      end
      if length == nil or size - offset - 4 < length then
        if pinfo.can_desegment == 0 then
          local item = packet_tree(space, tvb:range(offset), tree)
          item:add_proto_expert_info(malformed, "the packet is not complete")
          break
        end
        pinfo.desegment_offset = offset
        pinfo.desegment_len = length == nil and DESEGMENT_ONE_MORE_SEGMENT or length - (size - offset - 4)
        break
      end
      table.insert(names, show_packet(space, stream, tvb, tree, place, offset, length, direction) or "malformed packet")
      offset = offset + 4 + length
    end
    note(pinfo, space, names)
    return size
  end
end

-- Preferences: ports, and what the layouts depend on where the capture does not say it.
local function register(space, port)
  local proto = protocols[space.name]
  local table_of_ports = DissectorTable.get("tcp.port")
  proto.prefs.port = Pref.uint("TCP port", port, "0: none; use Decode As")
  for _, param in ipairs(space.params) do
    if param.kind == "number" then
      proto.prefs[param.name] = Pref.uint(param.name, param.min, "Used until the capture says otherwise")
    elseif param.kind == "choice" then
      local choices = {}
      for position, choice in ipairs(param.choices) do choices[position] = { position, choice, position - 1 } end
      proto.prefs[param.name] = Pref.enum(param.name, 0, "Order of fields", choices, false)
    end
  end
  local current = 0
  local function place()
    if current ~= 0 then table_of_ports:remove(current, proto) end
    current = proto.prefs.port
    if current ~= 0 then table_of_ports:add(current, proto) end
  end
  proto.prefs_changed = place
  place()
  table_of_ports:add_for_decode_as(proto)
end

for _, space in pairs(spaces) do
  if space.frame then
    protocols[space.name].dissector = framed(space)
    register(space, 0)
  end
end
`;
