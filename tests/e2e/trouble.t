#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Those who look after lists hear by mail that something is wrong: with their list, with a role that
# ended, with the database; and settle it by answering.
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "[mail]" "smarthost = 127.0.0.1:$port"
mkdir "$dir/sent"
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$port" "$dir/sent" 2>sink.err 9>&- &
e2e_pids=$!
wait_for 10 python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" || diag "no mail server"
colporteur list create lettre --kind newsletter --title "La lettre" --owner kim@example.org --owner lou@example.org >/dev/null
colporteur list create autre --title "Autre" --owner kim@example.org --owner max@example.org >/dev/null
# What the doctor finds without a name server: a template of one's own that cannot be read.
mkdir -p "$dir/templates/mail/fr"
printf 'Subject: x\n\n{{#ouvert}}\n' >"$dir/templates/mail/fr/held.txt.mustache"
command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock >clock.log 2>&1 9>&- &
e2e_pids="$e2e_pids $!"
mails() { # to whom, about what
  colporteur serve deliver --once >/dev/null 2>work.log
  python3 - "$dir"/sent/*.eml <<'PY'
import email, email.policy, os, sys
for name in sorted(sys.argv[1:], key=lambda n: int(os.path.basename(n).split(".")[0])):
    with open(name[:-3] + "rcpt") as file:
        recipients = file.read().split()
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    with open("last.txt", "w") as out:
        print(mail.get_body().get_content(), file=out)
    with open("reply.txt", "w") as out:
        print(mail["Reply-To"].addresses[0].addr_spec if mail["Reply-To"] else "none", file=out)
    print(",".join(sorted(recipients)), mail["Subject"])
    os.remove(name)
PY
}
answer() { # FROM WORDS
  printf 'From: <%s>\nTo: <%s>\nMessage-ID: <%s@example.org>\nSubject: Re: x\n\n%s\n' "$1" "$(cat reply.txt)" "$(date +%s%N)" "$2" |
    colporteur deliver --sender "$1" "$(cat reply.txt)" 2>refused
}
older() { sql "UPDATE list SET created_at = created_at - interval '7 hours'; UPDATE list_look SET at = at - interval '7 hours'" >/dev/null; }
looked() { [ "$(sql "SELECT count(*) FROM list_look WHERE at > now() - interval '1 hour'")" = 2 ]; }

older
wait_for 30 looked
is "$(sql "SELECT count(*) > 0 FROM trouble WHERE fault = 'template-broken'") $(sql "SELECT count(*) FROM trouble WHERE told_at IS NOT NULL")" "t 0" "what is found once is noted, and not told"
older
wait_for 30 looked
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM trouble WHERE fault = '"'template-broken'"' AND told_at IS NOT NULL")" = 2 ]'
mails | grep -v autre >told
like "$(cat told)" '^kim@example.org \[lettre\] quelque chose ne va pas' "what is found again is told to those who look after the list"
like "$(cat told)" '^lou@example.org \[lettre\] quelque chose ne va pas' "to each"
sql "SELECT id FROM trouble WHERE list = (SELECT id FROM list WHERE name = 'lettre') AND fault = 'template-broken'" >number
older
wait_for 30 looked
sleep 2
is "$(mails | grep -c lettre)" 0 "once"

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
sql "DELETE FROM trouble WHERE fault = 'role'; SELECT trouble_note(NULL, 'role', 'deliver', 'signal 11', '', NULL)" >/dev/null
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM trouble WHERE fault = '"'role'"' AND told_at IS NOT NULL")" = 1 ]'
mails >told
is "$(cut -d' ' -f1 told | sort | tr '\n' ' ')" 'kim@example.org lou@example.org max@example.org ' "all who look after something hear of a role, once each"
like "$(cat told)" 'deliver.*arrêté' "by its name"
like "$(cat last.txt)" 'aucune lettre ni aucun message ne part' "and what that means"
answer lou@example.org "Bonjour, merci."
wait_for 30 eval 'mails | grep -q "pas comprise"'
ok $? "an answer that says nothing is told so"
answer nobody@example.org Ignorer || :
like "$(cat refused)" 'look after' "a stranger is refused"
is "$(sql "SELECT ignored_by IS NULL FROM trouble WHERE fault = 'role'")" t "and changes nothing"
answer lou@example.org Ignorer
is "$(sql "SELECT ignored_by FROM trouble WHERE fault = 'role'")" "mail: lou@example.org" "one who looks after it says that it may stay so"
like "$(mails)" '^lou@example.org.*plus de courriel' "which is confirmed"
sql "SELECT trouble_note(NULL, 'role', 'deliver', 'signal 11', '', NULL); UPDATE trouble SET told_at = told_at - interval '8 days'; DELETE FROM trouble WHERE list IS NOT NULL" >/dev/null
sleep 2
is "$(mails | grep -c arrêté)" 0 "and is reminded no more"

# --- asked to look again ---
sql "SELECT trouble_note(id, 'template-broken', '', 'x', '', NULL), trouble_note(id, 'template-broken', '', 'x', '', NULL) FROM list WHERE name = 'lettre'" >/dev/null
wait_for 30 eval 'mails | grep -q "lettre.*quelque chose"'
answer lou@example.org "Vérifier"
like "$(mails)" '^lou@example.org.*toujours pas' "what is asked about is looked at again"
rm "$dir/templates/mail/fr/held.txt.mustache"
answer lou@example.org "C’est fait."
like "$(mails)" '^lou@example.org.*réglé' "and is over once it is right"
is "$(sql "SELECT count(*) FROM trouble WHERE fault = 'template-broken' AND list = (SELECT id FROM list WHERE name = 'lettre')")" 0 "which is forgotten"
done_testing
