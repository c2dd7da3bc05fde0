"""What the engine does to the store in one step each: Lua scripts. The keys of each but the last two lie in one slot.

Used by the engine alone.
"""

from __future__ import annotations

#: KEYS seen, inbox, turns, people; ARGV event as JSON, ttl, limit, turn, author, time (seconds)
#: -> 1 taken, 0 a duplicate, -1 the inbox is full.
PUSH = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[3]) then return -1 end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[2])
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[4] .. ' ' .. ARGV[5])
redis.call('SADD', KEYS[4], ARGV[5])
return 1
"""

#: KEYS seen, running, stop; ARGV turn ("": the one that runs), ttl of seen, ttl of stop
#: -> 1 the turn is asked to stop, 0 a duplicate, -1 none runs.
STOP = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local turn = ARGV[1]
if turn == '' then turn = redis.call('GET', KEYS[2]) end
if not turn then return -1 end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[2])
redis.call('SET', KEYS[3], turn, 'EX', ARGV[3])
return 1
"""

#: KEYS lock, inbox, pause; ARGV ticket, ttl in ms -> the oldest event, now the ticket's to handle; nil when there is
#: none, somebody else drains, or the room is paused. A redelivered ticket gets its lock back.
TAKE = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return false end
if redis.call('EXISTS', KEYS[3]) == 1 then
  if owner then redis.call('DEL', KEYS[1]) end
  return false
end
local head = redis.call('LINDEX', KEYS[2], 0)
if head then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
elseif owner then redis.call('DEL', KEYS[1]) end
return head
"""

#: KEYS lock; ARGV ticket -> lets the lock go whatever the inbox holds.
RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

#: KEYS lock, stop; ARGV ticket, ttl in ms -> {is the lock ours, the turn to stop}.
RENEW = """
local ours = 0
if redis.call('GET', KEYS[1]) == ARGV[1] then ours = redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return {ours, redis.call('GET', KEYS[2]) or ''}
"""

#: KEYS lock, inbox, running, stop, pause; ARGV ticket, event as JSON, turn -> {was the head taken out, the next one}.
#: Without a next one, and in a room that is paused, the lock is let go in the same step: no event is left behind, and
#: who pauses a room wakes it again.
POP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[2] then return {0} end
redis.call('LPOP', KEYS[2])
redis.call('DEL', KEYS[3])
if redis.call('GET', KEYS[4]) == ARGV[3] then redis.call('DEL', KEYS[4]) end
local head = redis.call('LINDEX', KEYS[2], 0)
if not head or redis.call('EXISTS', KEYS[5]) == 1 then
  redis.call('DEL', KEYS[1])
  return {1}
end
return {1, head}
"""

#: KEYS active; ARGV thread key, newest time (seconds) -> removes an entry that no event has touched since.
RETIRE = """
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score and tonumber(score) <= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
"""

#: KEYS rooms; ARGV room, time when it was due, time until it is ours -> 1 when nobody else took it.
CLAIM = """
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
"""
