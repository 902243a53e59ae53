#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# deliver-tls.t - over STARTTLS, with commands that leave ahead of their turn, nobody is forgotten
#
# A mailing of letters that are more than one TLS record long: to the end undisturbed, then with the
# deliver role and the mail server killed in its middle. What came twice is at most one copy for each
# connection that was open then.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
command -v openssl >/dev/null || skip_all "openssl is not here"
sessions=4
port=$(free_port)
e2e_start "[mail]" "smarthost = 127.0.0.1:$port" "sessions = $sessions" "batch = 25" "lease = 10s" \
  "retry-after = 2s" "attempts = 100" "starttls = require" "ca-file = certificate.pem" "[log]" "level = warning"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost \
  -addext subjectAltName=IP:127.0.0.1 2>/dev/null
sed -i "s|certificate.pem|$dir/&|" "$conf"
# Test databases do not wait for the disk; here what is committed must survive.
sql "ALTER ROLE colporteur_engine SET synchronous_commit = on"

# start_sink LOG
start_sink() {
  python3 "$SRCDIR/tests/lib/limit-sink.py" "$port" "$1" 0.01 certificate.pem key.pem 2>>sink.err 9>&- &
  sink=$!
  e2e_pids="$e2e_pids $sink"
  wait_for 10 test -e "$1"
}
start_role() {
  # Not through the function, whose process would be a shell's.
  command colporteur --config "$conf" --state "$state" serve deliver 2>>role.log 9>&- &
  role=$!
  e2e_pids="$e2e_pids $role"
}
killed() {
  kill -KILL "$1"
  wait "$1" 2>/dev/null
}
notice() {
  rm -f ./*.log
  sql "DELETE FROM delivery; DELETE FROM mailing;
    WITH m AS (
      INSERT INTO mailing (kind, total, content) VALUES ('notice', $1, convert_to(
        E'From: robot@example.org\r\nTo: readers@example.org\r\nSubject: a note\r\n'
        'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <note@example.org>\r\n\r\n'
        || repeat(E'.One line of a letter that many get and that has some fifty characters.\r\n', 500),
        'UTF8')) RETURNING id
    ), r AS (
      INSERT INTO notice_recipient SELECT m.id, i, 'reader' || i || '@example.net'
      FROM m, generate_series(1, $1) i RETURNING mailing, position
    ) INSERT INTO delivery (mailing, recipient) SELECT mailing, position FROM r;
    SELECT pg_notify('mailing', '')" >sql.out
}
none_left() { [ "$(sql "SELECT count(*) FROM delivery WHERE state IN ('q', 'c')")" = 0 ]; }
taken() { cat ./*sink.log | wc -l; }
more_than() { [ "$(taken)" -gt "$1" ]; }
received() { cat ./*sink.log | cut -d' ' -f5; }
forgotten() { echo $(($1 - $(received | sort -u | wc -l))); }
twice() { received | sort | uniq -c | awk '{ n += $1 - 1 } END { print n + 0 }'; }

notice 200
start_sink first-sink.log
run colporteur serve deliver --once
is "$status $(forgotten 200) $(twice)" "0 0 0" "all is sent, and once"
is "$(sql "SELECT string_agg(concat(state, attempts, ' ', n), ', ') FROM (SELECT state, attempts, count(*) AS n FROM delivery GROUP BY 1, 2) d")" "s1 200" "each at the first try"

kill "$sink"
notice 600
start_sink first-sink.log
start_role
wait_for 30 more_than 100
ok $? "a mailing is on its way"
killed "$role"
start_role
wait_for 60 more_than 300
ok $? "the role was killed, and another goes on"
killed "$sink"
start_sink second-sink.log
wait_for 120 none_left
ok $? "the mail server was killed, and all is settled when it is back"
kill -TERM "$role"
wait "$role"
is $? 0 "the role ends well"
is "$(forgotten 600)" 0 "forgotten: 0"
doubles=$(twice)
[ "$doubles" -le $((2 * sessions)) ]
ok $? "twice: $doubles copies of 600 (at most one for each connection: $((2 * sessions)))"
is "$(sql "SELECT count(*) FROM delivery WHERE state = 's'")" 600 "and the ledger says so"
done_testing
