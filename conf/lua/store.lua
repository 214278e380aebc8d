-- Keeps any Lua value under `namespace:name` in a Milepost server, through any Redis client for Lua.
--
--   local store = require('store')
--   store.register('cache_store', { connect = function() return require('redis').connect('127.0.0.1', 6379) end })
--   local cache, err = store.get('cache_store')
--   cache:set('user:preferences', { theme = 'dark' }, 1800)
--
-- A value is a resource of one type, `values` unless `register` says otherwise, so it has versions and a history,
-- can be watched, and is read by every other client. How it is written, and what can't be, stands in store_values.lua,
-- which belongs beside this file. Both run on Lua 5.1 to 5.4 and LuaJIT and need no other module.

local values = require('store_values')

local store = { null = values.null }

-- Connections --------------------------------------------------------------------------------------------------------

local function request(...)
  local parts = { ('*%d\r\n'):format(select('#', ...)) }
  for _, word in ipairs({ ... }) do parts[#parts + 1] = '$' .. #word .. '\r\n' .. word .. '\r\n' end
  return table.concat(parts)
end

-- A function that sends a command through a client, whichever that is: a function `call(command, …)` itself, one of
-- redis-lua, or one with a method for every command, as lua-resty-redis has.
local function caller(client)
  if type(client) == 'function' then return client end
  -- A client with a method for everything has this one too, but not of its own.
  if type(client) == 'table' and rawget(client, 'raw_cmd') then
    return function(...) return client:raw_cmd(request(...)) end
  end
  return function(command, ...) return client[command:lower()](client, ...) end
end

local function close(client)
  if type(client) == 'table' and client.quit then client:quit() end
end

-- The reply to a command, or nil and why there is none: a client may raise an error or answer it.
local function reply(object, ...)
  if not object.call then return nil, 'the store is released' end
  local answered, value, refusal = pcall(object.call, ...)
  if answered and (value or not refusal) then return value end
  -- A client may tell where it raised the error, and that it is one of redis.
  return nil, (tostring(answered and refusal or value):gsub('^.-redis error: ', ''))
end

-- The words that name a key to a command, or nil and what is wrong with it.
local function address(object, key)
  local namespace, name = tostring(key):match('^([^:]+):([^:]+)$')
  if type(key) ~= 'string' or not name then return nil, 'a key is namespace:name, and not ' .. tostring(key) end
  return { object.kind, namespace, name }
end

local Store = {}
Store.__index = Store

-- Sends a command about a key.
local function ask(object, command, key, ...)
  local words, fault = address(object, key)
  if not words then return nil, fault end
  return reply(object, command, words[1], words[2], words[3], ...)
end

-- Whether a reply that counts counts something.
local function truth(count, fault)
  if fault then return nil, fault end
  return count == 1 or count == true
end

function Store:get(key)
  local body, fault = ask(self, 'RES.GET', key)
  if fault then return nil, fault end
  -- What a client answers for nothing is its own.
  if type(body) ~= 'string' then return nil, 'key not found' end
  local decoded, value = pcall(values.decode, body)
  if not decoded then return nil, value end
  return value
end

function Store:set(key, value, ttl)
  local encoded, body = pcall(values.encode, value)
  if not encoded then return nil, body end
  local done, fault
  if ttl == nil then
    done, fault = ask(self, 'RES.PUT', key, body)
  elseif type(ttl) == 'number' and ttl >= 1 and ttl % 1 == 0 and ttl <= 2 ^ 53 then
    done, fault = ask(self, 'RES.PUT', key, body, 'TTL', ('%.0f'):format(ttl))
  else
    return nil, 'a time to live is a whole number of seconds, and not ' .. tostring(ttl)
  end
  if not done then return nil, fault end
  return true
end

function Store:delete(key)
  return truth(ask(self, 'RES.DEL', key))
end

function Store:has(key)
  return truth(ask(self, 'RES.EXISTS', key))
end

function Store:release()
  local client = self.client
  self.call, self.client = nil, nil
  if client then pcall(self.close, client) end
  return true
end

-- The registry -------------------------------------------------------------------------------------------------------

local registry = {}

-- The stores that the unit of work of each coroutine has got.
local units = setmetatable({}, { __mode = 'k' })

local function here()
  return coroutine.running() or 'main'
end

-- Makes a store known. `options.connect` answers a client that is connected; `options.close` ends it, where QUIT is not
-- the way; `options.type` is the type of the resources, `values` if it is not given.
function store.register(id, options)
  assert(type(options.connect) == 'function', 'a store is registered with a function that connects')
  registry[id] = options
end

-- A store of the registry, with a connection of its own.
function store.get(id)
  local options = registry[id]
  if not options then return nil, 'no store is registered as ' .. tostring(id) end
  local connected, client, fault = pcall(options.connect)
  if not connected or not client then return nil, tostring(not connected and client or fault or 'no connection') end
  local object = setmetatable({
    kind = options.type or 'values', client = client, call = caller(client), close = options.close or close,
  }, Store)
  local unit = units[here()]
  if unit then unit[#unit + 1] = object end
  return object
end

-- Runs a unit of work: calls `work` with the arguments, and releases every store that it got, also where it raises an
-- error.
function store.unit(work, ...)
  local outer, unit = units[here()], {}
  units[here()] = unit
  local function finish(done, ...)
    units[here()] = outer
    for _, object in ipairs(unit) do object:release() end
    if not done then error((...), 0) end
    return ...
  end
  return finish(pcall(work, ...))
end

return store
