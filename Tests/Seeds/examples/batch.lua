-- Get store connection from resource registry
local storeObj, err = store.get("inventory_store")
if err then error(err) end

-- Process multiple items
local items = {
    "item:1001",
    "item:1002",
    "item:1003"
}

local results = {}
for _, item_key in ipairs(items) do
    local item, err = storeObj:get(item_key)
    if err then
        if err ~= "key not found" then
            error("Failed to get " .. item_key .. ": " .. err)
        end
    else
        -- Process the item
        if item.quantity > 0 then
            table.insert(results, item)

            -- Update the item
            item.quantity = item.quantity - 1
            local success, err = storeObj:set(item_key, item)
            if err then error("Failed to update " .. item_key .. ": " .. err) end
        end
    end
end

-- Release the store when done
storeObj:release()

return results
