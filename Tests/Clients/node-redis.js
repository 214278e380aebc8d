#!/usr/bin/env -S NODE_PATH=/usr/share/nodejs node
// Drives a server with node-redis, from where Debian puts it.
// Usage: node-redis.js PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.

'use strict';

const { isDeepStrictEqual, inspect } = require('util');

let redis;
try {
  redis = require('redis');
} catch {
  process.exit(77);
}

const limit = setTimeout(() => fail('an answer within 20 seconds'), 20000);

function fail(what) {
  console.error(`FAILED ${what}`);
  process.exit(1);
}

function check(name, expected, actual) {
  if (isDeepStrictEqual(expected, actual)) return;
  fail(`${name}: expected ${inspect(expected).slice(0, 200)}, got ${inspect(actual).slice(0, 200)}`);
}

async function connect() {
  const client = redis.createClient({ socket: { host: '127.0.0.1', port: Number(process.argv[2]) } });
  client.on('error', error => fail(`connection: ${error}`));
  await client.connect();
  return client;
}

async function strings(client) {
  check('get', null, await client.get('js:a'));
  check('get', 'OK', await client.set('js:a', 'hello'));
  check('get', 'hello', await client.get('js:a'));
  console.log('ok get');

  check('expiry', 'OK', await client.set('js:b', 'soon', { EX: 100 }));
  const left = await client.ttl('js:b');
  check('expiry', true, left > 90 && left <= 100);
  check('expiry', -1, await client.ttl('js:a'));
  console.log('ok expiry');

  check('delete', 2, await client.del(['js:a', 'js:b', 'js:none']));
  check('delete', null, await client.get('js:a'));
  console.log('ok delete');

  await client.set('js:a', '1');
  check('exists', 2, await client.exists(['js:a', 'js:none', 'js:a']));
  console.log('ok exists');
}

async function batches(client) {
  const numbers = Array.from({ length: 1000 }, (_, index) => index + 1);
  const sums = await Promise.all(numbers.map(number => client.incrBy('js:n', number)));
  check('pipeline', numbers.map(number => number * (number + 1) / 2), sums);
  console.log('ok pipeline');

  const replies = await client.multi().set('js:a', 'x').get('js:a').incr('js:n').exec();
  check('transaction', ['OK', 'x', 500501], replies);
  console.log('ok transaction');
}

async function messages(client) {
  const subscriber = await connect();
  let deliver;
  const delivered = new Promise(resolve => { deliver = resolve; });
  await subscriber.subscribe('js:news', (message, channel) => deliver([channel, message]));
  check('subscribe', 1, await client.publish('js:news', 'good news'));
  check('subscribe', ['js:news', 'good news'], await delivered);
  await subscriber.quit();
  console.log('ok subscribe');
}

async function edges(client) {
  const refusal = await client.incr('js:a').catch(error => error.message);
  check('error', 'ERR value is not an integer or out of range', refusal);
  console.log('ok error');

  const value = Buffer.from(Array.from({ length: (1 << 20) + 1 }, (_, index) => index % 256));
  check('binary', 'OK', await client.set('js:a', value));
  check('binary', true, value.equals(await client.get(redis.commandOptions({ returnBuffers: true }), 'js:a')));
  console.log('ok binary');
}

async function main() {
  const client = await connect();
  await client.del(['js:a', 'js:b', 'js:n']);
  for (const part of [strings, batches, messages, edges]) await part(client);
  await client.quit();
  clearTimeout(limit);
}

main().catch(error => fail(`unexpectedly: ${error.stack}`));
