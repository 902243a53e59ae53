#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# site.sh - how many pages a second, against the least that a page from PostgreSQL can cost
#
# "wrk -t2 -c16" for SECONDS (5) a round, ROUNDS (3) in turn: a page that is one prepared SELECT
# over bare libmicrohttpd (bare-page.c); a message's page, which must reach BAR (0.4) of it; the
# same asked for with its entity tag, 304, which must reach BAR_304 (0.8); a thread of 200 posts,
# which is shown. Then REQUESTS (200,000) of them, over which the memory of the site must stay
# below 64 MB and grow by no more than 1 MB in the second half.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
seconds=${SECONDS_A_ROUND:-5} rounds=${ROUNDS:-3} bar=${BAR:-0.4} bar_304=${BAR_304:-0.8} requests=${REQUESTS:-200000}
command -v wrk >/dev/null || {
  echo "site: wrk is not there (Debian's package wrk)" >&2
  exit 69
}
e2e_start
sql "$(cat "$SRCDIR/tests/browser/sample.sql")" >/dev/null
# A list of 20,000 posts, and a thread of 200.
sql "INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason, refers_to)
       SELECT 'many-' || n || '@example.net', sha256(n::text::bytea), 'MANY' || n, 'x', 'Nolwenn', 'Question numéro ' || n,
         repeat('Une question parmi d’autres, au sujet des arrêts de car. ', 20), timestamptz '2020-03-01 12:00+00' + n * interval '1 hour', 'date',
         CASE WHEN n BETWEEN 2 AND 200 THEN ARRAY['many-1@example.net'] ELSE '{}' END
       FROM generate_series(1, 20000) n" >/dev/null
# In parts: a post holds a lock on its identifiers until its transaction ends.
for part in 0 1 2 3 4 5 6 7 8 9; do
  sql "SELECT count(post_insert((SELECT id FROM list WHERE name = 'mobilites'), id, NULL)) FROM message
       WHERE message_id LIKE 'many-%' AND id % 10 = $part" >/dev/null
done
psql -X -q -h "$state/postgresql" -U postgres -d colporteur -c "SET search_path = colporteur" -c "VACUUM ANALYZE message, post, thread, thread_node, list_thread" 9>&-
threads=$(nproc)
port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set "site.threads=$threads" \
  serve web 2>web.log 9>&- &
web=$!
e2e_pids=$web
mkfifo bare.in
"$BUILDDIR/tests/bench/bare-page" "host=$state/postgresql user=colporteur_site dbname=colporteur" many-5000@example.net "$threads" <bare.in >bare.port 9>&- &
exec 8>bare.in
wait_for 20 grep -q 'ready ROLE=web' web.log
wait_for 20 test -s bare.port
site=http://127.0.0.1:$port
bare=http://127.0.0.1:$(cat bare.port)/
page=$site/mobilites/many-5000%40example.net/
thread=$site/mobilites/many-1%40example.net/t/
tag=$(curl -s -o /dev/null -D - "$page" | sed -n 's/^ETag: \(.*\)\r$/\1/p')

# rate NAME ARGUMENT...: requests a second, which all were answered as they should be
rate() {
  name=$1
  shift
  wrk -t2 -c16 -d "${seconds}s" "$@" >wrk.out 8>&- 9>&-
  if grep -q 'Non-2xx\|Socket errors' wrk.out; then
    cat wrk.out
    exit 1
  fi
  sed -n 's/^Requests\/sec: *//p' wrk.out >>"$name"
}
for _ in $(seq "$rounds"); do
  rate bare "$bare"
  rate page "$page"
  rate fresh -H "If-None-Match: $tag" "$page"
  rate thread "$thread"
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.0f", v[int((NR + 1) / 2)] }'; }
over() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
b=$(median bare) p=$(median page) f=$(median fresh) t=$(median thread)
echo "pages a second: bare $b, message $p (ratio $(over "$p" "$b"), bar $bar), 304 $f ($(over "$f" "$b"), bar $bar_304), thread of 200 $t ($(over "$t" "$b"))"

memory() { awk '/^VmRSS/ { print $2 }' "/proc/$web/status"; }
half=$((requests / 2 / (p + 1) + 1))
wrk -t2 -c16 -d "${half}s" "$page" >/dev/null 8>&- 9>&-
first=$(memory)
wrk -t2 -c16 -d "${half}s" "$page" >/dev/null 8>&- 9>&-
last=$(memory)
echo "memory of the site over some $requests pages: $first kB, then $last kB"
awk "BEGIN { exit !($p / $b >= $bar && $f / $b >= $bar_304 && $last < 65536 && $last - $first < 1024) }"
