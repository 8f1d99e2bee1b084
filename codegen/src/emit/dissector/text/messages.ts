/** Part of the dissector in Lua: finds the message that a number means, and shows it. */

export const MESSAGES = String.raw`
local number_fields, length_fields, name_fields = {}, {}, {}
for name, space in pairs(spaces) do
  local kind = space.tag == "u8" and "uint8" or space.tag == "u32" and "uint32" or "string"
  number_fields[name] = kind == "string" and field(name, kind, "nacre." .. name .. ".message_name", "message")
    or field(name, kind, "nacre." .. name .. ".message_number", "message", base.DEC, space.names)
  name_fields[name] = field(name, "string", "nacre." .. name .. ".message", "called")
  length_fields[name] = field(name, "uint32", "nacre." .. name .. ".packet_length", "packet length")
end
for name, proto in pairs(protocols) do proto.fields = fields_of[name] end

-- The definition of a number in this direction and context; nil and all that it may be when that is not known.
local function definition(space, key, direction, context)
  local candidates = space.messages[key] or {}
  if #candidates == 1 then return candidates[1] end
  local found
  for _, candidate in ipairs(candidates) do
    local fits = candidate.contexts == nil or (context ~= nil and candidate.contexts[context])
    local sent = direction == nil or candidate.dir == "both" or candidate.dir == direction
    if fits and sent then
      if found ~= nil then return nil, candidates end
      found = candidate
    end
  end
  return found, candidates
end

local function read_tag(space, r, tree)
  local pf = number_fields[space.name]
  if space.tag == "name" then return add_text_string({}, r, { n = "message", pf = pf }, tree) end
  local range = take(r, space.tag == "u8" and 1 or 4, "message number")
  tree:add(pf, range)
  return range:uint()
end

-- Shows one message. state has the parameters, and what is remembered of earlier messages; values go to it.
local function show_message(space, r, tree, state, direction)
  local key = read_tag(space, r, tree)
  local found, candidates = definition(space, key, direction, state.context)
  if found == nil then
    if candidates ~= nil and #candidates > 0 then
      tree:append_text(": " .. space.names[key])
    else
      tree:add_proto_expert_info(unusual, "no message has the number " .. tostring(key))
    end
    if r.at < r.stop then tree:add(shared.unknown, rest_of(r)) end
    return space.names[key] or tostring(key)
  end
  local struct = structs[found.ref]
  tree:append_text(": " .. struct.name)
  tree:add(name_fields[space.name], struct.name):set_generated()
  if found.answers then state.params[found.answers] = state.answer(r, found, key) end
  local values = read_struct(struct, r, tree, { params = state.params, values = {} })
  if r.at < r.stop then
    local left = rest_of(r)
    local item = tree:add(shared.unknown, left)
    if space.trailing == "error" then
      item:add_proto_expert_info(malformed, left:len() .. " octets after the message")
    end
  end
  state.seen(found, values, key)
  return struct.name
end

-- Marks what cannot be read. A fault of the dissector itself is shown too, never raised.
local function guarded(tree, body)
  local fine, result = pcall(body)
  if fine then return result end
  local why = type(result) == "table" and result.malformed or "dissector: " .. tostring(result)
  tree:add_proto_expert_info(malformed, why)
  return nil
end
`;
