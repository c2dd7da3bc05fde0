"""What the web channel does to the store in one step each: Lua scripts. The keys of each lie in one slot.

Used by adapters/web/channel.py alone.
"""

from __future__ import annotations

#: KEYS messages, the thread's order, threads, the thread, changes, stream, the message that waits; ARGV thread, changes
#: that are kept, then id, body, title and time (seconds) of a message: "" for none. Shows one message once. A message
#: that its person sent, and that waits to be taken, is shown before the first answer to it: the worker may be quicker
#: than the gateway.
SHOW = """
local function show(id, body, title, now)
  if redis.call('HSETNX', KEYS[1], id, body) == 0 then return 0 end
  local n = redis.call('INCR', KEYS[5])
  redis.call('ZADD', KEYS[2], n, id)
  redis.call('HSETNX', KEYS[4], 'title', title)
  redis.call('HSETNX', KEYS[4], 'started_s', now)
  redis.call('HSET', KEYS[4], 'last_s', now)
  redis.call('ZADD', KEYS[3], now, ARGV[1])
  redis.call('XADD', KEYS[6], 'MAXLEN', '~', ARGV[2], '*', 'n', n, 't', ARGV[1], 'm', id, 'new', '1')
  return 1
end
local waiting = redis.call('HMGET', KEYS[7], 'id', 'body', 'title', 'now')
if waiting[1] then
  redis.call('DEL', KEYS[7])
  show(waiting[1], waiting[2], waiting[3], waiting[4])
end
if ARGV[3] ~= '' then show(ARGV[3], ARGV[4], ARGV[5], ARGV[6]) end
return 1
"""

#: KEYS messages, changes, stream; ARGV thread, changes that are kept, message, body, "1" for progress -> 0 when there
#: is no such message. Progress never takes the place of a final reply: a worker that was frozen may wake up late.
REPLACE = """
local old = redis.call('HGET', KEYS[1], ARGV[3])
if not old then return 0 end
if ARGV[5] == '1' and cjson.decode(old).reply.final then return 1 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
local n = redis.call('INCR', KEYS[2])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'n', n, 't', ARGV[1], 'm', ARGV[3], 'new', '0')
return 1
"""
