#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""feed-lmtp - hand the mails of an mbox (mboxrd, may be .xz) to an LMTP server, and time it

usage: feed-lmtp.py PORT RECIPIENT MBOX [--every N] [--clients N] [--sums FILE]

--every N takes each Nth mail only, --clients N speaks over so many connections at once. Writes the
SHA-256 of each mail as it was sent, one a line, to --sums. Prints how many there were, each kind of
answer with its count, and the seconds from the first to the last byte.
"""
import argparse
import collections
import hashlib
import lzma
import re
import socket
import threading
import time


def mails(path, every):
    opened = lzma.open(path) if path.endswith(".xz") else open(path, "rb")
    data = opened.read()
    starts = [m.end() for m in re.finditer(rb"(?:\A|\n\n)From [^\n]*\n", data)]
    ends = [m.start() + 1 for m in re.finditer(rb"\n\nFrom [^\n]*\n", data)] + [len(data)]
    for start, end in list(zip(starts, ends))[::every]:
        raw = re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end])
        yield raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class Client(threading.Thread):
    def __init__(self, port, recipient, share):
        super().__init__()
        self.recipient, self.share = recipient.encode(), share
        self.answers = collections.Counter()
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.reply()
        self.socket.sendall(b"LHLO client.example.org\r\n")
        while self.reply()[3:4] == b"-":
            pass

    def reply(self):
        return self.file.readline()

    def run(self):
        for raw in self.share:
            # Commands and data in one go, as PIPELINING allows up to DATA.
            self.socket.sendall(b"MAIL FROM:<author@example.org> BODY=8BITMIME\r\nRCPT TO:<" + self.recipient + b">\r\nDATA\r\n")
            replies = [self.reply() for _ in range(3)]
            if not replies[2].startswith(b"354"):
                self.answers[b" ".join(replies).decode().strip()] += 1
                continue
            data = re.sub(rb"(?m)^\.", b"..", raw)
            self.socket.sendall(data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            self.answers[re.sub(r"the list .* this mail", "refused", self.reply().decode().strip())] += 1
        self.socket.sendall(b"QUIT\r\n")
        self.reply()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("port", type=int)
    options.add_argument("recipient")
    options.add_argument("mbox")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--clients", type=int, default=1)
    options.add_argument("--sums")
    options = options.parse_args()
    everything = list(mails(options.mbox, options.every))
    if options.sums:
        with open(options.sums, "w", encoding="ascii") as sums:
            for raw in everything:
                whole = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
                sums.write(hashlib.sha256(whole).hexdigest() + "\n")
    clients = [Client(options.port, options.recipient, everything[i::options.clients]) for i in range(options.clients)]
    begin = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    spent = time.monotonic() - begin
    answers = sum((client.answers for client in clients), collections.Counter())
    print(f"mails {len(everything)}")
    for answer, n in answers.most_common():
        print(f"{n} {answer}")
    print(f"seconds {spent:.2f}")


main()
