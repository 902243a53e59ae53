#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# crash.t - the ledger tells the truth whoever is killed
#
# One mailing to COPIES addresses; in turn the deliver role, PostgreSQL and the mail server are
# killed with SIGKILL, KILLS times, after pauses that SEED decides. smtp-sink keeps every copy it
# answered 250 to. Nobody may be forgotten; what came twice is at most one copy for each connection
# that was open for a killed role or mail server, and none for a killed PostgreSQL. A second, smaller
# mailing shows the same without doubles: what is in doubt is left as unknown.
# tests/bench/crash.sh runs it longer.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
command -v smtp-sink >/dev/null || skip_all "smtp-sink (package postfix) is not here"
copies=${COPIES:-2500} kills=${KILLS:-6} seed=${SEED:-29}
sessions=4
port=$(free_port)
e2e_start "[mail]" "smarthost = 127.0.0.1:$port" "sessions = $sessions" "batch = 25" "lease = 10s" \
  "retry-after = 2s" "attempts = 100" "[log]" "level = warning"
# Test databases do not wait for the disk; here what is committed must survive the server.
sql "ALTER ROLE colporteur_engine SET synchronous_commit = on"

mkdir sink
sink_user=
if [ "$(id -u)" = 0 ]; then
  chown nobody sink
  sink_user='-u nobody'
fi
start_sink() {
  # shellcheck disable=SC2086
  smtp-sink $sink_user -D "$dir/sink/all" "127.0.0.1:$port" 200 2>>sink.log 9>&- &
  sink=$!
  e2e_pids="$e2e_pids $sink"
}
start_role() {
  # Not through the function, whose process would be a shell's.
  command colporteur --config "$conf" --state "$state" "$@" serve deliver 2>>role.log 9>&- &
  role=$!
  e2e_pids="$e2e_pids $role"
}
killed() {
  kill -KILL "$1"
  wait "$1" 2>/dev/null
}
# The whole server, or one process of it, which makes it start all of them anew.
kill_postgresql() {
  postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
  if [ "$1" = 0 ]; then kill -KILL "$postmaster"; else
    kill -KILL "$(pgrep -P "$postmaster" -f 'colporteur_engine' | head -n 1)" 2>/dev/null || kill -KILL "$postmaster"
  fi
}
# notice N: a mail of 70 KB to N addresses, so that it takes a while
notice() {
  rm -f sink/all
  sql "DELETE FROM delivery; DELETE FROM mailing;
    WITH m AS (
      INSERT INTO mailing (kind, total, content) VALUES ('notice', $1, convert_to(
        E'From: robot@example.org\r\nTo: readers@example.org\r\nSubject: a note\r\n'
        'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <note@example.org>\r\n\r\n'
        || repeat(E'One line of a letter that many get and that has some fifty characters.\r\n', 1000),
        'UTF8')) RETURNING id
    ), r AS (
      INSERT INTO notice_recipient SELECT m.id, i, 'reader' || i || '@example.net'
      FROM m, generate_series(1, $1) i RETURNING mailing, position
    ) INSERT INTO delivery (mailing, recipient) SELECT mailing, position FROM r;
    SELECT pg_notify('mailing', '')" >sql.out
}
in_state() { sql "SELECT count(*) FROM delivery WHERE state IN ($1)"; }
left() { sql "SELECT count(*) FROM delivery WHERE state IN ('q', 'c')"; }
none_left() { [ "$(left 2>/dev/null)" = 0 ]; }
received() { [ ! -f sink/all ] || sed -n 's/^X-Rcpt-Args: <\(.*\)>.*/\1/p' sink/all; }
# About how many, told by the size alone: counting them in 300 MB takes longer than the next kill may wait.
arrived() { if [ -f sink/all ]; then echo $(($(stat -c %s sink/all) / 72000)); else echo 0; fi; }
more_than() { [ "$(arrived)" -gt "$1" ]; }
twice() { received | sort | uniq -c | awk '{ n += $1 - 1 } END { print n + 0 }'; }

# --- what is in doubt is sent again ---
# When so many copies have arrived, and a moment later.
awk -v seed="$seed" -v n="$kills" -v copies="$copies" 'BEGIN { srand(seed); for (i = 0; i < n; i++)
  printf "%d %.3f %d\n", copies * (0.02 + 0.8 * rand()), rand() * 0.02, rand() * 2 }' | sort -n |
  awk '{ print substr("rolepgsqsink", (NR - 1) % 3 * 4 + 1, 4), $0 }' >plan
notice "$copies"
start_sink
start_role
wait_for 30 more_than 50
in_time=0 roles=0 servers=0 sinks=0
while read -r who at pause how <&3; do
  # It works again, and then some.
  seen=$(arrived)
  until more_than "$at" && more_than $((seen + 10)); do
    ! more_than "$copies" || break
    sleep 0.005
  done
  sleep "$pause"
  more_than "$copies" || in_time=$((in_time + 1))
  case $who in
  role)
    killed "$role"
    roles=$((roles + 1))
    start_role
    ;;
  pgsq)
    kill_postgresql "$how"
    servers=$((servers + 1))
    ;;
  sink)
    killed "$sink"
    sinks=$((sinks + 1))
    sleep "$pause"
    start_sink
    ;;
  esac
done 3<plan
is "$in_time" "$kills" "seed $seed: killed while the mailing was under way: role $roles, PostgreSQL $servers, mail server $sinks times"
wait_for 120 none_left
ok $? "it comes to its end"
is "$(received | sort -u | wc -l | tr -d ' ')" "$copies" "forgotten: 0"
doubles=$(twice)
bound=$(((roles + sinks) * sessions))
[ "$doubles" -le "$bound" ]
ok $? "twice: $doubles copies of $copies (at most one for each connection: $bound)"
is "$(in_state "'s'")" "$copies" "the ledger says so"
unlike "$(cat role.log)" 'will be sent again' "nothing could not be recorded"

# --- what is in doubt is left as unknown ---
killed "$role"
notice 600
start_role --set mail.unknown=leave
wait_for 30 more_than 50
killed "$role"
start_role --set mail.unknown=leave
wait_for 30 more_than "$(($(arrived) + 50))"
killed "$sink"
start_sink
wait_for 60 none_left
ok $? "with unknown = leave it comes to its end"
unknown=$(in_state "'u'")
[ "$unknown" -ge 1 ] && [ "$unknown" -le $((2 * sessions)) ]
ok $? "at most one copy for each connection is unknown ($unknown)"
is "$(twice)" 0 "nothing came twice"
sql "SELECT n.address FROM delivery d JOIN notice_recipient n ON n.mailing = d.mailing AND n.position = d.recipient
  WHERE d.state = 'u'" >unknown
is "$( (received; cat unknown) | sort -u | wc -l | tr -d ' ')" 600 "whoever is not unknown got it"
is "$(sql "SELECT count(*) FROM delivery WHERE state = 'f'")" 0 "nobody failed for it"

done_testing
