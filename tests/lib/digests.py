#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""digests - what went to whom since the last time, read by Python's parser

usage: digests.py OUTBOX WHO    (prints a few lines for each mail, and takes it away)

The outbox is a Maildir; to whom a copy went is in its own way to leave, or Delivered-To. A post is
one line, "POST Message-ID"; a digest is "DIGEST form subject", then its table of contents, then a
line for each post in it: "PART Message-ID subject".
"""
import email
import email.policy
import glob
import os
import re
import sys

for path in sorted(glob.glob(sys.argv[1] + "/**/*", recursive=True)):
    if not os.path.isfile(path):
        continue
    with open(path, "rb") as file:
        raw = file.read()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if sys.argv[2] not in (mail["Delivered-To"] or mail["X-Original-To"] or mail["To"]):
        continue
    os.remove(path)
    assert not mail.defects, mail.defects
    if mail["Message-ID"] is None or not mail["Message-ID"].startswith("<digest."):
        print("POST", mail["Message-ID"])
        continue
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and mail["List-Id"], mail
    if mail.get_content_type() == "text/plain":
        text = mail.get_content()
        contents, _, rest = text.partition("\n" + "-" * 70 + "\n")
        print("DIGEST plain", mail["Subject"])
        print(contents)
        parts = rest.split("\n" + "-" * 30 + "\n")
        for part in parts[:-1]:
            inner = email.message_from_string(part.strip("\n"), policy=email.policy.default)
            assert inner["Date"] and inner["From"], part
            print("PART", inner["Message-ID"], inner["Subject"])
            print("TEXT", inner.get_payload().strip().replace("\n", "|"))
        assert re.fullmatch(r"\n+\S.*\n\*+\n+", parts[-1]), parts[-1]
        continue
    assert mail.get_content_type() == "multipart/mixed", mail.get_content_type()
    contents, digest = mail.iter_parts()
    assert digest.get_content_type() == "multipart/digest", digest.get_content_type()
    print("DIGEST mime", mail["Subject"], "DATE", mail["Date"])
    print(contents.get_content())
    for part in digest.iter_parts():
        assert part.get_content_type() == "message/rfc822" and not part.defects, part
        inner = part.get_content()
        assert not inner.defects, inner.defects
        print("PART", inner["Message-ID"], inner["Subject"])
        body = inner.get_body(("plain",))
        print("TEXT", body.get_content().strip().replace("\n", "|"), len(list(inner.iter_attachments())))
