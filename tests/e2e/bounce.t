#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What comes back is judged by the clock and weighs by day: nobody is taken off by one event nor by
# a refusal for policy; a probe decides; who is suspended is told once; a complaint counts at once.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[clock]' 'interval = 1s' '[bounce]' 'feedback-address = loop@lists.example.org, fbl@lists.example.org'
mkdir outbox
chmod 777 outbox

colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' --owner chef@example.org >/dev/null
for who in alix camille dominique; do
  colporteur subscriber add "$who@example.org" --list mobilites --list savoirs >/dev/null
done
id_of() { sql "SELECT subscriber FROM address WHERE address_key = '$1@example.org'"; }
alix=$(id_of alix)
camille=$(id_of camille)
dominique=$(id_of dominique)
# A mailing of the list that went out, for what comes back to belong to.
post() {
  printf 'From: Camille <camille@example.org>\nTo: mobilites@lists.example.org\nSubject: Bonjour\nMessage-ID: <%s@example.org>\n\nBonjour.\n' "$1" |
    colporteur deliver --sender camille@example.org mobilites@lists.example.org >/dev/null 2>&1
}
post one
colporteur --set mail.outlet=null serve deliver --once >deliver.log 2>&1
mailing=$(sql "SELECT max(id) FROM mailing")

# back WHO DAYS-AGO FILE [MAILING]: what the door keeps of a mail that comes back
back() {
  sql "INSERT INTO bounce (mailing, subscriber, raw, received_at) VALUES (${4:-$mailing}, $1, decode('$(base64 -w0 "$3")', 'base64'), now() - interval '$2 days')" >/dev/null
}
report() { printf 'From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nIt did not work.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; %s@example.org\nAction: failed\nStatus: %s\nDiagnostic-Code: smtp; %s\n\n--b--\n' "$@"; }
report alix 5.1.1 '550 5.1.1 User unknown' >dead.eml
report camille 5.7.1 '550 5.7.1 Message rejected for policy reasons' >policy.eml
printf 'From: Camille <camille@example.org>\nSubject: Absence du bureau\nAuto-Submitted: auto-replied\n\nuser unknown, mailbox full, je suis en vacances.\n' >away.eml
printf 'From: fbl@example.net\nSubject: Abuse\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nAbuse.\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: dominique@example.org\n\n--b--\n' >abuse.eml

clock_round() {
  command colporteur --config "$conf" --state "$state" "$@" serve clock >>clock.log 2>&1 9>&- &
  clock=$!
  e2e_pids=$clock
  wait_for 20 test_judged || :
  sleep 1.5
  kill "$clock"
  wait "$clock" 2>/dev/null
  e2e_pids=
}
test_judged() { [ "$(sql 'SELECT count(*) FROM bounce WHERE judged_at IS NULL')" = 0 ]; }
score_of() { sql "SELECT state, days FROM bounce_score s JOIN list l ON l.id = s.list WHERE l.name = 'mobilites' AND subscriber = $1"; }

# --- no single event, no policy, no answer of a program ---
back "$alix" 0 dead.eml
back "$alix" 0 dead.eml
back "$alix" 0 dead.eml
back "$alix" 0 dead.eml
for day in 5 4 3 2 1 0; do
  back "$camille" $day policy.eml
  back "$camille" $day away.eml
done
clock_round
is "$(sql 'SELECT count(*) FROM bounce WHERE judged_at IS NULL')" 0 "all that came back is judged"
is "$(score_of "$alix")" "counting|1" "much on one day is one day"
is "$(sql "SELECT string_agg(DISTINCT class, ' ' ORDER BY class), string_agg(DISTINCT effect, ' ') FROM bounce WHERE subscriber = $camille")" "auto-reply policy|ignored" "refusals for policy and answers of programs weigh nothing"
is "$(score_of "$camille")" "" "on any number of days"

# --- a complaint ---
back "$dominique" 0 abuse.eml
clock_round
is "$(sql "SELECT s.state FROM subscription s JOIN list l ON l.id = s.list WHERE subscriber = $dominique ORDER BY l.name")" "unsubscribed
confirmed" "a complaint takes its reader off that list"
is "$(sql "SELECT how FROM consent_event WHERE subscriber = $dominique AND what = 'unsubscribe'")" complaint "with the proof"
is "$(sql "SELECT is_suppressed('dominique@example.org'), is_suppressed('alix@example.org')")" "t|f" "and no list writes to them"
like "$(colporteur suppression list --json)" '"reason" *: *"complaint"' "the coordinator sees why"

# --- many days: a probe ---
sql "DELETE FROM bounce; DELETE FROM bounce_score" >/dev/null
for day in 3 2 1 0; do back "$alix" $day dead.eml; done
clock_round --set bounce.half-life=365d
is "$(score_of "$alix")" "probing|4" "too much on too many days is probed"
is "$(sql "SELECT count(*) FROM mailing WHERE kind = 'probe'")" 1 "once"
like "$(colporteur bounce list mobilites --json)" '"state" *: *"probing"' "the coordinator sees it"
like "$(colporteur bounce show alix@example.org --json)" '"rule" *: *"text:user-unknown"' "and which rule decided"
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >deliver.log 2>&1
like "$(cat outbox/*/*)" 'Return-Path: <mobilites-bounces\+' "the probe goes out under a return path of its own"
probe=$(sql "SELECT max(id) FROM mailing WHERE kind = 'probe'")
back "$alix" 0 policy.eml "$probe"
clock_round
is "$(score_of "$alix")" "probing|4" "a probe refused for policy suspends nobody"
back "$alix" 0 dead.eml "$probe"
clock_round
is "$(score_of "$alix")" "suspended|4" "one that comes back as dead does"
is "$(sql "SELECT state FROM subscription s JOIN list l ON l.id = s.list WHERE subscriber = $alix AND l.name = 'mobilites'")" confirmed "they did not leave"
post two
is "$(sql "SELECT string_agg(a.address_key, ' ' ORDER BY a.address_key) FROM delivery d JOIN mailing m ON m.id = d.mailing AND m.kind = 'post' AND m.id > $mailing JOIN address a ON a.subscriber = d.recipient")" "camille@example.org" "nothing is sent to who is suspended or suppressed"

# --- told once ---
clock_round --set bounce.resume-after=60s
is "$(score_of "$alix")" "suspended|4" "not told before the time"
sql "UPDATE bounce_score SET changed_at = now() - interval '40 days'" >/dev/null
clock_round
is "$(score_of "$alix")" "trying|4" "then one last letter goes"
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
sql "UPDATE bounce_score SET changed_at = now() - interval '8 days'" >/dev/null
clock_round
is "$(score_of "$alix")" "" "when it gets through all is forgotten"
is "$(sql "SELECT count(*) FROM mailing WHERE kind = 'probe'")" 2 "and they were told once"

# --- what servers refuse weighs the same, once ---
sql "DELETE FROM bounce" >/dev/null
sql "UPDATE delivery SET state = 'f', settled_at = now(), status = '5.1.1', reply = '550 5.1.1 No such user' WHERE mailing = $mailing AND recipient = $camille" >/dev/null
clock_round
clock_round
is "$(sql "SELECT class, effect FROM bounce WHERE raw IS NULL AND mailing = $mailing")" "hard|scored" "a refused delivery is scored, once"
is "$(score_of "$camille")" "counting|1" "for its reader"
run colporteur bounce reset camille@example.org
is "$out" "reset camille@example.org on 1 list" "a coordinator forgets it"
run colporteur bounce reset nobody@example.org
is "$status" 67 "of somebody there is"

# --- the list of suppressed addresses ---
run colporteur suppression add Jo@Example.org --note 'asked by phone'
is "$out" "suppressed 1" "an address is added"
run colporteur suppression add jo@example.org
is "$out" "suppressed 0" "once"
run colporteur suppression add 'not an address'
is "$status" 65 "but nothing that is none"
printf 'email;reason\n"ange@example.net";bounced\nlou@example.net\n' >others.csv
run colporteur suppression import others.csv --dry-run
is "$out" "would suppress 2" "an import is shown first"
run colporteur suppression import others.csv </dev/null
is "$status" 77 "and asks"
run colporteur suppression import others.csv --yes
is "$out" "suppressed 2" "then done"
printf 'lou@example.net\nnew@example.net\nNew@example.net\nnobody\n' >more.csv
run colporteur suppression import more.csv --dry-run
is "$out" "would suppress 1" "who is there already, or twice in the file, is not shown as new"
is "$err" 'line 4: "nobody" is no address' "and what is no address is told, with its line"
printf 'email,note\r\n\r\nnew@example.net,"two\r\nlines"\r\nnobody,\r\n,nothing\r\n' >lines.csv
run colporteur suppression import lines.csv --dry-run
is "$err" 'line 5: "nobody" is no address
line 6 has no address' "past empty lines and those inside a cell"
colporteur suppression export >out.csv
like "$(cat out.csv)" '^"jo@example.org","","request","asked by phone"$' "exported with their reasons"
run colporteur suppression remove jo@example.org ange@example.net lou@example.net dominique@example.org
is "$out" "removed 4" "and removed"
run colporteur suppression import out.csv --yes
is "$out" "suppressed 4" "what is exported can be imported"
colporteur suppression export >again.csv
is "$(cat again.csv)" "$(cat out.csv)" "and is what it was, with its reasons"
colporteur suppression remove ange@example.net lou@example.net >/dev/null
printf 'Type;Email;Liste;Date\nhard_bounce;ange@example.net;;2026\nSpam;lou@example.net;savoirs;2026\nblocklisted;alex@example.net;;2026\n"unsubscribed";"noa@example.net";;2026\n;;;\n' >others.csv
run colporteur suppression import others.csv --yes
is "$out" "suppressed 4" "another system's export is read by its headings"
is "$(colporteur suppression export | grep 'example.net')" '"alex@example.net","","import","blocklisted"
"ange@example.net","","bounce",""
"lou@example.net","savoirs","complaint",""
"noa@example.net","","request",""' "with its reasons, each by its list"
printf 'email,list\nalex@example.net,nowhere\n' >others.csv
run colporteur suppression import others.csv --yes
is "$status" 67 "a list that is not here is told"
like "$err" 'line 2: .*"nowhere"' "with its line"

# --- a feedback loop: one address for all complaints ---
sql "DELETE FROM suppression; DELETE FROM bounce; UPDATE subscription SET state = 'confirmed'" >/dev/null
rm -rf outbox/*
post three
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
# copy WHO: the letter they got
copy() { grep -l -i "^Delivered-To: .*$1@\|^X-Original-To: .*$1@\|^To: .*$1@" outbox/*/* | head -n 1; }
# loop_report FILE: a report of RFC 5965 around what is left of a letter, no address in it
loop_report() { printf 'From: fbl@example.net\nSubject: complaint\nMessage-ID: <c@example.net>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nA complaint.\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n%s\n--b\nContent-Type: text/rfc822-headers\n\n%s\n\n--b--\n' "$2" "$(cat "$1")"; }
told() { colporteur deliver --sender '' loop@lists.example.org; }
ls outbox/new >letters
for file in outbox/new/*; do
  head=$(sed '/^\r*$/q' "$file" | tr -d '\r')
  printf '%s\n' "$head" | sed -n 's/^Return-Path: <\(.*\)>/\1/p' >path
  printf '%s\n' "$head" | grep -A1 -i '^List-Unsubscribe:' >leave
  printf '%s\n' "$head" | grep -v -i '^\(Return-Path\|List-Unsubscribe\|To\)' >rest
  [ -s leave ] && break
done
loop_report leave '' | told >/dev/null 2>&1
ok $? "a report with nothing but our List-Unsubscribe is taken"
is "$(sql "SELECT count(*) FROM bounce b JOIN delivery d ON d.mailing = b.mailing AND d.recipient = b.subscriber")" 1 "and belongs to a delivery"
{ loop_report rest "Original-Mail-From: <$(cat path)>
"; } | told >/dev/null 2>&1
ok $? "one with nothing but the return path too"
is "$(sql "SELECT count(*), count(DISTINCT (mailing, subscriber)) FROM bounce")" "2|1" "and belongs to the same"
run sh -c 'sed "s/u\/....../u\/aaaaaa/; s/subject=....../subject=aaaaaa/" leave >forged'
loop_report forged '' | told >/dev/null 2>told.log
ok $? "one that names no copy of ours is not sent back"
like "$(cat told.log)" 'names no copy of ours' "it is logged"
is "$(sql 'SELECT count(*) FROM bounce')" 2 "and does nothing: a token that is not ours is none"
printf 'From: camille@example.org\nTo: loop@lists.example.org\nSubject: Bonjour\n\nBonjour.\n' | told >/dev/null 2>told.log
is $? 77 "people who write there are told that nobody reads it"
who=$(sql 'SELECT DISTINCT subscriber FROM bounce')
clock_round
is "$(sql "SELECT s.state FROM subscription s JOIN list l ON l.id = s.list WHERE subscriber = $who AND l.name = 'mobilites'")" unsubscribed "who complained is off that list"
is "$(sql "SELECT reason FROM suppression")" complaint "and written to no more"
done_testing
