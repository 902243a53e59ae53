#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What coordinators hear of an edition by mail, and how they let it go on, wait or end by answering.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "[mail]" "batch = 10" "sessions = 2" "smarthost = 127.0.0.1:$port"
mkdir "$dir/sent"
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$port" "$dir/sent" 2>sink.err 9>&- &
e2e_pids=$!
wait_for 10 python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" || diag "no mail server"

colporteur list create lettre --kind newsletter --title "La lettre" --owner kim@example.org --owner lou@example.org >/dev/null
colporteur list create autre --kind newsletter --title "Autre" --owner max@example.org >/dev/null
sql "INSERT INTO subscriber (name, territories)
    SELECT 'Lou ' || i, ARRAY[(SELECT id::int FROM territory WHERE kind = 'departement' AND code = CASE WHEN i % 2 = 0 THEN '29' ELSE '35' END)]
    FROM generate_series(1, 40) i;
  INSERT INTO address (address_key, address, subscriber, is_primary) SELECT a, a, id, true FROM (SELECT id, 'r' || id || '@example.net' AS a FROM subscriber) s;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s WHERE l.name = 'lettre'" >/dev/null
new_edition() {
  printf -- '---\ntitle: %s\npreheader: Un banc, un four, et des nouvelles.\n---\nBonjour.\n' "$1" >e.md
  ref=$(colporteur edition new lettre e.md) && colporteur edition compose "$ref" >/dev/null || diag "no edition"
}
state_of() { sql "SELECT state FROM edition ORDER BY id DESC LIMIT 1"; }
work() { colporteur serve deliver --once >/dev/null 2>work.log; }
tick() { # CONDITION: the clock until then
  command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 30 eval "$1"
  ticked=$?
  kill "$clock"
  wait "$clock" 2>/dev/null
}
told() { sql "SELECT count(*) FROM edition_letter WHERE told_at IS NOT NULL"; }
# mail_to ADDRESS: the latest mail to it, as Python reads it: Reply-To, then the text
mail_to() { # all of it is read: head(1) shall not cut the pipe
  mail_of "$@" >"mail.txt"
  cat mail.txt
}
mail_of() {
  python3 - "$1" sent/*.eml <<'EOF2'
import email, email.policy, os, sys
found = None
for name in sorted(sys.argv[2:], key=lambda n: int(os.path.basename(n).split(".")[0])):
    with open(name[:-len("eml")] + "rcpt") as file:
        recipients = file.read().split()
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if sys.argv[1] in recipients and mail["Subject"].startswith("[lettre]"):
        found = mail
if found:
    print(found["Reply-To"].addresses[0].addr_spec if found["Reply-To"] else "none")
    print(found["Subject"])
    print(found.get_body().get_content())
    for part in found.iter_attachments():
        inside = part.get_payload(0)
        print("attached:", part.get_content_type(), inside["Subject"], [p.get_content_type() for p in inside.walk()])
EOF2
}
answer() { # FROM ADDRESS WORDS
  printf 'From: <%s>\nTo: <%s>\nMessage-ID: <%s@example.org>\nSubject: Re: lettre\n\n%s\n\n> cancel\n' "$1" "$2" "$(date +%N)" "$3" >answer.eml
  run colporteur deliver --sender "$1" "$2" <answer.eml
}

# --- the first wave ---
new_edition Un
colporteur edition send "$ref" --first 10 --yes --no-wait >/dev/null
work
is "$(state_of)" paused "the first wave is out"
tick '[ "$(told)" = 1 ]'
ok $ticked "coordinators are told" || diag "$(cat clock.log)"
work
mail=$(mail_to kim@example.org)
is "$(mail_to lou@example.org | head -1)" "$(printf '%s\n' "$mail" | head -1)" "each of them"
decide=$(printf '%s\n' "$mail" | head -1)
like "$decide" '^lettre-decide\+[a-z2-7]+@lists.example.org$' "with an address of its own to answer to"
like "$mail" '^\[lettre\] n° 1.: la première vague est partie' "what it is about"
like "$mail" 'Acceptés.: 10$' "with how many took it"
like "$mail" 'En attente.: 30$' "and how many wait"
like "$mail" 'Finistère.: 20, [0-9]+, 0, 0, 0' "by département"
like "$mail" '^ +continuer ' "and what to answer"
answer r1@example.net "$decide" continuer
is "$status:$(state_of)" "77:paused" "nobody else decides" || diag "$err"
answer max@example.org "$decide" continuer
is "$status:$(state_of)" "77:paused" "nor who looks after another list"
answer kim@example.org "autre-${decide#lettre-}" continuer
is "$([ "$status" != 0 ] && state_of)" paused "nor is it the address of another list"
answer kim@example.org "lettre-decide+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example.org" continuer
is "$([ "$status" != 0 ] && state_of)" paused "nor is one that is guessed"
printf 'From: <kim@example.org>\nTo: <%s>\nAuto-Submitted: auto-replied\nMessage-ID: <a@example.org>\nSubject: x\n\ncontinuer\n' "$decide" >answer.eml
colporteur deliver --sender kim@example.org "$decide" <answer.eml
is "$(state_of)" paused "nor what a program sends"
answer kim@example.org "$decide" "Merci, c’est beau."
is "$status:$(state_of)" "0:paused" "other words change nothing"
work
like "$(mail_to kim@example.org)" 'votre réponse n’est pas comprise' "which is said"
answer kim@example.org "$decide" Attendre
is "$status:$(state_of)" "0:paused" "it may wait"
work # the latest mail is that of the latest answer
answer kim@example.org "$decide" "Continuer, merci."
is "$status:$(state_of)" "0:running" "or go on" || diag "$err"
is "$(sql "SELECT decided || ' ' || decided_by FROM edition_letter")" "running mail: kim@example.org" "which is kept, with who said so"
work
like "$(mail_to kim@example.org)" 'l’envoi continue' "and answered"
is "$(sql "SELECT count(*) FROM delivery WHERE state = 's' AND mailing = (SELECT id FROM mailing WHERE edition IS NOT NULL)")" 40 "all have it"
is "$(sql "SELECT max(attempts) FROM delivery WHERE mailing = (SELECT id FROM mailing WHERE edition IS NOT NULL)")" 1 "once"
answer lou@example.org "$decide" annuler
is "$status" 0 "a second answer is taken"
work
like "$(mail_to lou@example.org)" 'c’était déjà décidé par kim@example.org, par courriel' "and told that it was decided"
unlike "$(state_of)" cancelled "it changes nothing"

# --- finished ---
tick '[ "$(told)" = 2 ]'
ok $ticked "the end is told too" || diag "$(cat clock.log)"
work
mail=$(mail_to kim@example.org)
like "$mail" 'l’envoi est terminé' "as such"
like "$mail" 'Acceptés.: 40$' "with its figures"
is "$(printf '%s\n' "$mail" | head -1)" lettre-owner@lists.example.org "an answer reaches people"

# --- refused for what it is; ended; paused by hand ---
new_edition Deux
colporteur edition send "$ref" --first 10 --yes --no-wait >/dev/null
work
sql "UPDATE edition_letter SET told_at = the_time() WHERE told_at IS NULL;
  UPDATE sending SET wave_left = NULL; SELECT edition_turn((SELECT max(id) FROM edition), 'running');
  UPDATE delivery SET state = 'f', status = '5.7.1', reply = 'refused by policy' WHERE mailing = (SELECT max(id) FROM mailing WHERE edition IS NOT NULL) AND recipient IN (1, 2);
  UPDATE mailing SET state = 'paused', paused_for = 'policy' WHERE id = (SELECT max(id) FROM mailing WHERE edition IS NOT NULL);
  UPDATE edition SET state = 'paused' WHERE id = (SELECT max(id) FROM edition)" >/dev/null
tick '[ "$(told)" = 4 ]'
work
mail=$(mail_to lou@example.org)
like "$mail" 'des serveurs le refusent' "that servers refuse it is told"
like "$mail" '^- [12] × 5.7.1 refused by policy' "with their reasons"
answer lou@example.org "$(printf '%s\n' "$mail" | head -1)" "nullañ"
is "$status:$(state_of)" "0:cancelled" "it is ended in Breton" || diag "$err"
new_edition Trois
colporteur edition send "$ref" --yes --no-wait >/dev/null
colporteur edition pause "$ref" >/dev/null
is "$(sql "SELECT count(*) FROM edition_letter l WHERE l.edition = (SELECT max(id) FROM edition)")" 0 "who pauses by hand knows it"

# --- to be read before it goes ---
new_edition Quatre
colporteur edition schedule "$ref" --at 2050-12-05T08:30:00+01:00 --first 10 >/dev/null
tick '[ "$(told)" = 5 ]'
ok $ticked "one that is scheduled is told of" || diag "$(cat clock.log)"
work
mail=$(mail_to kim@example.org)
ready=$(printf '%s\n' "$mail" | head -1)
like "$mail" '^\[lettre\] n° 4.: la lettre est prête, à relire' "as such"
like "$mail" 'lundi 5/12/2050 à 8 h 30 .Europe/Paris' "with when it goes"
like "$mail" 'D’abord à 10 personnes' "and to how many first"
like "$mail" '^Public.: toute la liste' "and to whom"
like "$mail" '^Destinataires.: 40$' "and to how many"
like "$mail" '^- Finistère.: 20' "by département"
like "$mail" '^Bonjour\.' "with its text"
like "$mail" '^\(Un banc, un four, et des nouvelles\.\)' "and what a mail program shows before"
like "$mail" '^attached: message/rfc822 .*Quatre .*text/plain.*text/html' "and itself as it arrives"
like "$mail" '^ +envoyer ' "and what to answer"
unlike "$mail" '/(u|me)/[a-z2-7]{20}' "with no link that works"
answer r1@example.net "$ready" envoyer
is "$status:$(state_of)" "77:scheduled" "nobody else decides"
answer kim@example.org "$ready" continuer
is "$status:$(state_of)" "0:scheduled" "a word that may mean two things changes nothing"
work
like "$(mail_to kim@example.org)" 'envoyer.*attendre' "and the right ones are said"
answer kim@example.org "$ready" Attendre
is "$status:$(state_of):$(sql "SELECT decided IS NULL FROM edition_letter WHERE what = 'ready'")" "0:draft:t" "it may be held"
work
mail=$(mail_to kim@example.org)
like "$mail" 'la lettre attend' "which is answered"
is "$(printf '%s\n' "$mail" | head -1)" "$ready" "to be decided later"
answer lou@example.org "$ready" "Envoyez demain matin"
is "$status:$(state_of)" "0:draft" "not sent by one that says more"
work
like "$(mail_to lou@example.org)" 'doit être seul' "which is said"
answer lou@example.org "$ready" "Envoyez
mais seulement lundi"
is "$status:$(state_of)" "0:draft" "nor by one that does so on the next line"
answer lou@example.org "$ready" "Envoyer lundi"
is "$status:$(state_of)" "0:draft" "nor where it says when"
answer lou@example.org "$ready" "Envoyez !"
is "$status:$(state_of)" "0:scheduled" "and sent by another word"
tick '[ "$(state_of)" = running ]'
ok $ticked "at once" || diag "$(cat clock.log)"
is "$(sql "SELECT count(*) FROM edition_letter l WHERE l.edition = (SELECT max(id) FROM edition)")" 1 "nothing more is to be read"
answer kim@example.org "$ready" 'Annuler ?'
work
like "$(mail_to kim@example.org)" 'n’est pas comprise' "a question cancels nothing"
answer kim@example.org "$ready" annuler
work
like "$(mail_to kim@example.org)" 'déjà décidé par lou@example.org, par courriel' "that is decided once"
colporteur edition cancel "$ref" --yes >/dev/null

new_edition Cinq
run colporteur edition ask "$ref"
is "$status" 0 "a letter without a time is offered too" || diag "$err"
tick '[ "$(sql "SELECT count(*) FROM edition_letter WHERE what = '"'ready'"' AND told_at IS NOT NULL")" = 2 ]'
work
mail=$(mail_to kim@example.org)
like "$mail" 'attend votre accord' "as one that waits for a word"
colporteur edition compose "$ref" >/dev/null
answer kim@example.org "$(printf '%s\n' "$mail" | head -1)" send
is "$status:$(state_of)" "0:draft" "what was composed again is not sent"
work
like "$(mail_to kim@example.org)" 'la lettre a changé depuis' "which is said"
colporteur edition ask "$ref" >/dev/null
tick '[ "$(sql "SELECT count(*) FROM edition_letter WHERE what = '"'ready'"' AND told_at IS NOT NULL")" = 3 ]'
work
answer kim@example.org "$(mail_to kim@example.org | head -1)" nullañ
is "$status:$(state_of):$(sql "SELECT decided FROM edition_letter ORDER BY id DESC LIMIT 1")" "0:draft:draft" "or it is dropped"
run colporteur edition ask autre
is "$status" 67 "there is one to ask about" || diag "$status $err"

# --- it could not go ---
sql "UPDATE edition SET audience = 'territory:\"Nulle-Part-sur-Rien\"' WHERE id = (SELECT max(id) FROM edition)" >/dev/null
sql "UPDATE edition SET state = 'scheduled' WHERE id = (SELECT max(id) FROM edition)" >/dev/null
sql "DELETE FROM edition_letter WHERE told_at IS NULL;
  INSERT INTO sending (edition, starts_at) SELECT max(id), the_time() FROM edition ON CONFLICT (edition) DO UPDATE SET starts_at = the_time()" >/dev/null
tick '[ "$(sql "SELECT count(*) FROM edition_letter WHERE what = '"'stuck'"' AND told_at IS NOT NULL")" = 1 ]'
ok $ticked "one that cannot go is told of" || diag "$(cat clock.log)"
work
mail=$(mail_to lou@example.org)
like "$mail" 'la lettre n’est pas partie' "as such"
like "$mail" 'le serveur dit' "with why"
is "$(state_of)" draft "it is a draft again"
sql "UPDATE edition SET audience = '' WHERE id = (SELECT max(id) FROM edition)" >/dev/null
answer lou@example.org "$(printf '%s\n' "$mail" | head -1)" envoyer
tick '[ "$(state_of)" = running ]'
ok $ticked "and goes by a word" || diag "$(cat clock.log)"
colporteur edition cancel "$ref" --yes >/dev/null
work

# --- the words of proposals are not those of editions ---
printf -- 'From: <r1@example.net>\nTo: lettre-propose@lists.example.org\nMessage-ID: <p@example.net>\nSubject: Un four\n\nUn four se rallume.\n' >p.eml
colporteur deliver --sender r1@example.net lettre-propose@lists.example.org <p.eml
tick '[ "$(sql "SELECT count(*) FROM proposal_digest")" = 1 ]'
work
answer kim@example.org "$(mail_to kim@example.org | head -1)" "annuler"
is "$status:$(sql "SELECT state FROM contribution WHERE title = 'Un four'")" "0:proposed" "a word for editions decides about no proposal"
done_testing
