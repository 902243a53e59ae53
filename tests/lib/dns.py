#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dns - a DNS server for tests, on 127.0.0.1 over UDP and TCP

usage: dns.py ZONEFILE [PORT]

Each line of ZONEFILE: NAME TYPE VALUE, with TYPE
  TXT       one record; several lines are several; pieces longer than 255 are cut as they must be
  A         an address
  SERVFAIL  every question about the name fails
  SILENT    no question about the name is answered
A name that is on no line and above none is NXDOMAIN. Prints "ready PORT", then each question.
"""
import socket
import struct
import sys
import threading

TYPES = {"A": 1, "TXT": 16}


def read_zone(path):
    zone = {}
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            name, kind, *value = line.rstrip("\n").split(" ", 2)
            zone.setdefault(name.lower(), []).append((kind, value[0] if value else ""))
    return zone


def text(value):
    data = value.encode()
    return b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, max(len(data), 1), 255))


def answer(query, zone, limit=65535):
    number = struct.unpack(">H", query[:2])[0]
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    question = query[12:at + 5]
    name = ".".join(labels)
    records = zone.get(name, [])
    print(f"{name} {kind}", flush=True)
    kinds = {k for k, _ in records}
    if "SILENT" in kinds:
        return None
    there = bool(records) or any(n.endswith("." + name) for n in zone)
    code = 2 if "SERVFAIL" in kinds else 0 if there else 3
    found = [] if code else [v for k, v in records if TYPES.get(k) == kind]
    body = b""
    for value in found:
        data = socket.inet_aton(value) if kind == 1 else text(value)
        body += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
    flags = 0x8580 | code
    if 12 + len(question) + len(body) > limit:
        flags, found, body = flags | 0x0200, [], b""
    return struct.pack(">HHHHHH", number, flags, 1, len(found), 0, 0) + question + body


def over_tcp(listener, zone):
    while True:
        with listener.accept()[0] as client:
            size = client.recv(2)
            if len(size) == 2:
                reply = answer(client.recv(struct.unpack(">H", size)[0]), zone)
                if reply:
                    client.sendall(struct.pack(">H", len(reply)) + reply)


def main():
    zone = read_zone(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    port = listener.getsockname()[1]
    threading.Thread(target=over_tcp, args=(listener, zone), daemon=True).start()
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", port))
    print(f"ready {port}", flush=True)
    while True:
        query, client = server.recvfrom(4096)
        try:
            reply = answer(query, zone, 512)
        except (IndexError, struct.error):
            continue
        if reply:
            server.sendto(reply, client)


main()
