#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Joining by the form of the site: mistakes keep what was typed, programs are answered and ignored,
# one letter asks to confirm and its link changes nothing until a button is pressed; answers tell
# nothing of an address, floods stay within the budgets.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
sink=$(free_port)
e2e_start '[robot]' 'per-address = 3' 'per-network = 20' 'overall = 60' '[mail]' "smarthost = 127.0.0.1:$sink"
mkdir arrived
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$sink" arrived 2>sink.err 9>&- &
sink_pid=$!
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 \
  --set site.trust-forwarded=yes serve web 2>web.log 9>&- &
e2e_pids="$sink_pid $!"
command colporteur --config "$conf" --state "$state" --set clock.interval=1h serve clock 2>clock.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 20 grep -q 'ready ROLE=web' web.log
wait_for 20 grep -q 'ready ROLE=clock' clock.log
colporteur list create atelier --title 'Atelier du samedi' --owner chef@example.org >/dev/null
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list create bureau --title 'Bureau' --private >/dev/null
colporteur territory load >/dev/null 2>&1 || :
colporteur interest load >/dev/null 2>&1 || :

# mails: "To|Subject|first link of ours" of each mail that reaches the mail server now
mails() {
  wait_for 60 eval '[ "$(sql "SELECT count(*) FROM page_letter WHERE network IS NULL")" = 0 ]'
  colporteur serve deliver --once >>deliver.log 2>&1
  python3 - arrived <<'PY'
import email, email.policy, glob, os, re, sys
for path in glob.glob(sys.argv[1] + "/*"):
    if path.endswith(".eml"):
        message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        link = re.search(r"https://lists\.example\.org(/\S+)", message.get_content())
        print(message["To"], message["Subject"], link.group(1) if link else "", sep="|")
    os.remove(path)
PY
}
# form FROM FIELD...: the form, read for ten seconds, sent from an address on the network
form() {
  from=$1
  shift
  curl -s -o page -w '%{http_code}' -H "X-Forwarded-For: $from" --data-urlencode "at=$(($(date +%s) - 10))" "$@" "$url/subscribe"
}
people() { sql "SELECT count(*) FROM subscriber"; }

is "$(curl -s -o page -w '%{http_code}' "$url/subscribe")" 200 "there is a form"
like "$(cat page)" 'Atelier du samedi' "with the public lists"
unlike "$(cat page)" 'Bureau' "and no other"
is "$(curl -s "$url/subscribe?list=lettre" | grep -c 'value="lettre" checked')" 1 "a link can name a list"

# --- mistakes keep what was typed ---
is "$(form 192.0.2.1 -d address=enora@example -d list=atelier -d interest=velo -d territory=Nulpart -d language=br)" 422 "a mistake is told"
like "$(cat page)" 'value="enora@example"' "the address is kept"
like "$(cat page)" 'value="atelier" checked' "so is the list"
like "$(cat page)" 'value="velo" checked' "the theme"
like "$(cat page)" 'value="br" checked' "the language"
like "$(cat page)" 'href="#territory"' "and each mistake leads to its field"
is "$(form 192.0.2.1 -d address=enora@example.org -d territory=29200)" 422 "no list is a mistake"
is "$(form 192.0.2.1 -d address=enora@example.org -d list=atelier --data-urlencode 'territory=Saint-Martin-des-Champs')" 422 "a name that two communes have is asked about"
like "$(cat page)" 'name="place" value="29254"' "by their codes"
is "$(people)" 0 "nobody is known by that"

# --- what programs do ---
is "$(form 192.0.2.1 -d address=robot@example.org -d list=atelier -d website=x)" 200 "who fills in the trap is answered"
is "$(curl -s -o page -w '%{http_code}' -d address=robot@example.org -d list=atelier -d "at=$(date +%s)" "$url/subscribe")" 200 "who is faster than reading is shown the form"
like "$(cat page)" 'value="robot@example.org"' "with what was typed"
is "$(curl -s -o page -w '%{http_code}' -d address=robot@example.org -d list=atelier "$url/subscribe")" 200 "so is a form of another site's page"
# The form that the manual gives other sites, with an address typed into it.
sed -n '/<form method="post"/,/<.form>/p' "$SRCDIR/contrib/man/colporteur-list.7" >manual.html
is "$(curl -s -o page -w '%{http_code}' -H 'Origin: https://www.example.net' -d "$(sed -n 's/.*type="hidden" name="\([a-z]*\)" value="\([a-z]*\)".*/\1=\2/p' manual.html)" \
  -d "$(sed -n 's/.*type="email" name="\([a-z]*\)".*/\1/p' manual.html)=gwenn@example.org" "$url/subscribe")" 200 "and the form of the manual"
like "$(cat page)" 'value="gwenn@example.org"' "leads here with the address"
like "$(cat page)" 'value="lettre" checked' "and the list"
is "$(people)" 0 "nobody is known by that either"

# --- joining ---
is "$(form 192.0.2.1 -d address=Enora@example.org -d list=atelier -d list=lettre -d list=bureau -d delivery=weekly -d interest=velo -d language=fr \
  --data-urlencode 'territory=saint martin des champs' --data-urlencode 'place_for=saint martin des champs' -d place=29254)" 200 "a good form is taken"
cp page sent
like "$(cat page)" 'boîte aux lettres' "with an answer that promises a letter"
is "$(sql "SELECT string_agg(l.name || ' ' || u.state, ', ' ORDER BY l.name) FROM subscription u JOIN list l ON l.id = u.list")" "atelier unconfirmed, lettre unconfirmed" "nobody is on a list yet, nor asks for a private one"
is "$(sql "SELECT territories = '{}' AND interests = '{}' FROM subscriber")" t "nor does anybody else's word say where they live"
mail=$(mails)
like "$mail" '^Enora@example.org\|Confirmez-vous votre inscription \?\|/subscribe/[a-z2-7]+$' "one letter asks for all"
link=${mail##*|}
form 192.0.2.1 -d address=enora@example.org -d list=atelier >/dev/null
cmp -s page sent
ok $? "asking again is answered alike"
is "$(mails)" "" "and asks nobody twice"
is "$(curl -s -o page -w '%{http_code}' "$url$link") $(curl -s -o /dev/null --head -w '%{http_code}' "$url$link")" "200 200" "the link shows a page"
like "$(cat page)" 'E…@e…\.org' "with the address masked"
like "$(cat page)" 'Saint-Martin-des-Champs' "and what was said"
is "$(sql "SELECT count(*) FROM subscription WHERE state = 'confirmed'")" 0 "which changes nothing"
is "$(curl -s -o page -w '%{http_code}' -d x=y "$url$link")" 200 "no list ticked"
is "$(curl -s -o page -w '%{http_code}' -d list=atelier "$url$link")" 200 "the button confirms"
is "$(sql "SELECT l.name, u.state, u.delivery, u.digest_every FROM subscription u JOIN list l ON l.id = u.list")" "atelier|confirmed|digest|weekly" "what was ticked, as it was asked for"
is "$(sql "SELECT array_agg(t.code) FROM subscriber s JOIN territory t ON t.id = ANY (s.territories)")" "{29254}" "with the territory"
is "$(sql "SELECT array_agg(t.slug) FROM subscriber s JOIN interest t ON t.id = ANY (s.interests)")" "{velo}" "and the interests"
is "$(sql "SELECT string_agg(what || ' ' || how || ' ' || host(network), ', ' ORDER BY id) FROM consent_event WHERE list = (SELECT id FROM list WHERE name = 'atelier')")" "subscribe web 192.0.2.1, confirm web 127.0.0.1" "and the proof"
like "$(mails)" '^Enora@example.org\|Bienvenue sur la liste « Atelier du samedi »\|' "a welcome comes"
is "$(curl -s -o page -w '%{http_code}' -d list=lettre "$url$link")" 404 "the link has served"
form 192.0.2.1 -d address=enora@example.org -d list=atelier >/dev/null
cmp -s page sent
ok $? "who is on the list already gets the same answer"
like "$(mails)" '^Enora@example.org\|Vous êtes déjà sur la liste' "and a letter that says so"

# --- reminded once, by the same letter ---
form 192.0.2.2 -d address=chann@example.org -d list=atelier -d list=lettre -d language=br >/dev/null
like "$(mails)" '^chann@example.org\|Ha kadarnaat' "asked in their language"
sql "UPDATE join_request SET asked_at = asked_at - interval '4 days'" >/dev/null
command colporteur --config "$conf" --state "$state" serve clock 2>clock2.log 9>&- &
second=$!
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM join_request WHERE reminded_at IS NULL")" = 0 ]'
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM mailing WHERE state = '"'running'"'")" != 0 ]'
kill "$second"
wait "$second"
is "$(mails | grep -c '^chann@example.org|Adkoulz')" 1 "and reminded once for both lists"

# --- floods ---
sql "DELETE FROM robot_answer" >/dev/null
cat >flood.py <<'PY'
import http.client, sys, time, urllib.parse
port, kind, n = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
kinds = {
    "one": lambda i: ("victim@example.net", f"203.{i >> 8 & 255}.{i & 255}.9"),
    "many": lambda i: (f"victim{i}@example.net", f"198.51.100.{i % 250}"),
    "wider": lambda i: (f"wide{i}@example.net", f"2001:db8:1:{i:x}::9"),
    "all": lambda i: (f"all{i}@example.net", f"{11 + i // 256}.{i % 256}.1.9"),
}
connection, seen = http.client.HTTPConnection("127.0.0.1", port), {}
for i in range(n):
    victim, remote = kinds[kind](i)
    connection.request("POST", "/subscribe", urllib.parse.urlencode({"address": victim, "list": "atelier" if i % 2 else "lettre", "at": int(time.time()) - 9}),
                       {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": remote})
    answer = connection.getresponse()
    answer.read()
    seen[answer.status] = seen.get(answer.status, 0) + 1
print(*(f"{status}:{seen[status]}" for status in sorted(seen)))
PY
is "$(python3 flood.py "$port" one 5000)" "200:5000" "5,000 requests for one victim from as many networks are answered alike"
is "$(mails | grep -c '^victim@example.net')" 2 "and make two letters: one for each list asked for"
is "$(form 192.0.2.50 --data-urlencode address=victim+a@example.net -d list=atelier)$(form 192.0.3.50 --data-urlencode address=victim+b@example.net -d list=atelier)" 200200 "tags of the victim's address are taken too"
is "$(mails | grep -c '^victim')" 1 "and reach the same mailbox, whose budget of a day is three"
python3 flood.py "$port" many 5000 >flooded 9>&- &
flood=$!
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM robot_answer WHERE address_key LIKE '"'victim_%'"' AND network LIKE '"'198.%'"'")" = 20 ]'
is "$(form 192.0.2.77 -d address=maud@example.org -d list=atelier)" 200 "somebody elsewhere, while 5,000 victims are asked for from one network"
mails >during
like "$(cat during)" '^maud@example.org\|Confirmez' "gets through"
kill -0 "$flood"
ok $? "before that has ended"
wait "$flood"
is "$(cat flooded)" "200:20 429:4980" "the network's budget is told"
mails >>during
is "$(grep -c '^victim' during)" 20 "and holds"
is "$(sql "SELECT count(*) FROM address WHERE address_key LIKE 'victim%'")" 22 "nothing is kept of the others"
is "$(form 198.51.100.7 -d address=maud@example.org -d list=atelier)$(form 198.51.100.7 -d address=nobody@example.org -d list=atelier)" 429429 "that a network's budget is used up tells nothing of an address"
sql "DELETE FROM robot_answer" >/dev/null
is "$(python3 flood.py "$port" wider 200)" "200:30 429:170" "who has many networks of one provider (an IPv6 /48) has half of what all have"
is "$(mails | grep -c '^wide')" 30 "which holds"
is "$(form 192.0.2.78 -d address=nevena@example.org -d list=atelier)" 200 "the rest is for others"
is "$(mails | grep -c '^nevena@example.org|Confirmez')" 1 "whoever asks then is written to"
is "$(python3 flood.py "$port" all 200)" "200:200" "people asked for from 200 networks are answered alike"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter WHERE network IS NULL")" = 0 ]'
is "$(sql "SELECT count(*) FROM robot_answer")" 45 "and written to up to three quarters of the budget of all"
is "$(form 192.0.2.79 -d address=loeiza@example.org -d list=atelier)" 200 "somebody who asks then is not refused"
like "$(cat page)" 'quelques heures' "but told that it takes some hours"
like "$(cat page)" '-join' "and how to ask by mail"
is "$(form 192.0.2.79 -d address=loeiza@example.org -d list=atelier) $(sql "SELECT count(*) FROM page_letter p JOIN address a USING (subscriber) WHERE a.address_key LIKE 'loeiza%'")" "200 1" "asking again changes nothing"
is "$(form 192.0.2.79 -d address=nevena@example.org -d list=atelier)" 200 "nor does the answer tell who is known"
form 192.0.2.90 -d address=hoela@example.org -d list=atelier >/dev/null
printf 'From: Hoela <hoela@example.org>\nTo: atelier-join@lists.example.org\nSubject: x\nMessage-ID: <hoela@example.org>\nDate: %s\n\n\n' "$(date -R)" |
  colporteur deliver --sender hoela@example.org atelier-join@lists.example.org
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter WHERE network IS NULL")" = 0 ]'
python3 flood.py "$port" wider 200 >/dev/null
is "$(sql "SELECT count(*) FROM page_letter WHERE network LIKE '2001:%'")" 0 "a network that has had its share does not wait either"
is "$(python3 flood.py "$port" all 5000)" "200:733 429:4267" "more than some hours write is not kept"
hours=0
until [ "$(sql "SELECT count(*) FROM page_letter p JOIN address a USING (subscriber) WHERE p.network IS NOT NULL AND a.address_key LIKE 'loeiza%'")" = 0 ] || [ "$hours" = 20 ]; do
  hours=$((hours + 1))
  sql "UPDATE robot_answer SET at = at - interval '1 hour'; NOTIFY letter" >/dev/null
  wait_for 20 eval '[ "$(sql "SELECT count(*) FROM robot_answer WHERE at > the_time() - interval '"'1 hour'"'")" = 45 ]' || diag "no hour's worth"
done
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter WHERE network IS NULL")" = 0 ]'
is "$hours" 5 "who waits behind 201 strangers is asked to confirm some hours later, each hour within its budget"
mails >after
like "$(cat after)" '^loeiza@example.org\|Confirmez' "and is"
like "$(cat after)" '^hoela@example.org\|Confirmez' "so is, at once, who asks by mail while that waits"
# Quiet networks first: of one that asks for many only the first few are not behind all others.
sql "DELETE FROM page_letter; DELETE FROM robot_answer; INSERT INTO robot_answer (address_key, network) SELECT 'x' || i || '@example.net', 'example.net' FROM generate_series(1, 45) i" >/dev/null
python3 flood.py "$port" many 15 >/dev/null
form 192.0.2.80 -d address=soaz@example.org -d list=atelier >/dev/null
sql "DELETE FROM robot_answer WHERE id IN (SELECT id FROM robot_answer LIMIT 5); NOTIFY letter" >/dev/null
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM robot_answer")" = 45 ]'
is "$(sql "SELECT count(*) FROM page_letter p JOIN address a USING (subscriber) WHERE p.network IS NOT NULL AND a.address_key LIKE 'soaz%'")" 0 "who asks from a quiet network does not wait behind one that asks for many"

# Who asks for their link, proposes something or adds an address waits likewise, known or not.
sql "DELETE FROM page_letter; DELETE FROM robot_answer; INSERT INTO robot_answer (address_key, network) SELECT 'x' || i || '@example.net', 'example.net' FROM generate_series(1, 45) i" >/dev/null
ask_link() { curl -s -o page -w '%{http_code}' -H "X-Forwarded-For: $1" --data-urlencode "address=$2" "$url/me"; }
colporteur subscriber add gwenola@example.org --list atelier >/dev/null
me=/me/$(sql "SELECT id, encode(key, 'hex') FROM token_key ORDER BY id" >keys; python3 "$SRCDIR/tests/lib/sign-token.py" keys 0 person "$(sql "SELECT subscriber FROM address WHERE address_key = 'gwenola@example.org'")")
mails >/dev/null
is "$(ask_link 192.0.2.93 gwenola@example.org)" 200 "who asks for their link in a flood is not refused"
cp page known
like "$(cat page)" 'quelques heures' "but told that it takes some hours"
is "$(ask_link 192.0.3.93 nobody@example.org) $(cmp page known && echo same)" "200 same" "somebody unknown is told the same"
is "$(ask_link 192.0.2.93 gwenola@example.org) $(sql "SELECT count(*) FROM page_letter WHERE what = 'link'")" "200 2" "asking again changes nothing"
is "$(curl -s -o page -w '%{http_code}' -H 'X-Forwarded-For: 192.0.4.93' -d act=address-add -d address=gwenola@example.net "$url$me")" 200 "nor is an address refused that they add"
like "$(cat page)" 'quelques heures' "which is told to take some hours"
is "$(curl -s -o page -w '%{http_code}' -H 'X-Forwarded-For: 192.0.5.93' --data-urlencode "moment=$(($(date +%s) - 60))" -d list=lettre -d kind=initiative -d 'title=Un banc' -d 'text=Sous le tilleul.' -d address=soazig@example.net "$url/contribute")" 200 "nor what is proposed"
like "$(cat page)" 'quelques heures' "which is told too"
is "$(sql "SELECT state FROM contribution WHERE title = 'Un banc'") $(sql "SELECT count(*) FROM proposal_letter")" "unconfirmed 0" "and kept, while its letter waits"
is "$(mails | wc -l | tr -d ' ')" 0 "nothing is sent meanwhile"
sql "UPDATE robot_answer SET at = at - interval '1 hour'; NOTIFY letter" >/dev/null
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
is "$(sql "SELECT string_agg(address_key, ' ' ORDER BY address_key) FROM robot_answer WHERE at > the_time() - interval '1 hour'")" \
  'gwenola@example.net gwenola@example.org soazig@example.net' "in the next hour each has a letter, within the budgets, and who is unknown costs none"
mails >after
like "$(cat after)" '^gwenola@example.org\|Votre page\|/me/' "the link"
like "$(cat after)" '^gwenola@example.net\|.*/address/' "the address"
is "$(sql "SELECT count(*) FROM proposal_letter WHERE what = 'confirm'")" 1 "and the author is asked in the clock's next round"
sql "DELETE FROM robot_answer" >/dev/null

# Long texts from many networks fill the room for what is proposed; who takes less of it gets through.
sql "DELETE FROM page_letter; DELETE FROM robot_answer; INSERT INTO robot_answer (address_key, network) SELECT 'x' || i || '@example.net', 'example.net' FROM generate_series(1, 45) i" >/dev/null
cat >propose.py <<'PY'
import http.client, sys, time, urllib.parse
port, n, size = map(int, sys.argv[1:])
connection, seen = http.client.HTTPConnection("127.0.0.1", port), {}
for i in range(n):
    form = {"list": "lettre", "kind": "finding", "title": f"Crue {i:04}", "text": "e" * size, "address": f"crue{i}@example.net", "moment": int(time.time()) - 60}
    connection.request("POST", "/contribute", urllib.parse.urlencode(form),
                       {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"{11 + i // 256}.{i % 256}.1.9"})
    answer = connection.getresponse()
    answer.read()
    seen[answer.status] = seen.get(answer.status, 0) + 1
print(*(f"{status}:{seen[status]}" for status in sorted(seen)))
PY
propose() { # FROM TITLE TEXT
  curl -s -o page -w '%{http_code}' -H "X-Forwarded-For: $1" --data-urlencode "moment=$(($(date +%s) - 60))" -d list=lettre -d kind=initiative -d "title=$2" \
    -d "text=$3" -d "address=$2@example.org" "$url/contribute"
}
proposals() { sql "SELECT count(*), sum(bytes) <= 60 * 65536 FROM page_letter WHERE what = 'proposal' AND network IS NOT NULL"; }
many() { printf "%$1s" '' | tr ' ' "$2"; }
is "$(python3 propose.py "$port" 200 62000)" "200:63 422:137" "as much is kept of long proposals as there is room for"
is "$(propose 192.0.6.93 Verger 'Un pommier.') $(proposals)" "200 64|t" "somebody who proposes something then is not refused"
is "$(propose 192.0.7.93 Atelier "$(many 50000 a)") $(proposals)" "200 64|t" "nor where it takes room that others have"
is "$(sql "SELECT count(*) FROM contribution WHERE title LIKE 'Crue%'") $(sql "SELECT string_agg(title, ' ' ORDER BY title) FROM contribution WHERE title IN ('Verger', 'Atelier')")" \
  "62 Atelier Verger" "for which one of theirs gives way"
is "$(propose 192.0.8.93 Un "$(many 40000 u)")$(propose 192.0.8.94 Deux "$(many 40000 d)")$(propose 192.0.8.95 Trois "$(many 40000 t)") $(propose 192.0.6.94 Ruche 'Une ruche.')" "200200422 200" "who would take most of it has to come back, and nobody else"
hours=0
until [ "$(sql "SELECT count(*) FROM page_letter WHERE address LIKE 'verger@%'")" = 0 ] || [ "$hours" = 9 ]; do
  hours=$((hours + 1))
  sql "UPDATE robot_answer SET at = at - interval '1 hour'; NOTIFY letter" >/dev/null
  wait_for 20 eval '[ "$(sql "SELECT count(*) FROM robot_answer WHERE at > the_time() - interval '"'1 hour'"'")" -ge 19 ]'
done
is "$hours $(sql "SELECT count(*) FROM proposal_letter p JOIN contribution c ON c.id = p.contribution WHERE c.title = 'Verger'")" "2 1" "they are asked whether it is theirs some hours later"
sql "DELETE FROM page_letter; DELETE FROM robot_answer" >/dev/null

# --- suggestions ---
is "$(curl -s -G --data-urlencode 'q=quimperl' "$url/subscribe/places")" '["Quimperlé (29)"]' "what is typed is completed"
like "$(curl -s -G --data-urlencode q=29200 "$url/subscribe/places")" 'Brest \(29\)' "by the postal code too"
is "$(curl -s "$url/subscribe/places")" '[]' "nothing is completed to nothing"
# Kept while the geography is the same: who types the next time is not looked up for.
completed() { curl -s -G --data-urlencode "q=$1" "$url/subscribe/places"; }
sql "ALTER FUNCTION site.places(text, boolean, int) RENAME TO places_away; UPDATE list SET title = 'Atelier' WHERE name = 'atelier'" >/dev/null
is "$(completed quimperl)" '["Quimperlé (29)"]' "the same is not looked up again, whatever else changed"
unlike "$(completed quimperl%C3)" 'Quimper' "something else is"
sql "ALTER FUNCTION site.places_away(text, boolean, int) RENAME TO places" >/dev/null
sql "UPDATE territory SET name = 'Quimperlec' WHERE official_code = '29233' AND kind = 'commune'" >/dev/null
is "$(completed quimperl)" '["Quimperlec (29)"]' "a place of another name is completed to that at once"
sql "DELETE FROM territory_postal_code WHERE postal_code = '29300'" >/dev/null
is "$(completed 29300)" '[]' "and a postal code that is none any more to nothing"
done_testing
