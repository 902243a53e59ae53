#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How an edition goes: scheduled, in its hours, no faster than said, a first wave, paused, resumed,
# cancelled, not after its deadline, not to whom got another.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start "[mail]" "batch = 10" "sessions = 2"

colporteur list create lettre --kind newsletter --title "La lettre" >/dev/null
# 200 readers: 150 at one provider, 50 at another; half of them in each of two départements.
sql "INSERT INTO subscriber (name, language, territories)
    SELECT 'Lou ' || i, CASE WHEN i % 4 = 0 THEN 'br' ELSE 'fr' END, ARRAY[(SELECT id::int FROM territory WHERE kind = 'departement' AND code = CASE WHEN i % 2 = 0 THEN '29' ELSE '35' END)]
    FROM generate_series(1, 200) i;
  INSERT INTO address (address_key, address, subscriber, is_primary) SELECT a, a, id, true
    FROM (SELECT id, 'r' || id || CASE WHEN id <= 150 THEN '@one.example' ELSE '@two.example' END AS a FROM subscriber) s;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s" >/dev/null
edition() { # [FRONT MATTER LINE]
  printf -- '---\ntitle: Un\n%s\n---\nBonjour.\n' "$*" >e.md
  ref=$(colporteur edition new lettre e.md) && colporteur edition compose "$ref" >/dev/null
}
work() { colporteur --set mail.outlet=null serve deliver --once >/dev/null 2>work.log; }
state_of() { sql "SELECT state FROM edition ORDER BY id DESC LIMIT 1"; }
counts() { sql "SELECT string_agg(state || n, ' ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM delivery WHERE mailing = (SELECT max(id) FROM mailing) GROUP BY state) d"; }
tick() { # one round of the clock
  command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 20 eval "$1"
  ticked=$?
  kill "$clock"
  wait "$clock" 2>/dev/null
}

# --- schedule ---
edition ""
run colporteur edition schedule "$ref"
is "$status" 65 "without a time nothing is scheduled"
run colporteur edition schedule "$ref" --at "2001-01-01 08:00"
like "$err" 'has passed' "nor in the past"
run colporteur edition schedule "$ref" --at "2099-07-01 08:00" --window "mon-xyz"
is "$status" 65 "nor in a window that is none"
is "$(state_of)" draft "and it is still a draft"
run colporteur edition schedule "$ref" --at "2099-07-01 08:00" --window "mardi-jeu,Saturday 08:00-19:00"
is "$status:$(sql 'SELECT weekdays FROM sending')" '0:{2,3,4,6}' "days have French and English names" || diag "$err"
colporteur edition new lettre e.md >/dev/null
run colporteur edition status lettre
like "$out" "$ref" "a list alone is the one on its way, not the draft that came later" || diag "$err"
run colporteur edition unschedule lettre
is "$status:$out" "0:$ref is a draft again" "it is that one which is taken back" || diag "$err"
sql "DELETE FROM edition WHERE number > ${ref#lettre/}"
run colporteur edition schedule "$ref" --at "2099-07-01 08:00"
like "$out" '2099-07-01T06:00:00Z' "a time without a zone is in the site's"
run colporteur edition schedule "$ref" --at "2099-07-01T08:00-02:00"
like "$out" '2099-07-01T10:00:00Z' "one with a zone is in that"
is "$(state_of)" scheduled "and it waits"
run colporteur edition send "$ref" --yes
is "$status" 73 "it is not sent by hand meanwhile" || diag "$err"
run colporteur edition unschedule "$ref"
is "$status:$(state_of)" "0:draft" "it can be a draft again"
run colporteur edition pause "$ref"
is "$status:$(state_of)" "73:draft" "a draft cannot be paused" || diag "$err"
edition "schedule: 2099-01-02 03:04"
run colporteur edition schedule "$ref"
like "$out" '2099-01-02T02:04:00Z' "what its file says counts"
sql "UPDATE sending SET starts_at = now() - interval '1 second' WHERE starts_at IS NOT NULL"
tick '[ "$(state_of)" = running ]'
ok $ticked "the clock starts it" || diag "$(cat clock.log)"
work
is "$(counts)" "s200" "and everybody gets it"
tick '[ "$(state_of)" = finished ]'
ok $ticked "until it is finished"
run colporteur edition cancel "$ref" --yes
is "$status" 73 "too late to cancel"
first=$ref

# --- first wave, spread ---
edition ""
run colporteur edition send "$ref" --first 0 --dry-run
is "$status" 65 "a first wave of nobody is none"
run colporteur edition send "$ref" --except "$ref" --dry-run
is "$status" 65 "nobody has received what was not sent"
run colporteur edition resend "$ref" --failed --dry-run
like "$err" 'has not been sent yet' "nor is it sent again"
run colporteur edition send "$ref" --first 20 --dry-run
like "$out" 'fr 150, br 50, .*Finistère 100' "who gets it, by language and département"
is "$(sql "SELECT count(*) FROM sending WHERE wave > 0")" 0 "a dry run keeps nothing"
like "$(colporteur edition send "$ref" --first 20 --yes --no-wait)" ', to 20 of them now; to the others with' "a first wave says who waits"
work
is "$(counts):$(state_of)" "q180 s20:paused" "the first wave goes, the rest waits"
is "$(sql "SELECT count(*) FILTER (WHERE d.recipient <= 150), count(*) FILTER (WHERE d.recipient % 2 = 0) BETWEEN 9 AND 11 FROM delivery d WHERE state = 's' AND mailing = (SELECT max(id) FROM mailing)")" "15|t" \
  "each provider and each département has its share of it"
work
is "$(counts)" "q180 s20" "until somebody says so"
colporteur edition resume "$ref" >/dev/null
work
is "$(counts)" "s200" "then all go, nobody twice"
is "$(sql "SELECT max(attempts) FROM delivery")" 1 "each at the first try"

# --- rate ---
edition ""
colporteur edition send "$ref" --rate 600/min --yes --no-wait >/dev/null
sql "UPDATE sending SET minute_tokens = 0, filled_at = now() WHERE per_minute = 600"
command colporteur --config "$conf" --state "$state" --set mail.outlet=null serve deliver >role.log 2>&1 9>&- &
role=$!
e2e_pids="$e2e_pids $role"
wait_for 20 eval '[ "$(sql "SELECT count(*) >= 60 FROM delivery WHERE state = '"'s'"' AND mailing = (SELECT max(id) FROM mailing)")" = t ]'
rate=$(sql "SELECT count(*) / extract(epoch FROM now() - (SELECT created_at FROM mailing ORDER BY id DESC LIMIT 1)) FROM delivery WHERE state = 's' AND mailing = (SELECT max(id) FROM mailing)")
ok "$(awk "BEGIN { print !($rate > 4 && $rate <= 10.6 + 3) }")" "ten a second and hardly more, over all sessions" || diag "$rate"

# --- pause, cancel ---
colporteur edition pause "$ref" >/dev/null
sleep 1
before=$(counts)
sleep 2
is "$(counts)" "$before" "paused, nothing more goes"
kill "$role"
wait "$role" 2>/dev/null
run colporteur edition cancel "$ref" --dry-run --json
like "$(printf '%s' "$out" | tr -d ' \n')" '"dry_run":true' "what a cancellation would leave"
is "$(state_of)" paused "is only told"
run colporteur edition cancel "$ref" --yes --list got.csv
is "$status:$(state_of)" "0:cancelled" "cancelled"
is "$(grep -c ',sent$' got.csv)" "$(sql "SELECT count(*) FROM delivery WHERE state = 's' AND mailing = (SELECT max(id) FROM mailing)")" "who got it is listed"
is "$(sql "SELECT finished_at IS NOT NULL FROM mailing ORDER BY id DESC LIMIT 1")" t "and the ledger can be folded"
run colporteur edition resume "$ref"
is "$status" 73 "for good"

# --- not to who got another ---
edition ""
sql "DELETE FROM delivery WHERE recipient > 190 AND mailing = (SELECT id FROM mailing ORDER BY id LIMIT 1)"
run colporteur edition send "$ref" --except "$first" --yes --no-wait
like "$out" 'goes to 10 readers' "who got an excepted edition is left out"

# --- window and deadline ---
edition ""
other=$(sql "SELECT to_char(now() AT TIME ZONE 'Europe/Paris' + interval '2 days', 'dy')")
colporteur edition send "$ref" --window "$other" --not-after "2099-01-01 00:00" --yes --no-wait >/dev/null
work
is "$(counts)" "q200" "out of its days nothing goes"
is "$(sql "SELECT opens_at > now() + interval '1 day' FROM sending ORDER BY edition DESC LIMIT 1")" t "it waits for them"
sql "UPDATE sending SET weekdays = '{}', opens_at = now(), not_after = now() - interval '1 second' WHERE not_after IS NOT NULL"
work
is "$(counts)" "q200" "after its deadline neither"
tick '[ "$(state_of)" = finished ]'
is "$(counts)" "f200" "then what was left fails"
is "$(sql "SELECT DISTINCT status || ' ' || reply FROM delivery WHERE mailing = (SELECT max(id) FROM mailing)")" "5.4.7 not sent before its deadline (not-after)" "for that reason"
is "$(sql "SELECT edition_turn(id, 'paused') FROM edition WHERE state = 'finished' LIMIT 1")" finished "the database knows the steps"
run sql "UPDATE edition SET state = 'draft' WHERE state = 'finished'"
like "$out$err" 'cannot become draft' "and refuses others from whomever"

# --- who failed, and again ---
run colporteur edition failures "$ref" --reasons
like "$out" '200 +5.4.7 +not sent before its deadline' "failures by reason"
is "$(colporteur edition failures "$ref" --json | grep -o '@one\.example\|@two\.example' | wc -l | tr -d ' ')" 200 "and one by one"
run colporteur edition resend "$ref" --yes
is "$status" 65 "again, but to whom?"
sql "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber <= 2"
run colporteur edition resend "$ref" --failed --dry-run --json
is "$(printf '%s' "$out" | tr -d ' \n')" "{\"edition\":\"$ref\",\"again\":198,\"cannot_get_it\":2,\"dry_run\":true}" "only to who can still get it"
is "$(counts):$(state_of)" "f200:finished" "a dry run changes nothing"
run colporteur edition resend "$ref" --failed
is "$status" 77 "nobody there to confirm"
colporteur edition resend "$ref" --failed --yes >/dev/null
work
is "$(counts)" "f2 s198" "they get it"
is "$(sql "SELECT count(*) FROM bounce")" 0 "and our own deadline is held against nobody"

# --- figures, before and after the ledger is folded ---
sql "INSERT INTO consent_event (subscriber, list, what, how) SELECT 4, id, 'unsubscribe', 'web' FROM list;
  INSERT INTO consent_event (subscriber, list, what, how) SELECT 5, id, 'unsubscribe', 'command' FROM list;
  INSERT INTO bounce (mailing, subscriber, raw, class, judged_at) SELECT max(id), 6, 'x', 'hard', now() FROM mailing;
  UPDATE subscriber SET interests = ARRAY[(SELECT id::int FROM interest WHERE slug = 'velo')] WHERE id <= 10"
tick '[ "$(state_of)" = finished ]'
figures() {
  colporteur edition stats "$ref" --json | tr -d ' \n'
  for part in departement interest language; do colporteur edition stats "$ref" --by "$part"; done
}
before=$(figures)
like "$before" '"readers":200,"accepted":198,"deferred":0,"waiting":0,"refused":2,"unknown":0,"bounced":1,"left":1,"clicked":null,"replied":0' "what became of it"
like "$before" '29 +Finistère +100 +99 +0 +0 +1 +0 +1 +1 +- +0' "by département"
like "$before" 'velo .* 10 +8 +0 +0 +2 ' "by interest"
like "$before" 'br +- +50 +50 ' "by language" || diag "$before"
sql "UPDATE mailing SET finished_at = now() - interval '40 days' WHERE id = (SELECT max(id) FROM mailing)"
tick '[ "$(counts)" = f2 ]'
is "$(figures)" "$before" "the same when the ledger was folded"
sql "UPDATE subscription SET state = 'confirmed'"
colporteur edition resend "$ref" --failed --yes >/dev/null
work
like "$(colporteur edition stats "$ref" --json | tr -d ' \n')" '"readers":200,"accepted":200' "and true when it ran again"

done_testing
