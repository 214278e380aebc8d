-- Get store connection from resource registry
local storeObj, err = store.get("session_store")
if err then error(err) end

-- Store a session with 30-minute expiration
local success, err = storeObj:set("session:12345", {
    user_id = 42,
    last_access = os.time(),
    data = { permissions = {"read", "write"} }
}, 1800) -- 30 minutes in seconds
if err then error(err) end

-- Later, retrieve the session (if not expired)
local session, err = storeObj:get("session:12345")
if err then error(err) end

if session then
    print("User ID: " .. session.user_id)
    print("Last access: " .. os.date("%Y-%m-%d %H:%M:%S", session.last_access))
else
    print("Session expired or not found")
end

-- Release the store when done
storeObj:release()
