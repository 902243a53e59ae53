#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sign-token - make the tokens that src/base/token.h describes, from a key of the test's own database

usage: sign-token.py KEYS WHICH PURPOSE NUMBER...
       sign-token.py KEYS WHICH PURPOSE - <numbers

KEYS is a file of "id|key in hexadecimal" lines, WHICH the place of one in it, from 0. With "-", a
token for each line of numbers, in one go.
"""
import base64
import hashlib
import hmac
import sys


def token(key, purpose, numbers):
    payload = bytes([key[0]])
    for n in numbers:
        while n > 127:
            payload += bytes([n & 127 | 128])
            n >>= 7
        payload += bytes([n])
    mac_size = 12 if purpose == "archive" else 16
    data = payload + hmac.new(key[1], purpose.encode() + b"\0" + payload, hashlib.sha256).digest()[:mac_size]
    return base64.b32encode(data).decode().rstrip("=").lower()


keys = [(int(n), bytes.fromhex(k)) for n, k in (line.split("|") for line in open(sys.argv[1]))]
which, purpose, given = keys[int(sys.argv[2])], sys.argv[3], sys.argv[4:]
for line in sys.stdin if given == ["-"] else [" ".join(given)]:
    print(token(which, purpose, map(int, line.split())))
