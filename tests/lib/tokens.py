#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tokens - send forged tokens to a page that a token opens

usage: tokens.py PORT PATH FORM COUNT TOKEN... [--other TOKEN]... [--expired TOKEN]... [--times]

TOKEN... are good ones of that page, --other good ones of other pages, --expired those that were good
once or would be for nobody. COUNT tokens are made of them: at random, with a letter changed, cut
short, made longer, put together from two, of another page, or expired; none is a good one. Half are asked for, half get FORM. Prints every answer that is not the one
to a token that is none: "none" when there is no such. --times prints the median of each kind, in
microseconds.
"""
import argparse
import http.client
import random
import statistics
import time

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
options = argparse.ArgumentParser()
options.add_argument("port", type=int)
options.add_argument("path")
options.add_argument("form")
options.add_argument("count", type=int)
options.add_argument("token", nargs="+")
options.add_argument("--other", action="append", default=[])
options.add_argument("--expired", action="append", default=[])
options.add_argument("--times", action="store_true")
given = options.parse_args()
good = {token.lower() for token in given.token}
chance = random.Random(8)


def other_letter(token):
    at = chance.randrange(len(token))
    return token[:at] + chance.choice(LETTERS.replace(token[at], "")) + token[at + 1:]


def two(token):
    at = chance.randrange(1, len(token))
    return token[:at] + chance.choice(given.token)[at:]


kinds = {
    "random": lambda t: "".join(chance.choice(LETTERS) for _ in t),
    "changed": other_letter,
    "short": lambda t: t[:chance.randrange(1, len(t))],
    "long": lambda t: t + chance.choice(["a", "aa", "aaaaaaaa", "%20", ".", "%C3%A9", "="]),
    "two": two,
    "other": lambda t: chance.choice(given.other) if given.other else other_letter(t),
    "expired": lambda t: chance.choice(given.expired) if given.expired else other_letter(t),
    "strange": lambda t: chance.choice(["0", "-", "%27%20OR%201=1--", "1", "null", "%25s%25n", "b" * 180, "b" * 80, "aa"]),
}
connection = http.client.HTTPConnection("127.0.0.1", given.port)
times = {kind: [] for kind in kinds}


def send(token, posts):
    begin = time.perf_counter()
    if posts:
        connection.request("POST", given.path + token, given.form, {"Content-Type": "application/x-www-form-urlencoded"})
    else:
        connection.request("GET", given.path + token)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, body, (time.perf_counter() - begin) * 1e6


plain = send("b" * len(given.token[0]), False)[:2]
wrong = {}
for i in range(given.count):
    kind = chance.choice(list(kinds))
    token = kinds[kind](chance.choice(given.token))
    while token.lower() in good:
        token = other_letter(token)
    status, body, took = send(token, i % 2 == 0)
    times[kind].append(took)
    if (status, body) != plain:
        wrong[kind, status] = wrong.get((kind, status), 0) + 1
print(*(f"{kind}:{status}:{n}" for (kind, status), n in sorted(wrong.items())) if wrong else ["none"])
print(plain[0])
if given.times:
    print(*(f"{kind} {statistics.median(took):.0f}" for kind, took in times.items()), sep=", ")
