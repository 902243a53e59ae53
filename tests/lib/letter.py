# SPDX-License-Identifier: GPL-3.0-or-later
#
# letter.py test|sent DIRECTORY, letter.py public FILE - letters as Python's mail library reads them
#
# Says what is wrong with each and exits 1.

import email
import email.policy
import html.parser
import os
import re
import sys

HEADINGS = {"Pour tout le monde": "e", "Près de chez vous": "n", "Sur ce que vous suivez": "f",
            "De nos territoires": "x"}
TITLES = {"Titre A": "A", "Titre B": "B", "Titre C": "C", "Titre D": "D", "Titre E": "E",
          "Titre F, sur Quimper": "F"}
# What each reader gets: e everybody, n near, f followed.
EXPECTED = {
    "brest": {"C": "e", "D": "e", "A": "n"},
    "finistere": {"C": "e", "D": "e", "A": "n", "F": "n"},
    "nantes": {"C": "e", "D": "e", "E": "n", "B": "f"},
    "theme": {"C": "e", "D": "e", "B": "f", "E": "f"},
    "nowhere": {"C": "e", "D": "e"},
    "ange": {"C": "e", "D": "e", "F": "n"},
    "stranger": {"C": "e", "D": "e"},
}
PUBLIC = {"C": "e", "D": "e", "A": "x", "B": "x", "E": "x", "F": "x"}
wrong = []


def check(good, *what):
    if not good:
        wrong.append(" ".join(str(w) for w in what))


class Page(html.parser.HTMLParser):
    """Headings in order, links, and whether tags close."""

    VOID = {"meta", "br", "hr", "img"}

    def __init__(self, source):
        super().__init__()
        self.open, self.lines, self.links, self.lang = [], [], [], None
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "a":
            self.links.append(attributes["href"])
        if tag == "table":
            check(attributes.get("role") == "presentation", "a table of layout says so")
        if tag in ("h1", "h2", "h3"):
            self.lines.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, "</%s> closes" % tag, self.open[-3:])
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.lines[-1] += data


def sections(lines):
    found, section = {}, None
    for line in lines:
        line = line.strip()
        if line in HEADINGS:
            section = HEADINGS[line]
        elif line in TITLES:
            check(TITLES[line] not in found, line, "twice")
            found[TITLES[line]] = section
    return found


def check_wire(raw, who):
    check(all(byte < 128 for byte in raw), who, "is 7 bits")
    check(b"\x00" not in raw, who, "has no NUL")
    check(not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), who, "has no bare CR or LF")
    check(max(len(line) for line in raw.split(b"\r\n")) <= 998, who, "has short lines")


def check_letter(raw, who, expected, purpose):
    check_wire(raw, who)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check(not mail.defects, who, "has no defects", mail.defects)
    check(mail.get_content_type() == "multipart/alternative", who, "has alternatives")
    parts = list(mail.iter_parts())
    check([p.get_content_type() for p in parts] == ["text/plain", "text/html"], who, "text, HTML")
    for part in parts:
        check(not part.defects, who, "part has no defects", part.defects)
    text, source = (p.get_content() for p in parts)
    page = Page(source)
    check(not page.open, who, "closes its tags", page.open)
    check(page.lang == "fr", who, "says its language")
    check(sections(text.splitlines()) == expected, who, "text sections",
          sections(text.splitlines()), expected)
    check(sections(page.lines) == expected, who, "HTML sections", sections(page.lines), expected)
    check(all(len(line) <= 72 or " " not in line.strip() for line in text.splitlines()),
          who, "text fits in 72 columns")
    check("https://example.org/editorial" in text, who, "text has the links")
    check("own" + "=" not in source and "=_" not in text + source, who, "has no mark left")
    check(str(mail["From"]) == "La lettre d’à côté <lettre@lists.example.org>", who, mail["From"])
    for name in ("Date", "Message-ID", "List-Id", "List-Archive", "Archived-At", "Precedence",
                 "Subject", "MIME-Version"):
        check(len(mail.get_all(name, [])) == 1, who, "has one", name)
    online = str(mail["Archived-At"]).strip("<>")
    if purpose == "public":
        check("To" not in mail and "List-Unsubscribe" not in mail, who, "is nobody's")
        check("/u/" not in text + source, who, "has nobody's links")
        return mail, None
    check(online in page.links and online in text, who, "can be read on line")
    near = "n" in expected.values()
    check(("Rien de nouveau" in text) == (not near), who, "says when nothing is near")
    check(("Rien de nouveau" in source) == (not near), who, "says when nothing is near, in HTML")
    check(("Près de chez vous" in text) == near, who, "has a heading only with what is under it")
    check(mail["To"].addresses[0].addr_spec == who + "@example.net", who, "To", mail["To"])
    check(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", who, "is one-click")
    own = re.match(r"<(https://lists\.example\.org/u/(\w+))>, <mailto:lettre-leave@lists\.example\.org\?subject=\2>$", str(mail["List-Unsubscribe"]))
    check(own, who, "List-Unsubscribe", mail["List-Unsubscribe"])
    own = own and own.group(1)
    unsubscribe = [link for link in page.links if "/u/" in link]
    check(unsubscribe == [own, own], who, "HTML links", unsubscribe, own)
    check(re.findall(r"https://\S*/u/\S*", text) == [own, own], who, "text links")
    return mail, own


def directory(path, purpose):
    found, links, ids = set(), set(), set()
    for folder, _, files in os.walk(path):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                # A Maildir has local line ends.
                raw = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            raw = re.sub(rb"\A(?:(?:Return-Path|Delivered-To|X-Original-To):[^\r]*\r\n)+", b"", raw)
            who = re.search(rb"^To: .*?(\w+)@example\.net", raw, re.M).group(1).decode()
            check(who not in found, who, "has one letter")
            found.add(who)
            mail, own = check_letter(raw, who, EXPECTED[who], purpose)
            if who == "stranger":
                check(own and own.endswith("/u/preview"), who, "has no working link")
            check(own not in links, who, "has links of their own")
            links.add(own)
            ids.add(mail["Message-ID"])
            prefix = "[test] " if purpose == "test" else ""
            check(mail["Subject"] == prefix + "Le numéro d’hiver", who, mail["Subject"])
    wanted = {"brest", "stranger"} if purpose == "test" else set(EXPECTED) - {"stranger"}
    check(found == wanted, "letters for", found)
    check(len(ids) == 1, "one Message-ID for all copies", ids)


def public(path):
    with open(path, "rb") as file:
        raw = file.read()
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    mail, _ = check_letter(raw, "public", PUBLIC, "public")
    check(mail["Subject"] == "Le numéro d’hiver", "public", mail["Subject"])


if sys.argv[1] == "public":
    public(sys.argv[2])
else:
    directory(sys.argv[2], sys.argv[1])
for line in wrong:
    print(line)
sys.exit(1 if wrong else 0)
