#!/usr/bin/env perl
# Drives a server with Perl's Redis module.
# Usage: perl.pl PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

use strict;
use warnings;

eval { require Redis; 1 } or exit 77;

my $port = shift;

sub connect_to_server { Redis->new(server => "127.0.0.1:$port", read_timeout => 20, reconnect => 0) }

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
