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

def connect
  Redis.new(host: '127.0.0.1', port: ARGV[0].to_i, timeout: 20)
end

def check(name, expected, actual)
  abort "FAILED #{name}: expected #{expected.inspect[0, 200]}, got #{actual.inspect[0, 200]}" unless expected == actual
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
