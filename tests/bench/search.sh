#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# search.sh - how long a reader waits for what they look for
#
# The mails of MBOX (the corpus of list mail) and as many copies of them as make N (100,000)
# messages; then, over HTTP from the site, SEARCHES (20) times the first page of each line of
# QUERIES, best first and newest first: what is found, its snippets and what narrows it. Frequent
# words and rare ones, in English and French, a phrase, an author, a subject, a word without another.
# Each search is spelt anew, with blanks at its end, so that none is answered with a page that was kept.
# The median of each is at most BAR_MEDIAN (30) ms, its slowest at most BAR_SLOWEST (200) ms.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
mbox=${MBOX:-$SRCDIR/../shared/corpora/list-mail.mbox.xz}
n=${N:-100000} searches=${SEARCHES:-20} bar_median=${BAR_MEDIAN:-30} bar_slowest=${BAR_SLOWEST:-200}
[ -r "$mbox" ] || { echo "no $mbox: nothing is measured"; exit 0; }
e2e_start
colporteur list create dev --kind discussion >out 2>&1
colporteur archive import dev "$mbox" >out 2>&1
mails=$(sql 'SELECT count(*) FROM message')
copies=$(((n + mails - 1) / mails - 1))
sql "SET session_replication_role = replica; SET gin_pending_list_limit = '1GB';
  INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html, date, date_reason,
                       refers_to, link, parts, attachments)
    SELECT 'r' || n || '.' || message_id, sha256((n || encode(content_hash, 'hex'))::bytea), upper(md5(n || message_id)), raw, from_name,
           from_address, subject, body, html, date + n * interval '37 days', 'date',
           ARRAY(SELECT 'r' || n || '.' || r FROM unnest(refers_to) r), 'r' || n || '.' || link, parts, attachments
    FROM message, generate_series(1, $copies) n;
  INSERT INTO post (list, message, thread, date)
    SELECT 1, m.id, (SELECT min(id) FROM thread), m.date FROM message m ON CONFLICT DO NOTHING;
  SELECT search_settle(), search_words_refresh()" >out 2>&1
sql 'VACUUM (ANALYZE) message' && sql 'VACUUM (ANALYZE) post'
echo "$(sql 'SELECT count(*) FROM message') messages, $(sql "SELECT pg_size_pretty(pg_total_relation_size('message'))")"

port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log

failed=0
# measure QUERY ORDER
measure() {
  query=$(printf '%s' "$1" | python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.stdin.read()))')
  for _ in $(seq "$searches"); do
    query=$query+
    printf 'url = "http://127.0.0.1:%s/?q=%s&order=%s"\noutput = /dev/null\n' "$port" "$query" "$2"
  done >urls
  curl -s -H 'Accept-Language: fr' -w '%{http_code} %{time_total} %{size_download}\n' -K urls >answers.out
  if grep -qv '^200 ' answers.out; then
    echo "\"$1\" was not answered"
    failed=1
    return
  fi
  awk '{ printf "%.1f %d\n", $2 * 1000, $3 }' answers.out | sort -n >sorted
  median=$(awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }' sorted)
  slowest=$(tail -1 sorted | cut -d' ' -f1)
  echo "$1, $2 first: median $median ms, slowest $slowest ms, $(tail -1 sorted | cut -d' ' -f2) bytes"
  awk "BEGIN { exit !($median <= $bar_median && $slowest <= $bar_slowest) }" || failed=1
}
[ -n "${QUERIES:-}" ] && printf '%s\n' "$QUERIES" >queries || cat >queries <<'END'
list
linux
would
link
photo
procmail
quantum
zebra
zzyzx
sont
français
bonjour
"open source"
from:tom
subject:ilug
subject:list
from:list
subject:"new linux"
linux -redhat
has:attachment
from:tom linux
after:2005 before:2006 razor
procmial
END
while read -r line; do
  measure "$line" best
  measure "$line" newest
done <queries
echo "each of a median of at most $bar_median ms, and none over $bar_slowest ms: $([ $failed = 0 ] && echo yes || echo no)"
exit $failed
