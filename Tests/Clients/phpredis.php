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
