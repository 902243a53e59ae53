#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""limit-sink - a mail server that notes how it is used

usage: limit-sink.py PORT LOG [SECONDS [CERTIFICATE KEY]]

Makes LOG once it listens, and writes a line to it for each mail: when it was taken (seconds), the number of the connection, how
many mails that has brought, how many connections there were at most until then, and the recipient.
With SECONDS it thinks that long over each mail. With a certificate it offers STARTTLS and PIPELINING, and takes no mail without TLS.
A connection counts until QUIT or its end.
"""
import socketserver
import ssl
import sys
import threading
import time

PAUSE = float(sys.argv[3]) if len(sys.argv) > 3 else 0
TLS = None
if len(sys.argv) > 5:
    TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    TLS.load_cert_chain(sys.argv[4], sys.argv[5])
lock = threading.Lock()
count = there = most = 0


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text + b"\r\n")

    def start_tls(self):
        self.say(b"220 go ahead")
        self.request = self.connection = TLS.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def note(self):
        time.sleep(PAUSE)
        self.mails += 1
        with lock:
            for recipient in self.recipients:
                print("%.3f %d %d %d %s" % (time.monotonic(), self.number, self.mails, most, recipient), file=log)

    def handle(self):
        global count, there, most
        with lock:
            count += 1
            there += 1
            most = max(most, there)
            self.number = count
        self.mails = 0
        self.recipients = []
        try:
            self.talk()
        except OSError:
            pass

    def leave(self):
        global there
        with lock:
            there -= 1

    def talk(self):
        self.say(b"220 sink")
        for line in iter(lambda: self.rfile.readline(), b""):
            word = line[:4].upper()
            if word == b"QUIT":
                self.leave()
                self.say(b"221 bye")
                return
            if word == b"STAR" and TLS:
                self.start_tls()
                continue
            if word == b"EHLO" and TLS:
                self.say(b"250-sink\r\n250-PIPELINING\r\n250 STARTTLS")
                continue
            if word == b"MAIL" and TLS and not isinstance(self.connection, ssl.SSLSocket):
                self.say(b"530 STARTTLS first")
                continue
            if word == b"MAIL":
                self.recipients = []
            elif word == b"RCPT":
                self.recipients.append(line[len("RCPT TO:<"):].split(b">")[0].decode())
            elif word == b"DATA":
                self.say(b"354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.note()
            self.say(b"250 ok")
        self.leave()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


with Server(("127.0.0.1", int(sys.argv[1])), Session) as server, open(sys.argv[2], "w", buffering=1) as log:
    server.serve_forever()
