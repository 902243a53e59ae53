# SPDX-License-Identifier: GPL-3.0-or-later
#
# edition.py DATA DIRECTORY [ORDER] - letters of an edition with sections, held against its rules
#
# ORDER: titles that a person kept, one a line, in the order of their file.
#
# The rules are worked out here from the official geography (DATA is sql/data) by walking up from
# child to parent; the letters are read as Python's mail library understands them.

import email
import email.policy
import html.parser
import os
import re
import sys

data, folder = sys.argv[1:3]
order = open(sys.argv[3], encoding="utf-8").read().splitlines() if len(sys.argv) > 3 else None
wrong = []


def check(good, *what):
    if not good:
        wrong.append(" ".join(str(w) for w in what))


# --- the world, as the test made it ---

kinds, parents = {}, {}
for line in open(os.path.join(data, "territory.tsv"), encoding="utf-8"):
    code, kind = line.split("\t")[:2]
    kinds[code] = kind
for line in open(os.path.join(data, "territory-parent.tsv"), encoding="utf-8"):
    child, parent = line.rstrip("\n").split("\t")
    parents.setdefault(child, []).append(parent)
names = {}
for line in open(os.path.join(data, "territory.tsv"), encoding="utf-8"):
    fields = line.rstrip("\n").split("\t")
    names[fields[0]] = fields[3]
theme_parent = {}
for line in open(os.path.join(data, "interest.tsv"), encoding="utf-8"):
    fields = line.rstrip("\n").split("\t")
    theme_parent[fields[0]] = None if fields[1] == "\\N" else fields[1]

# Title: kind, places, themes, programme, in the order they were accepted.
ITEMS = {
    "Partout un": ("finding", [], ["velo"], ""),
    "Partout deux": ("finding", [], [], ""),
    "Partout trois": ("finding", [], ["repair-cafe"], "Chemins communs"),
    "Rennes bourg": ("initiative", ["35238"], ["velo"], ""),
    "Cesson": ("finding", ["35051"], ["repair-cafe"], ""),
    "Ille": ("initiative", ["35"], ["habitat-participatif"], ""),
    "Metropole": ("finding", ["243500139"], [], ""),
    "Fougeres": ("initiative", ["35115"], ["velo"], ""),
    "Brest quai": ("initiative", ["29019"], ["covoiturage"], ""),
    "Plougastel": ("finding", ["29189"], ["gaspillage-alimentaire"], ""),
    "Quimper": ("initiative", ["29232"], ["velo"], ""),
    "Nantes rue": ("finding", ["44109"], ["habitat-participatif"], ""),
    "Vannes port": ("initiative", ["56260"], ["mobilite"], "Chemins communs"),
}
PLACES = {"rennes": "35238", "cesson": "35051", "brest": "29019", "nantes": "44109", "ille": "35"}
THEMES = {"v": ["velo"], "r": ["repair-cafe"], "h": ["habitat-participatif", "mobilite"], "0": []}
# Who reads: place, themes, name (None: has none), language. Each place and each theme is there.
READERS = {
    "rennes-v": "fr", "rennes-r": "en", "rennes-0": "fr", "cesson-h": "fr", "cesson-v": "br",
    "brest-r": "fr", "brest-h": "en", "brest-0": "fr", "nantes-v": "fr", "nantes-h": "en",
    "ille-r": "fr", "ille-0": "fr",
}
NAMELESS = {"rennes-0", "brest-h"}

FR = ["Les découvertes", "Dans votre commune", "Près de chez vous", "Ailleurs dans le département",
      "Chemins communs", "Ce que vous suivez"]
EN = ["Findings", "In your town", "Near you", "Elsewhere in your county", "Common paths",
      "What you follow"]
OTHERWISE = {"fr": "Rien tout près, cette fois : écrivez-nous.", "en": "Nothing close by: write to us."}


def above(code):
    found, todo = set(), [code]
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += parents.get(code, [])
    return found


overlap = {}


def share(a, b):
    """One holds the other, or a part of it."""
    if a in above(b) or b in above(a):
        return True
    return any(a in up and b in up for up in map(above, kinds))


def distance(reader, item):
    """0 commune, 1 intercommunalité, 2 one holds a part of the other, 3 département, None."""
    if reader == item and kinds[item] == "commune":
        return 0
    if kinds[item] == "commune":
        epcis = {p for p in above(item) if kinds.get(p) == "epci"}
        if epcis & above(reader):
            return 1
    key = (reader, item)
    if key not in overlap:
        overlap[key] = share(reader, item)
    if overlap[key]:
        return 1 if {kinds[reader], kinds[item]} <= {"commune", "epci"} else 2
    departements = {p for p in above(item) if kinds.get(p) == "departement"}
    return 3 if departements & above(reader) else None


def theme_up(theme):
    while theme is not None:
        yield theme
        theme = theme_parent[theme]


def follows(themes, item):
    return any(t in theme_up(i) or i in theme_up(t) for t in themes for i in ITEMS[item][2])


def expected(who):
    place, theme = who.split("-")
    code = PLACES[place]
    near = {t: min((d for d in (distance(code, p) for p in ITEMS[t][1]) if d is not None), default=None)
            for t in ITEMS}
    local = [t for t in ITEMS if ITEMS[t][1]]
    by_kind = order or sorted(ITEMS, key=lambda t: (ITEMS[t][0], list(ITEMS).index(t)))
    by_title = order or sorted(ITEMS)
    newest = order or list(reversed(list(ITEMS)))
    left = list(order or ITEMS)
    result = []

    def take(candidates, most=None):
        got = [t for t in candidates if t in left][:most]
        for t in got:
            left.remove(t)
        result.append(got)

    # 1: findings that are not local, the two newest.
    take([t for t in newest if ITEMS[t][0] == "finding" and not ITEMS[t][1]], 2)
    # 2: own commune.
    take([t for t in by_kind if t in local and near[t] == 0])
    # 3: near, nearest first, three at most.
    nearest = sorted((t for t in by_kind if t in local and near[t] is not None and near[t] <= 2),
                     key=lambda t: near[t])
    take(nearest, 3)
    # 4: own département, initiatives, by title.
    take([t for t in by_title if t in local and ITEMS[t][0] == "initiative" and near[t] is not None])
    # 5: of one programme, local or not.
    take([t for t in by_kind if ITEMS[t][3] == "Chemins communs"])
    # 6: followed.
    take([t for t in by_title if ITEMS[t][2] and follows(THEMES[theme], t)])
    return result


# --- the letters ---

class Page(html.parser.HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.heads, self.texts, self.images, self.stack, self.lang = [], [], [], [], None
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.lang, self.dir = attributes.get("lang"), attributes.get("dir")
        if tag == "img":
            self.images.append(attributes)
        if tag == "table":
            check(attributes.get("role") == "presentation", "a table of layout says so")
        if tag in ("h2", "h3"):
            self.heads.append("")
        if tag not in ("meta", "br", "hr", "img"):
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        check(self.stack and self.stack[-1] == tag, "</%s> closes" % tag)
        if self.stack:
            self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("h2", "h3"):
            self.heads[-1] += data
        elif "style" not in self.stack:
            self.texts.append(data)


def sections(lines, headings):
    found, current = [[] for _ in headings], None
    for line in lines:
        line = line.strip()
        if line in headings:
            current = headings.index(line)
            found[current].append(None)
        elif line in ITEMS:
            check(current is not None, line, "stands in a section")
            found[current if current is not None else 0].append(line)
    for items in found:
        check(not items or items[0] is None and items.count(None) == 1 and len(items) > 1,
              "a heading has something under it, and stands once")
    return [items[1:] for items in found]


def check_letter(raw, who):
    place, theme = who.split("-")
    language = "en" if READERS[who] == "en" else "fr"
    headings = EN if language == "en" else FR
    check(all(b < 128 for b in raw) and b"\x00" not in raw, who, "7 bits")
    check(not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), who, "no bare CR or LF")
    check(max(len(line) for line in raw.split(b"\r\n")) <= 998, who, "short lines")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check(not mail.defects, who, mail.defects)
    check(mail.get_content_type() == "multipart/alternative", who, "alternatives")
    text_part, related = mail.iter_parts()
    check(related.get_content_type() == "multipart/related", who, "HTML with its images")
    html_part, image = related.iter_parts()
    for part in (text_part, related, html_part, image):
        check(not part.defects, who, part.defects)
    for part in (text_part, html_part):
        check("format" not in part["Content-Type"].params, who, "no flowed text")
        lines = part.get_payload().splitlines()
        check(max(map(len, lines)) <= 76, who, "lines of 76 at most")
        check(not any(re.search(r"[ \t]$|^(From |\.)", line) for line in lines), who, "soft breaks")
    text, source = text_part.get_content(), html_part.get_content()
    page = Page(source)
    check(not page.stack, who, "closes its tags", page.stack)
    check((page.lang, page.dir) == (language, "ltr"), who, "language", page.lang)
    check(mail["Content-Language"] == language, who, mail["Content-Language"])
    check(mail["Subject"] == ("Winter letter" if language == "en" else "La lettre d’hiver"), who,
          mail["Subject"])
    check(mail["Reply-To"] == "redaction@example.org", who, mail["Reply-To"])
    rules = expected(who)
    check(sections(text.splitlines(), headings) == rules, who, "text",
          sections(text.splitlines(), headings), rules)
    check(sections(page.heads, headings) == rules, who, "HTML", sections(page.heads, headings), rules)
    words = " ".join(" ".join(page.texts).split())
    for form, flat in (("text", " ".join(text.split())), ("HTML", words)):
        check((OTHERWISE[language] in flat) == (not rules[2]), who, form, "says when nothing is near")
        hello = ("Hello " if language == "en" else "Bonjour ")
        name = "Zoé <%s> & Cie" % who
        wanted = name if who not in NAMELESS else ("neighbour" if language == "en" else "voisin·e")
        check(hello + wanted + "," in re.sub(" +,", ",", flat), who, form, "name", flat[:200])
        here = names[PLACES[place]]
        check(("from " if language == "en" else "depuis ") + here in flat, who, form, "place")
        check(("LES GENS DE RENNES" in flat) == (place == "rennes"), who, form, "block of a place")
        check(("PAS A RENNES" in flat) == (place != "rennes"), who, form, "block of others")
        check(("MOBILES" in flat) == (theme == "h" or theme == "v"), who, form, "block of a theme")
        check("{{" not in flat and "=_" not in flat, who, form, "nothing is left open")
        check(not any(0xe0000 <= ord(c) <= 0xe007f or c == "\uf8ff" for c in flat), who, form, "marks")
    check(all(len(line) <= 72 or " " not in line.strip() for line in text.splitlines()),
          who, "72 columns", [line for line in text.splitlines() if len(line) > 72])
    changed = order is not None and "Cesson" in sum(rules, [])
    check(("Un texte revu" in text, "Un texte revu" in source) == (changed, changed), who, "review")
    check(len(page.images) == 1 and page.images[0]["alt"] == "Un banc" and
          page.images[0]["src"] == "cid:" + image["Content-ID"].strip("<>"), who, page.images)
    check(image.get_content_type() == "image/png" and
          image.get_content().startswith(b"\x89PNG") and image["Content-Disposition"].startswith("inline"),
          who, "image")


seen = set()
for where, _, files in os.walk(folder):
    for file in files:
        raw = open(os.path.join(where, file), "rb").read()
        raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        raw = re.sub(rb"\A(?:(?:Return-Path|Delivered-To|X-Original-To):[^\r]*\r\n)+", b"", raw)
        to = re.search(rb"^To:(?:\r\n[ \t]|.)*", raw, re.M).group(0)
        who = re.search(rb"([\w-]+)@example\.net", to).group(1).decode()
        check(who not in seen, who, "has one letter")
        seen.add(who)
        check_letter(raw, who)
# The readers are different enough for the comparison to mean something (1 and 5 are for everybody).
for i in (1, 2, 3, 5):
    filled = [bool(expected(who)[i]) for who in READERS]
    check(any(filled) and not all(filled), "section", i, "is there for some and not for others")
check(seen == set(READERS), "letters for", seen ^ set(READERS))
for line in wrong:
    print(line)
print("parts checked: %d letters" % len(seen))
sys.exit(1 if wrong else 0)
