-- What store.lua keeps of Lua's values: JSON where JSON says a value exactly, and else an object with the one member
-- `$lua`: {"$lua":"nan"}, "inf" and "-inf"; {"$lua":{"bytes":"<hex>"}} for a string that isn't UTF-8;
-- {"$lua":{"pairs":[[key,value],…]}} for a table whose keys aren't 1 to n and aren't all texts either.
--
-- What can't be kept is refused: nil, functions, threads, userdata, tables as keys, and tables that hold themselves. A
-- table met twice is kept twice, metatables are not kept, and an empty table comes back empty whichever it was.
-- On the way back, a number that Lua can't hold to its last digit is refused too.

local values = {}

-- What JSON's null is in a value that another client wrote.
values.null = setmetatable({}, { __tostring = function() return 'null' end })

-- How deep tables may stand in each other.
values.depth = 100

local TAG = '$lua'

-- Numbers ------------------------------------------------------------------------------------------------------------

-- What the locale writes for a decimal point.
local function point()
  return ('%.1f'):format(0.5):sub(2, -2)
end

local function is_integer(number)
  return math.type ~= nil and math.type(number) == 'integer'
end

-- The shortest text that reads back as the same number.
local function number_text(number)
  if is_integer(number) then return ('%d'):format(number) end
  for digits = 15, 17 do
    local text = ('%.' .. digits .. 'g'):format(number)
    if tonumber(text) == number then
      text = text:gsub(point():gsub('%p', '%%%0'), '.')
      -- Where Lua knows integers, a number with a fraction stays one.
      if math.type and not text:find('[.e]') then text = text .. '.0' end
      return text
    end
  end
end

-- The digits of a decimal that count, and how far its point is moved: equal for texts of equal value.
local function decimal_parts(text)
  local sign, whole, fraction, exponent = text:match('^(-?)(%d+)%.?(%d*)[eE]?([-+]?%d*)$')
  local digits = (whole .. fraction):gsub('^0+', '')
  local significant = digits:gsub('0+$', '')
  if significant == '' then return sign, '', 0 end
  return sign, significant, (tonumber(exponent) or 0) - #fraction + #digits - #significant
end

-- The number that a text stands for; nil where Lua's numbers can't hold it to its last digit.
local function exact_number(text)
  local number = tonumber(text) or tonumber((text:gsub('%.', point())))
  if is_integer(number) then return number end
  local _, digits, exponent = decimal_parts(text)
  if digits == '' then return number end
  if #digits > 99 or number == 0 or number - number ~= 0 then return nil end
  local held = ('%.' .. #digits - 1 .. 'e'):format(number):gsub(point():gsub('%p', '%%%0'), '.')
  local _, held_digits, held_exponent = decimal_parts(held)
  return digits == held_digits and exponent == held_exponent and number or nil
end

-- Texts --------------------------------------------------------------------------------------------------------------

-- What a character of several bytes may look like, as RFC 3629 has it.
local multibyte = {
  '^[\194-\223][\128-\191]', '^\224[\160-\191][\128-\191]', '^[\225-\236\238\239][\128-\191][\128-\191]',
  '^\237[\128-\159][\128-\191]', '^\240[\144-\191][\128-\191][\128-\191]',
  '^[\241-\243][\128-\191][\128-\191][\128-\191]', '^\244[\128-\143][\128-\191][\128-\191]',
}

local function character_end(text, position)
  for _, form in ipairs(multibyte) do
    local _, last = text:find(form, position)
    if last then return last end
  end
end

local function is_utf8(text)
  local position = text:find('[\128-\255]')
  while position do
    local last = character_end(text, position)
    if not last then return false end
    position = text:find('[\128-\255]', last + 1)
  end
  return true
end

local escapes = { ['"'] = '\\"', ['\\'] = '\\\\', ['\b'] = '\\b', ['\f'] = '\\f', ['\n'] = '\\n', ['\r'] = '\\r',
  ['\t'] = '\\t' }

local function escape(character)
  return escapes[character] or character:byte() < 32 and ('\\u%04x'):format(character:byte()) or nil
end

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', escape) .. '"'
end

local function utf8_character(code)
  local function tail(shift) return 128 + math.floor(code / 2 ^ shift) % 64 end
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(192 + math.floor(code / 64), tail(0)) end
  if code < 0x10000 then return string.char(224 + math.floor(code / 4096), tail(6), tail(0)) end
  return string.char(240 + math.floor(code / 262144), tail(12), tail(6), tail(0))
end

-- Writing ------------------------------------------------------------------------------------------------------------

local encode

local function tagged(json)
  return '{"' .. TAG .. '":' .. json .. '}'
end

-- 'list', 'object' or 'pairs': how the keys of a table can be written.
local function shape(value)
  local count, texts = 0, 0
  for key in next, value do
    count = count + 1
    if type(key) == 'string' and key ~= TAG and is_utf8(key) then texts = texts + 1 end
  end
  if texts == count then return 'object' end
  for index = 1, count do
    if rawget(value, index) == nil then return 'pairs' end
  end
  return 'list'
end

local key_kinds = { boolean = true, number = true, string = true }

-- The keys in an order of their own, so that equal tables are written alike.
local function sorted_keys(value)
  local keys = {}
  for key in next, value do
    if not key_kinds[type(key)] then error(('a %s can\'t be a key'):format(type(key)), 0) end
    keys[#keys + 1] = key
  end
  table.sort(keys, function(one, other)
    if type(one) ~= type(other) then return type(one) < type(other) end
    if type(one) == 'boolean' then return other and not one end
    return one < other
  end)
  return keys
end

local writers = {}

function writers.list(value, around)
  local parts = {}
  for index = 1, #value do parts[index] = encode(rawget(value, index), around) end
  return '[' .. table.concat(parts, ',') .. ']'
end

function writers.object(value, around)
  local parts = {}
  for index, key in ipairs(sorted_keys(value)) do
    parts[index] = quoted(key) .. ':' .. encode(rawget(value, key), around)
  end
  return '{' .. table.concat(parts, ',') .. '}'
end

function writers.pairs(value, around)
  local parts = {}
  for index, key in ipairs(sorted_keys(value)) do
    parts[index] = '[' .. encode(key, around) .. ',' .. encode(rawget(value, key), around) .. ']'
  end
  return tagged('{"pairs":[' .. table.concat(parts, ',') .. ']}')
end

local encoders = {}

function encoders.boolean(value) return tostring(value) end

function encoders.number(value)
  if value ~= value then return tagged('"nan"') end
  if value == math.huge then return tagged('"inf"') end
  if value == -math.huge then return tagged('"-inf"') end
  return number_text(value)
end

function encoders.string(value)
  if is_utf8(value) then return quoted(value) end
  local hex = value:gsub('.', function(byte) return ('%02x'):format(byte:byte()) end)
  return tagged('{"bytes":"' .. hex .. '"}')
end

function encoders.table(value, around)
  if value == values.null then return 'null' end
  if around[value] then error('a table can\'t hold itself', 0) end
  if around.depth == values.depth then error(('tables stand more than %d deep'):format(values.depth), 0) end
  around[value], around.depth = true, around.depth + 1
  local json = writers[shape(value)](value, around)
  around[value], around.depth = nil, around.depth - 1
  return json
end

-- `around` holds the tables that the value stands in, and how many they are.
function encode(value, around)
  local encoder = encoders[type(value)]
  if not encoder then error(('a value can\'t be or hold a %s'):format(type(value)), 0) end
  return encoder(value, around)
end

-- Reading ------------------------------------------------------------------------------------------------------------

local function refuse(what, position)
  error(('the value is not JSON that Lua can hold: %s at byte %d'):format(what, position), 0)
end

local function skip_blanks(json, position)
  return json:find('[^ \t\r\n]', position) or #json + 1
end

local unescaped = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/', b = '\b', f = '\f', n = '\n', r = '\r', t = '\t' }

-- What `\u` means, with its second half where it is a pair, and where it ends.
local function read_code(json, position)
  local code = tonumber(json:match('^\\u(%x%x%x%x)', position) or '', 16)
  if not code then refuse('a bad escape', position) end
  if code < 0xd800 or code > 0xdfff then return utf8_character(code), position + 6 end
  local low = tonumber(json:match('^\\u([dD][c-fC-F]%x%x)', position + 6) or '', 16)
  if code > 0xdbff or not low then refuse('half a character', position) end
  return utf8_character(0x10000 + (code - 0xd800) * 1024 + low - 0xdc00), position + 12
end

local function read_text(json, start)
  local parts, position = {}, start + 1
  while true do
    local stop = json:find('[%c"\\]', position)
    if not stop then refuse('a text without end', start) end
    parts[#parts + 1] = json:sub(position, stop - 1)
    local character = json:sub(stop, stop)
    position = stop + 1
    if character == '"' then
      local text = table.concat(parts)
      if not is_utf8(text) then refuse('a text that is not UTF-8', start) end
      return text, position
    elseif character == '\127' then
      parts[#parts + 1] = character
    elseif character ~= '\\' then
      refuse('a control character', stop)
    elseif json:sub(position, position) == 'u' then
      parts[#parts + 1], position = read_code(json, stop)
    else
      parts[#parts + 1] = unescaped[json:sub(position, position)] or refuse('a bad escape', stop)
      position = position + 1
    end
  end
end

local function read_number(json, position)
  local text = json:match('^-?%d+', position)
  if not text or text:find('^-?0%d') then refuse('a bad number', position) end
  text = text .. (json:match('^%.%d+', position + #text) or '')
  text = text .. (json:match('^[eE][-+]?%d+', position + #text) or '')
  local number = exact_number(text)
  if not number then refuse('a number with more digits than Lua keeps, ' .. text .. ',', position) end
  return number, position + #text
end

local read

-- Calls `element` for each element up to `closing`, and answers where the whole ends.
local function read_elements(json, position, closing, element)
  position = skip_blanks(json, position + 1)
  if json:sub(position, position) == closing then return position + 1 end
  while true do
    position = skip_blanks(json, element(position))
    local character = json:sub(position, position)
    if character == closing then return position + 1 end
    if character ~= ',' then refuse('no comma', position) end
    position = skip_blanks(json, position + 1)
  end
end

local function read_list(json, position)
  local list, count = {}, 0
  return list, read_elements(json, position, ']', function(start)
    local value, stop = read(json, start)
    count = count + 1
    list[count] = value
    return stop
  end)
end

local tags = { nan = 0 / 0, inf = math.huge, ['-inf'] = -math.huge }

-- What an object with the one member `$lua` stands for.
local function untagged(tag, position)
  if tags[tag] then return tags[tag] end
  local meaning = type(tag) == 'table' and tag or {}
  if type(meaning.bytes) == 'string' and #meaning.bytes % 2 == 0 and not meaning.bytes:find('%X') then
    return (meaning.bytes:gsub('%x%x', function(hex) return string.char(tonumber(hex, 16)) end))
  end
  if type(meaning.pairs) ~= 'table' then refuse('a $lua of an unknown kind', position) end
  local result = {}
  for _, pair in ipairs(meaning.pairs) do
    local key = type(pair) == 'table' and pair[1]
    if key == nil or key ~= key or pair[2] == nil then refuse('a $lua with a bad pair', position) end
    result[key] = pair[2]
  end
  return result
end

local function read_object(json, start)
  local object = {}
  local stop = read_elements(json, start, '}', function(position)
    if json:sub(position, position) ~= '"' then refuse('no name', position) end
    local name, colon = read_text(json, position)
    colon = skip_blanks(json, colon)
    if json:sub(colon, colon) ~= ':' then refuse('no colon', colon) end
    if object[name] ~= nil then refuse('a name that stands there twice', position) end
    object[name], position = read(json, skip_blanks(json, colon + 1))
    return position
  end)
  if object[TAG] == nil then return object, stop end
  if next(object, next(object)) then refuse('a $lua with other members', start) end
  return untagged(object[TAG], start), stop
end

local words = { { 'true', true }, { 'false', false }, { 'null', values.null } }

function read(json, position)
  local first = json:sub(position, position)
  if first == '{' then return read_object(json, position) end
  if first == '[' then return read_list(json, position) end
  if first == '"' then return read_text(json, position) end
  for _, word in ipairs(words) do
    if json:sub(position, position + #word[1] - 1) == word[1] then return word[2], position + #word[1] end
  end
  return read_number(json, position)
end

-- The JSON of a value; raises a sentence where it can't be kept.
function values.encode(value)
  return encode(value, { depth = 0 })
end

-- The value of a JSON text; raises a sentence where it is none.
function values.decode(json)
  local value, position = read(json, skip_blanks(json, 1))
  position = skip_blanks(json, position)
  if position <= #json then refuse('more than one value', position) end
  return value
end

return values
