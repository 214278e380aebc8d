// Drives a server with hiredis, the C client under many others.
// Usage: hiredis PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.
// Built by hiredis.sh.

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void fail(const char *name, const char *expected, const redisReply *reply)
{
    fprintf(stderr, "FAILED %s: expected %s, got type %d, integer %lld, text '%.200s'\n", name, expected,
        reply ? reply->type : -1, reply ? reply->integer : 0, reply && reply->str ? reply->str : "");
    exit(1);
}

static void text(const char *name, const char *expected, redisReply *reply)
{
    if (!reply || !reply->str || strcmp(expected, reply->str) != 0)
        fail(name, expected, reply);
    freeReplyObject(reply);
}

static void nothing(const char *name, redisReply *reply)
{
    if (!reply || reply->type != REDIS_REPLY_NIL)
        fail(name, "nil", reply);
    freeReplyObject(reply);
}

static void between(const char *name, long long low, long long high, redisReply *reply)
{
    if (!reply || reply->type != REDIS_REPLY_INTEGER || reply->integer < low || reply->integer > high)
        fail(name, "another integer", reply);
    freeReplyObject(reply);
}

static redisReply *next(redisContext *context)
{
    void *reply = NULL;
    return redisGetReply(context, &reply) == REDIS_OK ? reply : NULL;
}

static redisContext *open_connection(int port)
{
    struct timeval limit = { .tv_sec = 20 };
    redisContext *context = redisConnectWithTimeout("127.0.0.1", port, limit);
    if (!context || context->err) {
        fprintf(stderr, "FAILED connect: %s\n", context ? context->errstr : "no memory");
        exit(1);
    }
    redisSetTimeout(context, limit);
    return context;
}

static void strings(redisContext *c)
{
    nothing("get", redisCommand(c, "GET hi:a"));
    text("get", "OK", redisCommand(c, "SET hi:a %s", "hello"));
    text("get", "hello", redisCommand(c, "GET hi:a"));
    puts("ok get");

    text("expiry", "OK", redisCommand(c, "SET hi:b soon EX 100"));
    between("expiry", 91, 100, redisCommand(c, "TTL hi:b"));
    between("expiry", -1, -1, redisCommand(c, "TTL hi:a"));
    puts("ok expiry");

    between("delete", 2, 2, redisCommand(c, "DEL hi:a hi:b hi:none"));
    nothing("delete", redisCommand(c, "GET hi:a"));
    puts("ok delete");

    text("exists", "OK", redisCommand(c, "SET hi:a 1"));
    between("exists", 2, 2, redisCommand(c, "EXISTS hi:a hi:none hi:a"));
    puts("ok exists");
}

static void batches(redisContext *c)
{
    for (long long number = 1; number <= 1000; number++)
        redisAppendCommand(c, "INCRBY hi:n %lld", number);
    for (long long number = 1; number <= 1000; number++)
        between("pipeline", number * (number + 1) / 2, number * (number + 1) / 2, next(c));
    puts("ok pipeline");

    text("transaction", "OK", redisCommand(c, "MULTI"));
    text("transaction", "QUEUED", redisCommand(c, "SET hi:a x"));
    text("transaction", "QUEUED", redisCommand(c, "GET hi:a"));
    text("transaction", "QUEUED", redisCommand(c, "INCR hi:n"));
    redisReply *replies = redisCommand(c, "EXEC");
    if (!replies || replies->type != REDIS_REPLY_ARRAY || replies->elements != 3
        || strcmp(replies->element[0]->str, "OK") != 0 || strcmp(replies->element[1]->str, "x") != 0
        || replies->element[2]->integer != 500501)
        fail("transaction", "OK, x and 500501", replies);
    freeReplyObject(replies);
    puts("ok transaction");
}

static void messages(redisContext *c, int port)
{
    redisContext *subscriber = open_connection(port);
    redisReply *joined = redisCommand(subscriber, "SUBSCRIBE hi:news");
    if (!joined || joined->type != REDIS_REPLY_ARRAY || joined->elements != 3 || joined->element[2]->integer != 1)
        fail("subscribe", "the first subscription", joined);
    freeReplyObject(joined);
    between("subscribe", 1, 1, redisCommand(c, "PUBLISH hi:news %s", "good news"));
    redisReply *message = next(subscriber);
    if (!message || message->type != REDIS_REPLY_ARRAY || message->elements != 3
        || strcmp(message->element[0]->str, "message") != 0 || strcmp(message->element[2]->str, "good news") != 0)
        fail("subscribe", "the message", message);
    freeReplyObject(message);
    redisFree(subscriber);
    puts("ok subscribe");
}

static void edges(redisContext *c)
{
    redisReply *refusal = redisCommand(c, "INCR hi:a");
    if (!refusal || refusal->type != REDIS_REPLY_ERROR)
        fail("error", "an error", refusal);
    text("error", "ERR value is not an integer or out of range", refusal);
    puts("ok error");

    static char value[1024 * 1024 + 1];
    for (size_t index = 0; index < sizeof value; index++)
        value[index] = (char)(index * 7 + index / 256);
    text("binary", "OK", redisCommand(c, "SET hi:a %b", value, sizeof value));
    redisReply *answer = redisCommand(c, "GET hi:a");
    if (!answer || answer->type != REDIS_REPLY_STRING || answer->len != sizeof value
        || memcmp(answer->str, value, sizeof value) != 0)
        fail("binary", "the same value", answer);
    freeReplyObject(answer);
    puts("ok binary");
}

static void error(const char *name, const char *beginning, redisReply *reply)
{
    if (!reply || reply->type != REDIS_REPLY_ERROR || strncmp(beginning, reply->str, strlen(beginning)) != 0)
        fail(name, beginning, reply);
    freeReplyObject(reply);
}

static void watch(redisContext *c, int port)
{
    redisContext *other = open_connection(port);
    for (int meanwhile = 0; meanwhile < 2; meanwhile++) {
        text("watch", "OK", redisCommand(c, "SET hi:watched 1"));
        text("watch", "OK", redisCommand(c, "WATCH hi:watched"));
        if (meanwhile)
            between("watch", 2, 2, redisCommand(other, "INCR hi:watched"));
        text("watch", "OK", redisCommand(c, "MULTI"));
        text("watch", "QUEUED", redisCommand(c, "INCR hi:watched"));
        redisReply *replies = redisCommand(c, "EXEC");
        if (!replies || replies->type != (meanwhile ? REDIS_REPLY_NIL : REDIS_REPLY_ARRAY))
            fail("watch", meanwhile ? "nil" : "an array", replies);
        freeReplyObject(replies);
    }
    redisFree(other);
    puts("ok watch");
}

static void handshake(int port)
{
    redisContext *named = open_connection(port);
    text("handshake", "OK", redisCommand(named, "CLIENT SETNAME hi:me"));
    text("handshake", "OK", redisCommand(named, "SELECT 3"));
    redisReply *told = redisCommand(named, "CLIENT INFO");
    if (!told || !told->str || !strstr(told->str, " name=hi:me ") || !strstr(told->str, " db=3 ")
        || !strstr(told->str, " resp=2 "))
        fail("handshake", "name, database and protocol", told);
    freeReplyObject(told);
#ifdef REDIS_REPLY_MAP
    // Versions that know RESP3: a map, a nil of its own kind, a double, and messages as pushes.
    redisReply *greeting = redisCommand(named, "HELLO 3");
    if (!greeting || greeting->type != REDIS_REPLY_MAP)
        fail("handshake", "a map", greeting);
    freeReplyObject(greeting);
#endif
    redisFree(named);
    puts("ok handshake");
}

static void login(int port)
{
    redisContext *user = open_connection(port);
    text("login", "OK", redisCommand(user, "AUTH app secret"));
    text("login", "app", redisCommand(user, "ACL WHOAMI"));
    error("login", "WRONGPASS invalid username-password pair", redisCommand(user, "AUTH app wrong"));
    text("login", "OK", redisCommand(user, "AUTH reader secret"));
    error("login", "NOPERM User reader has no permissions to run the 'set' command",
        redisCommand(user, "SET hi:a 1"));
    redisFree(user);
    puts("ok login");
}

// There is no pool: connections by hand are each their own.
static void pool(int port)
{
    enum { size = 20 };
    redisContext *crowd[size];
    for (int number = 0; number < size; number++)
        crowd[number] = open_connection(port);
    for (int number = 0; number < size; number++)
        redisAppendCommand(crowd[number], "ECHO %d", number);
    for (int number = 0; number < size; number++) {
        char expected[8];
        snprintf(expected, sizeof expected, "%d", number);
        text("pool", expected, next(crowd[number]));
        redisFree(crowd[number]);
    }
    puts("ok pool");
}

static void killed(redisContext *c, int port)
{
    redisContext *mortal = open_connection(port);
    redisReply *first = redisCommand(mortal, "CLIENT ID");
    between("killed", 1, 1, redisCommand(c, "CLIENT KILL ID %lld", first->integer));
    redisReply *reply = redisCommand(mortal, "PING");
    if (reply || (mortal->err != REDIS_ERR_EOF && mortal->err != REDIS_ERR_IO))
        fail("killed", "the end of the connection", reply);
    if (redisReconnect(mortal) != REDIS_OK)
        fail("killed", "a new connection", NULL);
    between("killed", first->integer + 1, first->integer + 10, redisCommand(mortal, "CLIENT ID"));
    freeReplyObject(first);
    redisFree(mortal);
    puts("ok killed");
}

static void restart(redisContext *c)
{
    freeReplyObject(redisCommand(c, "SHUTDOWN NOSAVE"));
    time_t deadline = time(NULL) + 30;
    redisReply *reply = NULL;
    // A server that is about to end may still be there for the first of the two.
    while (redisReconnect(c) != REDIS_OK || !(reply = redisCommand(c, "GET hi:a"))) {
        if (time(NULL) > deadline)
            fail("restart", "a server", NULL);
        nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
    }
    nothing("restart", reply);
    puts("ok restart");
}

int main(int count, char **arguments)
{
    int port = count > 1 ? atoi(arguments[1]) : 6379;
    redisContext *context = open_connection(port);
    freeReplyObject(redisCommand(context, "DEL hi:a hi:b hi:n"));
    strings(context);
    batches(context);
    messages(context, port);
    edges(context);
    error("error", "ERR unknown command 'NOTHING'", redisCommand(context, "NOTHING"));
    watch(context, port);
    handshake(port);
    login(port);
    pool(port);
    killed(context, port);
    restart(context);
    redisFree(context);
}
