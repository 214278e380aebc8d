#!/usr/bin/env ruby
# Drives a server with redis-rb, Ruby's client.
# Usage: ruby.rb PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

require 'securerandom'
require 'timeout'

begin
  require 'redis'
rescue LoadError
  exit 77
end

def connect(**options)
  Redis.new(host: '127.0.0.1', port: ARGV[0].to_i, timeout: 20, **options)
end

def check(name, expected, actual)
  abort "FAILED #{name}: expected #{expected.inspect[0, 200]}, got #{actual.inspect[0, 200]}" unless expected == actual
end

# What a block is refused with must be of this class and have this text.
def refused(name, kind, text)
  yield
  abort "FAILED #{name}: it was taken"
rescue Redis::BaseError => error
  check name, [kind, true], [error.class, error.message.include?(text)]
end

# What a block answers when there is a server again.
def retried
  deadline = Time.now + 30
  begin
    yield
  rescue Redis::BaseConnectionError
    abort 'FAILED restart: there is no server again' if Time.now > deadline
    sleep 0.02
    retry
  end
end

redis = connect
redis.del('rb:a', 'rb:b', 'rb:n')

check 'get', nil, redis.get('rb:a')
check 'get', 'OK', redis.set('rb:a', 'hello')
check 'get', 'hello', redis.get('rb:a')
puts 'ok get'

check 'expiry', 'OK', redis.set('rb:b', 'soon', ex: 100)
check 'expiry', true, (91..100).cover?(redis.ttl('rb:b'))
check 'expiry', -1, redis.ttl('rb:a')
puts 'ok expiry'

check 'delete', 2, redis.del('rb:a', 'rb:b', 'rb:none')
check 'delete', nil, redis.get('rb:a')
puts 'ok delete'

redis.set('rb:a', 1)
check 'exists', 2, redis.exists('rb:a', 'rb:none', 'rb:a')
puts 'ok exists'

sums = redis.pipelined { |batch| (1..1000).each { |number| batch.incrby('rb:n', number) } }
check 'pipeline', (1..1000).map { |n| n * (n + 1) / 2 }, sums
puts 'ok pipeline'

replies = redis.multi do |transaction|
  transaction.set('rb:a', 'x')
  transaction.get('rb:a')
  transaction.incr('rb:n')
end
check 'transaction', ['OK', 'x', 500_501], replies
puts 'ok transaction'

received = []
subscriber = connect
Timeout.timeout(20) do
  subscriber.subscribe('rb:news') do |on|
    on.subscribe { |_, count| received << count << redis.publish('rb:news', 'good news') }
    on.message do |channel, message|
      received << channel << message
      subscriber.unsubscribe
    end
  end
end
check 'subscribe', [1, 1, 'rb:news', 'good news'], received
puts 'ok subscribe'

refusal = begin
  redis.incr('rb:a')
rescue Redis::CommandError => error
  error.message
end
check 'error', 'ERR value is not an integer or out of range', refusal
puts 'ok error'

value = (0..255).to_a.pack('C*') * 4096 + SecureRandom.bytes(1)
check 'binary', 'OK', redis.set('rb:a', value)
check 'binary', true, redis.get('rb:a').b == value
puts 'ok binary'

refused('error', Redis::CommandError, "unknown command 'NOTHING'") { redis.call('NOTHING') }
refused('error', Redis::CommandError, 'ERR value is not an integer') { redis.multi { |tx| tx.incr('rb:a') } }

redis.set('rb:watched', 1)
check 'watch', [2], redis.watch('rb:watched') { redis.multi { |transaction| transaction.incr('rb:watched') } }
spoiled = redis.watch('rb:watched') do
  connect.incr('rb:watched')
  redis.multi { |transaction| transaction.incr('rb:watched') }
end
check 'watch', [nil, '3'], [spoiled, redis.get('rb:watched')]
puts 'ok watch'

named = connect(id: 'rb:me', db: 3)
told = named.call('CLIENT', 'INFO')
check 'handshake', %w[rb:me 3 2], [/ name=(\S*)/, / db=(\d+)/, / resp=(\d)/].map { |pattern| told[pattern, 1] }
puts 'ok handshake'

check 'login', 'app', connect(username: 'app', password: 'secret').call('ACL', 'WHOAMI')
refused('login', Redis::CommandError, 'WRONGPASS invalid username-password pair') do
  connect(username: 'app', password: 'wrong').ping
end
refused('login', Redis::CommandError, "no permissions to run the 'set' command") do
  connect(username: 'reader', password: 'secret').set('rb:a', 1)
end
puts 'ok login'

# A pool is a library of its own in Ruby: here every thread has a connection, and all share another.
echoes = (1..8).map do |number|
  Thread.new do
    own = connect
    (1..50).all? { |turn| [own, redis].all? { |one| one.echo("#{number}.#{turn}") == "#{number}.#{turn}" } }
  end
end
check 'pool', [true] * 8, echoes.map(&:value)
puts 'ok pool'

mortal = connect
first = mortal.call('CLIENT', 'ID')
check 'killed', 1, redis.call('CLIENT', 'KILL', 'ID', first)
check 'killed', true, mortal.call('CLIENT', 'ID') > first
puts 'ok killed'

begin
  redis.shutdown
rescue Redis::BaseConnectionError
  # It may have ended before it could be thanked.
end
check 'restart', nil, retried { redis.get('rb:a') }
puts 'ok restart'
