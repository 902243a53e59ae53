#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Held mail is decided by mail, on the command line, in a review on a terminal, or by time: once, by
# those who look after the list alone, and the others hear of it.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[held]' 'days = 21' '[mail]' 'authserv-id = mx.example.org'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T09:00:00Z

colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' --owner chef@example.org >/dev/null
sql "INSERT INTO list_role (list, address, role) SELECT id, 'Maud@example.org', 'moderator' FROM list WHERE name = 'mobilites'" >sql.out
colporteur subscriber add alix@example.org --list mobilites >/dev/null
sql "UPDATE subscription SET posting = 'watched'" >sql.out

mail() { # FROM TO SUBJECT [BODY [HEADER]]
  n=$((${n:-0} + 1))
  printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\nContent-Type: text/plain; charset=UTF-8\n%s\n%s\n' \
    "$1" "$2" "$3" "$n" "${5:+$5
}" "${4:-}" >"mail-$n.eml"
  colporteur deliver --sender "${sender-$1}" "$2" <"mail-$n.eml" 2>>deliver.err
}
# news WHO: the mails that went to them since the last time
news() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox "$1" <<'PY'
import email, email.policy, glob, os, sys
files = [p for p in glob.glob(sys.argv[1] + "/**/*", recursive=True) if os.path.isfile(p)]
for path in sorted(files, key=lambda p: (os.stat(p).st_mtime_ns, p)):
    message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    whom = message["Delivered-To"]
    if whom.lower() != sys.argv[2].lower():
        continue
    print("SUBJECT", message["Subject"])
    print("REPLY", message["Reply-To"])
    print(message.get_body(("plain",)).get_content())
    for part in message.iter_attachments():
        print("ATTACHED", part.get_content_type())
        if part.get_content_type() == "message/rfc822":
            print("INSIDE", part.get_content()["Subject"])
    os.remove(path)
PY
}
state_of() { sql "SELECT state, decided_by FROM held_message WHERE id = $1"; }
last() { sql "SELECT max(id) FROM held_message"; }

# --- the notice, and an answer to it ---
mail passante@example.net mobilites@lists.example.org '=?utf-8?q?V=C3=A9los?=' 'Puis-je ?'
notice=$(news maud@example.org)
like "$notice" '^SUBJECT \[mobilites\] Message en attente n° 1 : Vélos' "moderators hear of a held mail"
like "$notice" '^ATTACHED message/rfc822' "with it attached"
like "$notice" '^INSIDE Vélos' "as it came"
moderate=$(printf '%s\n' "$notice" | sed -n 's/^REPLY //p' | tail -1)
accept=$(printf '%s\n' "$notice" | sed -n 's/^ *accepter : //p' | tail -1)
discard=$(printf '%s\n' "$notice" | sed -n 's/^ *écarter : //p' | tail -1)
like "$moderate" '^mobilites-moderate\+[a-z2-7]+@lists\.example\.org$' "an answer goes to an address of this mail"
like "$accept $discard" '^mobilites-accept\+[a-z2-7]+@[^ ]* mobilites-discard\+' "or to one of two"

mail passante@example.net "$moderate" 'Re: en attente' 'accept'
is "$? $(state_of 1)" "77 held|" "somebody else with the notice decides nothing"
mail maud@example.org "$moderate" 'Absente' 'accept' 'Auto-Submitted: auto-replied'
is "$? $(state_of 1)" "0 held|" "nor does an automatic answer"
mail maud@example.org "$moderate" 'Re: en attente' 'accept' 'Authentication-Results: mx.example.org; dmarc=fail header.from=example.org'
is "$? $(state_of 1)" "77 held|" "nor a moderator whom their domain denies"
mail maud@example.org "$(printf '%s' "$accept" | sed 's/mobilites/savoirs/')" 'x'
is "$? $(state_of 1)" "77 held|" "nor an address of another list"
mail maud@example.org "$(printf '%s' "$accept" | sed 's/+../+aa/')" 'x'
is "$? $(state_of 1)" "77 held|" "nor a guessed one"
news maud@example.org >/dev/null
mail maud@example.org "$moderate" 'Re: en attente' 'Je ne sais pas'
like "$(news maud@example.org)" 'votre réponse ne décide rien' "an answer that is none is asked again"
mail maud@example.org "$moderate" 'Re: en attente' 'Accepter ? Je ne crois pas.'
is "$(state_of 1)" "held|" "nor does a question that begins like one decide"
for said in 'Accepter ?|Je ne crois pas.' 'OK,|je regarde ce soir' 'Oui|mais pas avant lundi' 'Spam ?|Je ne suis pas sûre.' \
  'Accepter|mais corrigez d’abord le titre'; do
  news maud@example.org >/dev/null
  mail maud@example.org "$moderate" 'Re: en attente' "$(printf '%s' "$said" | tr '|' '\n')"
  is "$(state_of 1) $(news maud@example.org | grep -c 'votre réponse ne décide rien')" "held| 1" "nor does this, which is said: $said"
done
news maud@example.org >/dev/null
mail 'Maud@Example.org' "$moderate" 'Re: en attente' 'Accepter

> Un message'
is "$(state_of 1)" "accepted|mail: maud@example.org" "a moderator's answer decides"
like "$(news Maud@Example.org)" '« Vélos » est accepté' "and is answered"
like "$(news chef@example.org)" '^Par : maud@example.org, par courriel$' "the others hear of it"
is "$(sql "SELECT count(*) FROM post")" 1 "and it is posted"
mail chef@example.org "$discard" 'Re: en attente'
is "$(state_of 1)" "accepted|mail: maud@example.org" "who comes second changes nothing"
like "$(news chef@example.org)" 'était déjà accepté.*maud@example.org' "and is told who was first"

# --- the other decisions ---
mail passante@example.net mobilites@lists.example.org 'Publicité' 'Achetez'
mail chef@example.org "$(news chef@example.org | sed -n 's/^ *écarter : //p' | tail -1)" ''
is "$(state_of 2)" "discarded|mail: chef@example.org" "a mail to the address decides too"
mail passante@example.net mobilites@lists.example.org 'Hors sujet' 'Bla'
mail chef@example.org "$(news chef@example.org | sed -n 's/^REPLY //p' | grep moderate | tail -1)" 'Re: en attente' 'Refuser : ce n’est pas le sujet.

Le 2 novembre, la liste a écrit :
> accept'
is "$(state_of 3)" "rejected|mail: chef@example.org" "a mail is rejected"
rejected=$(news passante@example.net)
like "$rejected" '^ce n’est pas le sujet\.$' "with a reason"
unlike "$rejected" 'a écrit|accept' "and nothing else of the answer"
like "$rejected" '^Votre message « Hors sujet » ' "its author is told which"
mail alix@example.org mobilites@lists.example.org 'Relu' 'Bla'
is "$(state_of 4)" "held|" "a watched member's mail waits"
mail chef@example.org "$(news chef@example.org | sed -n 's/^REPLY //p' | grep moderate | tail -1)" 'Re: en attente' 'accept and trust'
is "$(state_of 4) $(sql "SELECT posting FROM subscription")" "accepted|mail: chef@example.org trusted" "accepted and trusted"
mail alix@example.org mobilites@lists.example.org 'Libre' 'Bla'
is "$(last)" 4 "their next mail passes"

mail passante@example.net mobilites@lists.example.org 'Alerte' 'Bla'
colporteur subscriber add utile@example.org --list mobilites >/dev/null
colporteur list reading mobilites utile@example.org important >/dev/null
mail chef@example.org "$(news chef@example.org | sed -n 's/^REPLY //p' | grep moderate | tail -1)" 'Re: en attente' 'Accepter important

> accepter'
is "$(state_of 5) $(sql "SELECT string_agg(m.subject, ' ') FROM post JOIN message m ON m.id = message WHERE is_important")" \
  "accepted|mail: chef@example.org Alerte" "accepted and marked important"
is "$(sql "SELECT count(*) FROM delivery d JOIN mailing m ON m.id = d.mailing AND m.kind = 'post' JOIN address a ON a.subscriber = d.recipient WHERE a.address = 'utile@example.org'")" 1 "it goes to who reads that alone"
like "$(news chef@example.org)" '« Alerte » est accepté et marqué important' "and is answered so"
colporteur list unsubscribe mobilites utile@example.org >/dev/null
sql "DELETE FROM held_message WHERE id = 5; ALTER TABLE held_message ALTER id RESTART WITH 5" >sql.out

mail passante@example.net mobilites@lists.example.org 'Confiance' 'Bla'
mail chef@example.org "$(news chef@example.org | sed -n 's/^REPLY //p' | grep moderate | tail -1)" 'Re: en attente' 'Accepter, faire confiance'
like "$(news chef@example.org)" 'n’est pas sur la liste : ses prochains messages attendront aussi' "who is not on the list cannot be trusted, and the moderator hears it"
mail passante@example.net mobilites@lists.example.org 'Oui' 'Bla'
mail chef@example.org "$(news chef@example.org | sed -n 's/^REPLY //p' | grep moderate | tail -1)" 'Re: en attente' 'OK'
is "$(state_of "$(last)")" "accepted|mail: chef@example.org" "a yes alone accepts"
news chef@example.org >/dev/null
sql "DELETE FROM held_message WHERE id > 4; ALTER TABLE held_message ALTER id RESTART WITH 5" >sql.out

# --- what the robot did not understand ---
mail passante@example.net mobilites-request@lists.example.org 'Question' 'À quelle heure est la réunion ?'
asked=$(news chef@example.org)
like "$asked" 'écrit au robot .* à vous d’y répondre' "a mail to the robot is for people to answer"
unlike "$asked" 'attend votre décision|held accept' "there is nothing to decide about it"
like "$asked" '^REPLY passante@example.net' "an answer goes to who asked"
mail chef@example.org "$(printf '%s\n' "$asked" | sed -n 's/^ *\(mobilites-discard+.*\)/\1/p')" 'fait'
is "$(state_of "$(last)")" "discarded|mail: chef@example.org" "it waits no longer once they say so by mail"
news chef@example.org >/dev/null
news maud@example.org >/dev/null
sql "DELETE FROM held_message WHERE id = 5; ALTER TABLE held_message ALTER id RESTART WITH 5" >sql.out

# --- on the command line ---
mail passante@example.net mobilites@lists.example.org 'Cinq' 'Cinq'
mail passante@example.net mobilites@lists.example.org 'Six' 'Six'
mail passante@example.net mobilites@lists.example.org 'Sept' 'Sept'
run colporteur held accept --trust --important 5
like "$out" 'accepted held message 5, .*not on the list to be trusted' "a stranger cannot be trusted, and it is said"
like "$out" 'marked important' "it is marked on the command line too"
run colporteur held review mobilites </dev/null
is "$status" 77 "a review needs a terminal"
python3 - "$conf" "$state" >review.out 2>&1 9>&- <<'PY'
import os, pty, sys, time
answers = [b"d\n", b"x\n", b"r\n", b"Merci, non\n"]
pid, fd = pty.fork()
if pid == 0:
    os.execvp("colporteur", ["colporteur", "--config", sys.argv[1], "--state", sys.argv[2], "held", "review", "mobilites"])
seen = b""
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if answers and (seen.rstrip().endswith(b"[q]uit?") or seen.rstrip().endswith(b"empty):")):
        os.write(fd, answers.pop(0))
        seen += b"<"
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
is "$? $(sql "SELECT string_agg(state, ' ' ORDER BY id) FROM held_message WHERE id > 5")" "0 discarded rejected" "a review decides one after the other"
unlike "$(cat review.out)" '^info:' "and is not interrupted by lines of the log"
like "$(news passante@example.net)" '^Merci, non$' "and asks for the reason"
mail passante@example.net mobilites@lists.example.org 'Huit' 'Huit'
sql "UPDATE held_message SET claimed_by = 'command: ange', claimed_at = the_time() WHERE id = 8" >sql.out
like "$(colporteur held list)" 'command: ange' "who reads a mail is shown to the others"

# --- time ---
news chef@example.org >/dev/null
COLPORTEUR_TIME=2026-11-24T09:00:00Z
command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
clock=$!
e2e_pids=$clock
wait_for 20 eval "[ \"\$(sql 'SELECT state FROM held_message WHERE id = 8')\" = expired ]"
ok $? "what nobody decides expires"
kill "$clock" && wait "$clock"
e2e_pids=
late=$(news chef@example.org)
like "$late" 'délai passé' "and the moderators are told"
unlike "$late" 'Par :' "by nobody"
is "$(news passante@example.net)" "" "a stranger is not"

done_testing
