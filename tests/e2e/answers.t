#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a robot makes of answers that say more than a yes or a no: who was taken off and protests is
# back, who says that they stay is not taken off, who refuses in many words is not put on a list, and
# nobody's answer is met with silence.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# shellcheck source=../lib/robot.sh
. "$SRCDIR/tests/lib/robot.sh"
e2e_start '[robot]' 'per-address = 50' 'per-network = 500' '[clock]' 'interval = 1s'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T09:00:00Z

colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null

held() { sql "SELECT count(*) FROM held_message WHERE reason = 'command'"; }
# asked WHO: the address by which they confirm, for who has just asked to join
asked() {
  mail "$1" mobilites-join@lists.example.org ''
  reply_to "$(news "$1")"
}

# --- to what asks whether one wants to be on a list ---
many=$(asked awen@example.net)
for words in 'No problem, I confirm' 'Non, aucun souci, je confirme' 'Je ne veux pas de vos messages'; do
  mail awen@example.net "$many" 'Re: confirmez-vous' "$words"
  is "$(state_of awen@example.net)" "unconfirmed|each" "'$words' neither confirms nor declines"
  answer=$(news awen@example.net)
  like "$answer" 'n’a pas su si c’était un oui ou un non' "which is said"
  is "$(reply_to "$answer")" "$many" "in a letter that asks again"
done
is "$(held)" 3 "and people read it"
mail awen@example.net "$many" 'Re: réponse' 'Oui'
is "$(state_of awen@example.net)" "confirmed|each" "a plain yes confirms then"
news awen@example.net >/dev/null
for words in 'Je ne veux pas partir' 'Je ne souhaite pas me désabonner' "I don't want to be removed" 'Non, je reste !' \
  'Leave me on it please' 'Quitter ? Non' 'Désabonement ?'; do
  mail awen@example.net "$many" 'Re: souhaitez-vous rester' "$words"
  is "$(state_of awen@example.net)" "confirmed|each" "'$words' takes nobody off"
  like "$(news awen@example.net)" 'n’a pas su si c’était un oui ou un non' "and is answered"
done
sql "UPDATE subscriber SET last_contact_at = '2020-01-01'" >sql.out
mail awen@example.net "$many" 'Re: souhaitez-vous rester' 'Non, je reste !'
is "$(sql "SELECT count(*) FROM subscriber WHERE last_contact_at < '2021-01-01'")" 0 "it is a sign of life too"
news awen@example.net >/dev/null
mail 'Awen Le Goff <awen@example.net>' "$many" 'Re: souhaitez-vous rester' 'Bonjour,

Non merci.

Awen Le Goff

Le lun. 2 nov. 2026 à 10:00, Mobilités <mobilites-confirm@lists.example.org> a
écrit :

> Pour rester, répondez'
is "$(state_of awen@example.net)" "unsubscribed|each" "a plain no takes off"
farewell=$(news awen@example.net)
like "$farewell" '^SUBJECT Vous avez quitté' "with a farewell"
undo=$(reply_to "$farewell")
new=$(asked brendan@example.net)
mail brendan@example.net "$new" 'Re: confirmez-vous' "Ce n'est pas moi"
is "$(state_of brendan@example.net)" "unsubscribed|each" "who was not the one who asked is on no list"
like "$(news brendan@example.net)" 'votre demande d’inscription est oubliée' "and hears that"

# --- to a farewell ---
mail awen@example.net "$undo" 'Re: quitté' 'Je veux me désabonner !'
is "$(state_of awen@example.net)" "unsubscribed|each" "who says again that they leave stays off"
like "$(news awen@example.net)" 'Vous n’êtes pas sur cette liste' "and is answered"
for words in 'Erreur de ma part, je veux rester' "Non, je n'ai jamais voulu partir !" "Ce n'était pas moi" "It wasn't me" \
  "Je n'ai rien demandé" 'Je ne veux pas quitter la liste' "I don't want to leave" 'Non'; do
  mail awen@example.net "$undo" 'Re: quitté' "$words"
  is "$(state_of awen@example.net)" "confirmed|each" "'$words' brings back"
  like "$(news awen@example.net)" '^SUBJECT Bienvenue' "and is answered"
  mail awen@example.net mobilites-leave@lists.example.org ''
  undo=$(reply_to "$(news awen@example.net)")
done

# --- to what asks whether a proposal is one's own ---
# letters: one round of the clock, by which authors of proposals are written to
letters() {
  command colporteur --config "$conf" --state "$state" serve clock >>clock.log 2>&1 9>&- &
  e2e_pids=$!
  wait_for 20 eval "[ \"\$(sql 'SELECT count(*) FROM proposal_letter')\" = 0 ]"
  kill "$e2e_pids" && wait "$e2e_pids"
  e2e_pids=
}
mail 'Passante <passante@example.net>' mobilites-propose@lists.example.org 'Un potager' 'Des voisins plantent.'
letters
proposed=$(reply_to "$(news passante@example.net)")
mail passante@example.net "$proposed" 'Re: votre proposition' 'Non, pas encore'
is "$(sql "SELECT state FROM contribution")" unconfirmed "half a no about a proposal changes nothing"
answer=$(news passante@example.net)
like "$answer" 'n’a pas su si c’était un oui ou un non' "and is answered"
is "$(reply_to "$answer")" "$proposed" "by a letter that asks again"
mail passante@example.net "$proposed" 'Re: votre proposition' "Non, ce n'est pas moi"
is "$(sql "SELECT count(*) FROM contribution")" 0 "a plain no forgets it"
like "$(news passante@example.net)" 'la proposition est oubliée' "and that is said"
before=$(held)
mail passante@example.net "$proposed" 'Re: votre proposition' 'Non'
is "$(($(held) - before))" 1 "a no about what is there no more goes to people"

done_testing
