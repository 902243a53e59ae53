#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pausing, resuming and cancelling while a slow mail server takes the letters; and a reader's answer.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "[mail]" "batch = 5" "sessions = 2" "smarthost = 127.0.0.1:$port"
mkdir "$dir/sent"
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$port" "$dir/sent" 0.1 2>sink.err 9>&- &
e2e_pids=$!

colporteur list create lettre --kind newsletter --title "La lettre" >/dev/null
sql "INSERT INTO subscriber (name) SELECT 'Lou ' || i FROM generate_series(1, 120) i;
  INSERT INTO address (address_key, address, subscriber, is_primary) SELECT a, a, id, true FROM (SELECT id, 'r' || id || '@example.net' AS a FROM subscriber) s;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s" >/dev/null
new_edition() {
  printf -- '---\ntitle: %s\n---\nBonjour.\n' "$1" >e.md
  ref=$(colporteur edition new lettre e.md) && colporteur edition compose "$ref" >/dev/null
}
state_of() { sql "SELECT state FROM edition ORDER BY id DESC LIMIT 1"; }
settled() { sql "SELECT count(*) FROM delivery WHERE state = 's' AND mailing = (SELECT max(id) FROM mailing)"; }
in_hand() { sql "SELECT count(*) FROM delivery WHERE state NOT IN ('s', 'q') AND mailing = (SELECT max(id) FROM mailing)"; }
taken() { find sent -name '*.eml' | wc -l; }
readers() { sed -n 's/^To: .*<\(.*\)>.*/\1/p; s/^To: \([^<]*@.*\)$/\1/p' sent/*.eml | tr -d '\r' | sort; }

command colporteur --config "$conf" --state "$state" serve deliver >role.log 2>&1 9>&- &
role=$!
e2e_pids="$e2e_pids $role"
new_edition Un
colporteur edition send "$ref" --yes --no-wait >/dev/null
wait_for 60 eval '[ "$(taken)" -ge 15 ]'
ok $? "letters go out" || diag "$(cat role.log)"
colporteur edition pause "$ref" >/dev/null
at_pause=$(taken)
is "$(state_of)" paused "paused"
wait_for 60 eval '[ "$(in_hand)" = 0 ]'
ok $? "what was in hand is settled"
stopped=$(taken)
# What each session had claimed may still go: one batch, behind the mail it had in hand.
[ "$stopped" -le $((at_pause + 2 * (5 + 1))) ]
ok $? "within one batch a session" || diag "$at_pause taken at the pause, $stopped in the end"
is "$(settled)" "$stopped" "the ledger says what the server took"
like "$(colporteur edition status "$ref")" 'paused' "the status says so"

colporteur edition resume "$ref" >/dev/null
wait_for 120 eval '[ "$(settled)" = 120 ]'
ok $? "resumed, all get it" || diag "$(settled) settled"
is "$(readers | uniq -d)" "" "nobody twice"
is "$(readers | uniq | wc -l | tr -d ' ')" 120 "nobody forgotten"

rm -f sent/*.eml
new_edition Deux
colporteur edition send "$ref" --yes --no-wait >/dev/null
wait_for 60 eval '[ "$(settled)" -ge 10 ]'
run colporteur edition cancel "$ref" --yes
is "$status" 0 "cancelled on its way" || diag "$err"
wait_for 60 eval '[ "$(in_hand)" = 0 ] || [ "$(sql "SELECT count(*) FROM delivery WHERE state = '"'c'"'")" = 0 ]'
kill "$role"
wait "$role" 2>/dev/null
run colporteur edition cancel "$ref" --yes
is "$status" 73 "once"
colporteur edition stats "$ref" --json >stats.json
is "$(python3 -c 'import json; d = json.load(open("stats.json")); d = d[0] if isinstance(d, list) else d; print(d["accepted"])')" "$(taken)" "as many got it as the server took"
is "$(readers | uniq -d)" "" "and nobody twice"

# --- a reader answers ---
from=$(sql "SELECT address FROM address ORDER BY address LIMIT 1")
sql "UPDATE list SET kind = 'discussion'"
printf 'From: Lou <%s>\nTo: lettre@lists.example.org\nMessage-ID: <answer@example.net>\nIn-Reply-To: <%s>\nSubject: Re: Deux\n\nMerci.\n' "$from" "$(sql "SELECT message_id FROM edition ORDER BY id DESC LIMIT 1")" >answer.eml
run colporteur deliver --sender "$from" lettre@lists.example.org <answer.eml
is "$status" 0 "an answer comes in" || diag "$err"
colporteur edition stats "$ref" --json >stats.json
is "$(python3 -c 'import json; d = json.load(open("stats.json")); d = d[0] if isinstance(d, list) else d; print(d["replied"])')" 1 "and is counted"
is "$(sql "SELECT count(*) FROM post p JOIN thread t ON t.id = p.thread WHERE t.root = (SELECT t2.root FROM post p2 JOIN message m ON m.id = p2.message JOIN thread t2 ON t2.id = p2.thread WHERE m.message_id = 'answer@example.net')")" 2 "beneath the edition, in one thread"
is "$(cat sink.err)" "" "the server had no complaint"
done_testing
