#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mail out, to Postfix's smtp-sink: everybody once; killed in the middle: nobody forgotten, at most
# one a session twice; stopped in the middle, or the database gone: nobody forgotten nor twice.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
command -v smtp-sink >/dev/null || skip_all "smtp-sink (package postfix) is not here"
sessions=4
port=$(free_port)
e2e_start "[mail]" "smarthost = 127.0.0.1:$port" "sessions = $sessions" "batch = 50" "lease = 10s"

# Test databases do not wait for the disk; here what is committed must survive the server.
sql "ALTER ROLE colporteur_engine SET synchronous_commit = on"

mkdir sink
sink_user=
if [ "$(id -u)" = 0 ]; then
  chown nobody sink
  sink_user='-u nobody'
fi
# shellcheck disable=SC2086
smtp-sink $sink_user -D "$dir/sink/all" "127.0.0.1:$port" 200 2>sink.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 10 sh -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>/dev/null || sleep 0.5

# notice N: a mail of 5 KB to N addresses; the ledger and the sink hold nothing else
notice() {
  rm -f sink/all
  sql "DELETE FROM delivery; DELETE FROM mailing;
    WITH m AS (
      INSERT INTO mailing (kind, total, content) VALUES ('notice', $1, convert_to(
        E'From: robot@example.org\r\nTo: readers@example.org\r\nSubject: a note\r\n'
        'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <note@example.org>\r\n\r\n'
        || repeat(E'One line of a letter that many get and that has some fifty characters.\r\n', 70),
        'UTF8')) RETURNING id
    ), r AS (
      INSERT INTO notice_recipient SELECT m.id, i, 'reader' || i || '@example.net'
      FROM m, generate_series(1, $1) i RETURNING mailing, position
    ) INSERT INTO delivery (mailing, recipient) SELECT mailing, position FROM r;
    SELECT pg_notify('mailing', '')" >sql.out
}
in_state() { sql "SELECT count(*) FROM delivery WHERE state IN ($1)"; }
sent_at_least() { [ "$(in_state "'s'")" -ge "$1" ]; }
none_left() { [ "$(in_state "'q', 'c'")" = 0 ]; }
ended() { ! kill -0 "$1" 2>/dev/null; }
# received: who the sink got it for, one line each
received() { [ ! -f sink/all ] || sed -n 's/^X-Rcpt-Args: <\(.*\)>.*/\1/p' sink/all; }
distinct() { received | sort -u | wc -l | tr -d ' '; }
start_role() {
  # Not through the function, whose process would be a shell's.
  command colporteur --config "$conf" --state "$state" serve deliver 2>>role.log 9>&- &
  role=$!
  e2e_pids="$e2e_pids $role"
}

# --- once ---
notice 500
run colporteur serve deliver --once
is "$status" 0 "what is due is delivered and that is all"
is "$(received | wc -l | tr -d ' ') $(distinct)" "500 500" "everybody got it once"
run colporteur queue status
like "$out" 'notice +- +finished +500 +500 +0 +0 +0' "the mailing is finished"
run colporteur queue status --json
like "$(printf '%s' "$out" | tr -d ' \n')" '"state":"finished","total":500,"sent":500,' "in JSON too"

# --- killed ---
notice 3000
start_role
wait_for 30 sent_at_least 300
kill -KILL $role
wait $role 2>/dev/null
before=$(in_state "'s'")
claimed=$(in_state "'c'")
[ "$before" -lt 3000 ] && [ "$claimed" -gt 0 ]
ok $? "killed in the middle ($before recorded, $claimed claimed)"
start_role
wait_for 60 none_left
ok $? "what the killed one held is found again"
is "$(distinct)" 3000 "nobody is forgotten"
twice=$(($(received | wc -l) - 3000))
[ "$twice" -le "$sessions" ]
ok $? "at most one a session came twice ($twice)"
like "$(cat role.log)" 'lost worker are queued again' "it is in the log"

# --- its connections to the database ---
engines="FROM pg_stat_activity WHERE usename = 'colporteur_engine'"
wait_for 20 eval '[ "$(sql "SELECT count(*) $engines")" = 3 ]'
ok $? "its sessions share three connections"
notice 200
wait_for 15 none_left
ok $? "those that wait are told by one that listens"
sql "SELECT pg_terminate_backend(pid) $engines" >sql.out
notice 200
wait_for 30 none_left
ok $? "and go on over others where these were lost"
is "$(received | wc -l | tr -d ' ') $(distinct)" "200 200" "everybody got it once"

# --- the database gone, the role alive ---
notice 3000
wait_for 30 sent_at_least 300
kill -QUIT "$(sed -n 1p "$state/postgresql/data/postmaster.pid")"
sleep 1
wait_for 60 none_left
ok $? "the role goes on when the database is back"
is "$(received | wc -l | tr -d ' ') $(distinct)" "3000 3000" "everybody got it once, whatever could not be recorded at first"
like "$(cat role.log)" 'will try again' "it is in the log"

# --- stopped ---
notice 3000
wait_for 30 sent_at_least 300
kill -TERM $role
wait $role
is $? 0 "told to stop, it ends well"
is "$(in_state "'c'")" 0 "nothing stays claimed"
is "$(received | wc -l | tr -d ' ')" "$(in_state "'s'")" "what was sent is recorded, and nothing else"
[ "$(in_state "'q'")" -gt 0 ]
ok $? "it was stopped in the middle"
is "$(sql "SELECT count(*) FROM delivery WHERE state = 'q' AND attempts > 0")" 0 "what was given back does not count as tried"
run colporteur serve deliver --once
is "$(received | wc -l | tr -d ' ') $(distinct)" "3000 3000" "nobody is forgotten and nobody got it twice"

# --- no server ---
notice 20
run colporteur --set mail.smarthost=127.0.0.1:1 serve deliver --once
is "$status" 75 "no mail server: try later"
like "$err" '127.0.0.1' "and which"
is "$(in_state "'q'")" 20 "everything waits"

done_testing
