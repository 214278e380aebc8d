#!/usr/bin/env python3
"""Drives a server with redis-py. Usage: redis-py.py PORT."""
import sys

sys.dont_write_bytecode = True
import python_client

try:
    import redis
except ImportError:
    sys.exit(77)

python_client.run("redis-py", redis, redis.Redis)
