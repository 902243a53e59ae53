#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs put people on lists: asked by mail, or with the consent that a scope of its own lets them
# state; they change what people receive; and what they ask twice with one key is done once.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[api]' 'per-minute = 400' '[robot]' 'overall = 60'
export COLPORTEUR_TIME=2026-11-02T09:00:00Z
port=$(free_port)
url=http://127.0.0.1:$port
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list create cafe --title 'Le café' --owner chef@example.org >/dev/null
colporteur list create secret --private --owner chef@example.org >/dev/null
serve_web() {
  command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >>web.log 2>&1 9>&- &
  e2e_pids=$!
  wait_for 20 curl -sf "$url/"
}
serve_web
ask() { CALLED=$PWD/called python3 "$SRCDIR/tests/lib/openapi.py" openapi.json "$url" "${token-$all}" "$@" 2>&1; }
curl -s "$url/api/openapi.json" >openapi.json
all=$(colporteur token create tout --scope subscribers:read --scope subscribers:write --scope subscribers:consent \
  --scope subscriptions:read --scope subscriptions:write --scope contributions:read --scope contributions:write \
  --scope editions:read --scope archive:read 2>/dev/null)
asks=$(colporteur token create demande --scope subscribers:write 2>/dev/null)

# --- asked by mail ---
like "$(ask POST /subscribers '{"address": "ana@example.net", "lists": ["lettre", "cafe"], "delivery": "weekly", "territories": ["29019"], "interests": ["velo"], "language": "br"}')" \
  '^202 .*"asked"' "somebody is asked"
is "$(sql "SELECT string_agg(u.state, ' ') FROM subscription u")" "unconfirmed unconfirmed" "and is on nothing yet"
is "$(sql "SELECT string_agg(DISTINCT what || ' ' || how, ', ') FROM consent_event")" "subscribe api tout" "the proof says who asked"
is "$(sql "SELECT count(*) FROM page_letter WHERE what = 'join'")" 1 "by one letter"
like "$(ask POST /subscribers '{"address": "Ana@example.net", "lists": ["lettre"]}')" '^202 .*"asked"' "a second time says the same"
is "$(sql "SELECT count(*) FROM page_letter")" 1 "and writes no second letter"
like "$(token=$asks ask POST /subscribers '{"address": "bob@example.net", "lists": ["lettre"]}')" '^202 ' "a token that may only ask asks"
like "$(token=$asks ask POST /subscribers '{"address": "bob@example.net", "lists": ["lettre"], "consent": "papier"}')" '^403 ' "and states no consent"
like "$(token=$asks ask GET /subscribers)" '^403 ' "nor reads anybody"
like "$(ask POST /subscribers '{"address": "ana@example.net", "lists": ["secret"]}')" '^422 .*private' "nobody is asked to join a private list"
like "$(ask POST /subscribers '{"address": "ana@example.net", "lists": ["cafes"]}')" '^422 .*no list cafes' "a list that is none is said"
like "$(ask POST /subscribers '{"address": "ana@example.net", "lists": ["lettre"], "territories": ["99999"]}')" '^422 .*territory 99999' "so is a territory"
for bad in '{"address": "ana", "lists": ["lettre"]}' '{"lists": ["lettre"]}' '{"address": "ana@example.net", "lists": []}' '{"address": "ana@example.net"}' \
  '{"address": "ana@example.net", "lists": ["lettre"], "delivery": "hourly"}' '{"address": "ana@example.net", "lists": ["lettre"], "langage": "fr"}' \
  '{"address": "ana@example.net", "lists": ["lettre"], "consent": "a\u202eb"}' '{"address": "ana@example.net", "lists": ["lettre"], "name": "a\nb"}' \
  '{"address": "ana@example.net", "lists": ["lettre"], "name": "\ud800"}'; do
  like "$(ask POST /subscribers "$bad")" '^4(00|22) ' "refused: $bad"
done
is "$(sql "SELECT count(*) FROM subscriber")" 2 "and nobody is made of that"

# --- with their consent ---
like "$(ask POST /subscribers '{"address": "Cleo@example.net", "name": "Cléo", "lists": ["lettre", "secret"], "delivery": "daily", "territories": ["29019"], "consent": "bulletin du 12 mai"}')" \
  '^201 .*"confirmed".*"confirmed"' "somebody who agreed is on them at once"
cleo=$(sql "SELECT subscriber FROM address WHERE address = 'Cleo@example.net'")
is "$(sql "SELECT string_agg(what || ' ' || how, ', ') FROM consent_event WHERE subscriber = $cleo")" \
  "subscribe api tout: bulletin du 12 mai, subscribe api tout: bulletin du 12 mai" "with the proof of that"
is "$(sql "SELECT count(*) FROM page_letter WHERE subscriber = $cleo AND what = 'welcome'")" 2 "and is welcomed"
like "$(ask GET "/subscribers/$cleo")" '"delivery": "daily".*' "they read it as was said"
like "$(ask GET /subscribers/999)" '^404 ' "nobody is 404"
like "$(ask POST "/lists/lettre/leave/$cleo")" '^200 .*"unsubscribed"' "they leave"
like "$(ask POST /subscribers '{"address": "cleo@example.net", "lists": ["lettre", "cafe"], "consent": "encore"}')" \
  '^200 .*"cafe", "state": "confirmed".*"lettre", "state": "unsubscribed"' "who left stays off, whatever is stated"
colporteur subscriber add zoe@example.net --list lettre >/dev/null
colporteur subscriber erase zoe@example.net --yes >/dev/null
like "$(ask POST /subscribers '{"address": "zoe@example.net", "lists": ["lettre"], "consent": "x"}')" '^409 ' "who was erased comes back by themselves alone"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'zoe@example.net'")" 0 "and is not known again"

# --- what they receive ---
like "$(ask PATCH "/lists/cafe/subscriptions/$cleo" '{"delivery": "important"}')" '^200 .*"important"' "another way to read a list"
like "$(ask PATCH "/lists/cafe/subscriptions/$cleo" '{"delivery": "weekly"}')" '^200 .*"weekly"' "a digest of the week"
is "$(sql "SELECT delivery || ' ' || digest_every FROM subscription u JOIN list l ON l.id = u.list WHERE l.name = 'cafe' AND subscriber = $cleo")" "digest weekly" "is one"
like "$(ask PATCH "/lists/cafe/subscriptions/$cleo" '{"delivery": "never"}')" '^422 ' "there is no other"
like "$(ask PATCH "/lists/lettre/subscriptions/$cleo" '{"delivery": "each"}')" '^404 ' "nor for who left"
is "$(ask PATCH "/subscribers/$cleo" '{"name": "Cléo Le Gall", "language": "br", "territories": ["35238"], "interests": ["velo"], "knowledge": ["citizen"], "break": ["2026-12-01", "2026-12-31"]}')" "204 - " "what is known of them"
like "$(ask GET "/subscribers/$cleo")" 'Cléo Le Gall.*"break": \["2026-12-01", "2026-12-31"\].*"35238"' "is what was said"
is "$(ask PATCH "/subscribers/$cleo" '{"break": []}')" "204 - " "a break ends"
like "$(ask GET "/subscribers/$cleo")" '"name": "Cléo Le Gall", "break": \[\]' "and nothing else"
for bad in '{"break": ["2026-12-31", "2026-12-01"]}' '{"break": ["2026-02-30", "2026-03-01"]}' '{"break": ["2026-12-01"]}' '{"name": null}' '{"interest": ["velo"]}' \
  '{"territories": "29019"}' '{"knowledge": ["divine"]}'; do
  like "$(ask PATCH "/subscribers/$cleo" "$bad")" '^422 ' "refused: $bad"
done
is "$(ask PATCH "/subscribers/999" '{}' | cut -c1-3)" 404 "nobody has nothing to change"
is "$(curl -s -o /dev/null -w '%{http_code}' -X PATCH "$url/subscribe")" 405 "a page takes no PATCH"

# --- once ---
KEY=k1; export KEY
one=$(ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}')
like "$one" '^201 ' "with a key"
is "$(ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}')" "$one" "the same answer comes again"
is "$(sql "SELECT count(*) FROM contribution WHERE title = 'Une'")" 1 "of what was done once"
like "$(ask POST /contributions '{"kind": "finding", "title": "Deux", "body": "Texte."}')" '^422 .*another request' "one key is for one request"
is "$(token=$asks ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}' | cut -c1-3)" 403 "and one token"
KEY=k2
like "$(ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}')" '^409 ' "what failed"
sql "DELETE FROM contribution" >sql.out
like "$(ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}')" '^201 ' "may be tried again with its key"
KEY=k3
ask POST /subscribers '{"address": "dan@example.net", "lists": ["lettre"], "consent": "x"}' >dan
is "$(ask POST /subscribers '{"address": "dan@example.net", "lists": ["lettre"], "consent": "x"}')" "$(cat dan)" "people too are put there once"
KEY=k4
askers=
for i in 1 2 3 4 5 6; do
  ask POST /contributions '{"kind": "finding", "title": "En même temps", "body": "x"}' >"at.$i" 9>&- &
  askers="$askers $!"
done
wait $askers
is "$(cat at.* | sort -u | wc -l) $(sql "SELECT count(*) FROM contribution WHERE title = 'En même temps'")" "1 1" "of several at once one does it, and all hear that"
KEY=$(printf '%0201d' 1)
like "$(ask POST /contributions '{"kind": "finding", "title": "Trois", "body": "x"}')" '^400 ' "a key without end is none"
unset KEY
colporteur subscriber erase dan@example.net --yes >/dev/null
is "$(sql "SELECT count(*) FROM api_answer WHERE key = 'k3'")" 0 "who is erased leaves no answer"
sql "UPDATE api_answer SET at = at - interval '25 hours'" >sql.out
KEY=k1; export KEY
like "$(ask POST /contributions '{"kind": "finding", "title": "Une", "body": "Texte."}')" '^409 ' "after a day a key is forgotten"
unset KEY
sql "INSERT INTO api_answer (token, key, request, status) SELECT id, 'x' || n, sha256('x'), 200 FROM api_token, generate_series(1, 1500) n WHERE name = 'tout'" >sql.out
KEY=k9 ask POST /contributions '{"kind": "finding", "title": "Neuf", "body": "Texte."}' >nine
is "$(sql "SELECT count(*) FROM api_answer")" 1000 "a token keeps so many and no more"

# --- bounds ---
python3 -c 'print("{\"title\": " + "[" * 200000 + "]" * 200000 + "}")' >deep.json
is "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $all" -H 'Content-Type: application/json' --data-binary @deep.json "$url/api/contributions")" 413 "a body too large"
python3 -c 'print("{\"title\": " + "[" * 100000)' >deep.json
is "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $all" -H 'Content-Type: application/json' --data-binary @deep.json "$url/api/contributions")" 400 "a body too deep"
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/")" 200 "ends nobody's visit"

# --- who proposes it, asked as by the form ---
colporteur list create annonces --kind newsletter --owner chef@example.org >/dev/null
seen=$(sql "SELECT count(*) FROM contribution WHERE state <> 'unconfirmed'")
is "$(ask POST /contributions '{"kind": "finding", "title": "De Maï", "body": "x", "proposer": "Mai@example.org", "list": "annonces"}')" '202 - {"outcome": "asked"}' "somebody is asked whether they propose it"
is "$(sql "SELECT c.state, l.name, p.address, p.how, n.what FROM contribution c JOIN proposal p ON p.contribution = c.id JOIN list l ON l.id = p.list
  JOIN proposal_letter n ON n.contribution = c.id WHERE c.title = 'De Maï'")" "unconfirmed|annonces|Mai@example.org|api|confirm" "by mail, before anybody sees it"
is "$(sql "SELECT count(*) FROM contribution WHERE state <> 'unconfirmed'")" "$seen" "the rest of the world sees nothing"
like "$(ask POST /contributions '{"kind": "finding", "title": "A", "body": "x", "proposer": "mai"}')" '^422 .*no mail address' "who is nobody is not"
like "$(ask POST /contributions '{"kind": "finding", "title": "A", "body": "x", "proposer": "mai@example.org", "list": "cafe"}')" '^422 .*takes proposals called cafe' "nor by a list that takes none"
like "$(ask POST /contributions '{"kind": "finding", "title": "A", "body": "x", "list": "annonces"}')" '^422 .*what somebody proposes' "nor is a list of use without somebody"

# --- each operation of the description was asked above or is read in api.t ---
ask GET /subscribers >/dev/null; ask GET /lists >/dev/null; ask GET /lists/cafe/subscriptions >/dev/null; ask GET /editions >/dev/null
ask GET /editions/lettre >/dev/null; ask GET /editions/lettre/1 >/dev/null; ask GET /archive/cafe >/dev/null; ask GET /contributions >/dev/null
n=$(sql "SELECT max(id) FROM contribution WHERE state <> 'unconfirmed'")
like "$(ask GET "/contributions/$n")" '^200 ' "one"
like "$(ask POST "/contributions/$n/accept" '{}')" '^200 ' "is accepted"
like "$(ask POST "/contributions/$n/decline" '{"reason": "Deux lignes,\ndit-on."}')" '^200 ' "or declined"
python3 -c 'import json
for path, operations in json.load(open("openapi.json"))["paths"].items():
    for method in operations: print(method.upper(), path)' | sort >described
sort -u called >called.once
is "$(comm -23 described called.once)" "" "every operation that is described was asked"
hour=$(for i in $(seq 70); do ask POST /subscribers "{\"address\": \"x$i@example.net\", \"lists\": [\"lettre\"]}"; done)
like "$hour" '503 .*in this hour' "the budget of letters holds for programs"
is "$(curl -s -D - -o /dev/null -H "Authorization: Bearer $all" -H 'Content-Type: application/json' -d '{"address": "y@example.net", "lists": ["lettre"]}' "$url/api/subscribers" | tr -d '\r' | grep -i '^retry-after')" \
  "Retry-After: 3600" "and says when to come back"
done_testing
