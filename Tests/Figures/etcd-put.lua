-- Puts bodies of 200 bytes under 100,000 names, as Bench resources does, in the form of etcd's gateway.

local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- The base64 of a text whose length is a multiple of three.
local function base64(text)
    local parts = {}
    for at = 1, #text, 3 do
        local a, b, c = text:byte(at, at + 2)
        local number = a * 65536 + b * 256 + c
        for _, unit in ipairs { 262144, 4096, 64, 1 } do
            local place = math.floor(number / unit) % 64 + 1
            parts[#parts + 1] = letters:sub(place, place)
        end
    end
    return table.concat(parts)
end

-- What changes from request to request stands between what never does.
local value = base64('{"spec":{"host":"' .. string.rep("x", 178))

function request()
    local name = string.format("%06d", math.random(0, 99999))
    local body = '{"key":"' .. base64("shop/things/n" .. "am" .. name) .. '","value":"' .. value .. base64(name) .. '"}'
    return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
end
