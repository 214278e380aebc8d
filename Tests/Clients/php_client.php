<?php
// What the programs for phpredis and Predis have in common: their checks and the values they send.

function check(string $name, mixed $expected, mixed $actual): void
{
    if ($expected !== $actual) {
        $shown = array_map(fn($value) => substr(var_export($value, true), 0, 200), [$expected, $actual]);
        fwrite(STDERR, vsprintf("FAILED $name: expected %s, got %s\n", $shown));
        exit(1);
    }
}

function passed(string $name): void
{
    echo "ok $name\n";
}

/** What is called must be refused with exactly this class, with this text. */
function refused(string $name, string $class, string $text, callable $action): void
{
    try {
        $action();
    } catch (Exception $refusal) {
        check($name, [$class, true], [get_class($refusal), str_contains($refusal->getMessage(), $text)]);
        return;
    }
    check($name, $class, null);
}

/** What is answered when there is a server again. */
function retried(callable $action, string $class): mixed
{
    $deadline = microtime(true) + 30;
    while (true) {
        try {
            return $action();
        } catch (Exception $failure) {
            check('restart', true, $failure instanceof $class && microtime(true) < $deadline);
            usleep(20000);
        }
    }
}

function sums(int $count): array
{
    return array_map(fn($number) => intdiv($number * ($number + 1), 2), range(1, $count));
}

function binaryValue(): string
{
    return str_repeat(implode('', array_map('chr', range(0, 255))), 4096) . random_bytes(1);
}
