#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How members read a list: each post, digests by the day, the week or when there are enough, the
# important ones alone, none; each of them gets each post once, whatever they change and whoever dies.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-address = 50' 'per-network = 500' 'overall = 1000'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z # a Monday

colporteur list create mobilites --title 'Mobilités' --prefix '[mob]' --owner chef@example.org >/dev/null
for who in chaque jour semaine brut rien utile soir; do
  colporteur subscriber add "$who@example.org" --language fr >/dev/null
  colporteur list subscribe mobilites "$who@example.org" >/dev/null
done
colporteur subscriber set soir@example.org --language en >/dev/null

# mail FROM TO SUBJECT [BODY [HEADER]]
mail() {
  n=$((${n:-0} + 1))
  printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <m%s@example.org>\nDate: Mon, 02 Nov 2026 08:00:%02d +0000\nContent-Type: text/plain; charset=UTF-8\n%s\n%s\n' \
    "$1" "$2" "$3" "$n" "$n" "${5:+$5
}" "${4:-Bonjour.}" >"mail-$n.eml"
  colporteur deliver --sender "$1" "$2" <"mail-$n.eml"
}
# post FROM SUBJECT [BODY [HEADER]]
post() { mail "$1" mobilites@lists.example.org "$2" "$3" "$4"; }
set_mode() { mail "$1@example.org" mobilites-request@lists.example.org "$2" ' ' && n=$((n - 1)); }
# news WHO: what went to them since the last time
news() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 "$SRCDIR/tests/lib/digests.py" outbox "$1@example.org"
}
posts() { news "$1" | sed -n 's/^POST <\(.*\)@.*/\1/p; s/^PART <\(.*\)@.*> .*/\1/p' | tr '\n' ' '; }
# round_done: the last thing that a round of the clock does is done
round_done() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_engine' AND state = 'idle' AND query LIKE '%search_words_due%'")" = 1 ]; }
# tick: one whole round of the clock
tick() {
  command colporteur --config "$conf" --state "$state" --set clock.interval=3600 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 60 round_done
  kill "$clock"
  wait "$clock"
}

# --- modes are set by mail, in three languages ---
set_mode jour 'recevoir récapitulatif'
set_mode semaine 'recevoir récapitulatif chaque semaine'
set_mode brut 'set digest daily plain'
set_mode rien 'set nomail'
set_mode utile 'recevoir messages importants'
set_mode soir 'degemer diverradenn bemdez'
is "$(sql "SELECT string_agg(concat_ws(' ', split_part(a.address, '@', 1), u.delivery, u.digest_every, u.digest_form), ', ' ORDER BY a.address) FROM subscription u JOIN address a USING (subscriber)")" \
  "brut digest daily plain, chaque each daily mime, jour digest daily mime, rien none daily mime, semaine digest weekly mime, soir digest daily mime, utile important daily mime" \
  "modes are set by mail"
colporteur subscriber set soir@example.org --timezone America/Guadeloupe >/dev/null
run colporteur subscriber set soir@example.org --timezone Guadeloupe/Pointe
is "$status" 65 "a time zone is one that there is"
set_mode soir 'set timezone Nulle/Part'
set_mode jour 'fuseau horaire : reunion'
set_mode soir "gwerzhid-eur America/Guadeloupe"
is "$(sql "SELECT a.address, s.time_zone FROM subscriber s JOIN address a ON a.subscriber = s.id WHERE s.time_zone <> '' ORDER BY 1")" \
  "jour@example.org|Indian/Reunion
soir@example.org|America/Guadeloupe" "so are time zones, in three languages, and names that are none change nothing"
set_mode jour 'set timezone Europe/Paris'
is "$(colporteur list members mobilites | sed -n 's/^\(semaine\|brut\)@.* confirmed *\(digest  *[a-z]* [a-z]*\) .*/\2/p' | tr -s ' ' | tr '\n' ' ')" "digest daily plain digest weekly mime " "the members' digests are listed"
like "$(colporteur list show mobilites)" "at 18 o'clock, weekly on Monday, or at 50 posts" "and when those of the list go"
like "$(colporteur subscriber show semaine@example.org)" 'mobilites confirmed digest weekly mime' "what somebody chose is shown"
for who in chaque jour semaine brut rien utile soir; do news $who >/dev/null; done
n=0

# --- a day ---
post chaque@example.org 'Vélos' 'Qui répare ?'
post chaque@example.org 'Cars' 'Un car le soir.
------------------------------
Voilà.'
post utile@example.org 'Re: Vélos' 'Moi.' 'References: <m1@example.org>'
post chaque@example.org 'Re: Cars' 'Enfin.' 'References: <m2@example.org>'
post jour@example.org 'Re: Vélos' 'Merci.' 'References: <m1@example.org> <m3@example.org>'
is "$(news chaque | sort | tr -d "\n")" "POST <m1@example.org>POST <m2@example.org>POST <m3@example.org>POST <m4@example.org>POST <m5@example.org>" "who reads each gets each"
# Two mails that wait for one worker may go in either order.
is "$(posts utile | xargs -n 1 | sort | xargs)" "m3 m5" "who reads the important gets threads they write in"
is "$(posts jour)$(posts semaine)$(posts brut)$(posts rien)" "" "others get nothing yet"
is "$(sql 'SELECT count(*) FROM digest_wait')" 20 "what is for a digest waits"
tick
is "$(sql "SELECT count(*) FROM mailing WHERE kind = 'digest'")" 0 "until its hour"
COLPORTEUR_TIME=2026-11-02T17:00:01Z
tick
is "$(sql "SELECT count(*), sum(total) FROM mailing WHERE kind = 'digest'")" "1|3" "at 18:00 there all whose day it is share a mailing"
out=$(news jour)
like "$out" '^DIGEST mime Mobilités : 5 messages DATE Mon, 02 Nov 2026 18:00:01 \+0100' "a digest has a subject of its own and the reader's time"
is "$(printf '%s\n' "$out" | sed -n 's/^PART <\(.*\)@.*> /\1 /p' | tr '\n' ',')" \
  "m1 [mob] Vélos,m3 [mob] Re: Vélos,m5 [mob] Re: Vélos,m2 [mob] Cars,m4 [mob] Re: Cars," "posts come in the order of threads"
like "$out" '^      3\. jour@example\.org, le 02/11/2026 à 09:00' "a table of contents is in front, in the reader's language and time"
like "$out" '^TEXT Un car le soir\.\|-+\|Voilà\. 0' "each post is whole"
out=$(news brut)
like "$out" '^DIGEST plain Mobilités : 5 messages' "some read one text"
is "$(printf '%s\n' "$out" | sed -n 's/^PART <\(.*\)@.*/\1/p' | tr '\n' ' ')" "m1 m3 m5 m2 m4 " "in the same order"
like "$out" '^TEXT Un car le soir\.\| -+\|Voilà\.' "in which nothing looks like the line between posts"
is "$(posts soir)" "" "elsewhere it is noon"
post chaque@example.org 'Trains'
tick
is "$(posts jour)" "" "who got a digest today gets no second one"
COLPORTEUR_TIME=2026-11-02T22:30:00Z
tick
out=$(news soir)
like "$out" '^DIGEST mime Mobilités: 6 messages DATE Mon, 02 Nov 2026 18:30:00 -0400' "there evening comes later"
like "$out" '^  1\. chaque@example.org, 02/11/2026 04:00' "in their language and time"
COLPORTEUR_TIME=2026-11-03T17:00:01Z
tick
is "$(posts jour)" "m6 " "the next day has what came since"
is "$(posts brut)" "m6 " "for each of them"
is "$(posts soir)$(posts jour)$(posts brut)" "" "once"

# --- who changes their mind ---
post chaque@example.org 'Bacs'
set_mode jour 'set each'
tick
is "$(news jour | grep -c '^PART <m7@')" 1 "who reads each from now on gets at once what waited"
set_mode brut 'nomail'
is "$(sql "SELECT count(*) FROM digest_wait w JOIN address a USING (subscriber) WHERE a.address = 'brut@example.org'")" 0 "nothing waits for who wants nothing"
set_mode brut 'plain'
is "$(sql "SELECT delivery FROM subscription JOIN address a USING (subscriber) WHERE a.address = 'brut@example.org'")" digest "a form alone means digests"
colporteur list reading mobilites soir@example.org daily --until 2026-11-05 >/dev/null
like "$(colporteur subscriber show soir@example.org)" 'suspended 2026-11-03 to 2026-11-05' "a break from one list is set by command too"
post chaque@example.org 'Pause'
COLPORTEUR_TIME=2026-11-05T23:00:00Z
tick
is "$(posts soir)" "" "a pause holds for digests"
news brut >/dev/null
COLPORTEUR_TIME=2026-11-06T23:00:00Z
tick
is "$(posts soir)" "m7 " "what waited before it comes behind it, what was written meanwhile does not"

# --- a week, or enough of them ---
is "$(posts semaine)" "m1 m3 m5 m2 m4 " "those of a week came on Monday evening, and not since"
COLPORTEUR_TIME=2026-11-09T17:00:01Z
tick
is "$(posts semaine)" "m6 m7 m8 " "until the next one, with the whole week"
colporteur list set mobilites --digest-posts 2 >/dev/null
post chaque@example.org 'Un'
tick
is "$(posts semaine)" "" "one is not enough"
post chaque@example.org 'Deux'
tick
is "$(posts semaine)" "m9 m10 " "as many as the list says do not wait"
set_mode semaine 'recevoir récapitulatif tous les 3 messages'
news semaine >/dev/null
post chaque@example.org 'Trois'
post chaque@example.org 'Quatre'
tick
is "$(posts semaine)" "" "what is enough for the list is not for them"
post chaque@example.org 'Cinq'
tick
is "$(posts semaine)" "m11 m12 m13 " "but theirs"
like "$(colporteur list members mobilites)" '^semaine@.* digest +weekly mime 3 ' "which is listed"
like "$(colporteur subscriber export semaine@example.org)" 'digests weekly mime 3' "and is in what they can ask for"
colporteur list reading mobilites semaine@example.org digest 1 >/dev/null
post chaque@example.org 'Six'
tick
is "$(posts semaine)" "m14 " "it is set by command too"
set_mode semaine 'recevoir récapitulatif chaque semaine'
is "$(sql "SELECT digest_posts IS NULL FROM subscription u JOIN address a USING (subscriber) WHERE a.address = 'semaine@example.org'")" t "who says how often and no number goes by the list's again"
news semaine >/dev/null
run colporteur list reading mobilites semaine@example.org digest 201
is "$status" 65 "as many as there can be"
run colporteur list set mobilites --digest-posts 0
is "$status" 65 "as many as there can be"
like "$err" '1 to 200' "which is told"

run colporteur list reading mobilites soir@example.org monthly
is "$status" 65 "a mode is one that there is"
run colporteur list reading mobilites nobody@example.org each
is "$status" 67 "of somebody on the list"

# --- marked by a moderator ---
for who in chaque jour brut soir semaine utile; do news $who >/dev/null; done
n=29
for who in tard loin; do
  colporteur subscriber add "$who@example.org" --language fr --list mobilites >/dev/null
  colporteur list reading mobilites "$who@example.org" important >/dev/null
done
post chaque@example.org 'Fermeture du pont'
is "$(posts utile)$(posts tard)" "" "a post that nobody marked does not reach who reads the important"
post loin@example.org 'Re: Fermeture du pont' 'Ah.' 'References: <m30@example.org>'
is "$(posts utile)$(posts loin)" "m31 " "but for a thread they write in"
run colporteur archive important mobilites m30@example.org --dry-run
is "$status $(sql 'SELECT count(*) FROM post WHERE is_important')" "0 0" "a dry run marks nothing"
like "$out" 'would go to 3 more readers' "and says how many it would reach"
run colporteur archive important mobilites m30@example.org </dev/null
is "$status" 77 "it asks before it sends"
run colporteur archive important mobilites m30@example.org --yes
like "$out" 'marked important; goes to 3 more readers' "a mark reaches them afterwards"
news chaque >both
is "$(posts utile)$(posts tard)$(posts loin)$(grep -c m30 both)" "m30 m30 m30 1" "once, and nobody who had it"
like "$(colporteur archive important mobilites m30@example.org --yes)" 'was marked already' "marking again changes nothing"
colporteur archive important mobilites m30@example.org --undo >/dev/null
post chaque@example.org 'Re: Fermeture du pont' 'Non.' 'References: <m30@example.org>'
is "$(posts utile)" "" "a mark taken back holds no more"
like "$(colporteur archive important mobilites m30@example.org --yes)" 'goes to 0 more' "set again it reaches nobody twice"
colporteur list reading mobilites chaque@example.org important >/dev/null
colporteur archive important mobilites m30@example.org --undo >/dev/null
like "$(colporteur archive important mobilites m30@example.org --yes)" 'goes to 0 more' "nor who had it as one of all"
colporteur list reading mobilites chaque@example.org each >/dev/null
colporteur archive hide mobilites m30@example.org --reason essai --yes >/dev/null
run colporteur archive important mobilites m30@example.org
is "$status" 77 "what is out of sight cannot be marked"
colporteur archive unhide mobilites m30@example.org >/dev/null
is "$(sql "SELECT is_important FROM post p JOIN message m ON m.id = p.message WHERE m.message_id = 'm30@example.org'")" t "a mark outlives hiding"
post chaque@example.org 'Re: Fermeture du pont' 'Si.' 'References: <m30@example.org>'
is "$(posts utile)" "m33 " "what follows in a marked thread comes too"
is "$(sql "SELECT string_agg(DISTINCT object || ' ' || name || ' ' || (after->>'important'), ', ') FROM audit WHERE after ? 'important' AND actor <> 'nobody'")" \
  "message mobilites false, message mobilites true" "the log has it"
run colporteur archive important mobilites m999@example.org
is "$status" 67 "of a message that there is"
news semaine >/dev/null
colporteur list reading mobilites semaine@example.org important >/dev/null
tick
for who in semaine utile tard loin; do news $who >/dev/null; done
like "$(colporteur archive important mobilites m31@example.org --yes)" 'goes to 2 more' "who got it in a digest has it"
is "$(posts utile)$(posts tard)$(posts semaine)" "m31 m31 " "others get it"
colporteur list reading mobilites semaine@example.org weekly >/dev/null
sql "UPDATE mailing SET folded_at = the_time() WHERE kind = 'post' AND message = (SELECT id FROM message WHERE message_id = 'm32@example.org')" >sql.out
like "$(colporteur archive important mobilites m32@example.org --yes)" 'goes to 0 more' "nobody is sent what nobody knows who got"

# --- threads that somebody comes to late, or that come together late ---
for who in chaque utile tard loin; do news $who >/dev/null; done
n=39
post chaque@example.org 'Halage'
COLPORTEUR_TIME=2026-12-09T08:00:00Z
post chaque@example.org 'Re: Halage' 'Encore.' 'References: <m40@example.org>'
sorted() { posts "$1" | tr ' ' '\n' | sort | tr '\n' ' '; }
is "$(sorted tard)" "" "a thread is not for who has no part in it"
post tard@example.org 'Re: Halage' 'Je viens.' 'References: <m40@example.org>'
is "$(sorted tard)" "m42 " "who answers a month later gets what they write"
post chaque@example.org 'Re: Halage' 'Bien.' 'References: <m40@example.org>'
post chaque@example.org 'Re: Halage' 'Samedi.' 'References: <m40@example.org> <m42@example.org>'
is "$(sorted tard)" "m43 m44 " "and what comes from then on, wherever it answers"
post utile@example.org 'Re: Absent' 'Avant lui.' 'References: <m46@example.org>'
post chaque@example.org 'Absent' 'Arrive après.'
is "$(sorted utile)" "m45 m46 " "what an answer was written to is of its thread, also when it comes later"
post chaque@example.org 'Péniche'
post utile@example.org 'Re: Péniche' 'À quai.' 'References: <m47@example.org>'
for who in utile tard; do news $who >/dev/null; done
post chaque@example.org 'Re: Péniche' 'Sur le halage, donc.' 'References: <m47@example.org> <m40@example.org>'
is "$(sorted utile)$(sorted tard)" "m49 m49 " "an answer to two threads reaches who wrote in either"
post chaque@example.org 'Re: Halage' 'Le premier.' 'References: <m40@example.org>'
post chaque@example.org 'Re: Péniche' 'Le second.' 'References: <m47@example.org>'
is "$(sorted utile)$(sorted tard)" "m50 m51 m50 m51 " "so does all that follows in both"
post chaque@example.org 'Écluses'
post loin@example.org 'Écluse (suite)'
for who in utile tard loin; do news $who >/dev/null; done
colporteur archive join mobilites m53@example.org m52@example.org --reason 'le même sujet' >/dev/null
post chaque@example.org 'Re: Écluses' 'Ouverte.' 'References: <m52@example.org>'
is "$(sorted loin)" "m54 " "threads that somebody joined are one"
colporteur archive important mobilites m53@example.org --yes >/dev/null
for who in utile tard loin; do news $who >/dev/null; done
post chaque@example.org 'Re: Écluses' 'Fermée.' 'References: <m52@example.org>'
is "$(sorted utile)$(sorted tard)$(sorted loin)" "m55 m55 m55 " "and important when one of them is"
colporteur archive split mobilites m53@example.org --reason 'non' >/dev/null
post chaque@example.org 'Re: Écluses' 'À part.' 'References: <m52@example.org>'
is "$(sorted utile)$(sorted loin)" "" "one that is split off is no more"
COLPORTEUR_TIME=2026-11-09T17:00:01Z

# --- whoever dies ---
colporteur list set mobilites --digest-posts 200 >/dev/null
for who in chaque jour brut soir; do news $who >/dev/null; done
printf 'From: chaque@example.org\nTo: mobilites@lists.example.org\nSubject: Plan\nMessage-ID: <plan@example.org>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nVoici.\n--b\nContent-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n' |
  colporteur deliver --sender chaque@example.org mobilites@lists.example.org
COLPORTEUR_TIME=2026-11-10T23:30:00Z
tick
like "$(news soir)" '^TEXT Voici\. 1$' "attachments come in a MIME digest"
like "$(news brut)" '^TEXT Voici\.\|\|\[Pièce jointe retirée : plan\.pdf, application/pdf, 1 ko\. .*https://lists\.example\.org/h/[A-Z2-7]{32} \]$' "a plain one names them and says where they are"
for who in chaque jour; do news $who >/dev/null; done
i=0
while [ $i -lt 12 ]; do
  i=$((i + 1))
  COLPORTEUR_TIME=2026-11-$((10 + i))T08:00:00Z
  n=$((99 + i))
  post chaque@example.org "Jour $i"
  COLPORTEUR_TIME=2026-11-$((10 + i))T23:00:00Z
  # Not through the function, whose process would be a shell's.
  command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 30 grep -q 'ready ROLE=clock' clock.log
  python3 -c "import time; time.sleep($i * 0.004)"
  kill -KILL "$clock"
  wait "$clock" 2>/dev/null
done
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'colporteur_engine'"'")" = 0 ]'
COLPORTEUR_TIME=2026-11-23T23:30:00Z
tick
sql "SELECT subscriber, unnest(posts) FROM delivery d JOIN mailing m ON m.id = d.mailing JOIN address a ON a.subscriber = d.recipient
     WHERE m.kind = 'digest' AND a.address IN ('brut@example.org', 'soir@example.org', 'semaine@example.org')" | sort >given
is "$(sort -u given | wc -l)" "$(wc -l <given)" "no clock that is killed gives a post twice"
is "$(for who in brut soir semaine; do posts $who; done | tr ' ' '\n' | grep -c 'm1[01][0-9]')" 36 "or none at all"
done_testing
