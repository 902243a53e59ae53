#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What people do with a list by mail: join and confirm, be reminded, choose, pause, ask, leave, come
# back; what is never answered; how much the robot writes at most.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# shellcheck source=../lib/robot.sh
. "$SRCDIR/tests/lib/robot.sh"
e2e_start '[robot]' 'per-address = 6' 'per-network = 30'
mkdir outbox
chmod 777 outbox
now=2026-11-02T09:00:00Z
export COLPORTEUR_TIME=$now

colporteur list create mobilites --title 'Mobilités' --description 'Se déplacer ensemble.' --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' >/dev/null


# --- lists are no people ---
for forged in savoirs@lists.example.org savoirs-request@lists.example.org mobilites-confirm+aaaa@lists.example.org; do
  mail "$forged" mobilites-join@lists.example.org '' 2>/dev/null
  mail "$forged" mobilites-request@lists.example.org 'aide' 2>/dev/null
  is "$(news "$forged")" "" "the robot writes nothing to $forged"
done

# --- joining ---
mail 'Alix <alix@example.org>' mobilites-join@lists.example.org ''
is "$(state_of alix@example.org)" "unconfirmed|each" "who asks to join is not on the list yet"
asked=$(news alix@example.org)
like "$asked" '^SUBJECT Mobilités : confirmez-vous' "and is asked to confirm, in the list's language"
confirm=$(reply_to "$asked")
like "$confirm" '^mobilites-confirm\+[a-z2-7]+@lists\.example\.org$' "by an answer to an address of their own"
mail 'Alix <alix@example.org>' mobilites-join@lists.example.org ''
is "$(news alix@example.org)" "" "who asks again while that waits is not asked again"
mail 'Alix <alix@example.org>' "$confirm" 'Absente' '' 'Auto-Submitted: auto-replied'
is "$(state_of alix@example.org)" "unconfirmed|each" "an automatic answer confirms nothing"
colporteur list text mobilites welcome --language fr >/dev/null <<'W'
Présentez-vous !
W
is $? 0 "a list has its own words"
mail 'Alix <alix@example.org>' "$confirm" 'Re: confirmez-vous'
is "$(state_of alix@example.org)" "confirmed|each" "an answer of theirs does"
welcome=$(news alix@example.org)
like "$welcome" '^SUBJECT Bienvenue' "and they are welcomed"
like "$welcome" '^Présentez-vous !$' "in the list's own words"
mail 'Alix <alix@example.org>' "$confirm" 'Re: confirmez-vous'
is "$(news alix@example.org)" "" "once"

mail 'Bob <bob@example.net>' mobilites-request@lists.example.org 'subscribe'
bob=$(news bob@example.net)
like "$bob" '^SUBJECT Mobilités: do you confirm' "an English word is answered in English"
mail 'Chann <chann@example.net>' mobilites-request@lists.example.org '' 'Enskrivañ'
like "$(news chann@example.net)" '^SUBJECT Mobilités: ha kadarnaat' "a Breton one in Breton"
unlike "$bob" 'Bob|subscribe' "nothing of the mail is in what is asked"

mail 'Bob <bob@example.net>' mobilites-request@lists.example.org 'set digest'
early=$(news bob@example.net)
like "$early" 'Your subscription still waits for you to confirm it' "who has not confirmed is not told to ask again"
is "$(reply_to "$early")" mobilites-request@lists.example.org "and an answer to the robot goes to the robot"

mail 'Loeiz <loeiz@example.net>' mobilites-join@lists.example.org ''
news loeiz@example.net >/dev/null
mail 'Loeiz <loeiz@example.net>' mobilites-request@lists.example.org 'désabonnement'
like "$(news loeiz@example.net)" 'votre demande d’inscription est oubliée' "who has not confirmed and leaves is told that they are forgotten"
mail 'Fanch <fanch@example.net>' mobilites-join@lists.example.org ''
mail 'Fanch <fanch@example.net>' "$(reply_to "$(news fanch@example.net)")" 'Re: confirmez-vous' 'Bonjour,
ce n’est pas moi !

> Si c’est bien vous, répondez'
is "$(state_of fanch@example.net) $(sql "SELECT count(*) FROM join_request")" "unsubscribed|each 2" "who answers that it was not them is on no list, and not asked again"

# --- a reminder, once; then it is forgotten ---
tick() { # one round of the clock
  command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 20 grep -q 'ready ROLE=clock' clock.log
  wait_for 20 eval "[ \"\$(sql \"$1\")\" = \"$2\" ]"
  tick_status=$?
  kill "$clock"
  wait "$clock"
  return $tick_status
}
COLPORTEUR_TIME=2026-11-05T10:00:00Z
tick "SELECT count(*) FROM join_request WHERE reminded_at IS NOT NULL" 2
ok $? "the clock reminds who did not answer"
like "$(news bob@example.net)" '^SUBJECT Mobilités: reminder' "with a letter"
tick "SELECT count(*) FROM mailing WHERE state = 'running'" 0
is "$(news bob@example.net)" "" "once"
COLPORTEUR_TIME=2026-11-10T10:00:00Z
tick "SELECT count(*) FROM join_request" 0
ok $? "then the request is forgotten"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'bob@example.net'")" 0 "and who asked"

# --- choosing ---
mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'Réglage' "Bonjour,
recevoir : récapitulatif tous les 10 messages
suspendre du 20/11 jusqu’au 30 novembre
mes listes

-- 
désabonnement"
is "$(state_of alix@example.org)" "confirmed|digest" "several commands in one mail are done, what is under a signature is not"
is "$(sql "SELECT pause_from, pause_until FROM subscription WHERE state = 'confirmed'")" "2026-11-20|2026-11-30" "a pause has its days"
answer=$(news alix@example.org)
is "$(printf '%s\n' "$answer" | grep -c ^SUBJECT)" 1 "with one answer"
like "$answer" 'récapitulatif des messages' "that says what was set"
like "$answer" 'chaque jour ou dès qu’il y en a 10, avec les messages complets' "and how many are enough"
like "$answer" 'du 20/11/2026 au 30/11/2026' "and the pause"
like "$answer" '^  mobilites@lists.example.org \(Mobilités\) : récapitulatif chaque jour ou dès qu’il y a 10 messages, en pause du 20/11/2026 au 30/11/2026' "and which lists"
mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'Re: set each' '> unsubscribe
resume'
is "$(state_of alix@example.org) $(sql "SELECT pause_from IS NULL FROM subscription WHERE state = 'confirmed'")" "confirmed|each t" "in the subject too; what is quoted is not done"
news alix@example.org >/dev/null
mail 'Dany <dany@example.org>' mobilites-request@lists.example.org 'info'
like "$(news dany@example.org)" '^Se déplacer ensemble\.$' "anybody may ask what the list is"
mail 'Dany <dany@example.org>' mobilites-request@lists.example.org 'set digest'
like "$(news dany@example.org)" 'You are not on this list' "who is not on it can set nothing"
mail 'Dany <dany@example.org>' mobilites-request@lists.example.org 'Une question' 'À quelle heure est la réunion ?'
like "$(news dany@example.org)" 'Le robot n’y a pas trouvé de commande' "what is no command is passed on"
is "$(sql "SELECT count(*) FROM held_message WHERE reason = 'command'")" 1 "to people"
flush
mail 'Fay <fay@example.org>' mobilites-request@lists.example.org 'info'
flush
id=$(grep -rl '^To: .*fay@example' outbox | xargs sed -n 's/^Message-I[Dd]: //p' | tr -d '\r')
news fay@example.org >/dev/null
mail 'Fay <fay@example.org>' mobilites-request@lists.example.org 'Re: Mobilités' 'Merci beaucoup !

Fay' "In-Reply-To: $id"
is "$(news fay@example.org) $(sql "SELECT count(*) FROM held_message WHERE reason = 'command'")" " 1" "thanks for an answer wait for nobody, and are not answered"
mail 'Fay <fay@example.org>' mobilites-request@lists.example.org 'Re: Mobilités' 'Nous avons bien reçu votre message.' "In-Reply-To: $id"
is "$(reply_to "$(news fay@example.org)") $(sql "SELECT count(*) FROM held_message WHERE reason = 'command'")" "mobilites-owner@lists.example.org 2" "what is passed on is between people: an answer does not come back to the robot"
sql "DELETE FROM held_message WHERE id = (SELECT max(id) FROM held_message)" >sql.out
mail 'Dany <dany@example.org>' mobilites-request@lists.example.org 'Info sur la réunion de lundi'
is "$(sql "SELECT count(*) FROM held_message WHERE reason = 'command'")" 2 "a sentence that begins like a command is none"
news dany@example.org >/dev/null

# --- what was meant for the robot and went to all ---
mail 'Alix <alix@example.org>' mobilites@lists.example.org 'Désinscription' 'Désinscrivez-moi, merci.

Alix'
elsewhere=$(news alix@example.org)
like "$elsewhere" '^Pour quitter la liste : écrivez à mobilites-leave@lists.example.org$' "a member who writes to all what is for the robot hears where to write"
is "$(reply_to "$elsewhere") $(state_of alix@example.org)" "mobilites-request@lists.example.org confirmed|each" "and is still on the list"
mail 'Eve <eve@example.net>' mobilites@lists.example.org 'Désinscription' 'Désinscrivez-moi, merci.'
is "$(news eve@example.net)" "" "a stranger hears nothing"

# --- leaving, and coming back ---
mail 'Alix <alix@example.org>' mobilites-leave@lists.example.org ''
is "$(state_of alix@example.org)" "unsubscribed|each" "writing to leave leaves"
farewell=$(news alix@example.org)
like "$farewell" '^SUBJECT Vous avez quitté' "with a farewell"
undo=$(reply_to "$farewell")
mail 'Alix <alix@example.org>' "$undo" 'Absente' '' 'Auto-Submitted: auto-replied'
is "$(state_of alix@example.org)" "unsubscribed|each" "which an automatic answer does not undo"
mail 'Alix <alix@example.org>' "$(printf '%s' "$undo" | sed 's/mobilites/savoirs/')" 'Re: quitté' 2>/dev/null
is "$(state_of alix@example.org)" "unsubscribed|each" "nor one to another list"
mail 'Alix <alix@example.org>' "$undo" 'Re: quitté' 'Je veux me désabonner !'
is "$(state_of alix@example.org)" "unsubscribed|each" "nor one that says again to leave"
mail 'Alix <alix@example.org>' "$undo" 'Re: quitté'
is "$(state_of alix@example.org)" "confirmed|each" "an answer of theirs does"
like "$(news alix@example.org)" '^SUBJECT Bienvenue' "and they are told"
mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'désabonnement'
news alix@example.org >/dev/null
mail 'Alix <alix@example.org>' "$undo" 'Re: quitté'
is "$(state_of alix@example.org)" "unsubscribed|each" "an old farewell undoes nothing again"
COLPORTEUR_TIME=2026-11-12T10:00:00Z
mail 'Alix <alix@example.org>' mobilites-join@lists.example.org ''
is "$(state_of alix@example.org)" "unsubscribed|each" "who left and asks again stays away until they confirm"
sql "UPDATE subscription SET delivery = 'none', pause_from = '2026-11-01', pause_until = '2027-02-28' WHERE state = 'unsubscribed'" >sql.out
mail 'Alix <alix@example.org>' "$(reply_to "$(news alix@example.org)")" 'oui'
is "$(state_of alix@example.org) $(sql "SELECT count(pause_until) FROM subscription WHERE state = 'confirmed'")" "confirmed|each 0" \
  "then they are back, and get what is written, though they took a break or nothing when they left"
is "$(sql "SELECT string_agg(what || ' ' || how, ', ' ORDER BY c.id) FROM consent_event c JOIN address a USING (subscriber) WHERE a.address_key = 'alix@example.org'")" \
  "subscribe mail, confirm mail, unsubscribe mail, confirm mail: undo, unsubscribe mail, subscribe mail, confirm mail" "all of it has its proof"
news alix@example.org >/dev/null

# --- what is never answered ---
before=$(sql "SELECT count(*) FROM mailing")
sender='' mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'help' 2>/dev/null
is "$?" 77 "a null sender is refused"
mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'help' '' 'Precedence: bulk' 2>/dev/null
is "$?" 77 "mail of a list is refused"
mail 'Alix <alix@example.org>' mobilites-request@lists.example.org 'help' '' 'Auto-Submitted: auto-generated' 2>/dev/null
is "$?" 77 "mail of a program is refused"
is "$(sql "SELECT count(*) FROM mailing")" "$before" "and nothing is answered"

# --- bombs ---
i=0
while [ $i -lt 9 ]; do
  i=$((i + 1))
  mail 'Eve <eve@victim.example>' mobilites-request@lists.example.org help
done
is "$(news eve@victim.example | grep -c ^SUBJECT)" 6 "an address gets so many letters a day"
i=0
deferred=0
while [ $i -lt 40 ]; do
  i=$((i + 1))
  sender=bomb@bomber.example mail "v$i@victim$i.example" savoirs-join@lists.example.org '' 2>/dev/null || deferred=$((deferred + 1))
done
is "$deferred" 10 "a network gets so many letters out of us an hour; more is deferred"
is "$(sql "SELECT count(*) FROM join_request")" 30 "and leaves nothing behind"

done_testing
