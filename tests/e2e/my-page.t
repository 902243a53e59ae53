#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page where people set what they receive: its link sent to whom it belongs, each change, addresses, a break,
# what is known about them, erasing; a forwarded link takes nothing away, and nothing is left of who left.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-network = 20'
mkdir outbox
chmod 777 outbox
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 \
  --set site.trust-forwarded=yes serve web 2>web.log 9>&- &
e2e_pids=$!
command colporteur --config "$conf" --state "$state" --set clock.interval=1h serve clock 2>clock.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 20 grep -q 'ready ROLE=web' web.log
wait_for 20 grep -q 'ready ROLE=clock' clock.log
for list in atelier mobilites; do colporteur list create $list --title "Liste $list" --owner chef@example.org >/dev/null; done
colporteur subscriber add enora.kerzoncuf@example.org --name 'Enora Kerzoncuf' --territory Brest --interest velo >/dev/null
for list in atelier mobilites; do colporteur list subscribe $list enora.kerzoncuf@example.org >/dev/null; done
colporteur subscriber add maud@example.org --name Maud >/dev/null
colporteur subscriber add gwenn@example.org --name Gwenn >/dev/null

# mail: the mails that go out now: recipient, subject, then the text
mail() {
  wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox <<'PY'
import email, email.policy, glob, os, sys
for path in glob.glob(sys.argv[1] + "/**/*", recursive=True):
    if os.path.isfile(path):
        message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        print(message["To"], message["Subject"], sep="|")
        print(message.get_content())
        os.remove(path)
PY
}
post() { curl -s -o page -w '%{http_code}' "$@"; }
link_in() { printf '%s\n' "$1" | sed -n "s/^ *https:\/\/lists.example.org\(\/$2\/[a-z2-7]*\)\$/\1/p" | head -1; }

# --- send me my link ---
is "$(curl -s -o page -w '%{http_code}' "$url/me")" 200 "there is a form for the link"
is "$(post -d address=enora@ "$url/me")" 422 "a mistake is told"
like "$(cat page)" 'value="enora@"' "with what was typed"
is "$(post -d address=Enora.Kerzoncuf@example.org "$url/me")" 200 "the link is sent"
cp page known
post -d address=nobody@example.org "$url/me" >/dev/null
cmp -s page known
ok $? "who is not known gets the same answer"
sent=$(mail)
is "$(printf '%s\n' "$sent" | grep -c '|')" 1 "and no letter"
me=$(link_in "$sent" me)
like "$me" '^/me/[a-z2-7]{25,}$' "the letter has the link"
n=0
while [ $n -lt 25 ]; do
  post -H 'X-Forwarded-For: 192.0.2.9' -d "address=maud@example.org" "$url/me" >codes.$n
  post -H 'X-Forwarded-For: 192.0.2.9' -d "address=guess$n@example.org" "$url/me" >>codes.$n
  n=$((n + 1))
done
is "$(post -H 'X-Forwarded-For: 192.0.2.77' -d address=guess@example.org "$url/me")" 429 "a network that tries addresses comes to its end"
is "$(mail | grep -c '^maud@example.org|' | awk '{ print ($1 >= 1 && $1 <= 10) }')" 1 "and the letters it makes stay within the budget of an address, or less"

# --- the page ---
everything() { sql "SELECT md5(string_agg(t, '' ORDER BY t)) FROM (SELECT s::text FROM subscriber s UNION ALL SELECT u::text FROM subscription u UNION ALL SELECT c::text FROM consent_event c) t(t)"; }
before=$(everything)
is "$(curl -s -o page -w '%{http_code}' "$url$me") $(curl -s -o /dev/null --head -w '%{http_code}' "$url$me")" "200 200" "the page opens"
is "$(everything)" "$before" "which changes nothing"
unlike "$(cat page)" 'Kerzoncuf|kerzoncuf' "a forwarded link tells neither name nor address"
like "$(cat page)" 'name="keep" value="29019" checked' "where they live"
like "$(cat page)" 'value="velo" checked' "what they follow"
like "$(cat page)" '<details open>' "in an open theme"
is "$(post -d act=lists -d list-atelier=weekly -d list-mobilites=leave "$url$me")" 200 "lists are set"
is "$(sql "SELECT string_agg(l.name || ' ' || u.state || ' ' || u.delivery || ' ' || u.digest_every, ', ' ORDER BY l.name) FROM subscription u JOIN list l ON l.id = u.list")" "atelier confirmed digest weekly, mobilites unsubscribed each daily" "each in its way"
like "$(cat page)" 'value="weekly" checked' "which the page shows"
post -d act=lists -d list-atelier=important "$url$me" >/dev/null
is "$(sql "SELECT delivery FROM subscription u JOIN list l ON l.id = u.list WHERE l.name = 'atelier'")" important "the important ones alone"
like "$(cat page)" 'enregistré' "and confirmed on the page"
like "$(mail)" '^enora.kerzoncuf@example.org\|Vous avez quitté la liste « Liste mobilites »' "leaving by mail too"
# --- topics of a list ---
topics() { sql "SELECT string_agg(l.name || ' ' || i.slug, ', ' ORDER BY l.name, i.slug) FROM subscription_topic t JOIN list l ON l.id = t.list JOIN interest i ON i.id = t.interest"; }
unlike "$(cat page)" 'name="topics-' "a list without interests has no topics"
colporteur list set atelier --interest mobilite >/dev/null
colporteur list set mobilites --interest alimentation >/dev/null
curl -s -o page "$url$me"
like "$(cat page)" 'Ne recevoir que certains thèmes' "one with interests offers them"
is "$(grep -c 'name="topic-atelier"' page) $(grep -c 'name="topic-mobilites"' page)" "$(sql "SELECT count(*) FROM interest_closure c JOIN interest i ON i.id = c.ancestor WHERE i.slug = 'mobilite'") 0" "all below too, of lists that they are on"
is "$(post -d act=lists -d list-atelier=daily -d topics-atelier=1 -d topic-atelier=velo -d topic-atelier=alimentation -d topics-mobilites=1 -d topic-mobilites=alimentation "$url$me") $(topics)" \
  "200 atelier velo" "what is ticked and is a topic is taken, of the lists they are on"
like "$(cat page)" 'name="topic-atelier" value="velo" checked' "and shown"
like "$(cat page)" '<details id="atelier-topics" open>' "at first sight"
is "$(post -d act=lists -d list-atelier=important "$url$me") $(topics)" "200 atelier velo" "a form without topics leaves them"
is "$(post -d act=lists -d topics-atelier=1 "$url$me") $(topics)" "200 " "nothing ticked is everything"
is "$(curl -s -o /dev/null "$url$me?act=lists&topics-atelier=1&topic-atelier=velo"; topics)" "" "looking changes nothing"

# --- the digests of a list, and a break from it alone ---
reading() { sql "SELECT u.digest_form, u.digest_posts, u.pause_from, u.pause_until FROM subscription u JOIN list l ON l.id = u.list WHERE l.name = 'atelier' AND u.state = 'confirmed'"; }
is "$(post -d act=lists -d list-atelier=weekly -d form-atelier=plain -d posts-atelier=10 -d from-atelier=2099-07-01 -d until-atelier=2099-07-31 "$url$me") $(reading)" \
  "200 plain|10|2099-07-01|2099-07-31" "they say in which form, at how many, and when there is a break"
like "$(cat page)" 'id="atelier-plain" name="form-atelier" value="plain" checked' "which the page shows"
like "$(cat page)" 'name="posts-atelier" value="10"' "with the number"
like "$(cat page)" 'name="until-atelier" type="date" value="2099-07-31"' "and the days"
is "$(post -d act=lists -d list-atelier=daily "$url$me") $(reading)" "200 plain|10|2099-07-01|2099-07-31" "a form without them leaves them"
is "$(post -d act=lists -d form-atelier=odd -d posts-atelier=201 -d from-atelier=2099-08-09 -d until-atelier=2099-08-03 "$url$me") $(reading)" \
  "422 plain|10|2099-08-03|2099-08-09" "what cannot be changes nothing, days the wrong way round are turned"
like "$(cat page)" 'href="#atelier-posts">Un nombre' "which is told, with where"
like "$(cat page)" 'name="posts-atelier" value="201" .*aria-invalid' "and what was typed stays"
is "$(post -d act=lists -d posts-atelier=10 -d from-atelier=2099-02-30 -d until-atelier=2099-08-03 "$url$me") $(reading)" \
  "422 plain|10|2099-08-03|2099-08-09" "a day that does not exist is told too"
like "$(cat page)" 'name="from-atelier" type="date" value="2099-02-30" aria-invalid' "beside it"
is "$(post -d act=lists -d form-atelier=mime -d posts-atelier= -d from-atelier= -d until-atelier= "$url$me") $(reading)" "200 mime|||" "empty, it is as the list says, without a break"
like "$(cat page)" 'Laissez vide pour suivre le réglage de la liste : 50' "and how many that is"

is "$(post -d act=person -d language=br -d interest=covoiturage --data-urlencode territory=Nulpart "$url$me")" 422 "an unknown place changes nothing"
unlike "$(cat page)" 'id="next"' "and is asked for again before a letter is previewed"
is "$(sql "SELECT language FROM subscriber WHERE name ~ 'Enora'")" fr "at all"
like "$(cat page)" 'value="Nulpart"' "what was typed stays"
like "$(cat page)" 'value="covoiturage" checked' "and so does what was ticked"
unlike "$(cat page)" 'value="velo" checked|value="29019" checked|value="fr" checked' "or not ticked"
is "$(post -d act=person -d language=br -d interest=covoiturage -d territory=29300 -d place_for=29300 -d place=29233 -d keep=29019 "$url$me")" 200 "territory, interests and language are set"
is "$(sql "SELECT s.language, (SELECT string_agg(t.code, ' ' ORDER BY t.code) FROM territory t WHERE t.id = ANY (s.territories)), (SELECT string_agg(i.slug, ' ') FROM interest i WHERE i.id = ANY (s.interests)) FROM subscriber s WHERE name ~ 'Enora'")" "br|29019 29233|covoiturage" "as they were chosen"
is "$(post -d act=zone --data-urlencode 'zone=la lune' "$url$me") $(sql "SELECT count(time_zone) FROM subscriber")" "422 0" "a time zone that is none changes nothing"
is "$(post -d act=zone --data-urlencode 'zone=Nouméa' "$url$me") $(sql "SELECT time_zone FROM subscriber WHERE name ~ 'Enora'")" "200 Pacific/Noumea" "one that is known by its place is noted"
like "$(cat page)" 'value="Pacific/Noumea" list' "and shown"
is "$(post -d act=zone -d zone= "$url$me") $(sql "SELECT count(time_zone) FROM subscriber")" "200 0" "the site's again"
is "$(post -d act=break -d from=2027-02-10 -d until=2027-02-01 "$url$me")" 422 "a break that ends before it begins is none"
like "$(cat page)" 'value="2027-02-10"' "and stays as it was typed"
is "$(post -d act=break -d from=2027-02-01 -d until=2027-02-10 "$url$me")" 200 "a break"
is "$(sql "SELECT break_from, break_until FROM subscriber WHERE name ~ 'Enora'")" "2027-02-01|2027-02-10" "is noted"
is "$(post -d act=resume "$url$me") $(sql "SELECT break_from IS NULL FROM subscriber WHERE name ~ 'Enora'")" "200 t" "and ended"

is "$(post -d act=shown -d shown=initials "$url$me") $(sql "SELECT by_initials FROM subscriber WHERE name ~ 'Enora'")" "200 t" "to be shown by initials"
like "$(cat page)" 'value="initials" checked' "which the page says"
is "$(sql "SELECT actor, before, after FROM audit WHERE object = 'subscriber' ORDER BY id DESC LIMIT 1")" 'their page|{"by_initials": false}|{"by_initials": true}' "and the audit log"
is "$(post -d act=shown -d shown=name "$url$me") $(sql "SELECT by_initials FROM subscriber WHERE name ~ 'Enora'")" "200 f" "and no longer"
like "$(cat page)" 'value="name" checked' "which it says too"

# --- addresses ---
addresses() { sql "SELECT string_agg(address || CASE WHEN is_primary THEN '*' ELSE '' END, ' ' ORDER BY is_primary DESC, address) FROM address WHERE subscriber = (SELECT id FROM subscriber WHERE name ~ 'Enora')"; }
handle() { sed -n 's/.*name="which" value="\([0-9a-f]*\)".*/\1/p' page | tail -1; }
is "$(post -d act=address-add -d address=enora "$url$me")" 422 "a mistake in an address is told"
like "$(cat page)" 'value="enora"' "and kept"
is "$(post -d act=address-add -d address=Enora.Kerzoncuf@example.org "$url$me")" 422 "one's own is told too"
is "$(post -d act=address-add --data-urlencode address='enora@kerzoncuf.example.net ' "$url$me")" 200 "another is asked"
unlike "$(cat page)" 'kerzoncuf[.]example' "and shows masked"
cp page mine
post -d act=address-add -d address=gwenn@example.org "$url$me" >/dev/null
is "$(grep -c 'à confirmer' mine) $(grep -c 'à confirmer' page)" "1 2" "somebody else's gets the same answer"
sent=$(mail)
yes=$(printf '%s\n' "$sent" | sed -n '/^enora@/,$p' | sed -n 's/^ *https:\/\/lists.example.org\(\/address\/[a-z2-7]*\)$/\1/p' | head -1)
hers=$(printf '%s\n' "$sent" | sed -n '/^gwenn@/,$p' | sed -n 's/^ *https:\/\/lists.example.org\(\/address\/[a-z2-7]*\)$/\1/p' | head -1)
is "$(curl -s -o page -w '%{http_code}' "$url$yes") $(addresses)" "200 enora.kerzoncuf@example.org*" "opening the link adds nothing"
is "$(post -d act=yes "$url$hers")" 200 "who has a page of their own"
like "$(cat page)" 'déjà sa page' "is told so"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'gwenn@example.org' AND subscriber = (SELECT id FROM subscriber WHERE name = 'Gwenn')")" 1 "and stays themselves"
is "$(post -d act=yes "$url$yes") $(addresses)" "200 enora.kerzoncuf@example.org* enora@kerzoncuf.example.net" "the button adds it"
is "$(post -d act=yes "$url$yes")" 404 "once"
like "$(mail)" '^enora.kerzoncuf@example.org[|]Ur chomlec’h ouzhpenn' "and the first one hears of it, in their language"
curl -s -o page "$url$me"
which=$(handle)
is "$(post -d act=address-first -d "which=$which" "$url$me") $(addresses)" "200 enora.kerzoncuf@example.org* enora@kerzoncuf.example.net" "mail does not go elsewhere at once"
sent=$(mail)
like "$sent" '^enora.kerzoncuf@example.org[|]Da belec’h' "the old address is asked"
like "$sent" 'enora@kerzoncuf.example.net' "and told which one it would be"
no=$(link_in "$sent" address)
is "$(post -d act=no "$url$no") $(addresses)" "200 enora.kerzoncuf@example.org*" "it may refuse, and the other is gone"
sql "INSERT INTO address SELECT 'enora@kerzoncuf.example.net', 'enora@kerzoncuf.example.net', id, false FROM subscriber WHERE name ~ 'Enora'" >/dev/null
post -d act=address-first -d "which=$which" "$url$me" >/dev/null
mail >/dev/null
sql "UPDATE address_change SET due_at = due_at - interval '3 days'; SELECT address_change_due()" >/dev/null
is "$(addresses)" "enora@kerzoncuf.example.net* enora.kerzoncuf@example.org" "without an answer it happens in three days"
is "$(post -d act=address-first -d which=00 "$url$me")" 422 "an address that is not theirs is none"
curl -s -o page "$url$me"
post -d act=address-first -d "which=$(handle)" "$url$me" >/dev/null
yes=$(printf '%s\n' "$(mail)" | sed -n 's/^ *https:\/\/lists.example.org\(\/address\/[a-z2-7]*\)$/\1/p' | tail -1)
is "$(post -d act=yes "$url$yes") $(addresses)" "200 enora.kerzoncuf@example.org* enora@kerzoncuf.example.net" "where it agrees, at once"
is "$(post -d act=address-remove -d "which=$which" "$url$me") $(addresses)" "200 enora.kerzoncuf@example.org*" "an address is removed"
like "$(mail)" '^enora.kerzoncuf@example.org[|]Ur chomlec’h n’eo mui' "and the one that stays hears of it"

# --- what the next letter would hold ---
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list subscribe lettre enora.kerzoncuf@example.org >/dev/null
for line in 'Un atelier à Brest|29019|' 'Un atelier à Rennes|35238|' 'Le vélo en ville||velo' 'Pour toute la région|53|'; do
  sql "WITH c AS (INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('initiative', '${line%%|*}', 'x', 'accepted', now()) RETURNING id),
    t AS (INSERT INTO contribution_territory SELECT c.id, t.id FROM c, territory t WHERE t.code = split_part('$line', '|', 2))
    INSERT INTO contribution_interest SELECT c.id, i.id FROM c, interest i WHERE i.slug = split_part('$line', '|', 3)" >/dev/null
done
post -d act=person -d language=fr -d keep=29019 "$url$me" >/dev/null
next() { sed -n '/<ul class="next">/,/<\/ul>/s/.*lang="fr">\([^<]*\)<.*/\1/p' page | paste -sd, -; }
is "$(next)" "Le vélo en ville,Un atelier à Brest" "the next letter has what is for all and what is near"
post -d act=preview -d language=fr -d territory=Rennes -d interest=velo "$url$me" >/dev/null
is "$(next)" "Le vélo en ville,Un atelier à Rennes" "other choices are looked at"
like "$(cat page)" 'Rien n’est encore enregistré' "without being saved"
is "$(sql "SELECT territories = ARRAY(SELECT id::int FROM territory WHERE code = '29019') AND interests = '{}' FROM subscriber WHERE name ~ 'Enora'")" t "at all"
post -d act=leave-all "$url$me" >/dev/null
is "$(sql "SELECT count(*) FROM subscription WHERE state = 'confirmed' AND subscriber = (SELECT id FROM subscriber WHERE name ~ 'Enora')")" 0 "all lists are left at once"
is "$(mail | grep -c '^enora.kerzoncuf@example.org|Vous avez quitté')" 2 "with a message for each"

# --- export and erase, which a forwarded link cannot ---
sql "INSERT INTO proposal (contribution, list, address_key, address, language, how) SELECT c.id, l.id, 'enora.kerzoncuf@example.org', 'enora.kerzoncuf@example.org', 'fr', 'web' FROM contribution c, list l WHERE c.title = 'Le vélo en ville' AND l.name = 'lettre'" >/dev/null
is "$(post -d act=export "$url$me")" 200 "what is known is asked for"
unlike "$(cat page)" 'erzoncuf' "the page does not show it"
sent=$(mail)
like "$sent" '"name": "Enora Kerzoncuf"' "it comes by mail"
like "$sent" '"title": "Le vélo en ville"' "with what they proposed"
is "$(post -d act=erase "$url$me") $(sql "SELECT count(*) FROM subscriber")" "200 3" "the page erases nobody"
erase=$(link_in "$(mail)" erase)
is "$(curl -s -o page -w '%{http_code}' "$url$erase") $(sql "SELECT count(*) FROM subscriber")" "200 3" "nor does the link of the mail"
is "$(post -d act=erase "$url/erase/${me#/me/}") $(post -d act=export "$url/me/${erase#/erase/}")" "404 404" "the one link is not good for the other"
is "$(post -d act=erase "$url$erase") $(sql "SELECT count(*) FROM subscriber")" "200 2" "its button does"
is "$(post -d act=erase "$url$erase") $(curl -s -o page -w '%{http_code}' "$url$me")" "404 404" "afterwards both links are unknown"
away=$(free_port)
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM erased_letter")" = 1 ]'
ok $? "a last letter to them"
colporteur --set "mail.smarthost=127.0.0.1:$away" serve deliver --once >/dev/null 2>&1
is "$(sql "SELECT count(*) FROM delivery d JOIN erased_letter e USING (mailing) WHERE d.state = 'q'")" 1 "waits while the mail server is away"
sleep 2
is "$(sql "SELECT count(*) FROM notice_recipient WHERE address ~ 'kerzoncuf'")" 1 "with the address"
sql "UPDATE delivery SET next_try = the_time() WHERE mailing = (SELECT mailing FROM erased_letter)" >/dev/null
like "$(mail)" '^enora.kerzoncuf@example.org[|]C’est fait : vous êtes effacé·e' "comes when it is back"
sql "NOTIFY letter" >/dev/null
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM erased_letter")" = 0 ]'
ok $? "and is forgotten"
pg_dump -h "$state/postgresql" -U postgres colporteur >dump.sql 2>/dev/null 9>&- || "${PG_BINDIR:+$PG_BINDIR/}pg_dump" -h "$state/postgresql" -U postgres colporteur >dump.sql 9>&-
like "$(grep -c '^COPY colporteur\.tombstone ' dump.sql)" 1 "in a dump of the database"
unlike "$(cat dump.sql)" '[Kk]erzoncuf' "nothing is left but the tombstone"
is "$(sql "SELECT count(*) FROM tombstone")" 1 "which is there"

# --- a mail server that stays away ---
sql "WITH s AS (INSERT INTO subscriber (language) VALUES ('fr') RETURNING id)
  INSERT INTO address SELECT 'katell@kerzoncuf.example.net', 'katell@kerzoncuf.example.net', id, true FROM s;
  INSERT INTO page_letter (what, list, subscriber) SELECT 'erase', (SELECT min(id) FROM list), subscriber FROM address WHERE address_key ~ 'katell'" >/dev/null
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
erase=$(link_in "$(mail)" erase)
is "$(post -d act=erase "$url$erase")" 200 "another erases themselves"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM erased_letter")" = 1 ]'
sql "UPDATE erased_letter SET at = at - interval '25 hours'" >/dev/null
sql "NOTIFY letter" >/dev/null
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM erased_letter")" = 0 ]'
ok $? "after a day their last letter is given up"
is "$(sql "SELECT count(*) FROM delivery WHERE state = 'q'")" 0 "and waits no more"
"${PG_BINDIR:+$PG_BINDIR/}pg_dump" -h "$state/postgresql" -U postgres colporteur >dump.sql 9>&-
unlike "$(cat dump.sql)" '[Kk]erzoncuf' "nothing is left of them either"
done_testing
