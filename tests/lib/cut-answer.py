#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cut-answer SOCKET SERVER WORD-FILE

Stands at the Unix socket SOCKET before the PostgreSQL at SERVER. While WORD-FILE has a word, the
next answer to a message with that word in it is withheld once it has come, both ends are closed,
and the file is emptied: what was asked for is done, and who asked does not hear of it."""

import os
import socket
import sys
import threading

at, server, word_file = sys.argv[1:]


def carry(source, target, passes):
    try:
        while data := source.recv(65536):
            if not passes(data):
                break
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client):
    upstream = socket.socket(socket.AF_UNIX)
    upstream.connect(server)
    asked = []

    def from_client(data):
        word = open(word_file, "rb").read().strip()
        if word and word in data:
            asked.append(word)
            open(word_file, "wb").close()
        return True

    threading.Thread(target=carry, args=(client, upstream, from_client), daemon=True).start()
    threading.Thread(target=carry, args=(upstream, client, lambda data: not asked), daemon=True).start()


listener = socket.socket(socket.AF_UNIX)
listener.bind(at)
os.chmod(at, 0o777)
listener.listen(64)
while True:
    serve(listener.accept()[0])
