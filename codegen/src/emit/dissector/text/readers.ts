/** Part of the dissector in Lua: one reader for each kind of type. No reader looks beyond the end of its frame. */

export const READERS = String.raw`
-- What is shown of a list; a list of more is called malformed.
local MAX_ITEMS = 20000

-- A frame: the octets from at up to stop.
local function frame(tvb, at, stop)
  return { tvb = tvb, at = at, stop = stop }
end

-- Ends reading of the message; caught in one place, which marks it as malformed.
local function fail(where, why)
  error({ malformed = where .. ": " .. why }, 0)
end

local function take(r, length, where)
  local left = r.stop - r.at
  if length > left then fail(where, "needs " .. length .. " octets, " .. left .. " are left") end
  local range = r.tvb:range(r.at, length)
  r.at = r.at + length
  return range
end

local function rest_of(r)
  local range = r.tvb:range(r.at, r.stop - r.at)
  r.at = r.stop
  return range
end

local function raw(range)
  return range:len() == 0 and "" or range:raw()
end

-- A tree that shows nothing, for looking ahead.
local nowhere = setmetatable({}, { __index = function() return function(self) return self end end })

local readers = {}

-- Kinds: how a value is shown, and what it is for conditions, counts and tags.
local function read(t, r, field, tree, c)
  return readers[t.k](t, r, field, tree, c)
end

local function string_range(t, r, field)
  local prefix = take(r, 4, field.n)
  local length = prefix:uint()
  if t.size and length ~= t.size then fail(field.n, length .. " octets, must be " .. t.size) end
  return take(r, length, field.n), prefix
end

-- Adds octets with their length below.
local function add_string(t, r, field, tree)
  local range, prefix = string_range(t, r, field)
  local item = tree:add(field.pf, range)
  item:add(shared.length, prefix)
  if t.max and range:len() > t.max then
    item:add_proto_expert_info(unusual, field.n .. ": " .. range:len() .. " octets, limit " .. t.max)
  end
  return raw(range)
end

-- Adds text; octets that are not UTF-8 are shown as Wireshark shows them.
local function add_text(field, range, tree)
  if tree == nowhere then return nowhere end
  return (tree:add_packet_field(field.pf, range, ENC_UTF_8 + ENC_STRING))
end

local function add_text_string(t, r, field, tree)
  local range, prefix = string_range(t, r, field)
  local item = add_text(field, range, tree)
  item:add(shared.length, prefix)
  if t.max and range:len() > t.max then
    item:add_proto_expert_info(unusual, field.n .. ": " .. range:len() .. " octets, limit " .. t.max)
  end
  return raw(range)
end

local function add_rest_text(_, r, field, tree)
  local range = rest_of(r)
  add_text(field, range, tree)
  return raw(range)
end

readers.bytes = add_string
readers.fixed = add_string
readers.mpint = add_string
readers.text = add_text_string
readers.names = add_text_string
readers.restUtf8 = add_rest_text
readers.restNames = add_rest_text

readers.raw = function(t, r, field, tree)
  local range = take(r, t.size, field.n)
  tree:add(field.pf, range)
  return raw(range)
end

readers.sized = function(t, r, field, tree, c)
  local range = take(r, c.params[t.by] or fail(field.n, "the number of octets is not known"), field.n)
  tree:add(field.pf, range)
  return raw(range)
end

readers.rest = function(_, r, field, tree)
  local range = rest_of(r)
  tree:add(field.pf, range)
  return raw(range)
end
readers.padding = readers.rest

readers.bool = function(_, r, field, tree)
  local range = take(r, 1, field.n)
  tree:add(field.pf, range)
  return range:uint()
end

readers.int = function(t, r, field, tree, c)
  local range = take(r, t.size, field.n)
  local item = tree:add(field.pf, range)
  local value
  if t.size < 8 then value = range:uint()
  elseif t.signed then value = range:int64():tonumber()
  else value = range:uint64():tonumber() end
  for _, named in ipairs(flags[t.bits] or {}) do
    if within(c.params.version, named.from, named.to) then item:add(named.pf, range) end
  end
  return value
end

readers.box = function(t, r, field, tree, c)
  local length = take(r, 4, field.n):uint()
  local start = r.at
  take(r, length, field.n)
  local inner = frame(r.tvb, start, r.at)
  local value = read(t.inner, inner, field, tree, c)
  if inner.at < inner.stop then fail(field.n, (inner.stop - inner.at) .. " octets too many in its frame") end
  return value
end

-- A part of the tree that is as long as what was read for it.
local function subtree(r, field, tree, label, body)
  local start = r.at
  local item = tree:add(field.pf, r.tvb:range(start, r.stop - start))
  if label ~= "" then item:append_text(": " .. label) end
  local value = body(item)
  item:set_len(r.at - start)
  return value
end

local function exists(field, values, params)
  if (field.from or field.to) and not within(params.version, field.from, field.to) then return false end
  return field.when == nil or field.when(values, params)
end

local function check(field, value, values, tree)
  local expected = field.const
  if field.equals ~= nil then expected = values[field.equals] end
  if expected ~= nil and expected ~= value then
    tree:add_proto_expert_info(unusual, field.n .. ": should be " .. tostring(expected))
  end
end

local read_held

local function read_struct(struct, r, tree, c)
  local values = {}
  local inner = { params = c.params, values = values }
  if struct.magic and raw(take(r, #struct.magic, "magic")) ~= struct.magic then fail(struct.name, "wrong magic") end
  local order = struct.layouts and (struct.layouts[c.params.layout] or struct.layouts[struct.layout])
  for position = 1, order and #order or #struct.fields do
    local field = struct.fields[order and order[position] or position]
    if exists(field, values, c.params) then
      if field.optional and r.at == r.stop then break end
      local before = r.at
      values[field.n] = read(field.t, r, field, tree, inner)
      check(field, values[field.n], values, tree)
      if field.holds and tree ~= nowhere then read_held(field, r, before, tree, c) end
    end
  end
  return values
end

-- Shows what the octets of a field hold. What does not fit stays as octets: who reads the message may not look inside.
function read_held(field, r, before, tree, c)
  local start = field.t.k == "rest" and before or before + 4
  if start >= r.at then return end
  local struct, inner = structs[field.holds], frame(r.tvb, start, r.at)
  local item = tree:add(shared.held, r.tvb:range(start, r.at - start))
  item:append_text(": " .. struct.name)
  local fine, why = pcall(function()
    read_struct(struct, inner, item, { params = c.params, values = {} })
    if inner.at < inner.stop then fail(struct.name, (inner.stop - inner.at) .. " octets too many") end
  end)
  if not fine then
    item:add_proto_expert_info(unusual, type(why) == "table" and why.malformed or "dissector: " .. tostring(why))
  end
end

readers.struct = function(t, r, field, tree, c)
  local struct = structs[t.ref]
  return subtree(r, field, tree, struct.name, function(item) return read_struct(struct, r, item, c) end)
end

local function read_member(union, tag, r, field, tree, c)
  local member = tag ~= nil and union.cases[tag] or nil
  if member == nil then
    if union.unknown == "error" then fail(union.name, "no such member") end
    if union.unknown == "bytes" then
      local range = string_range({}, r, field)
      tree:add(shared.unknown, range)
    elseif r.at < r.stop then
      tree:add(shared.unknown, rest_of(r))
    end
    return
  end
  local function body(item)
    if member.body then read_struct(structs[member.body], r, item, c) end
  end
  if not member.boxed then return subtree(r, field, tree, member.label, body) end
  local length = take(r, 4, field.n):uint()
  local outer, stop = r.stop, r.at + length
  if stop > outer then fail(field.n, "needs " .. length .. " octets, " .. (outer - r.at) .. " are left") end
  r.stop = stop
  subtree(r, field, tree, member.label, body)
  if r.at < stop then fail(member.label, (stop - r.at) .. " octets too many in its frame") end
  r.stop = outer
end

readers.union = function(t, r, field, tree, c)
  local tag
  if t.param then tag = c.params[t.by] else tag = c.values[t.by] end
  read_member(unions[t.ref], tag, r, field, tree, c)
end

readers.tagged = function(t, r, field, tree, c)
  local union = unions[t.ref]
  local tag_field = { n = union.name .. ".tag", pf = tags[t.ref]() }
  local tag
  if union.size == 0 then tag = add_text_string({}, r, tag_field, tree)
  else
    local range = take(r, union.size, tag_field.n)
    tree:add(tag_field.pf, range)
    tag = range:uint()
  end
  read_member(union, tag, r, field, tree, c)
end

local function is_end(t, values)
  if t.ends == nil or type(values) ~= "table" then return false end
  for name, value in pairs(t.ends) do
    if values[name] ~= value then return false end
  end
  return true
end

local function is_stop(t, r, field, c)
  if t.stop == nil then return false end
  local ahead = frame(r.tvb, r.at, r.stop)
  local fine, values = pcall(read, t.item, ahead, field, nowhere, c)
  return fine and type(values) == "table" and t.stop(values, c.params)
end

local function item_count(t, r, field, c)
  if t.count == "u32" then return take(r, 4, field.n):uint() end
  if t.count == "field" then return number(c.values[t.by]) end
  if t.count ~= "param" then return nil end
  return c.params[t.by] or fail(field.n, "the number of items is not known")
end

readers.list = function(t, r, field, tree, c)
  local count = item_count(t, r, field, c)
  if t.max and count and count > t.max then
    tree:add_proto_expert_info(unusual, field.n .. ": " .. count .. " items, limit " .. t.max)
  end
  local done = 0
  while (count == nil and r.at < r.stop) or (count ~= nil and done < count) do
    if count == nil and is_stop(t, r, field, c) then break end
    if done >= MAX_ITEMS then fail(field.n, "more than " .. MAX_ITEMS .. " items") end
    local before = r.at
    local values = read(t.item, r, field, tree, c)
    if r.at == before and count == nil then break end
    if is_end(t, values) then break end
    done = done + 1
  end
  return done
end
`;
