#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Those who look after lists hear by mail that something is wrong: with their list, with a role that
# ended, with the database; and settle it by answering.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "[mail]" "smarthost = 127.0.0.1:$port"
mkdir "$dir/sent"
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$port" "$dir/sent" 2>sink.err 9>&- &
e2e_pids=$!
wait_for 10 python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" || diag "no mail server"
colporteur list create lettre --kind newsletter --title "La lettre" --owner kim@example.org --owner lou@example.org >/dev/null
colporteur list create autre --title "Autre" --owner kim@example.org --owner max@example.org >/dev/null
colporteur list create suite --title "Suite" --owner Kim@example.org >/dev/null
# What the doctor finds without a name server: templates of one's own that cannot be read.
mkdir -p "$dir/templates/mail/fr"
printf 'Subject: x\n\n{{#ouvert}}\n' >"$dir/templates/mail/fr/held.txt.mustache"
cp "$dir/templates/mail/fr/held.txt.mustache" "$dir/templates/mail/fr/welcome.txt.mustache"
command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock >clock.log 2>&1 9>&- &
clock=$!
e2e_pids="$e2e_pids $clock"
mails() { # to whom, about what
  colporteur serve deliver --once >/dev/null 2>work.log
  python3 - "$dir"/sent/*.eml <<'PY'
import email, email.policy, os, sys
said = []
for name in sorted(filter(os.path.exists, sys.argv[1:]), key=lambda n: int(os.path.basename(n).split(".")[0])):
    with open(name[:-3] + "rcpt") as file:
        recipients = file.read().split()
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    with open("last.txt", "w") as out:
        print(mail.get_body().get_content(), file=out)
    for recipient in recipients:
        with open("reply-" + recipient.strip("<>"), "w") as out:
            print(mail["Reply-To"].addresses[0].addr_spec if mail["Reply-To"] else "none", file=out)
    said.append(",".join(sorted(recipients)) + " " + mail["Subject"] + "\n")
    os.remove(name)
sys.stdout.write("".join(said))
PY
}
answer() { # FROM WORDS [WHOSE]: to what FROM, or WHOSE mail it is, got last
  to=$(cat "reply-${3-$1}")
  printf 'From: <%s>\nTo: <%s>\nMessage-ID: <%s@example.org>\nSubject: Re: x\n\n%s\n' "$1" "$to" "$(date +%s%N)" "$2" |
    colporteur deliver --sender "$1" "$to" 2>refused
}
older() { sql "UPDATE list SET created_at = created_at - interval '7 hours'; UPDATE list_look SET at = at - interval '7 hours'" >/dev/null; }
looked() { [ "$(sql "SELECT count(*) FROM list_look WHERE at > now() - interval '1 hour'")" = 3 ]; }

older
wait_for 30 looked
is "$(sql "SELECT count(*) > 0 FROM trouble WHERE fault = 'template-broken'") $(sql "SELECT count(*) FROM trouble WHERE told_at IS NOT NULL")" "t 0" "what one look finds, even twice, is noted, and not told"
older
wait_for 30 looked
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM trouble WHERE fault = '"'template-broken'"' AND told_at IS NOT NULL")" = 3 ]'
mails >all
is "$(cut -d' ' -f1,2 all | sort -u | tr '\n' ' ')" "kim@example.org [autre] kim@example.org [lettre] lou@example.org [lettre] max@example.org [autre] " "what is the same for lists of the same people is told for one of them"
grep -v autre all >told
like "$(cat told)" '^kim@example.org \[lettre\] quelque chose ne va pas' "what is found again is told to those who look after the list"
like "$(cat told)" '^lou@example.org \[lettre\] quelque chose ne va pas' "to each"
sql "SELECT id FROM trouble WHERE list = (SELECT id FROM list WHERE name = 'lettre') AND fault = 'template-broken'" >number
older
wait_for 30 looked
sleep 2
is "$(mails | wc -l)" 0 "once"

# --- a role that ended ---
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$(free_port)" --set "lmtp.listen=127.0.0.1:$(free_port)" \
  --set mail.outlet=null --set clock.interval=1h serve 2>serve.log 9>&- &
supervisor=$!
wait_for 30 grep -q 'all roles are ready' serve.log
kill -9 "$(pgrep -P "$supervisor" -f 'serve web')"
wait_for 30 eval '[ -n "$(sql "SELECT id FROM trouble WHERE fault = '"'role'"'")" ]'
is "$(sql "SELECT subject || ' ' || words FROM trouble WHERE fault = 'role'")" 'web signal 9' "a role that ends is noted"
kill "$supervisor" && wait "$supervisor"
is "$(sql "SELECT count(*) FROM trouble WHERE fault = 'role'")" 1 "those that are told to are not"
# The mail about it goes as soon as the clock sees it: with the supervisor, or now.
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM trouble WHERE fault = '"'role'"' AND told_at IS NOT NULL")" = 1 ]'
mails >/dev/null
sql "DELETE FROM trouble WHERE fault = 'role'; SELECT trouble_note(NULL, 'role', 'deliver', 'signal 11', '', NULL)" >/dev/null
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM trouble WHERE fault = '"'role'"' AND told_at IS NOT NULL")" = 1 ]'
mails >told
is "$(cut -d' ' -f1 told | sort | tr '\n' ' ')" 'kim@example.org lou@example.org max@example.org ' "all who look after something hear of a role, once each"
like "$(cat told)" 'deliver.*arrêté' "by its name"
like "$(cat last.txt)" 'aucune lettre ni aucun message ne part' "and what that means"
answer lou@example.org "Bonjour, merci."
wait_for 30 eval 'mails | grep -q "pas comprise"'
ok $? "an answer that says nothing is told so"
answer lou@example.org "Ignorer ?"
is "$(sql "SELECT ignored_by IS NULL FROM trouble WHERE fault = 'role'")" t "and a question ignores nothing"
answer nobody@example.org Ignorer lou@example.org || :
like "$(cat refused)" 'look after' "a stranger is refused"
is "$(sql "SELECT ignored_by IS NULL FROM trouble WHERE fault = 'role'")" t "and changes nothing"
answer lou@example.org Ignorer
is "$(sql "SELECT ignored_by FROM trouble WHERE fault = 'role'")" "mail: lou@example.org" "one who looks after it says that it may stay so"
like "$(mails)" '^lou@example.org.*plus de courriel' "which is confirmed"
sql "SELECT trouble_note(NULL, 'role', 'deliver', 'signal 11', '', NULL); UPDATE trouble SET told_at = told_at - interval '8 days'; DELETE FROM trouble WHERE list IS NOT NULL" >/dev/null
sleep 2
is "$(mails | grep -c arrêté)" 0 "and is reminded no more"
sql "SELECT trouble_note(NULL, 'database', '', 'host db.example.net, user secretary', '', NULL)" >/dev/null
wait_for 30 eval 'mails | grep -q "base de données"'
ok $? "all hear that the database was away"
unlike "$(cat last.txt)" 'db.example.net|secretary' "but not where it is, which the log has"

# --- asked to look again ---
sql "SELECT trouble_note(id, 'template-broken', '', 'x', '', NULL), trouble_note(id, 'template-broken', '', 'x', '', NULL) FROM list WHERE name = 'lettre'" >/dev/null
wait_for 30 eval 'mails | grep -q "lettre.*quelque chose"'
answer lou@example.org "Vérifier"
like "$(mails)" '^lou@example.org.*toujours pas' "what is asked about is looked at again"
rm "$dir/templates/mail/fr/held.txt.mustache" "$dir/templates/mail/fr/welcome.txt.mustache"
answer lou@example.org "C’est fait."
like "$(mails)" '^lou@example.org.*réglé' "and is over once it is right"
is "$(sql "SELECT count(*) FROM trouble WHERE fault = 'template-broken' AND list = (SELECT id FROM list WHERE name = 'lettre')")" 0 "which is forgotten"

# --- that it may stay so, for all that a mail says ---
twice() { sql "SELECT trouble_note(id, '$2', '', 'x', '', NULL), trouble_note(id, '$2', '', 'x', '', NULL) FROM list WHERE name = '$1'" >/dev/null; }
sql "DELETE FROM trouble" >/dev/null
mails >/dev/null # the two looks found other things, too
sql "SELECT trouble_note(id, 'template-broken', '', 'x', '', NULL) FROM list" >/dev/null
twice lettre template-broken
wait_for 30 eval 'mails | grep -q "lettre.*quelque chose"'
answer lou@example.org Ignorer
is "$(sql "SELECT string_agg(l.name, ' ' ORDER BY l.name) FROM trouble t JOIN list l ON l.id = t.list WHERE ignored_by IS NOT NULL")" "lettre suite" "who ignores it does so for each list that the mail was about, and no other"

# --- a list of a family ---
sql "DELETE FROM trouble" >/dev/null
colporteur family create pays --by own --owner kim@example.org --yes >/dev/null
one=$(sql "SELECT min(name) FROM list WHERE name LIKE 'pays-%'")
twice "$one" template-broken
wait_for 30 eval 'mails | grep -q "pays.*quelque chose"'
answer kim@example.org "Vérifier"
is "$? $(cat refused)" "0 " "what is asked of a list of a family is taken"
like "$(mails)" '^kim@example.org.*réglé' "and answered"

# --- two clocks ---
kill "$clock" && wait "$clock"
older
sql "DELETE FROM list_look; UPDATE list SET created_at = now() WHERE name <> 'lettre'" >/dev/null
# The first ends when the second waits for it.
sql "BEGIN; SELECT list_look_next(); DO 'BEGIN FOR i IN 1..100 LOOP
    PERFORM pg_stat_clear_snapshot(), pg_sleep(0.1);
    EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = ''Lock'');
  END LOOP; END'; COMMIT" >first &
waiting=$!
wait_for 10 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event = '"'PgSleep'"'")" = 1 ]'
is "$(sql "SELECT coalesce(list_look_next(), 0)")" 0 "what one clock looks at, another does not at the same time"
wait "$waiting"
like "$(cat first)" '[1-9]' "since that one does"
done_testing
