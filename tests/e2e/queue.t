#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Watching the queue and changing it: by mailing, provider and worker; retry and drop; /metrics.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "listen = 127.0.0.1:$port" "[log]" "level = info"

# Three at one provider, one elsewhere; mailing 1 has all states, 2 waits to be tried again.
sql "INSERT INTO mailing (kind, total, content) VALUES ('notice', 5, 'x'), ('notice', 2, 'x');
  INSERT INTO notice_recipient VALUES (1, 1, 'a@one.example'), (1, 2, 'b@one.example'), (1, 3, 'c@One.example'),
    (1, 4, 'd@two.example'), (1, 5, 'e@two.example'), (2, 1, 'f@two.example'), (2, 2, 'g@one.example');
  INSERT INTO delivery (mailing, recipient, state, attempts, status, reply, next_try) VALUES
    (1, 1, 's', 1, NULL, NULL, now()), (1, 2, 'f', 1, '5.1.1', 'no such user', now()), (1, 3, 'u', 1, '4.4.2', 'lost', now()),
    (1, 4, 'f', 3, '5.7.1', 'not today', now()), (1, 5, 's', 1, NULL, NULL, now()),
    (2, 1, 'q', 4, '4.2.2', 'full', now() + interval '1 hour'), (2, 2, 'q', 0, NULL, NULL, now() + interval '1 hour')"
run colporteur --set mail.outlet=null serve deliver --once
state_of() { sql "SELECT string_agg(state || attempts, ' ' ORDER BY recipient) FROM delivery WHERE mailing = $1"; }
like "$(colporteur queue status)" '^ *1 +notice +- +finished +5 +2 +0 +0 +2 +1 ' "a finished mailing has its totals"
is "$(sql "SELECT sent, failed, unknown FROM mailing WHERE id = 1")" "2|2|1" "they are kept"
out=$(colporteur queue status --providers)
like "$out" '^two.example +1 +1 +0 +0 +0 +0 +- +4.2.2 full' "by provider, with what was answered"
unlike "$out" '@' "no address in it"
is "$(colporteur queue status --rests --json | tr -d ' \n')" '[]' "nobody is left alone"
sql "INSERT INTO provider_rest (provider, until, strikes, status, reply) VALUES
  ('orange', now() + interval '1 hour', 2, '4.7.0', 'OFR_104 too many'), ('two.example', now() + interval '2 hours', 1, '4.7.1', 'later'), ('gmail', now() - interval '1 minute', 1, '4.7.0', 'over')"
sql "INSERT INTO notice_recipient VALUES (2, 3, 'h@wanadoo.fr'); INSERT INTO delivery (mailing, recipient, next_try) VALUES (2, 3, now() + interval '1 hour'); UPDATE mailing SET total = 3 WHERE id = 2"
out=$(colporteur queue status --rests)
like "$out" '^orange +20[0-9T:Z-]+ +20[0-9T:Z-]+ +2 +4\.7\.0 +OFR_104 too many' "who is left alone, since when, until when, and what they said"
is "$(printf '%s\n' "$out" | grep -c -E '^(two.example|gmail)')" 1 "whose rest is over is not there"
like "$(colporteur queue status)" '^left alone for a while: orange, two\.example' "which is said beside the mailings"
out=$(colporteur queue status --providers)
like "$out" '^two.example +1 +1 +0 +0 +0 +0 +20[0-9T:Z-]+ +4.2.2 full' "beside what waits for them"
like "$out" '^wanadoo.fr +1 +1 +0 +0 +0 +0 +20[0-9T:Z-]+' "a domain rests with its provider"
sql "DELETE FROM delivery WHERE mailing = 2 AND recipient = 3; DELETE FROM notice_recipient WHERE mailing = 2 AND position = 3; UPDATE mailing SET total = 2 WHERE id = 2; DELETE FROM provider_rest"
out=$(colporteur queue status --workers)
like "$out" '^ *1 .* ended +4 +0 +0 +0 ' "by worker"
run colporteur queue status --workers --providers
is "$status" 65 "one of them at a time"

# --- retry ---
run colporteur queue retry 1 --failed
is "$status" 77 "nobody there to confirm: refused"
is "$(state_of 1)" "s1 f1 u1 f3 s1" "and nothing done"
run colporteur queue retry 1 --failed --unknown --dry-run --json
is "$(printf '%s' "$out" | tr -d ' \n')" '{"mailing":1,"waiting":0,"failed":2,"unknown":1,"dry_run":true}' "what would be done, in JSON"
is "$(state_of 1) $(sql "SELECT state FROM mailing WHERE id = 1")" "s1 f1 u1 f3 s1 finished" "a dry run changes nothing"
run colporteur queue retry 1 --failed --domain ONE.example --yes
is "$status:$out" "0:tried again: 0 waiting, 1 failed, 0 unknown" "those that failed, at one domain"
is "$(state_of 1) $(sql "SELECT state, sent IS NULL FROM mailing WHERE id = 1")" "s1 q0 u1 f3 s1 running|t" "the mailing runs again"
run colporteur queue retry 2 --yes
is "$out" "tried again: 2 waiting, 0 failed, 0 unknown" "what waits is due now"
run colporteur --set mail.outlet=null serve deliver --once
is "$(state_of 1), $(state_of 2)" "s1 s1 u1 f3 s1, s5 s1" "and delivered"
like "$err" 'delivery sent MAILING=2 RECIPIENT=1 ATTEMPT=5 STATUS=2.0.0' "each delivery has its line in the log"
run colporteur --set mail.outlet=null --set log.deliveries=debug serve deliver --once
unlike "$err" 'delivery sent' "at a level that can be set"

# --- all that waits ---
sql "INSERT INTO mailing (kind, total, content, state) VALUES ('notice', 2, 'x', 'running'), ('notice', 1, 'x', 'running'), ('notice', 1, 'x', 'paused');
  INSERT INTO notice_recipient VALUES (3, 1, 'a@one.example'), (3, 2, 'b@two.example'), (4, 1, 'c@one.example'), (5, 1, 'd@one.example');
  INSERT INTO delivery (mailing, recipient, state, attempts, status, next_try) VALUES
    (3, 1, 'q', 2, '4.2.2', now() + interval '1 hour'), (3, 2, 'q', 1, '4.2.2', now() + interval '1 hour'),
    (4, 1, 'q', 1, '4.2.2', now() + interval '2 hours'), (5, 1, 'q', 1, '4.2.2', now() + interval '1 hour')"
due() { sql "SELECT string_agg(mailing || ':' || recipient, ' ' ORDER BY mailing, recipient) FROM delivery WHERE state = 'q' AND next_try <= now()"; }
run colporteur queue retry --all --dry-run --json
is "$(printf '%s' "$out" | tr -d ' \n')" '{"mailing":null,"waiting":3,"failed":0,"unknown":0,"dry_run":true}' "all that waits, first told"
is "$(due)" "" "and left"
run colporteur queue retry --all
is "$status" 77 "nobody there to confirm: refused"
run colporteur queue retry --all --domain Two.example --yes
is "$out $(due)" "tried again: 1 waiting, 0 failed, 0 unknown 3:2" "at one domain"
run colporteur queue retry --all --yes
is "$out $(due)" "tried again: 2 waiting, 0 failed, 0 unknown 3:1 3:2 4:1" "everywhere, but for what is paused"
run colporteur queue retry --all 3 --yes
is "$status" 65 "not with a mailing"
run colporteur queue retry --yes
is "$status" 65 "nor neither"
sql "DELETE FROM delivery WHERE mailing > 2; DELETE FROM notice_recipient WHERE mailing > 2; DELETE FROM mailing WHERE id > 2;
  SELECT setval(pg_get_serial_sequence('mailing', 'id'), 2)" >sql.out

# --- drop ---
run colporteur queue drop 1 --unknown --yes
is "$out" "given up: 0 waiting, 0 failed, 1 unknown" "what is unknown is given up"
is "$(sql "SELECT status, reply LIKE 'given up by command%' FROM delivery WHERE mailing = 1 AND recipient = 3")" "5.0.0|t" "with its reason"
is "$(sql "SELECT sent, failed, unknown FROM mailing WHERE id = 1")" "3|2|0" "the totals follow"
sql "UPDATE delivery SET state = 'q' WHERE mailing = 2; UPDATE mailing SET state = 'running', sent = NULL, failed = NULL, unknown = NULL WHERE id = 2"
run colporteur queue drop 2 --domain two.example --yes
is "$(state_of 2)" "f5 q1" "what waits, at one domain"
run colporteur queue drop 99 --yes
is "$status" 67 "no such mailing"
run colporteur queue drop x --yes
is "$status" 65 "no number"

# --- folded and then tried again ---
sql "UPDATE mailing SET finished_at = now() - interval '40 days' WHERE id = 1"
command colporteur --config "$conf" --state "$state" serve clock 2>clock.log 9>&- &
clock=$!
e2e_pids="$e2e_pids $clock"
wait_for 20 eval '[ "$(sql "SELECT folded FROM mailing WHERE id = 1")" = 3 ]'
ok $? "a mailing that is finished for long is folded"
is "$(sql "SELECT count(*) FROM delivery WHERE mailing = 1")" 2 "who failed is kept"
run colporteur queue retry 1 --failed --yes
run colporteur --set mail.outlet=null serve deliver --once
like "$(colporteur queue status --all)" '^ *1 +notice +- +finished +5 +5 +0 +0 +0 +0 ' "what was folded still counts"

# --- one reader ---
sql "INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'La lettre');
  WITH s AS (INSERT INTO subscriber (name) VALUES ('Nolwenn') RETURNING id)
    INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'nolwenn@example.org', 'Nolwenn@example.org', id, true FROM s;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, a.subscriber, 'confirmed' FROM list l, address a;
  INSERT INTO suppression (address_key, list, reason) SELECT 'nolwenn@example.org', id, 'request' FROM list;
  INSERT INTO bounce_score (list, subscriber, score) SELECT list, subscriber, 1.5 FROM subscription;
  INSERT INTO edition (list, number, title, editorial, message_id) SELECT id, 1, 'Le premier', 'Bonjour', 'premier@lists.example.org' FROM list;
  INSERT INTO mailing (kind, edition, list, total, state) SELECT 'edition', id, list, 1, 'paused' FROM edition;
  INSERT INTO mailing (kind, edition, list, total, state, finished_at, folded_at, sent, folded) SELECT 'edition', id, list, 1, 'finished', now(), now(), 1, 1 FROM edition;
  INSERT INTO delivery (mailing, recipient, attempts, next_try, status, reply) SELECT 3, subscriber, 2, now() + interval '1 hour', '4.2.2', 'mailbox full' FROM address"
run colporteur queue show NOLWENN@example.org
is "$status:$(printf '%s\n' "$out" | head -1)" "0:$(printf '%s\n' "$out" | grep '^suppressed on lettre: request, since 20')" "one reader: first what keeps mail from them"
like "$out" '^bounce score on lettre: 1\.50, counting, last 20' "and what came back"
like "$out" '^ *3 +edition +lettre +Le premier +deferred +2 +- +20[0-9T:Z-]+ +4\.2\.2 +mailbox full' "then what became of each mail"
like "$out" '^of 1 older mailings of their lists, the last of 20[0-9T:Z-]+, only the totals and the failures are kept' "and what is not known any more"
like "$(colporteur queue show nolwenn@example.org --json)" '"state" : "deferred"' "in JSON"
like "$(colporteur queue show d@two.example)" '^ *1 +notice +- +- +sent ' "a stranger who got a notice"
run colporteur queue show nobody@example.org
is "$status" 67 "who is unknown"
like "$err" 'nothing was sent to it' "which is said"
sql "UPDATE delivery SET state = 'q', attempts = 1, next_try = now() + interval '2 hours' WHERE mailing = 2 AND recipient = 1;
  UPDATE delivery SET attempts = 0 WHERE mailing = 2 AND recipient = 2; UPDATE mailing SET state = 'running' WHERE id = 2"
out=$(colporteur queue deferred)
like "$out" '^ *3 +edition +lettre +Nolwenn@example.org +2 +20[0-9T:Z-]+ +4\.2\.2 +mailbox full' "what waits for another try"
is "$(printf '%s\n' "$out" | grep -c @)" 2 "not what waits for its first"
sql "UPDATE delivery SET next_try = now() - interval '1 minute' WHERE mailing = 2 AND recipient = 1"
is "$(colporteur queue deferred | grep -c @)" 2 "what is due and not yet tried waits too"
sql "UPDATE delivery SET next_try = now() + interval '2 hours' WHERE mailing = 2 AND recipient = 1"
is "$(colporteur queue deferred --limit 1 | grep -o '[^ ]*@[^ ]*')" "Nolwenn@example.org" "the soonest first"
is "$(colporteur queue deferred --domain TWO.example | grep -o '[^ ]*@[^ ]*')" "f@two.example" "at one domain"
is "$(colporteur queue deferred --list lettre | grep -o '[^ ]*@[^ ]*')" "Nolwenn@example.org" "of one list"
run colporteur queue deferred --limit 0
is "$status" 65 "none is no limit"
sql "DELETE FROM delivery WHERE mailing = 3; UPDATE mailing SET state = 'finished', finished_at = now() WHERE id = 3"

# --- /metrics ---
command colporteur --config "$conf" --state "$state" serve web 2>web.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 20 curl -fsS "http://127.0.0.1:$port/metrics"
out=$(curl -fsS "http://127.0.0.1:$port/metrics")
like "$out" '^colporteur_deliveries_total\{outcome="sent"\} [1-9]' "counters"
like "$out" '^# TYPE colporteur_queue gauge' "with their types"
like "$out" '^colporteur_mailings\{state="running"\} 1' "mailings"
unlike "$out" '@|example' "nobody's name"
code() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
is "$(code -H 'X-Forwarded-For: 127.0.0.1' "http://127.0.0.1:$port/metrics")" 404 "not through a proxy"

done_testing
