#!/usr/bin/env lua5.1
-- Drives a server with redis-lua.
-- Usage: lua.lua PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

local found, redis = pcall(require, 'redis')
if not found then os.exit(77) end

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

local client = connect()
client:del('lua:a', 'lua:b', 'lua:n')

check('get', nil, client:get('lua:a'))
check('get', true, client:set('lua:a', 'hello'))
check('get', 'hello', client:get('lua:a'))
print('ok get')

check('expiry', true, client:set('lua:b', 'soon', 'EX', 100))
local left = client:ttl('lua:b')
check('expiry', true, left > 90 and left <= 100)
check('expiry', -1, client:ttl('lua:a'))
print('ok expiry')

check('delete', 2, client:del('lua:a', 'lua:b', 'lua:none'))
check('delete', nil, client:get('lua:a'))
print('ok delete')

client:set('lua:a', 1)
check('exists', true, client:exists('lua:a'))
check('exists', false, client:exists('lua:none'))
print('ok exists')

local sums = client:pipeline(function(batch)
  for number = 1, 1000 do batch:incrby('lua:n', number) end
end)
check('pipeline', 1000, #sums)
for number, sum in ipairs(sums) do check('pipeline', number * (number + 1) / 2, sum) end
print('ok pipeline')

local replies = client:transaction(function(transaction)
  transaction:set('lua:a', 'x')
  transaction:get('lua:a')
  transaction:incr('lua:n')
end)
check('transaction', 'true x 500501', ('%s %s %s'):format(tostring(replies[1]), replies[2], replies[3]))
print('ok transaction')

local received = {}
for message, stop in connect():pubsub({ subscribe = 'lua:news' }) do
  received[#received + 1] = message.kind
  if message.kind == 'subscribe' then
    check('subscribe', 1, client:publish('lua:news', 'good news'))
  elseif message.kind == 'message' then
    received[#received + 1] = message.payload
    stop()
  end
end
check('subscribe', 'subscribe message good news', table.concat(received, ' ', 1, 3))
print('ok subscribe')

local taken, refusal = pcall(client.incr, client, 'lua:a')
check('error', false, taken)
check('error', true, refusal:find('value is not an integer or out of range', 1, true) ~= nil)
print('ok error')

local letters = {}
for code = 0, 255 do letters[code + 1] = string.char(code) end
local value = table.concat(letters):rep(4096) .. 'end'
check('binary', true, client:set('lua:a', value))
check('binary', true, client:get('lua:a') == value)
print('ok binary')

local known, complaint = pcall(client.raw_cmd, client, 'NOTHING\r\n')
check('error', true, not known and complaint:find("unknown command 'NOTHING'", 1, true) ~= nil)

client:set('lua:watched', 1)
local function increment(meanwhile)
  return client:transaction({ watch = 'lua:watched', cas = true, retry = 1 }, function(transaction)
    meanwhile()
    transaction:multi()
    transaction:incr('lua:watched')
  end)
end
check('watch', 2, increment(function() end)[1])
local aborted = 0
check('watch', 4, increment(function()
  aborted = aborted + 1
  if aborted == 1 then connect():incr('lua:watched') end
end)[1])
check('watch', 2, aborted)
print('ok watch')

-- The client names neither itself nor its database by itself.
redis.commands.client = redis.command('CLIENT')
redis.commands.acl = redis.command('ACL')
local named = connect()
check('handshake', true, named:select(3))
check('handshake', true, named:client('SETNAME', 'lua:me'))
local told = named:client('INFO')
check('handshake', 'lua:me 3 2', ('%s %s %s'):format(told:match(' name=(%S*)'), told:match(' db=(%d+)'),
  told:match(' resp=(%d)')))
print('ok handshake')

local user = connect()
check('login', true, user:auth('app', 'secret'))
check('login', 'app', user:acl('WHOAMI'))
local entered, wrong = pcall(user.auth, user, 'app', 'wrong')
check('login', true, not entered and wrong:find('WRONGPASS invalid username-password pair', 1, true) ~= nil)
user:auth('reader', 'secret')
local written, denied = pcall(user.set, user, 'lua:a', 1)
check('login', true, not written and denied:find("no permissions to run the 'set' command", 1, true) ~= nil)
print('ok login')

-- There is no pool: connections by hand are each their own.
local crowd = {}
for number = 1, 20 do crowd[number] = connect() end
for _ = 1, 20 do
  for number, one in ipairs(crowd) do check('pool', tostring(number), one:echo(number)) end
end
print('ok pool')

-- The client knows no way back to a server: it says so, and a new connection works.
local mortal = connect()
local first = tonumber(mortal:client('INFO'):match('^id=(%d+)'))
check('killed', 1, tonumber(client:client('KILL', 'ID', first)))
check('killed', false, (pcall(mortal.ping, mortal)))
check('killed', true, connect():ping())
print('ok killed')

pcall(client.shutdown, client)
local deadline = os.time() + 30
while true do
  -- A server that is about to end may still be there for the first of the two.
  local answered, value = pcall(function() return connect():get('lua:a') end)
  if answered then
    check('restart', nil, value)
    break
  end
  check('restart', true, os.time() < deadline)
  os.execute('sleep 0.02')
end
print('ok restart')
