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

const limit = setTimeout(() => fail('all answers within 60 seconds'), 60000);

function fail(what) {
  console.error(`FAILED ${what}`);
  process.exit(1);
}

function check(name, expected, actual) {
  if (isDeepStrictEqual(expected, actual)) return;
  fail(`${name}: expected ${inspect(expected).slice(0, 200)}, got ${inspect(actual).slice(0, 200)}`);
}

function createClient(options, reconnectStrategy = () => 20) {
  const place = { host: '127.0.0.1', port: Number(process.argv[2]) };
  return redis.createClient({ socket: { ...place, reconnectStrategy }, ...options });
}

async function connect(options) {
  const client = createClient(options);
  // An ended connection is an event first; whoever waits for more than that hears of it by the limit.
  client.on('error', error => client.isMortal || fail(`connection: ${error}`));
  await client.connect();
  return client;
}

/** What a promise is refused with must be of this class and have this text. */
async function refused(name, kind, text, promise) {
  const refusal = await promise.then(() => null, error => error);
  if (!(refusal instanceof kind) || !refusal.message.includes(text)) fail(`${name}: refused with ${inspect(refusal)}`);
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

  await refused('error', redis.ErrorReply, "unknown command 'NOTHING'", client.sendCommand(['NOTHING']));
  await refused('error', redis.ErrorReply, 'not an integer', client.multi().incr('js:a').exec().then(replies => {
    throw replies[0];
  }));

  const value = Buffer.from(Array.from({ length: (1 << 20) + 1 }, (_, index) => index % 256));
  check('binary', 'OK', await client.set('js:a', value));
  check('binary', true, value.equals(await client.get(redis.commandOptions({ returnBuffers: true }), 'js:a')));
  console.log('ok binary');
}

async function watch(client) {
  await client.set('js:watched', '1');
  const increment = meanwhile => client.executeIsolated(async own => {
    await own.watch('js:watched');
    await meanwhile();
    return own.multi().incr('js:watched').exec();
  });
  check('watch', [2], await increment(() => {}));
  await refused('watch', redis.WatchError, '', increment(() => client.incr('js:watched')));
  check('watch', '3', await client.get('js:watched'));
  console.log('ok watch');
}

async function users(client) {
  const named = await connect({ name: 'js:me', database: 3 });
  const told = await named.sendCommand(['CLIENT', 'INFO']);
  check('handshake', ['js:me', '3', '2'], [/ name=(\S*)/, / db=(\d+)/, / resp=(\d)/].map(p => told.match(p)[1]));
  await named.quit();
  console.log('ok handshake');

  const user = await connect({ username: 'app', password: 'secret' });
  check('login', 'app', await user.aclWhoAmI());
  await user.quit();
  const stranger = createClient({ username: 'app', password: 'wrong' }, () => new Error('once is enough'));
  const complaint = new Promise((_, reject) => { stranger.on('error', reject); });
  stranger.connect().catch(() => {});
  await refused('login', redis.ErrorReply, 'WRONGPASS invalid username-password pair', complaint);
  const reader = await connect({ username: 'reader', password: 'secret' });
  await refused('login', redis.ErrorReply, "no permissions to run the 'set' command", reader.set('js:a', '1'));
  await reader.quit();
  console.log('ok login');
}

async function pool() {
  const client = await connect({ isolationPoolOptions: { min: 2, max: 4 } });
  const words = Array.from({ length: 200 }, (_, index) => `${index}`);
  check('pool', words, await Promise.all(words.map(word => client.executeIsolated(own => own.echo(word)))));
  await client.quit();
  console.log('ok pool');
}

async function reconnects(client) {
  const mortal = await connect();
  mortal.isMortal = true;
  const first = await mortal.sendCommand(['CLIENT', 'ID']);
  check('killed', 1, await client.sendCommand(['CLIENT', 'KILL', 'ID', String(first)]));
  await new Promise(resolve => { mortal.once('ready', resolve); });
  check('killed', true, await mortal.sendCommand(['CLIENT', 'ID']) > first);
  console.log('ok killed');

  client.isMortal = true;
  const listener = await connect();
  listener.isMortal = true;
  let deliver;
  const delivered = new Promise(resolve => { deliver = resolve; });
  await listener.subscribe('js:news', message => deliver(message));
  const ready = Promise.all([client, listener].map(one => new Promise(resolve => { one.once('ready', resolve); })));
  client.sendCommand(['SHUTDOWN', 'NOSAVE']).catch(() => {});
  await ready;
  // A server that is about to end may still have greeted them; what fails then is sent again.
  const again = async action => action().catch(() => again(action));
  check('restart', null, await again(() => client.get('js:a')));
  // A subscriber subscribes again by itself.
  while (await again(() => client.publish('js:news', 'again')) === 0) await new Promise(setImmediate);
  check('restart', 'again', await delivered);
  await listener.disconnect();
  await mortal.disconnect();
  console.log('ok restart');
}

async function main() {
  const client = await connect();
  await client.del(['js:a', 'js:b', 'js:n']);
  for (const part of [strings, batches, messages, edges, watch, users, pool, reconnects]) await part(client);
  await client.quit();
  clearTimeout(limit);
}

main().catch(error => fail(`unexpectedly: ${error.stack}`));
