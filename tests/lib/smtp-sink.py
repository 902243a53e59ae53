#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp-sink - a mail server that keeps each mail as it came

usage: smtp-sink.py PORT DIRECTORY [SECONDS]

With SECONDS it thinks that long over each mail before it takes it.

Speaks just enough of SMTP (RFC 5321). What comes after DATA is kept byte by byte, the dots that SMTP
doubles taken out, in DIRECTORY/N.eml, whom it went to in DIRECTORY/N.rcpt. A line that does not end in CRLF ends it all, with a message.
"""
import os
import socketserver
import sys
import threading
import time

PAUSE = float(sys.argv[3]) if len(sys.argv) > 3 else 0
count = 0
lock = threading.Lock()


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def line(self):
        line = self.rfile.readline()
        if line and not line.endswith(b"\r\n"):
            print("a line without CRLF: %r" % line[-80:], file=sys.stderr, flush=True)
            os._exit(1)
        return line

    def take(self):
        global count
        data = b""
        while True:
            line = self.line()
            if line in (b"", b".\r\n"):
                break
            data += line[1:] if line.startswith(b".") else line
        time.sleep(PAUSE)
        with lock:
            count += 1
            name = os.path.join(sys.argv[2], "%d.eml" % count)
        with open(name[:-len("eml")] + "rcpt", "wb") as file:
            file.write(b"".join(self.recipients))
        with open(name + ".new", "wb") as file:
            file.write(data)
        os.rename(name + ".new", name)

    def handle(self):
        self.recipients = []
        self.say("220 sink.example.org")
        while True:
            line = self.line()
            word = line[:4].upper()
            if word == b"MAIL":
                self.recipients = []
            elif word == b"RCPT":
                self.recipients.append(line[len("RCPT TO:<"):].split(b">")[0].lower() + b"\n")
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word in (b"QUIT", b""):
                self.say("221 bye")
                return
            self.say("250 sink.example.org" if word in (b"EHLO", b"HELO") else "250 ok")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", int(sys.argv[1])), Session).serve_forever()
