#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cost.sh - what one copy costs, for planning (contrib/scale/README)
#
# An edition to N (20,000) readers, spread over the communes of historical Brittany, each letter
# assembled for its reader, sent to smtp-sink on loopback and settled with what is committed on the
# disk. Prints for each copy: CPU of the deliver role and of PostgreSQL in microseconds, bytes of
# write-ahead log, of the ledger's table and indexes. Figures to plan with, no bar but that all was
# sent.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
command -v smtp-sink >/dev/null || {
  echo "smtp-sink (package postfix) is not here"
  exit 1
}
n=${N:-20000}
port=$(free_port)
content=$SRCDIR/contrib/demo.d
dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
state=$dir/state
conf=$dir/colporteur.conf
sink=
clean() {
  [ -z "$sink" ] || kill "$sink"
  state_stop "$state"
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
sh "$SRCDIR/tests/lib/state" "$state"
printf '%s = on\n' fsync synchronous_commit full_page_writes wal_compression >>"$state/postgresql/data/postgresql.conf"
state_start_prepared "$state"
cat >"$conf" <<CONF
[paths]
data = $SRCDIR
[mail]
domain = lists.example.org
smarthost = 127.0.0.1:$port
sessions = ${SESSIONS:-8}
session-messages = 1000
batch = ${BATCH:-500}
[site]
url = https://lists.example.org
[log]
level = warning
CONF
sink_user=
[ "$(id -u)" != 0 ] || sink_user='-u nobody'
# shellcheck disable=SC2086
smtp-sink $sink_user "127.0.0.1:$port" 1000 2>/dev/null 9>&- &
sink=$!

sql "SELECT code FROM territory WHERE kind = 'commune' AND substr(code, 1, 2) IN ('22', '29', '35', '44', '56') ORDER BY id" |
  awk -v n="$n" '{ code[NR - 1] = $1 }
    END { print "address,insee"; for (i = 1; i <= n; i++) print "reader" i "@example.net," code[i * 7 % NR] }' >"$dir/readers.csv"
colporteur list create letter --kind newsletter --title 'A letter' --owner keeper@example.org >/dev/null
colporteur subscriber import "$dir/readers.csv" --list letter --consent 'readers that are none' --yes >/dev/null 2>"$dir/import.log" || { cat "$dir/import.log"; exit 1; }
colporteur contribution add --accept "$content"/contributions/0[1-4]*.md >/dev/null
colporteur edition new letter "$content/edition.md" >/dev/null
colporteur edition compose letter >/dev/null
sql "VACUUM ANALYZE" && sql "CHECKPOINT"

# server_cpu: clock ticks that the server and all it ever started have used
server_cpu() {
  postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
  # shellcheck disable=SC2046
  for one in "$postmaster" $(pgrep -P "$postmaster"); do
    # The children it has waited for are in its own figures.
    sed 's/.*) //' "/proc/$one/stat" 2>/dev/null
  done | awk 'NR == 1 { sum += $14 + $15 } { sum += $12 + $13 } END { print sum + 0 }'
}
lsn() { sql "SELECT pg_current_wal_insert_lsn() - '0/0'"; }
size() { sql "SELECT pg_relation_size('delivery') + pg_indexes_size('delivery')"; }

lsn0=$(lsn) cpu0=$(server_cpu)
colporteur edition send letter --yes --no-wait >/dev/null
lsn1=$(lsn) cpu1=$(server_cpu)
begin=$(date +%s%N)
colporteur serve deliver --once
times >"$dir/times"
end=$(date +%s%N)
lsn2=$(lsn) cpu2=$(server_cpu)
left=$(sql "SELECT count(*) FROM delivery WHERE state <> 's'")
[ "$left" = 0 ] || {
  echo "$left deliveries were not sent"
  exit 1
}
sql "VACUUM delivery"
bytes=$(size)
awk -v n="$n" -v hz="$(getconf CLK_TCK)" -v lsn0="$lsn0" -v lsn1="$lsn1" -v lsn2="$lsn2" -v cpu0="$cpu0" -v cpu1="$cpu1" \
  -v cpu2="$cpu2" -v bytes="$bytes" -v ns="$((end - begin))" '
  function seconds(t,  p) { split(t, p, /[ms]/); return p[1] * 60 + p[2] }
  NR == 2 { user = seconds($1); system_ = seconds($2) }
  END {
    printf "copies:     %d, %.0f a second on this machine\n", n, n / ns * 1e9
    printf "deliver:    %.0f us of CPU a copy (%.0f user, %.0f system)\n", (user + system_) / n * 1e6, user / n * 1e6, system_ / n * 1e6
    printf "PostgreSQL: %.0f us of CPU a copy to fill the ledger, %.0f to claim and settle\n", (cpu1 - cpu0) / hz / n * 1e6, (cpu2 - cpu1) / hz / n * 1e6
    printf "log:        %.0f bytes of write-ahead log a copy to fill, %.0f to claim and settle\n", (lsn1 - lsn0) / n, (lsn2 - lsn1) / n
    printf "ledger:     %.0f bytes a copy with its indexes, until it is folded\n", bytes / n
  }' "$dir/times"
