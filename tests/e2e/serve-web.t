#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The role that answers pages: started, asked, without its database for a while, stopped.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
sql "$(cat "$SRCDIR/tests/browser/sample.sql")" >/dev/null
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 \
  serve web 2>web.log 9>&- &
web=$!
e2e_pids=$web
wait_for 20 grep -q 'ready ROLE=web' web.log
ok $? "the role says that it is ready"

status_of() { curl -s -o page -w '%{http_code}' "$@"; }
is "$(status_of "$url/")" 200 "the home page answers"
like "$(cat page)" 'Mobilités partagées' "and shows the lists"
is "$(status_of "$url/mobilites/velo.1%40example.net/")" 200 "a message answers at its permanent link"
is "$(status_of "$url/coulisses/")" 404 "a private list does not"
is "$(status_of -X DELETE "$url/")" 405 "an unknown method is refused"
is "$(status_of --head "$url/")" 200 "HEAD is answered"
if [ "$(id -u)" = 0 ]; then
  owner=$(ps -o uid= -p "$web" | tr -d ' ')
  unlike "$owner" '^0$' "root's rights were given up"
else ok 0 "root's rights were given up # SKIP not root"; fi

# A month and a thread as files, read by a foreign program; the month is longer than what is read at once.
sql "INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason)
       SELECT 'mars-' || n || '@example.net', sha256(n::text::bytea), 'MARS' || n, 'x', 'Nolwenn', 'Mars à ' || n, E'From ici, ' || n || E'\\n>From là', timestamptz '2025-03-01 12:00+00' + n * interval '1 hour', 'date'
       FROM generate_series(1, 120) n;
     SELECT post_insert((SELECT id FROM list WHERE name = 'mobilites'), id, NULL) FROM message WHERE message_id LIKE 'mars-%'" >/dev/null
cat >read-mbox.py <<'EOF'
import email.policy, gzip, mailbox, sys
open("mbox", "wb").write(gzip.open(sys.argv[1]).read())
for mail in mailbox.mbox("mbox", factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default)):
    print(mail["Message-ID"], mail["From"], mail["Subject"], mail["References"] or "-", repr(mail.get_content()), len(mail.defects))
EOF
is "$(status_of "$url/mobilites/2025-03.mbox.gz")" 200 "a month comes as a file"
python3 read-mbox.py page >month
is "$(wc -l <month)" 120 "with every post of it"
is "$(sed -n 120p month)" "<mars-120@example.net> Nolwenn <hidden@colporteur.invalid> Mars à 120 - 'From ici, 120\\n>>From là\\n' 0" "in order, whole, without an address"
like "$(tail -4 mbox)" '^>>From l=C3=A0$' "and lines that look like a beginning are quoted once more (mboxrd)"
is "$(status_of "$url/mobilites/velo.3%40example.net/t.mbox.gz")" 200 "so does a thread"
is "$(python3 read-mbox.py page | sed 's/ .*//' | tr '\n' ' ')" '<velo.1@example.net> <velo.2@example.net> <velo.3@example.net> <velo/4+x@example.net> <velo.5@example.net> ' "with its posts alone"
is "$(status_of --head "$url/mobilites/2025-03.mbox.gz")" 200 "HEAD of a file is answered"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do curl -s -o /dev/null -w '%{http_code}\n' "$url/mobilites/2025-03.mbox.gz" & done >codes
wait_for 20 eval '[ "$(wc -l <codes)" = 12 ]'
is "$(grep -cvE '^(200|503)$' codes)" 0 "many at once are served or asked to come later"
is "$(status_of "$url/mobilites/2025-03.mbox.gz")" 200 "and all are let go afterwards"

# Feeds keep to their specifications, and are not sent again to who has them.
sql "INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t WHERE l.name = 'mobilites' AND t.code IN ('56', '29019');
     INSERT INTO list_interest SELECT l.id, i.id FROM list l, interest i WHERE l.name = 'mobilites' AND i.slug = 'essai-reparer'" >/dev/null
n=0
for feed in new.atom feed.json new.atom?q=question feed.json?q=question mobilites/new.atom mobilites/feed.json mobilites/new.atom?q=question \
  mobilites/velo.3%40example.net/t.atom mobilites/velo.3%40example.net/t.json editions/new.atom editions/feed.json editions/lettre/new.atom \
  contributions/new.atom contributions/feed.json territories/56/new.atom territories/56/feed.json territories/29019/new.atom territories/29019/feed.json \
  interests/essai-reparer/new.atom interests/essai-reparer/feed.json; do
  n=$((n + 1))
  name=${feed%%\?*}
  curl -sf -D head -o "$n.${name##*.}" "$url/$feed" || diag "$feed"
  tag=$(tr -d '\r' <head | sed -n 's/^ETag: //p')
  [ -n "$tag" ] && [ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$url/$feed")" = 304 ] && printf '%s\n' "$feed"
done >unchanged
is "$(ls ./*.atom ./*.json | wc -l | tr -d ' ')" 20 "twenty feeds come"
is "$(wc -l <unchanged)" 20 "once"
is "$(python3 "$SRCDIR/tests/lib/feed-check.py" ./*.atom ./*.json 2>&1)" "" "and a reader that is not ours finds nothing wrong in them"
kinds() { python3 -c '
import json, re, sys
items = json.load(open(sys.argv[1]))["items"]
dates = [i["date_published"] for i in items]
print(len(items), dates == sorted(dates, reverse=True), *sorted({re.sub("https://[^/]*/(contributions|editions)?.*", r"\1", i["url"]) or "posts" for i in items}))' "$1"; }
for place in territories/29019 interests/essai-reparer; do
  curl -s "$url/$place/feed.json" >place.json
  is "$(kinds place.json)" "20 True contributions editions posts" "that of $place has contributions, editions and discussions, the newest first"
done

# A letter is a message of its list too, and one entry of a place that both are about.
sql "INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t WHERE l.name = 'lettre' AND t.code = '29019' ON CONFLICT DO NOTHING" >out
is "$(curl -s "$url/territories/29019/feed.json" | jq -r '.items[].url' | sed 's|^https://[^/]*||' | grep -E 'lettre/(1/|lettre-1)')" "/editions/lettre/1/" \
  "an edition stands once in the feed of a place"

# What programs read of a page: JSON-LD that a foreign parser takes, and OpenGraph.
described() { python3 -c '
import html, json, re, sys
page = sys.stdin.read()
data = json.loads(re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", page, re.S).group(1))
graph = {k: html.unescape(v) for k, v in re.findall(r"<meta property=\"(?:og|article):([a-z_]+)\" content=\"([^\"]*)\">", page)}
assert data["@context"] == "https://schema.org" and data["url"] == graph["url"] and data["headline"] == graph["title"], (data, graph)
assert data["datePublished"] == graph["published_time"] and data.get("description") == graph.get("description"), (data, graph)
print(data["@type"], data["headline"], data.get("author", {}).get("name"), data.get("isPartOf", {}).get("name"), sep="|")'; }
is "$(curl -s "$url/mobilites/velo.1%40example.net/" | described)" 'DiscussionForumPosting|Compter les vélos au pont ?|Maud|Mobilités partagées' "a message says what it is"
is "$(curl -s "$url/editions/lettre/1/" | described)" 'Article|Haies, garages et savoirs|None|La lettre des territoires' "so does an edition"
is "$(curl -s "$url/contributions/2/" | described)" 'Article|Un ancien garage devient atelier|Alan <a…@…>|None' "and a contribution, whose author shows no address"
sed 's|<updated>[^<]*</updated>|<updated>hier</updated>|' 1.atom >wrong.atom
like "$(python3 "$SRCDIR/tests/lib/feed-check.py" wrong.atom)" 'no date: hier' "which it does where something is"

# No page is heavy: 60 KB, and a long thread is cut into pages.
heavy=$(for path in / mobilites/ mobilites/?by=month mobilites/2025/03/ mobilites/velo.1%40example.net/ mobilites/velo.1%40example.net/t/ \
  editions/ editions/lettre/1/ contributions/ territories/56/ '?q=question' "style$(curl -s "$url/" | sed -n 's/.*href="\/style\([^"]*\)".*/\1/p')"; do
  curl -s -o /dev/null -w "%{size_download} $path\n" "$url/${path#/}"
done | awk '$1 > 60000 || $1 < 200')
is "$heavy" "" "no page is heavier than 60 KB"

# Pages are compressed for who asks for it; what is behind a token never is.
curl -s -D plain.headers -o plain "$url/mobilites/"
curl -s --compressed -D gzip.headers -o gzip -w '%{size_download}\n' "$url/mobilites/" >size
cmp -s plain gzip
ok $? "compressed or not, a page is the same"
like "$(cat gzip.headers)" '^Content-Encoding: gzip' "it went compressed"
[ "$(cat size)" -lt $(($(wc -c <plain) / 3)) ]
ok $? "to less than a third"
unlike "$(cat plain.headers)" '^Content-Encoding' "and not where nobody asked"
like "$(cat plain.headers)" '^Vary: .*Accept-Encoding' "caches are told"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' gzip.headers)
unlike "$(cat plain.headers)" "^ETag: $tag" "each form has its own tag"
is "$(status_of --compressed -H "If-None-Match: $tag" "$url/mobilites/")" 304 "by which it is known again"
is "$(status_of -H "If-None-Match: $tag" "$url/mobilites/")" 200 "not by the other"
is "$(status_of -H 'Accept-Encoding: gzip;q=0' -D none.headers "$url/mobilites/")" 200 "who refuses it"
unlike "$(cat none.headers)" '^Content-Encoding' "does not get it"
status_of --compressed -D token.headers "$url/u/abcdefgh" >/dev/null
unlike "$(cat token.headers)" '^Content-Encoding' "a page behind a token is not compressed"

run colporteur --set "site.listen=127.0.0.1:$port" serve web
is "$status" 73 "a second one on the same port ends"
run colporteur --set site.timezone=Europe/Brest serve web
is "$status" 78 "an unknown time zone ends it"
like "$err" 'Europe/Brest' "and is named"

# Those who read a large month slowly hold nothing that another needs.
sql "INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason)
       SELECT 'avril-' || n || '@example.net', sha256(convert_to('avril-' || n, 'UTF8')), 'AVRIL' || n, 'x', 'Nolwenn', 'Avril', n || (SELECT string_agg(md5(random()::text), E'\\n') FROM generate_series(1, 4000)),
         timestamptz '2025-04-01 12:00+00' + n * interval '1 hour', 'date'
       FROM generate_series(1, 100) n;
     SELECT post_insert((SELECT id FROM list WHERE name = 'mobilites'), id, NULL) FROM message WHERE message_id LIKE 'avril-%'" >/dev/null
cat >slow.py <<'EOF'
import socket, sys, urllib.request
def reader():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", int(sys.argv[1])))
    s.sendall(b"GET /mobilites/2025-04.mbox.gz HTTP/1.1\r\nHost: x\r\n\r\n")
    return s, s.recv(15).split()[1].decode()
slow = [reader() for _ in range(20)]
print(*sorted({status for _, status in slow}), len(urllib.request.urlopen("http://127.0.0.1:%s/mobilites/2025-03.mbox.gz" % sys.argv[1]).read()) > 1000)
EOF
is "$(python3 slow.py "$port")" "200 True" "twenty slow readers of a month keep nobody from another"
backends() { sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_site'"; }
most=$(backends)
like "$most" '^[1-6]$' "and no connection to the database each"

# The server dies under it: pages say "later", or the private server is started again by who needs it.
kill -QUIT "$(sed -n 1p "$state/postgresql/data/postmaster.pid")"
first=$(status_of "$url/mobilites/")
case $first in 200 | 503) ok 0 "without its database a page is good or says later" ;; *) is "$first" 503 "without its database a page is good or says later" ;; esac
comes_back() { [ "$(status_of "$url/mobilites/")" = 200 ]; }
wait_for 20 comes_back
ok $? "it comes back by itself"

kill -TERM "$web"
wait "$web"
is "$?" 0 "it stops when told to"
e2e_pids=
unlike "$(cat web.log)" '^(warning|critical|error).*bug' "and had no fault of its own"
done_testing
