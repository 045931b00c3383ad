import { scriptOf } from "../stores/redis/open";
import { keptSeconds } from "./limit";

// Each limit is one key. A minute is a hash: second → what was taken in it. Streams are a sorted set: hold → until when it is
// leased, because a process that dies gives nothing back. The clock is Redis's own, one for all replicas; tests give another.

/** Where a stream's lease ends if nobody renews it. */
export const leaseMs = 60_000;

const clock = `
local now = tonumber(ARGV[1])
if now == nil then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local second = math.floor(now / 1000)
local kept = ${keptSeconds}

local function minute(key)
  local fields = redis.call('HGETALL', key)
  local sum, taken = 0, {}
  for i = 1, #fields, 2 do
    local at, amount = tonumber(fields[i]), tonumber(fields[i + 1])
    if at <= second - kept then
      redis.call('HDEL', key, fields[i])
    else
      sum = sum + amount
      taken[at] = amount
    end
  end
  return sum, taken
end

local function streams(key)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  return redis.call('ZCARD', key)
end
`;

/**
 * ARGV: now or '', hold, then for each key its measure, max and amount. Answers {1, second} when all was taken, or
 * {0, used, wait, used, wait, …}: milliseconds until it fits, 0 when it does, -1 when it never will.
 */
export const takeScript = scriptOf(`${clock}
local room, found = true, {}
for i, key in ipairs(KEYS) do
  local measure, max, amount = ARGV[3 * i], tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local used, taken, wait = 0, {}, 0
  if measure == 'streams' then used = streams(key) else used, taken = minute(key) end
  if used + amount > max then
    room = false
    if amount > max then
      wait = -1
    elseif measure == 'streams' then
      wait = 1000
    else
      local gone = 0
      for at = second - kept + 1, second do
        gone = gone + (taken[at] or 0)
        if gone >= used + amount - max then
          wait = (at + kept) * 1000 - now
          break
        end
      end
    end
  end
  found[#found + 1] = used
  found[#found + 1] = wait
end
if not room then
  table.insert(found, 1, 0)
  return found
end
for i, key in ipairs(KEYS) do
  local measure, amount = ARGV[3 * i], tonumber(ARGV[3 * i + 2])
  if measure == 'streams' then
    redis.call('ZADD', key, now + ${leaseMs}, ARGV[2])
    redis.call('PEXPIRE', key, ${leaseMs})
  else
    redis.call('HINCRBY', key, second, amount)
    redis.call('PEXPIRE', key, kept * 1000)
  end
end
return {1, second}
`);

/** ARGV: now or '', hold, second of the taking, then for each key its measure and by how much more was used (or less: negative). */
export const settleScript = scriptOf(`${clock}
for i, key in ipairs(KEYS) do
  local measure, more = ARGV[2 * i + 2], tonumber(ARGV[2 * i + 3])
  if measure == 'streams' then
    redis.call('ZREM', key, ARGV[2])
  elseif more > 0 then
    redis.call('HINCRBY', key, second, more)
    redis.call('PEXPIRE', key, kept * 1000)
  elseif more < 0 then
    local taken = tonumber(redis.call('HGET', key, ARGV[3]) or '0')
    if taken > 0 then redis.call('HINCRBY', key, ARGV[3], math.max(more, -taken)) end
  end
end
return 1
`);

/** ARGV: now or '', hold. Keeps the hold's streams for another lease. */
export const renewScript = scriptOf(`${clock}
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, 'XX', now + ${leaseMs}, ARGV[2])
  redis.call('PEXPIRE', key, ${leaseMs})
end
return 1
`);

/** ARGV: now or '', then the measure of each key. Answers what is taken of each. */
export const usedScript = scriptOf(`${clock}
local found = {}
for i, key in ipairs(KEYS) do
  if ARGV[i + 1] == 'streams' then found[i] = streams(key) else found[i] = (minute(key)) end
end
return found
`);
