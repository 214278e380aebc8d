#!/usr/bin/env php
<?php
// Drives a server with phpredis, PHP's extension in C.
// Usage: phpredis.php PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

if (!class_exists('Redis')) {
    exit(77);
}

require __DIR__ . '/php_client.php';

function connect(): Redis
{
    global $argv;
    $redis = new Redis();
    $redis->connect('127.0.0.1', (int) $argv[1], 20, null, 0, 20);
    return $redis;
}

function tap(mixed $value, callable $action): mixed
{
    $action($value);
    return $value;
}

$redis = connect();
$redis->del('php:a', 'php:b', 'php:n');

check('get', false, $redis->get('php:a'));
check('get', true, $redis->set('php:a', 'hello'));
check('get', 'hello', $redis->get('php:a'));
passed('get');

check('expiry', true, $redis->set('php:b', 'soon', ['ex' => 100]));
check('expiry', true, in_array($redis->ttl('php:b'), range(91, 100), true));
check('expiry', -1, $redis->ttl('php:a'));
passed('expiry');

check('delete', 2, $redis->del('php:a', 'php:b', 'php:none'));
check('delete', false, $redis->get('php:a'));
passed('delete');

$redis->set('php:a', 1);
check('exists', 2, $redis->exists('php:a', 'php:none', 'php:a'));
passed('exists');

$batch = $redis->pipeline();
foreach (range(1, 1000) as $number) {
    $batch->incrBy('php:n', $number);
}
check('pipeline', sums(1000), $batch->exec());
passed('pipeline');

check('transaction', [true, 'x', 500501], $redis->multi()->set('php:a', 'x')->get('php:a')->incr('php:n')->exec());
passed('transaction');

// While `subscribe` waits, another process publishes until somebody has heard it or ten seconds are over.
if (pcntl_fork() === 0) {
    $publisher = connect();
    $deadline = microtime(true) + 10;
    while ($publisher->publish('php:news', 'good news') === 0 && microtime(true) < $deadline) {
        usleep(10000);
    }
    exit(0);
}
$received = null;
try {
    connect()->subscribe(['php:news'], function ($subscriber, ...$message) use (&$received) {
        $received = $message;
        $subscriber->close();
    });
} catch (RedisException) {
    // In this version of phpredis the only way out.
}
check('subscribe', ['php:news', 'good news'], $received);
pcntl_wait($status);
passed('subscribe');

check('error', false, $redis->incr('php:a'));
check('error', 'ERR value is not an integer or out of range', rtrim($redis->getLastError(), "\0"));
passed('error');

$value = binaryValue();
check('binary', true, $redis->set('php:a', $value));
check('binary', true, $redis->get('php:a') === $value);
passed('binary');

$redis->clearLastError();
check('error', [false, "ERR unknown command 'NOTHING'"],
    [$redis->rawCommand('NOTHING'), substr($redis->getLastError(), 0, 29)]);

$redis->set('php:watched', 1);
$redis->watch('php:watched');
check('watch', [2], $redis->multi()->incr('php:watched')->exec());
$redis->watch('php:watched');
connect()->incr('php:watched');
check('watch', false, $redis->multi()->incr('php:watched')->exec());
check('watch', '3', $redis->get('php:watched'));
passed('watch');

$named = connect();
check('handshake', [true, true], [$named->client('setname', 'php:me'), $named->select(3)]);
$told = array_values(array_filter($named->client('list'), fn($one) => $one['name'] === 'php:me'));
check('handshake', [3, 2], [$told[0]['db'], $told[0]['resp']]);
passed('handshake');

$user = connect();
check('login', true, $user->auth(['app', 'secret']));
check('login', 'app', $user->acl('whoami'));
refused('login', RedisException::class, 'WRONGPASS invalid username-password pair',
    fn() => connect()->auth(['app', 'wrong']));
$reader = connect();
$reader->auth(['reader', 'secret']);
refused('login', RedisException::class, "NOPERM User reader has no permissions to run the 'set' command",
    fn() => $reader->set('php:a', 1) ?: throw new RedisException($reader->getLastError()));
passed('login');

// Its pool is of persistent connections: the same one is found again.
$persistent = fn() => tap(new Redis(), fn($one) => $one->pconnect('127.0.0.1', (int) $argv[1], 20, 'php:pool'));
$first = $persistent();
$identifier = $first->client('id');
unset($first);
check('pool', $identifier, $persistent()->client('id'));
passed('pool');

$mortal = connect();
$identifier = $mortal->client('id');
check('killed', 1, $redis->rawCommand('CLIENT', 'KILL', 'ID', $identifier));
check('killed', true, $mortal->ping());
check('killed', true, $mortal->client('id') > $identifier);
passed('killed');

try {
    $redis->rawCommand('SHUTDOWN', 'NOSAVE');
} catch (RedisException) {
    // It is gone.
}
check('restart', false, retried(function () use ($redis, $argv) {
    $redis->connect('127.0.0.1', (int) $argv[1], 20);
    return $redis->get('php:a');
}, RedisException::class));
passed('restart');
