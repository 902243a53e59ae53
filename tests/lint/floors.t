#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Arrows point down only, rooms of one floor do not know each other, and each foreign library has
# one door. Reads the include lines.
cd "$SRCDIR" || exit 1
find src -name '*.[ch]' | LC_ALL=C sort | xargs awk '
  BEGIN {
    floor["base"] = 0
    split("store mime wire page http feed fetch dns image", a); for (i in a) floor[a[i]] = 1
    split("people mailing archive", a); for (i in a) floor[a[i]] = 2
    split("list news site", a); for (i in a) floor[a[i]] = 3
    split("cmd serve", a); for (i in a) floor[a[i]] = 4
    door["libpq-fe.h"] = "store"; door["gmime/gmime.h"] = "mime"; door["libesmtp.h"] = "wire"
    door["microhttpd.h"] = "http"; door["cmark.h"] = "page"; door["gumbo.h"] = "page"
    door["libxml/parser.h"] = "feed"; door["libxml/tree.h"] = "feed"
    door["curl/curl.h"] = "fetch"; door["unbound.h"] = "dns"; door["gdk-pixbuf/gdk-pixbuf.h"] = "image"
  }
  /^#include/ {
    n = split(FILENAME, path, "/"); room = n > 2 ? path[2] : "main"
    header = $2; gsub(/[<>"]/, "", header)
    if (header in door && door[header] != room) bad[++n_bad] = FILENAME " includes " header ": only " door[header] "/ may"
    if ($2 !~ /^"/) next
    split(header, to, "/"); other = to[1]
    if (!(other in floor) || room == "main" || other == room) next
    if (floor[other] > floor[room]) bad[++n_bad] = FILENAME " includes " header " from the floor above"
    else if (floor[other] == floor[room] && floor[room] < 4) bad[++n_bad] = FILENAME " includes " header " from its own floor"
  }
  { if (!(FILENAME in seen)) { seen[FILENAME]; files++ } }
  END {
    print "1..2"
    print (files > 10 ? "ok" : "not ok") " 1 - reads the source (" files " files)"
    print (n_bad ? "not ok" : "ok") " 2 - floors and doors hold"
    for (i = 1; i <= n_bad; i++) print "# " bad[i]
  }'
