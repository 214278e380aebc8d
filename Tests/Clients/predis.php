#!/usr/bin/env php
<?php
// Drives a server with Predis, the client written in PHP itself.
// Usage: predis.php PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

error_reporting(E_ALL & ~E_DEPRECATED); // Debian's Predis is older than its PHP.

if (!(@include 'Predis/autoload.php')) {
    exit(77);
}

require __DIR__ . '/php_client.php';

function connect(): Predis\Client
{
    global $argv;
    return new Predis\Client(['host' => '127.0.0.1', 'port' => (int) $argv[1], 'read_write_timeout' => 20]);
}

$redis = connect();
$redis->del('pre:a', 'pre:b', 'pre:n');

check('get', null, $redis->get('pre:a'));
check('get', 'OK', (string) $redis->set('pre:a', 'hello'));
check('get', 'hello', $redis->get('pre:a'));
passed('get');

check('expiry', 'OK', (string) $redis->set('pre:b', 'soon', 'EX', 100));
check('expiry', true, in_array($redis->ttl('pre:b'), range(91, 100), true));
check('expiry', -1, $redis->ttl('pre:a'));
passed('expiry');

check('delete', 2, $redis->del('pre:a', 'pre:b', 'pre:none'));
check('delete', null, $redis->get('pre:a'));
passed('delete');

$redis->set('pre:a', 1);
check('exists', 2, $redis->exists('pre:a', 'pre:none', 'pre:a'));
passed('exists');

$replies = $redis->pipeline(function ($batch) {
    foreach (range(1, 1000) as $number) {
        $batch->incrby('pre:n', $number);
    }
});
check('pipeline', sums(1000), $replies);
passed('pipeline');

[$stored, $read, $sum] = $redis->transaction()->set('pre:a', 'x')->get('pre:a')->incr('pre:n')->execute();
check('transaction', ['OK', 'x', 500501], [(string) $stored, $read, $sum]);
passed('transaction');

$received = [];
$messages = connect()->pubSubLoop();
$messages->subscribe('pre:news');
foreach ($messages as $message) {
    $received[] = $message->kind;
    if ($message->kind === 'subscribe') {
        check('subscribe', 1, $redis->publish('pre:news', 'good news'));
    } elseif ($message->kind === 'message') {
        $received[] = $message->payload;
        $messages->unsubscribe();
    }
}
check('subscribe', ['subscribe', 'message', 'good news'], array_slice($received, 0, 3));
passed('subscribe');

$refusal = null;
try {
    $redis->incr('pre:a');
} catch (Predis\Response\ServerException $error) {
    $refusal = $error->getMessage();
}
check('error', 'ERR value is not an integer or out of range', $refusal);
passed('error');

$value = binaryValue();
check('binary', 'OK', (string) $redis->set('pre:a', $value));
check('binary', true, $redis->get('pre:a') === $value);
passed('binary');
