#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""feed-check - hold feeds against their specifications, by a reader that is not ours

usage: feed-check.py FILE...

FILE.atom against RFC 4287, FILE.json against JSON Feed 1.1: what must be there is, once, and of its
kind; what is not in the specification is not. Prints a line for each fault.
"""
import datetime
import json
import sys
import xml.etree.ElementTree as tree

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "link": (0, 99), "author": (0, 99), "entry": (0, 999), "subtitle": (0, 1)}
ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "link": (0, 99), "author": (0, 99),
         "summary": (0, 1), "content": (0, 1)}


def is_date(text):
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None and "T" in text
    except ValueError:
        return False


def count_children(element, allowed, where):
    for child in element:
        name = child.tag.replace(ATOM, "", 1)
        if name not in allowed or child.tag == name:
            yield "%s: <%s> does not belong there" % (where, child.tag)
    for name, (least, most) in allowed.items():
        n = len(element.findall(ATOM + name))
        if not least <= n <= most:
            yield "%s: <%s> is there %d times" % (where, name, n)
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            if not is_date(date.text or ""):
                yield "%s: <%s> is no date: %s" % (where, name, date.text)
    if not (element.findtext(ATOM + "id") or "").startswith(("http://", "https://", "urn:")):
        yield "%s: <id> is no IRI" % where
    if any(not link.get("href") for link in element.findall(ATOM + "link")):
        yield "%s: a <link> leads nowhere" % where


def check_atom(path):
    root = tree.parse(path).getroot()
    if root.tag != ATOM + "feed":
        yield "no feed"
        return
    yield from count_children(root, FEED, "feed")
    if not any(link.get("rel") == "self" for link in root.findall(ATOM + "link")):
        yield "feed: it does not say where it is"
    entries = root.findall(ATOM + "entry")
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "two entries have one id"
    for i, entry in enumerate(entries):
        where = "entry %d" % (i + 1)
        yield from count_children(entry, ENTRY, where)
        if root.find(ATOM + "author") is None and entry.find(ATOM + "author") is None:
            yield "%s: nobody wrote it" % where
        content = entry.find(ATOM + "content")
        if content is None and not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(ATOM + "link")):
            yield "%s: neither content nor an alternate link" % where
        if content is not None and (content.get("type") not in ("html", "text") or len(content)):
            yield "%s: content that is not text of a type" % where


def check_json(path):
    feed = json.load(open(path, encoding="utf-8"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "another version"
    if not isinstance(feed.get("title"), str) or not isinstance(feed.get("items"), list):
        yield "no title or no items"
        return
    ids = [item.get("id") for item in feed["items"]]
    if len(set(ids)) != len(ids) or not all(isinstance(i, str) and i for i in ids):
        yield "an id that is none, or twice"
    for i, item in enumerate(feed["items"]):
        if not isinstance(item.get("content_html", item.get("content_text")), str):
            yield "item %d: no content" % (i + 1)
        for name in ("date_published", "date_modified"):
            if name in item and not is_date(item[name]):
                yield "item %d: %s is no date" % (i + 1, name)
        for author in item.get("authors", []):
            if not isinstance(author, dict) or not (author.keys() & {"name", "url", "avatar"}):
                yield "item %d: an author without a name" % (i + 1)


faults = 0
for name in sys.argv[1:]:
    for fault in (check_json if name.endswith(".json") else check_atom)(name):
        print("%s: %s" % (name, fault))
        faults += 1
sys.exit(faults > 0)
