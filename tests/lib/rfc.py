#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rfc - whether mails keep the letter of RFC 5322, 2045 to 2047, 2183, 2369 and 2919

usage: rfc.py FILE...

Reads bytes as they were on the wire, with a parser of its own that forgives nothing; then asks
Python's email package, with its strict policy, whether it agrees. A line for each fault; the status is
their number, 99 at most.
"""
import base64
import binascii
import email
import email.policy
import email.utils
import re
import sys

ONCE = ["date", "from", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject",
        "mime-version", "content-type", "content-transfer-encoding", "content-id", "list-id", "list-unsubscribe",
        "list-unsubscribe-post"]
ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = ATEXT + r"(?:\." + ATEXT + r")*"
MESSAGE_ID = re.compile(r"<" + DOT_ATOM + r"@(?:" + DOT_ATOM + r"|\[[!-Z^-~]*\])>\Z")
ADDRESS = DOT_ATOM + "@" + DOT_ATOM
QUOTED = r'"(?:[^"\\\r\n]|\\.)*"'
WORD = r"(?:%s|%s|=\?[^?\s]+\?[QqBb]\?[^?\s]*\?=)" % (ATEXT, QUOTED)
MAILBOX = re.compile(r"(?:%s|(?:%s(?:\s+%s)*)?\s*<%s>)\Z" % (ADDRESS, WORD, WORD, ADDRESS))
DATE = re.compile(r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                  r" \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4}\Z")
ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([QqBb])\?([^?\s]*)\?=")
TOKEN = r"[!#$%&'*+.^_`{|}~0-9A-Za-z-]+"
CONTENT_TYPE = re.compile(r"(%s)/(%s)((?:\s*;\s*%s=(?:%s|%s))*)\s*\Z" % (TOKEN, TOKEN, TOKEN, TOKEN, QUOTED))
PARAMETER = re.compile(r";\s*(%s)=(%s|%s)" % (TOKEN, TOKEN, QUOTED))
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]\Z")


class Check:
    def __init__(self, name):
        self.name = name
        self.faults = []

    def fault(self, where, what):
        self.faults.append("%s: %s: %s" % (self.name, where, what))

    def lines(self, data):
        if re.search(rb"\r(?!\n)", data):
            self.fault("whole", "a bare CR")
        if re.search(rb"(?<!\r)\n", data):
            self.fault("whole", "a bare LF")
        if b"\0" in data:
            self.fault("whole", "a NUL")
        if any(byte > 126 for byte in data):
            self.fault("whole", "a byte above 126")
        if not data.endswith(b"\r\n"):
            self.fault("whole", "does not end in CRLF")
        for number, line in enumerate(data.split(b"\r\n"), 1):
            if len(line) > 998:
                self.fault("line %d" % number, "%d characters, over 998" % len(line))

    def split(self, where, data):
        """Headers, unfolded, and body."""
        if data.startswith(b"\r\n"):
            return [], data[2:]
        head, gap, body = data.partition(b"\r\n\r\n")
        if not gap:
            self.fault(where, "no empty line behind the headers")
        headers = []
        for line in head.split(b"\r\n"):
            text = line.decode("latin-1")
            if len(text) > 78:
                # RFC 5322 2.1.1 should; what has no blank to be folded at cannot (2.2.3), and headers of
                # links stand on one line each so that DKIM signers and simple readers find them.
                if not re.match(r"(?i)list-(un)?subscribe:", text) and re.search(r"\S[ \t]+\S", text.strip()) and not re.match(r"[!-9;-~]+:\s+\S+\Z", text):
                    self.fault(where, "a header line of %d characters that could be folded: %s" % (len(text), text[:60]))
            if text[:1] in (" ", "\t"):
                if not headers:
                    self.fault(where, "begins with a folded line")
                elif not text.strip():
                    self.fault(where, "a folded line of blanks")
                else:
                    headers[-1][1] += text
                continue
            match = re.match(r"([!-9;-~]+):[ \t]?(.*)\Z", text)
            if not match:
                self.fault(where, "no header: %r" % text[:60])
                continue
            headers.append([match.group(1).lower(), match.group(2)])
        for name in ONCE:
            if sum(1 for key, _ in headers if key == name) > 1:
                self.fault(where, "%s twice" % name)
        for name, value in headers:
            self.words(where, name, value)
        return headers, body

    def words(self, where, name, value):
        """Encoded words (RFC 2047)."""
        for match in ENCODED_WORD.finditer(value):
            charset, kind, text = match.groups()
            if len(match.group(0)) > 75:
                self.fault(where, "%s: an encoded word of %d characters" % (name, len(match.group(0))))
            before, after = value[:match.start()], value[match.end():]
            if (before and before[-1] not in " \t(") or (after and after[0] not in " \t)"):
                self.fault(where, "%s: an encoded word touches another" % name)
            try:
                if kind in "Bb":
                    raw = base64.b64decode(text, validate=True)
                else:
                    if re.search(r"=(?![0-9A-F]{2})", text):
                        raise ValueError("a bad =")
                    raw = binascii.a2b_qp(text.replace("_", " ").encode("ascii"))
                raw.decode(charset)
            except (ValueError, LookupError) as error:
                self.fault(where, "%s: an encoded word cannot be read: %s" % (name, error))
        rest = ENCODED_WORD.sub("", value)
        if "=?" in rest and "?=" in rest:
            self.fault(where, "%s: half an encoded word" % name)

    def top(self, headers):
        values = dict(headers)
        for name in ("date", "from", "message-id", "mime-version", "subject", "to"):
            if name not in values:
                self.fault("headers", "no %s" % name)
        if "date" in values and not DATE.match(values["date"].strip()):
            self.fault("headers", "date: %s" % values["date"])
        for name in ("from", "to", "reply-to"):
            if name in values and not MAILBOX.match(re.sub(r"\s+", " ", values[name].strip())):
                self.fault("headers", "%s: %s" % (name, values[name]))
        if "message-id" in values and not MESSAGE_ID.match(values["message-id"].strip()):
            self.fault("headers", "message-id: %s" % values["message-id"])
        if values.get("mime-version", "1.0").strip() != "1.0":
            self.fault("headers", "mime-version: %s" % values["mime-version"])
        for name, value in headers:
            if name in ("list-unsubscribe", "list-help", "list-owner", "list-archive", "archived-at"):
                if not re.match(r"\s*<[a-z]+:[!-;=?-~]+>(?:\s*,\s*<[a-z]+:[!-;=?-~]+>)*\s*\Z", value):
                    self.fault("headers", "%s: %s" % (name, value))
        if "list-id" in values and not re.search(r"<%s>\s*\Z" % DOT_ATOM, values["list-id"]):
            self.fault("headers", "list-id: %s" % values["list-id"])
        if "list-unsubscribe-post" in values and values["list-unsubscribe-post"].strip() != "List-Unsubscribe=One-Click":
            self.fault("headers", "list-unsubscribe-post: %s" % values["list-unsubscribe-post"])

    def quoted_printable(self, where, body):
        for line in body.split(b"\r\n"):
            if len(line) > 76:
                self.fault(where, "a quoted-printable line of %d characters" % len(line))
            if line[-1:] in (b" ", b"\t"):
                self.fault(where, "a quoted-printable line ends in a blank")
            if re.search(rb"=(?![0-9A-F]{2})(?!\Z)", line):
                self.fault(where, "a bad = in %r" % line[:60])
        return binascii.a2b_qp(body)

    def base64(self, where, body):
        lines = body.rstrip(b"\r\n").split(b"\r\n")
        for line in lines:
            if len(line) > 76 or not re.match(rb"[A-Za-z0-9+/]*=*\Z", line):
                self.fault(where, "no line of base64: %r" % line[:40])
        try:
            return base64.b64decode(b"".join(lines), validate=True)
        except ValueError as error:
            self.fault(where, str(error))
            return b""

    def part(self, where, headers, body, depth=0):
        values = dict(headers)
        encoding = values.get("content-transfer-encoding", "7bit").strip().lower()
        kind = CONTENT_TYPE.match(values.get("content-type", "text/plain; charset=us-ascii").strip())
        if encoding not in ("7bit", "quoted-printable", "base64"):
            self.fault(where, "transfer encoding %s" % encoding)
        if not kind:
            self.fault(where, "content-type: %s" % values["content-type"])
            return
        parameters = {name.lower(): value.strip('"') for name, value in PARAMETER.findall(kind.group(3))}
        if "content-id" in values and not MESSAGE_ID.match(values["content-id"].strip()):
            self.fault(where, "content-id: %s" % values["content-id"])
        if kind.group(1).lower() == "multipart":
            if encoding != "7bit":
                self.fault(where, "a multipart in %s" % encoding)
            self.multipart(where, parameters.get("boundary", ""), body, depth)
            return
        raw = body
        if encoding == "quoted-printable":
            raw = self.quoted_printable(where, body)
        elif encoding == "base64":
            raw = self.base64(where, body)
        if kind.group(1).lower() == "text":
            try:
                text = raw.decode(parameters.get("charset", "us-ascii"))
                if re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
                    self.fault(where, "a control character")
                if not text.strip():
                    self.fault(where, "it is empty")
            except (ValueError, LookupError) as error:
                self.fault(where, str(error))

    def multipart(self, where, boundary, body, depth):
        if not BOUNDARY.match(boundary):
            self.fault(where, "boundary %r" % boundary)
            return
        mark = b"--" + boundary.encode("ascii")
        pieces = re.split(rb"(?:\A|\r\n)" + re.escape(mark) + rb"(--)?[ \t]*(?=\r\n|\Z)", body)
        # text, None, text, None, ..., text, b"--", epilogue
        if len(pieces) < 5 or pieces[-2] != b"--" or any(sign for sign in pieces[1:-2:2]):
            self.fault(where, "its boundaries do not close")
            return
        if pieces[-1].strip():
            self.fault(where, "something behind its end")
        for number, piece in enumerate(pieces[2:-1:2], 1):
            inner = where + ".%d" % number if where != "body" else str(number)
            headers, content = self.split(inner, piece[2:])
            self.part(inner, headers, content, depth + 1)

    def foreign(self, data):
        """What Python's package says."""
        try:
            mail = email.message_from_bytes(data, policy=email.policy.strict + email.policy.SMTP)
            for part in mail.walk():
                for defect in part.defects:
                    self.fault("email", repr(defect))
                for name in part.keys():
                    for defect in part[name].defects:
                        self.fault("email", "%s: %r" % (name, defect))
                if not part.is_multipart():
                    part.get_content()
            if not email.utils.parsedate_to_datetime(mail["date"]):
                self.fault("email", "no date")
        except Exception as error:  # strict policies raise what they find
            self.fault("email", repr(error))


def main(names):
    faults = []
    for name in names:
        with open(name, "rb") as file:
            data = file.read()
        check = Check(name)
        check.lines(data)
        headers, body = check.split("headers", data)
        check.top(headers)
        check.part("body", headers, body)
        check.foreign(data)
        faults += check.faults
    for fault in faults:
        print(fault)
    print("mails: %d, faults: %d" % (len(names), len(faults)))
    return min(len(faults), 99)


sys.exit(main(sys.argv[1:]))
