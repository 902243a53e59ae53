#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What each smart host takes: connections, messages over one, a rate, counted by the hosts themselves.
# Whoever is full is gone around, nothing is refused or lost for it, and it can be watched.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port_one=$(free_port)
port_two=$(free_port)
while [ "$port_two" = "$port_one" ]; do port_two=$(free_port); done
one=127.0.0.1:$port_one two=127.0.0.1:$port_two
e2e_start "[mail]" "sessions = 8" "batch = 10" "lease = 10s"

# sinks SECONDS: fresh logs, and hosts that think that long over each mail
sinks=
sinks() {
  # shellcheck disable=SC2086
  [ -z "$sinks" ] || { kill $sinks; wait $sinks 2>/dev/null; }
  rm -f one.log two.log
  python3 "$SRCDIR/tests/lib/limit-sink.py" "$port_one" one.log "$1" 2>>sinks.log 9>&- &
  sinks=$!
  python3 "$SRCDIR/tests/lib/limit-sink.py" "$port_two" two.log "$1" 2>>sinks.log 9>&- &
  sinks="$sinks $!"
  e2e_pids="$role $sinks"
  wait_for 10 eval '[ -e one.log ] && [ -e two.log ]' # made once they listen
}
role=
# notice N: a small mail to N addresses; the ledger holds nothing else
notice() {
  sql "DELETE FROM delivery; DELETE FROM mailing;
    WITH m AS (
      INSERT INTO mailing (kind, total, content) VALUES ('notice', $1,
        E'From: robot@example.org\r\nTo: readers@example.org\r\nSubject: a note\r\n'
        'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <note@example.org>\r\n\r\nA note.\r\n') RETURNING id
    ), r AS (
      INSERT INTO notice_recipient SELECT m.id, i, 'reader' || i || '@example.net'
      FROM m, generate_series(1, $1) i RETURNING mailing, position
    ) INSERT INTO delivery (mailing, recipient) SELECT mailing, position FROM r;
    SELECT pg_notify('mailing', '')" >sql.out
}
deliver() { colporteur --set "mail.smarthost=$1" serve deliver "${2:---once}"; }
mails() { wc -l <"$1.log" | tr -d ' '; }
column() { cut -d' ' -f"$2" "$1.log" | sort -n | tail -1; }
everybody() { cat one.log two.log | cut -d' ' -f5 | sort | uniq -c | awk '{ n++; if ($1 != 1) twice++ } END { print n + 0, twice + 0 }'; }
ledger() { sql "SELECT string_agg(concat(state, attempts, ' ', n), ', ' ORDER BY state) FROM (SELECT state, attempts, count(*) AS n FROM delivery GROUP BY 1, 2) d"; }
# burst LOG SECONDS: the most mails in any time so long
burst() { awk -v w="$2" '{ t[NR] = $1 } END { k = 1; for (i = 1; i <= NR; i++) { while (t[i] - t[k] >= w) k++; if (i - k + 1 > most) most = i - k + 1 } print most + 0 }' "$1.log"; }
start_role() {
  # Not through the function, whose process would be a shell's.
  command colporteur --config "$conf" --state "$state" --set "mail.smarthost=$1" serve deliver 2>>role.log 9>&- &
  role=$!
  e2e_pids="$role $sinks"
}
sent_at_least() { [ "$(sql "SELECT count(*) FROM delivery WHERE state = 's'")" -ge "$1" ]; }

# --- connections, and messages over one ---
sinks 0.01
notice 200
run deliver "$one*9 connections=2 messages=5, $two connections=1 messages=3"
is "$status $(ledger)" "0 s1 200" "all are sent, each at the first try"
is "$(everybody)" "200 0" "everybody got it once"
is "$(column one 4) $(column two 4)" "2 1" "no more connections at a time than each takes, and as many"
is "$(column one 3) $(column two 3)" "5 3" "no more messages over one, and as many"
[ "$(mails one)" -ge 60 ] && [ "$(mails two)" -ge 20 ]
ok $? "what the one has no room for the other takes ($(mails one), $(mails two))"
notice 40
run deliver "$one connections=1 messages=1"
is "$status $(ledger)" "0 s1 40" "one connection is enough for all sessions"

# --- a rate ---
sinks 0
notice 40
begin=$(date +%s%N)
run deliver "$one rate=10/s"
took=$((($(date +%s%N) - begin) / 1000000))
is "$status $(ledger) $(everybody)" "0 s1 40 40 0" "with a rate, all are sent, each at the first try"
most=$(burst one 3)
[ "$most" -le 30 ] && [ "$took" -ge 3500 ]
ok $? "ten a second: at most $most in any three of them, $took ms in all"
[ "$(column one 2)" -le 20 ]
ok $? "over connections that stay ($(column one 2))"
sinks 0
notice 50
run deliver "$one*9 rate=5/hour, $two"
is "$status $(ledger) $(everybody)" "0 s1 50 50 0" "one has had what it takes in an hour: the other takes the rest at once"
[ "$(mails one)" -ge 1 ] && [ "$(mails one)" -le 5 ]
ok $? "and no more comes to it ($(mails one))"

# --- one down, the other full ---
sinks 0.02
notice 60
away=127.0.0.1:1
run deliver "$away*9 connections=4, $two connections=1"
is "$status $(ledger) $(everybody)" "0 s1 60 60 0" "one is down and the other full: all are sent, each at the first try"
is "$(column two 4)" 1 "and still not over more connections than it takes"
is "$(printf '%s\n' "$err" | grep -c "a mail server is left alone for a while.*HOST=$away")" 1 "which is in the log, once"

# --- watched, paused, stopped ---
sinks 0
notice 500
start_role "$away connections=2, $one*3 connections=3 messages=20 rate=120/min"
wait_for 20 sent_at_least 5
wait_for 20 eval 'colporteur queue status --hosts | grep -q "^$away.* 20[0-9T:Z-]*Z "'
out=$(colporteur queue status --hosts)
like "$out" "^$away +[0-9]+ +1 +[0-9] +2 +100 +- +0 +20[0-9T:Z-]+ +.*refused" "who is down, until when it is left alone, and why"
like "$out" "^$one +[0-9]+ +3 +[0-9] +3 +20 +120/min +[0-9]+ +- +-" "who is up: what it takes, and has"
run colporteur queue status --hosts --json
like "$(printf '%s' "$out" | tr -d ' \n')" "\"host\":\"$one\",\"worker\":[0-9]+,\"weight\":3,\"sessions\":[0-9],\"connections\":3,\"messages\":20,\"rate\":\"120/min\",\"sent\":[0-9]+,\"rests_until\":null,\"reply\":null" "in JSON too"
like "$(colporteur queue status)" "^mail servers left alone for a while: $away; --hosts" "beside the mailings, who is left alone"
like "$(colporteur queue status --workers)" ' working +5 ' "no more sessions than the hosts take"
sql "UPDATE mailing SET state = 'paused', paused_for = 'policy'"
sleep 7
before=$(mails one)
sleep 3
is "$(mails one)" "$before" "paused: what little was in hand is sent, and no more"
sql "UPDATE mailing SET state = 'running', paused_for = NULL; SELECT pg_notify('mailing', '')" >/dev/null
wait_for 20 eval '[ "$(mails one)" -gt "$before" ]'
ok $? "resumed, it goes on"
begin=$(date +%s)
kill -TERM "$role"
wait "$role"
is $? 0 "told to stop while it waits for its turn, it ends well"
[ $(($(date +%s) - begin)) -le 5 ]
ok $? "and soon"
role=
is "$(sql "SELECT count(*) FROM delivery WHERE state = 'c' OR state = 'q' AND attempts > 0")" 0 "nothing stays claimed, nothing counts as tried"
is "$(everybody)" "$(sql "SELECT count(*) FROM delivery WHERE state = 's'") 0" "what was sent is recorded, and nothing else"
is "$(colporteur queue status --hosts --json | tr -d ' \n')" '[]' "nobody delivers: nothing is said of hosts"

# --- mistakes ---
run colporteur --set "mail.smarthost=$one conections=8" queue status
is "$status" 78 "a limit that does not exist is refused, by whatever reads the settings"
like "$err" '"conections" is no limit of a mail server' "and named"
like "$err" 'did you mean "connections"' "with the one that was meant"
run colporteur --set "mail.smarthost=$one rate=200" list doctor
like "$status $err" '"200" is no rate' "a rate without a time too"
done_testing
