#!/usr/bin/env php
<?php
// Drives a server with Predis, the client written in PHP itself.
// Usage: predis.php PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

error_reporting(E_ALL & ~E_DEPRECATED); // Debian's Predis is older than its PHP.

if (!(@include 'Predis/autoload.php')) {
    exit(77);
}

require __DIR__ . '/php_client.php';

function connect(array $options = []): Predis\Client
{
    global $argv;
    $place = ['host' => '127.0.0.1', 'port' => (int) $argv[1], 'read_write_timeout' => 20];
    return new Predis\Client($options + $place);
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

refused('error', Predis\Response\ServerException::class, "unknown command 'NOTHING'",
    fn() => $redis->executeCommand(Predis\Command\RawCommand::create('NOTHING')));

$redis->set('pre:watched', 1);
$careful = ['watch' => 'pre:watched', 'cas' => true];
$increment = function ($transaction) {
    $transaction->get('pre:watched');
    $transaction->multi();
    $transaction->incr('pre:watched');
};
check('watch', [2], $redis->transaction($careful, $increment));
refused('watch', Predis\Transaction\AbortedMultiExecException::class, 'aborted by the server',
    fn() => $redis->transaction($careful, function ($transaction) use ($increment) {
        $transaction->get('pre:watched');
        connect()->incr('pre:watched');
        $increment($transaction);
    }));
check('watch', '3', $redis->get('pre:watched'));
passed('watch');

$named = connect(['database' => 3]);
$named->client('SETNAME', 'pre:me');
$told = array_values(array_filter($named->client('LIST'), fn($one) => $one['name'] === 'pre:me'));
check('handshake', ['3', '2'], [$told[0]['db'], $told[0]['resp']]);
passed('handshake');

$raw = fn($client, ...$words) => $client->executeRaw($words);
check('login', 'app', $raw(connect(['username' => 'app', 'password' => 'secret']), 'ACL', 'WHOAMI'));
refused('login', Predis\Connection\ConnectionException::class, 'WRONGPASS invalid username-password pair',
    fn() => connect(['username' => 'app', 'password' => 'wrong'])->ping());
refused('login', Predis\Response\ServerException::class, "NOPERM User reader has no permissions to run the 'set'",
    fn() => connect(['username' => 'reader', 'password' => 'secret'])->set('pre:a', 1));
passed('login');

// Its pool is of persistent connections: the same socket serves two clients.
$persistent = fn() => connect(['persistent' => 'pre:pool']);
check('pool', $raw($persistent(), 'CLIENT', 'ID'), $raw($persistent(), 'CLIENT', 'ID'));
passed('pool');

$mortal = connect();
$identifier = $raw($mortal, 'CLIENT', 'ID');
check('killed', 1, $raw($redis, 'CLIENT', 'KILL', 'ID', $identifier));
// It says so once, and connects again with the next command.
refused('killed', Predis\Connection\ConnectionException::class, '', fn() => $mortal->ping());
check('killed', true, $raw($mortal, 'CLIENT', 'ID') > $identifier);
passed('killed');

try {
    $raw($redis, 'SHUTDOWN', 'NOSAVE');
} catch (Predis\Connection\ConnectionException) {
    // It is gone.
}
check('restart', null, retried(fn() => $redis->get('pre:a'), Predis\Connection\ConnectionException::class));
passed('restart');
