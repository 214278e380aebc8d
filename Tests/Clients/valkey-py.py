#!/usr/bin/env python3
"""Drives a server with valkey-py. Usage: valkey-py.py PORT."""
import sys

sys.dont_write_bytecode = True
import python_client

try:
    import valkey
except ImportError:
    sys.exit(77)

python_client.run("valkey-py", valkey, valkey.Valkey)
