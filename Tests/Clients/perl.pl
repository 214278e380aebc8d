#!/usr/bin/env perl
# Drives a server with Perl's Redis module.
# Usage: perl.pl PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

use strict;
use warnings;

eval { require Redis; 1 } or exit 77;

my $port = shift;

sub connect_to_server { Redis->new(server => "127.0.0.1:$port", read_timeout => 20, reconnect => 0, @_) }

sub check {
    my ($name, $expected, $actual) = map { $_ // 'nothing' } @_;
    return if $expected eq $actual;
    die sprintf "FAILED %s: expected '%.200s', got '%.200s'\n", $name, $expected, $actual;
}

my $redis = connect_to_server();
$redis->del('pl:a', 'pl:b', 'pl:n');

check('get', undef,   scalar $redis->get('pl:a'));
check('get', 'OK',    scalar $redis->set('pl:a', 'hello'));
check('get', 'hello', scalar $redis->get('pl:a'));
print "ok get\n";

check('expiry', 'OK', scalar $redis->set('pl:b', 'soon', 'EX', 100));
my $left = $redis->ttl('pl:b');
check('expiry', 1, $left > 90 && $left <= 100);
check('expiry', -1, scalar $redis->ttl('pl:a'));
print "ok expiry\n";

check('delete', 2, scalar $redis->del('pl:a', 'pl:b', 'pl:none'));
check('delete', undef, scalar $redis->get('pl:a'));
print "ok delete\n";

$redis->set('pl:a', 1);
check('exists', 2, scalar $redis->exists('pl:a', 'pl:none', 'pl:a'));
print "ok exists\n";

my @sums;
for my $number (1 .. 1000) {
    $redis->incrby('pl:n', $number, sub { push @sums, $_[0] });
}
$redis->wait_all_responses;
check('pipeline', join(' ', map { $_ * ($_ + 1) / 2 } 1 .. 1000), join(' ', @sums));
print "ok pipeline\n";

$redis->multi;
check('transaction', 'QUEUED', scalar $redis->set('pl:a', 'x'));
$redis->get('pl:a');
$redis->incr('pl:n');
check('transaction', 'OK x 500501', join ' ', $redis->exec);
print "ok transaction\n";

my $subscriber = connect_to_server();
my @received;
$subscriber->subscribe('pl:news', sub { push @received, @_[0, 1] });
check('subscribe', 1, scalar $redis->publish('pl:news', 'good news'));
my $deadline = time + 20;
$subscriber->wait_for_messages(0.05) until @received || time > $deadline;
check('subscribe', 'good news pl:news', join ' ', @received);
print "ok subscribe\n";

eval { $redis->incr('pl:a') };
check('error', 1, scalar $@ =~ /ERR value is not an integer or out of range/);
print "ok error\n";

my $value = join('', map { chr } 0 .. 255) x 4096 . chr(int rand 256);
check('binary', 'OK', scalar $redis->set('pl:a', $value));
check('binary', 1, $redis->get('pl:a') eq $value);
print "ok binary\n";

sub refused {
    my ($name, $text, $action) = @_;
    my $taken = eval { $action->(); 1 };
    check($name, 1, !$taken && index($@, $text) >= 0 ? 1 : $@);
}
refused('error', "unknown command 'NOTHING'", sub { $redis->nothing });

$redis->set('pl:watched', 1);
for my $meanwhile ([sub { }, 2], [sub { connect_to_server()->incr('pl:watched') }, undef]) {
    $redis->watch('pl:watched');
    $meanwhile->[0]->();
    $redis->multi;
    $redis->incr('pl:watched');
    my @replies = $redis->exec;
    check('watch', $meanwhile->[1], $replies[0]);
}
check('watch', 3, scalar $redis->get('pl:watched'));
print "ok watch\n";

my $named = connect_to_server(name => 'pl:me', on_connect => sub { $_[0]->select(3) });
my ($told) = grep { / name=pl:me / } split /\n/, $named->client('LIST');
check('handshake', '3 2', join ' ', $told =~ / db=(\d+) .* resp=(\d)/);
print "ok handshake\n";

my $user = connect_to_server(username => 'app', password => 'secret');
check('login', 'app', scalar $user->acl('WHOAMI'));
refused('login', 'WRONGPASS invalid username-password pair',
    sub { connect_to_server(username => 'app', password => 'wrong') });
refused('login', "no permissions to run the 'set' command",
    sub { connect_to_server(username => 'reader', password => 'secret')->set('pl:a', 1) });
print "ok login\n";

# There is no pool: connections by hand are each their own.
my @crowd = map { connect_to_server() } 1 .. 20;
for my $turn (1 .. 20) {
    check('pool', "$turn.$_", scalar $crowd[$_]->echo("$turn.$_")) for 0 .. $#crowd;
}
print "ok pool\n";

my %patient = (reconnect => 30, every => 20_000);
my $mortal = connect_to_server(%patient);
my $first = $mortal->client('ID');
check('killed', 1, scalar $redis->client('KILL', 'ID', $first));
check('killed', 1, $mortal->client('ID') > $first);
print "ok killed\n";

my $lasting = connect_to_server(%patient);
$lasting->ping;
eval { $redis->shutdown };
my $deadline = time + 30;
my $again = \'nothing yet';
# It hears of the end once, and comes back with the next request.
$again = eval { \scalar $lasting->get('pl:a') } // $again while defined $$again && time < $deadline;
check('restart', undef, $$again);
print "ok restart\n";
