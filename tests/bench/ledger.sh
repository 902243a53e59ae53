#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ledger.sh - what a mailing to N (1,000,000) costs the ledger, with PAST (500) mailings behind it
#
# Fills the ledger from the audience and compares with a bare INSERT ... SELECT of two integers
# (bar: 10 times); sends all of it to the null outlet, and compares the last tenth with the first
# (bar: 0.9, and at most 2) and the role's largest memory with its bar (48 MB). The private PostgreSQL writes to
# the disk before it says that something is committed.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-1000000} past=${PAST:-500} past_size=${PAST_SIZE:-2000} sessions=${SESSIONS:-8}
dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
state=$dir/state
conf=$dir/colporteur.conf
role=
clean() {
  [ -z "$role" ] || kill "$role" 2>/dev/null || :
  [ -z "$role" ] || wait "$role" || :
  state_stop "$state"
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
sh "$SRCDIR/tests/lib/state" "$state"
echo 'log_min_duration_statement = 100' >>"$state/postgresql/data/postgresql.conf"
printf '%s = on\n' fsync synchronous_commit full_page_writes >>"$state/postgresql/data/postgresql.conf"
state_start_prepared "$state"
cat >"$conf" <<CONF
[paths]
data = $SRCDIR

[mail]
domain = lists.example.org
outlet = null
sessions = $sessions
batch = ${BATCH:-100}

[site]
url = https://lists.example.org

[log]
level = warning
CONF

colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null
sql "ALTER TABLE list DISABLE TRIGGER USER; ALTER TABLE subscriber DISABLE TRIGGER USER;
  ALTER TABLE address DISABLE TRIGGER USER; ALTER TABLE subscription DISABLE TRIGGER USER;
  INSERT INTO subscriber (name, places) SELECT 'Maud ' || i, '{}' FROM generate_series(1, $n) i;
  INSERT INTO address (address, address_key, subscriber)
    SELECT 'reader' || id || '@example.net', 'reader' || id || '@example.net', id FROM subscriber;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, p.id, 'confirmed' FROM list l, subscriber p;
  INSERT INTO mailing (kind, list, content, state, total, sent, failed, unknown, finished_at)
    SELECT 'notice', l.id, '', 'finished', $past_size, $past_size - 20, 20, 0, now() FROM list l, generate_series(1, $past);
  INSERT INTO delivery (mailing, recipient, state, attempts, settled_at, status, reply)
    SELECT m.id, i, CASE WHEN i % 100 = 0 THEN 'f' ELSE 's' END::\"char\", 1, now(),
           CASE WHEN i % 100 = 0 THEN '5.1.1' END, CASE WHEN i % 100 = 0 THEN 'no such user here' END
    FROM mailing m, generate_series(1, $past_size) i" >/dev/null
sql "VACUUM ANALYZE" >/dev/null
sql "CHECKPOINT" >/dev/null

printf -- '---\ntitle: Un numéro\nlanguage: fr\n---\n\nBonjour à tout le monde.\n' >"$dir/edition.md"
colporteur edition new lettre "$dir/edition.md" >/dev/null
colporteur edition compose lettre >/dev/null

seconds() { awk "BEGIN { printf \"%.2f\", ($2 - $1) / 1e9 }"; }
failed=0
# below FOUND BAR
below() { awk "BEGIN { exit !($1 <= $2) }" || failed=1; }

# --- filling ---
sql "CREATE TABLE bare (a int, b int)" >/dev/null
begin=$(date +%s%N)
sql "INSERT INTO bare SELECT 1, i FROM generate_series(1, $n) i" >/dev/null
end=$(date +%s%N)
bare=$(seconds "$begin" "$end")
sql "DROP TABLE bare; CHECKPOINT" >/dev/null
begin=$(date +%s%N)
colporteur edition send lettre --yes --no-wait >/dev/null
all=$(seconds "$begin" "$(date +%s%N)")
# As the server saw it; the command counts readers and more.
fill=$(sed -n 's/.*duration: \([0-9.]*\) ms .*INSERT INTO delivery (mailing, recipient, next_try)$/\1/p; s/.*duration: \([0-9.]*\) ms .*mailing-fill.*/\1/p' "$state/postgresql/postgresql.log" | awk '{ s += $1 } END { printf "%.2f", s / 1000 }')
ratio=$(awk "BEGIN { printf \"%.1f\", $fill / $bare }")
echo "fill: $n deliveries in $fill s, a bare INSERT ... SELECT of two integers in $bare s: $ratio times (bar 10); the whole command $all s"
below "$ratio" 10

# --- sending ---
mailing=$(sql "SELECT max(id) FROM mailing")
# Counts kept by the worker: to look costs the ledger nothing.
done_now() { sql "SELECT coalesce(sum(sent), 0) FROM worker"; }
command colporteur --config "$conf" --state "$state" serve deliver 9>&- &
role=$!
first='' last_from='' peak=0 tenths='' tenth=1
begin=
while :; do
  sent=$(done_now)
  now=$(date +%s%N)
  rss=$(awk '/^VmHWM/ { print $2 }' "/proc/$role/status")
  [ -z "$rss" ] || peak=$rss
  [ "$sent" -gt 0 ] || { sleep 0.05; continue; }
  # Tenths begin where they were first seen to.
  [ -n "$begin" ] || begin=$now begin_sent=$sent
  [ "$now" -gt "$begin" ] || continue
  [ -n "$first" ] || [ "$sent" -lt $((n / 10)) ] || first=$(awk "BEGIN { print ($sent - $begin_sent) / ($now - $begin) * 1e9 }")
  [ -n "$last_from" ] || [ "$sent" -lt $((n * 9 / 10)) ] || { last_from=$now last_sent=$sent; }
  while [ "$tenth" -le 10 ] && [ "$sent" -ge $((n / 10 * tenth)) ]; do
    tenths="$tenths $(seconds "$begin" "$now")" tenth=$((tenth + 1))
  done
  [ "$sent" -lt "$n" ] || break
  sleep 0.1
done
last=$(awk "BEGIN { print ($sent - $last_sent) / ($now - $last_from) * 1e9 }")
ratio=$(awk "BEGIN { printf \"%.2f\", $last / $first }")
printf 'send: %.0f/s in the first tenth, %.0f/s in the last: ratio %s (bar 0.9), all in %s s\n' "$first" "$last" "$ratio" "$(seconds "$begin" "$now")"
echo "tenths: done after$tenths s"
below 0.9 "$ratio"
# Nor may it begin slowly, as with a plan made before the mailing was known.
below "$ratio" 2
echo "memory: at most $peak kB (bar 49152)"
below "$peak" 49152
left=$(sql "SELECT count(*) FROM delivery WHERE mailing = $mailing AND state <> 's'")
[ "$left" = 0 ] || {
  echo "$left deliveries were not sent"
  failed=1
}
sql "SELECT format('size: ledger %s, its indexes %s, for %s deliveries', pg_size_pretty(pg_relation_size('delivery')),
  pg_size_pretty(pg_indexes_size('delivery')), count(*)) FROM delivery"
begin=$(date +%s%N)
colporteur queue status >/dev/null
echo "queue status: $(seconds "$begin" "$(date +%s%N)") s"

# --- folding ---
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM mailing WHERE state = '"'running'"'")" = 0 ]'
sql "UPDATE mailing SET finished_at = now() - interval '31 days'" >/dev/null
begin=$(date +%s%N)
kill "$role" && wait "$role"
role=
command colporteur --config "$conf" --state "$state" serve clock 2>/dev/null 9>&- &
role=$!
wait_for 300 eval '[ "$(sql "SELECT count(*) FROM mailing WHERE folded_at IS NULL")" = 0 ]'
echo "fold: $((past + 1)) mailings in $(seconds "$begin" "$(date +%s%N)") s, $(sql "SELECT count(*) FROM delivery") deliveries that failed are kept"
exit $failed
