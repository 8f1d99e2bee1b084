/** Part of the dissector in Lua: SSH over TCP until it is encrypted, and decrypted payloads by themselves. */

export const TRANSPORT = String.raw`
local ssh = spaces.ssh

-- Which family of messages 30 to 49 a key exchange algorithm uses; the first pattern that fits.
local FAMILIES = {
  { "^mlkem", "hybrid" }, { "^sntrup", "hybrid" }, { "^gss%-gex%-", "gss-gex" },
  { "^gss%-nistp", "gss-ecdh" }, { "^gss%-curve", "gss-ecdh" }, { "^gss%-", "gss-dh" },
  { "^diffie%-hellman%-group%-exchange%-", "gex" }, { "^diffie%-hellman%-", "dh" },
  { "^ecmqv%-", "ecmqv" }, { "^rsa%d+%-", "rsa" }, { "^ecdh%-", "ecdh" }, { "^curve", "ecdh" }, { "^sm2kep", "ecdh" },
}
local LONGEST_LINE = 8192

local function family_of(algorithm)
  for _, entry in ipairs(FAMILIES) do
    if algorithm:find(entry[1]) then return entry[2] end
  end
  return nil
end

-- The algorithm that both sides agree on: the first of the client that the server has too.
local function agreed(client, server)
  for name in (client or ""):gmatch("[^,]+") do
    if ("," .. (server or "") .. ","):find("," .. name .. ",", 1, true) then return name end
  end
  return nil
end

if ssh ~= nil and not ssh.frame then
  local proto = protocols.ssh
  local line_field = ProtoField.string("nacre.ssh.identification", "identification")
  local padding_field = ProtoField.bytes("nacre.ssh.padding", "padding")
  local padding_length = ProtoField.uint8("nacre.ssh.padding_length", "padding length")
  local encrypted_field = ProtoField.bytes("nacre.ssh.encrypted", "encrypted octets")
  for _, made in ipairs({ line_field, padding_field, padding_length, encrypted_field }) do
    table.insert(fields_of.ssh, made)
  end
  proto.fields = { line_field, padding_field, padding_length, encrypted_field }

  -- The line at offset with its end, or nil when it is not complete.
  local function line_at(tvb, offset)
    local last = math.min(tvb:captured_len(), offset + LONGEST_LINE) - 1
    for position = offset, last do
      if tvb:range(position, 1):uint() == 10 then return tvb:range(offset, position - offset + 1) end
    end
    return nil
  end

  local function show_line(range, tree)
    local item = packet_tree(ssh, range, tree)
    local text = raw(range):gsub("[\r\n]+$", "")
    if #text > 0 then
      (item:add_packet_field(line_field, range:range(0, #text), ENC_UTF_8 + ENC_STRING)):append_text("")
    end
    return text:sub(1, 4) == "SSH-"
  end

  local function learn(stream, direction, position)
    return function(found, values)
      if found.ref:match("%.KexInit$") then
        stream.kex[direction] = values.kexAlgorithms
        local name = agreed(stream.kex.c2s, stream.kex.s2c)
        if name ~= nil then change_at(stream, "family", position, family_of(name)) end
      elseif found.ref:match("%.NewKeys$") then
        change_at(stream, "encrypted " .. direction, position, true)
      end
    end
  end

  local function show_ssh_packet(stream, tvb, tree, place, offset, length, direction)
    local item = packet_tree(ssh, tvb:range(offset, length + 4), tree)
    return guarded(item, function()
      item:add(length_fields.ssh, tvb:range(offset, 4))
      local padding = tvb:range(offset + 4, 1)
      item:add(padding_length, padding)
      local stop = offset + 4 + length - padding:uint()
      if stop < offset + 6 then fail("padding", "longer than the packet") end
      local position = place + offset
      local state = state_of(ssh, stream, position, direction, value_at(stream, "family", position))
      state.more = learn(stream, direction, position)
      local name = show_message(ssh, frame(tvb, offset + 5, stop), item, state, direction)
      if padding:uint() > 0 then item:add(padding_field, tvb:range(stop, padding:uint())) end
      return name
    end) or "malformed packet"
  end

  local function wait_for(pinfo, offset, more)
    if pinfo.can_desegment == 0 then return false end
    pinfo.desegment_offset = offset
    pinfo.desegment_len = more
    return true
  end

  -- One piece of the stream: its name and the offset behind it, or nil when more must come or nothing else can be read.
  local function piece(stream, tvb, pinfo, tree, place, offset, direction)
    local size, position = tvb:captured_len(), place + offset
    if value_at(stream, "encrypted " .. direction, position) then
      packet_tree(ssh, tvb:range(offset), tree):add(encrypted_field, tvb:range(offset))
      return "encrypted", size
    end
    if not value_at(stream, "identified " .. direction, position) then
      local range = line_at(tvb, offset)
      if range == nil then
        if size - offset < LONGEST_LINE and wait_for(pinfo, offset, DESEGMENT_ONE_MORE_SEGMENT) then return nil end
        packet_tree(ssh, tvb:range(offset), tree):add_proto_expert_info(malformed, "a line without an end")
        return "malformed line", size
      end
      if not show_line(range, tree) then return "line", offset + range:len() end
      change_at(stream, "identified " .. direction, position, true)
      return "identification", offset + range:len()
    end
    local length = size - offset >= 4 and tvb:range(offset, 4):uint() or nil
    if length ~= nil and (length < 5 or length > ssh.max) then
      packet_tree(ssh, tvb:range(offset), tree):add_proto_expert_info(malformed, "packet length " .. length .. ", limit " .. ssh.max)
      return "malformed packet", size
    end
    if length == nil or size - offset - 4 < length then
      if wait_for(pinfo, offset, length == nil and DESEGMENT_ONE_MORE_SEGMENT or length - (size - offset - 4)) then return nil end
      packet_tree(ssh, tvb:range(offset), tree):add_proto_expert_info(malformed, "the packet is not complete")
      return "malformed packet", size
    end
    return show_ssh_packet(stream, tvb, tree, place, offset, length, direction), offset + 4 + length
  end

  function proto.dissector(tvb, pinfo, tree)
    local names, offset, size = {}, 0, tvb:captured_len()
    local direction, stream = direction_of(pinfo), stream_of(ssh)
    local place = place_of(stream, pinfo, tvb)
    while offset < size do
      local name, behind = piece(stream, tvb, pinfo, tree, place, offset, direction)
      if name == nil then break end
      table.insert(names, name)
      offset = behind
    end
    note(pinfo, ssh, names)
    return size
  end
  register(ssh, 0)

  -- Decrypted payloads, one in each packet of the capture, as a trace of one's own program may write them.
  local payload = Proto("nacre.ssh_payload", "Nacre SSH payload")
  payload.prefs.context = Pref.string("Context", "", "What the numbers 30 to 49 and 60 to 79 mean: 'ecdh', 'password' ...")
  function payload.dissector(tvb, pinfo, tree)
    local size = tvb:captured_len()
    local item = packet_tree(ssh, tvb:range(), tree)
    local name = guarded(item, function()
      local context = payload.prefs.context
      local state = { params = parameters(ssh, stream_of(ssh), 0), context = context ~= "" and context or nil }
      function state.answer() return "" end
      function state.seen() end
      return show_message(ssh, frame(tvb, 0, size), item, state, nil)
    end)
    note(pinfo, ssh, { name or "malformed message" })
    return size
  end
  DissectorTable.get("tcp.port"):add_for_decode_as(payload)
end
`;
