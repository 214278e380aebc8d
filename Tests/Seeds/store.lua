#!/usr/bin/env lua5.1
-- Holds conf/lua/store.lua to the document that it was written from: its examples as they are, and each operation.
-- Usage: store.lua PORT [DOCUMENT]. Prints "ok NAME" for each thing that works, and stops at the first that does not.
-- The examples are read from the document; without it they are left out.

local here = arg[0]:match('^(.*)/') or '.'
package.path = here .. '/../../conf/lua/?.lua;' .. package.path

local found, redis = pcall(require, 'redis')
if not found then os.exit(77) end
local store = require('store')

redis.commands.client = redis.command('CLIENT')
redis.commands.res_put = redis.command('RES.PUT')
redis.commands.res_history = redis.command('RES.HISTORY')

local function connect()
  local client = redis.connect('127.0.0.1', tonumber(arg[1]))
  client.network.socket:settimeout(20)
  return client
end

local function check(name, expected, actual)
  if expected ~= actual then
    io.stderr:write(('FAILED %s: expected %.99s, got %.99s\n'):format(name, tostring(expected), tostring(actual)))
    os.exit(1)
  end
end

local server = connect()

local function connections()
  local _, count = server:client('LIST'):gsub('[^\n]+', '')
  return count
end

-- Waits for a condition, since what was asked of the server may still be under way.
local function await(name, condition)
  local deadline = os.time() + 30
  while not condition() do
    check(name, true, os.time() < deadline)
    os.execute('sleep 0.02')
  end
end

local function check_connections(name, expected)
  await(name, function() return connections() <= expected end)
  check(name, expected, connections())
end

for _, id in ipairs({ 'cache_store', 'session_store', 'data_store', 'inventory_store' }) do
  store.register(id, { connect = connect })
end

-- The examples of the document by their names, in its order.
local function read_examples(path)
  local file = assert(io.open(path))
  local text = file:read('*a'):match('\n## Example Usage\n(.*)')
  file:close()
  local examples, names = {}, { 'basic', 'ttl', 'errors', 'batch' }
  for code in text:gmatch('```lua\n(.-)```') do
    if #names > 0 then examples[table.remove(names, 1)] = code end
  end
  check('examples', 0, #names)
  return examples
end

local examples = arg[2] and read_examples(arg[2])

-- Runs an example after the line with which the document loads the module. Answers what it printed and returned.
local function run(name)
  local chunk = assert(loadstring('local store = require("store")\n' .. examples[name], name))
  local printed = {}
  setfenv(chunk, setmetatable({ print = function(line) printed[#printed + 1] = line end }, { __index = _G }))
  return printed, chunk()
end

-- The examples -------------------------------------------------------------------------------------------------------

-- Stays connected to the end.
local inventory = store.get('inventory_store')

local function run_examples()
  local printed = run('basic')
  check('basic', 'User theme: dark|Font size: 14|User preferences exist in store', table.concat(printed, '|'))
  check('basic', false, server:exists('user:values:preferences'))
  print('ok basic')

  printed = run('ttl')
  check('ttl', 2, #printed)
  check('ttl', 'User ID: 42', printed[1])
  check('ttl', true, printed[2]:find('^Last access: %d%d%d%d%-%d%d%-%d%d %d%d:%d%d:%d%d$') ~= nil)
  local left = server:ttl('session:values:12345')
  check('ttl', true, left > 1700 and left <= 1800)
  print('ok ttl')

  -- The example goes home without a release where the key is missing; its unit of work sees to it.
  printed = store.unit(run, 'errors')
  check('errors', 'API key not configured', table.concat(printed, '|'))
  -- The one of this program is left, and that of the inventory.
  check_connections('errors', 2)
  print('ok errors')

  check('batch', true, inventory:set('item:1001', { quantity = 2 }))
  check('batch', true, inventory:set('item:1003', { quantity = 0 }))
  local _, results = run('batch')
  check('batch', 1, #results)
  check('batch', 1, results[1].quantity)
  check('batch', 1, inventory:get('item:1001').quantity)
  check('batch', 0, inventory:get('item:1003').quantity)
  print('ok batch')
end

if examples then run_examples() end

-- The operations -----------------------------------------------------------------------------------------------------

local object, fault = store.get('nobody')
check('store.get', 'nil no store is registered as nobody', tostring(object) .. ' ' .. fault)
store.register('deaf', { connect = function() return redis.connect('127.0.0.1', 1) end })
object, fault = store.get('deaf')
check('store.get', true, object == nil and type(fault) == 'string')
print('ok store.get')

local function same(one, other)
  if type(one) ~= 'table' or type(other) ~= 'table' then return one == other or (one ~= one and other ~= other) end
  for key, value in pairs(one) do
    if not same(value, other[key]) then return false end
  end
  for key in pairs(other) do
    if one[key] == nil then return false end
  end
  return true
end

local bytes = {}
for code = 0, 255 do bytes[code + 1] = string.char(code) end
local kept = {
  1, 0, -1, 0.1, 1 / 3, 2 ^ 53, 2 ^ 63, -1e300, 5e-324, 1 / 0, -1 / 0, 0 / 0, true, false, '',
  'Straße "€" \\ \127\n', '😀', table.concat(bytes), '\237\160\128', '$lua', {}, { 1, 2, { 3 } },
  { a = { b = { c = {} } } },
  { 1, nil, 3 },
  { [0] = 'zero', 'one' }, { 1, 2, n = 2 }, { [true] = 'yes', [1.5] = 'no' }, { ['$lua'] = 'nan' },
  { ['\255'] = '\254', [''] = 0 / 0 },
}
local values = store.get('cache_store')
for index, value in ipairs(kept) do
  check('values', true, values:set('values:any', value))
  local back, why = values:get('values:any')
  check('values', nil, why)
  check('values', true, same(value, back) or index)
end
check('values', true, values:set('values:any', { b = { 1, 2 }, a = 'text' }))
check('values', '{"a":"text","b":[1,2]}', server:get('values:values:any'))
local version = #server:res_history('values', 'values', 'any')
check('values', true, values:set('values:any', { a = 'text', b = { 1, 2 } }))
check('values', version, #server:res_history('values', 'values', 'any'))
print('ok values')

local ring = {}
ring[1] = { ring }
local deep = {}
for _ = 1, 200 do deep = { deep } end
local refused = {
  [print] = "a value can't be or hold a function", [ring] = "a table can't hold itself",
  [coroutine.create(function() end)] = "a value can't be or hold a thread",
  [io.stdout] = "a value can't be or hold a userdata",
  [{ a = { print } }] = "a value can't be or hold a function", [{ [{}] = 1 }] = "a table can't be a key",
  [deep] = 'tables stand more than 100 deep',
}
for value, why in pairs(refused) do
  local done, said = values:set('values:any', value)
  check('refused', 'nil ' .. why, tostring(done) .. ' ' .. said)
end
check('refused', "a value can't be or hold a nil", select(2, values:set('values:any', nil)))
check('refused', 'text', values:get('values:any').a)
print('ok refused')

server:res_put('values', 'values', 'other', '{"n":null,"u":"\\ud83d\\ude00","x":1.50}')
local other = values:get('values:other')
check('foreign', store.null, other.n)
check('foreign', '😀 1.5', other.u .. ' ' .. other.x)
for _, json in ipairs({ '12345678901234567890', '[0.1000000000000000000001]', '1e999', '{"$lua":1}' }) do
  server:res_put('values', 'values', 'other', json)
  local value, why = values:get('values:other')
  check('foreign', true, value == nil and why:find('^the value is not JSON that Lua can hold: ') ~= nil)
end
print('ok foreign')

local decode = require('store_values').decode
for _, json in ipairs({
  '', '01', '1.', '-', '+1', '.5', 'nul', 'True', '1 2', '[1,]', '[1 2]', '[',
  '{"a":1,"a":2}', '{"a" 1}', '{a:1}', '{"a":1,}',
  '"\1"', '"\\x"', '"\\u12"', '"\\ud83d"', '"\\ude00"', '"\255"', '"', '{"$lua":"nan","a":1}', '{"$lua":{"bytes":"f"}}',
  '{"$lua":{"pairs":[[{"$lua":"nan"},1]]}}',
}) do
  check('strict', json .. ' false', json .. ' ' .. tostring((pcall(decode, json))))
end
print('ok strict')

check('get', 'nil key not found', ('%s %s'):format(tostring(values:get('values:none')),
  select(2, values:get('values:none'))))
check('has', 'true false', ('%s %s'):format(tostring(values:has('values:any')), tostring(values:has('values:none'))))
check('delete', true, values:delete('values:any'))
check('delete', false, values:delete('values:any'))
check('set', true, values:set('values:soon', 1, 1))
await('set', function() return values:has('values:soon') == false end)
for _, ttl in ipairs({ 0, -1, 1.5, 0 / 0, 'soon' }) do
  check('set', 'a time to live is a whole number of seconds, and not ' .. tostring(ttl),
    select(2, values:set('values:any', 1, ttl)))
end
for _, key in ipairs({ 'nameless', ':a', 'a:', 'a:b:c', '' }) do
  check('keys', 'a key is namespace:name, and not ' .. key, select(2, values:get(key)))
end
check('keys', 'a key is namespace:name, and not 7', select(2, values:has(7)))
local done, why = values:set('BIG:a', 1)
check('keys', true, done == nil and why:find('^INVALID ') ~= nil)
print('ok operations')

check('release', true, values:release())
check_connections('release', 2)
check('release', true, values:release())
for _, method in ipairs({ 'get', 'set', 'delete', 'has' }) do
  check('release', 'the store is released', select(2, values[method](values, 'values:any', 1)))
end
print('ok release')

local outcome, complaint = pcall(store.unit, function()
  store.get('cache_store')
  store.unit(function() store.get('data_store') end)
  check_connections('unit', 3)
  error('gone wrong', 0)
end)
check('unit', 'false gone wrong', tostring(outcome) .. ' ' .. complaint)
check_connections('unit', 2)
print('ok unit')

-- Other clients: a function, and one with a method for every command, which answers its errors and has its own null.
local call = function(command, ...) return redis.command(command)(server, ...) end
store.register('function', { connect = function() return call end, type = 'plain' })
local null = newproxy()
local methods = setmetatable({}, { __index = function(_, command)
  return function(_, ...)
    local answered, value = pcall(call, command, ...)
    if not answered then return nil, (value:gsub('^.-redis error: ', '')) end
    if value == nil then return null end
    return value
  end
end })
local closed
store.register('methods', {
  connect = function() return methods end, type = 'plain', close = function(client) closed = client end,
})
for _, id in ipairs({ 'function', 'methods' }) do
  local plain = store.get(id)
  check(id, true, plain:set('values:x', { id }))
  check(id, '["' .. id .. '"]', server:get('values:plain:x'))
  check(id, id, plain:get('values:x')[1])
  check(id, 'key not found', select(2, plain:get('values:none')))
  check(id, true, select(2, plain:get('BIG:x')):find('^INVALID ') ~= nil)
  check(id, true, plain:delete('values:x') and plain:release())
end
check('methods', methods, closed)
print('ok clients')
