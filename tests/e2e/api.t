#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The interface for programs: every answer is what its description says, a token opens what it is
# for and nothing else, many come in pages, and what is wrong is a problem.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[api]' 'per-minute = 60'
export COLPORTEUR_TIME=2026-11-02T09:00:00Z
port=$(free_port)
url=http://127.0.0.1:$port
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list create secret --private --owner chef@example.org >/dev/null
for i in 1 2 3 4 5; do colporteur subscriber add "p$i@example.org" --territory 29019 --interest mobilite --list lettre >/dev/null; done
printf -- '---\nkind: finding\ntitle: "Un"\nterritory: 29\ninterests: mobilite\nknowledge: citizen\n---\nTexte, de maud@example.org.\n' >one.md
colporteur contribution add one.md >/dev/null
printf -- '---\ntitle: "Novembre"\n---\nBonjour.\n' >letter.md
colporteur edition new lettre letter.md >/dev/null
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >web.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 curl -sf "$url/"

all=$(colporteur token create tout --scope subscribers:read --scope subscriptions:read --scope subscriptions:write \
  --scope contributions:read --scope contributions:write --scope editions:read --scope archive:read 2>token.err)
like "$all" '^colporteur_[0-9a-f]{64}$' "a token is printed"
like "$(cat token.err)" 'this once' "which is said to be once"
is "$(sql "SELECT count(*) FROM api_token t WHERE t::text LIKE '%${all#colporteur_}%'")" 0 "only its hash is kept"
curl -s "$url/api/openapi.json" >openapi.json
is "$(python3 -c 'import json; d = json.load(open("openapi.json")); print(d["openapi"], d["servers"][0]["url"])')" \
  "3.1.0 https://lists.example.org/api" "the description is served"
ask() { python3 "$SRCDIR/tests/lib/openapi.py" openapi.json "$url" "${token-$all}" "$@" 2>&1; } # METHOD PATH [BODY]

# --- each address, held against the description ---
like "$(ask GET '/subscribers?limit=2')" '^200 <.*limit=2&after=2>; rel="next" .*"next": 2' "subscribers come in pages"
like "$(ask GET '/subscribers?limit=2&after=4')" '^200 - .*"next": null.*p5@example.org' "the last of which says so"
like "$(ask GET '/subscribers?address=P3@example.org')" '"id": 3.*' "one is found by an address"
unlike "$(ask GET '/subscribers?address=P3@example.org')" 'p4@' "and no other"
is "$(ask GET '/subscribers?address=nobody@example.org' | cut -c1-25)" '200 - {"next": null, "ite' "nobody is an empty page"
like "$(ask GET /lists)" '^200 .*"lettre@lists.example.org"' "lists"
like "$(ask GET /lists/lettre/subscriptions)" '^200 .*"confirmed"' "subscriptions"
like "$(ask POST /lists/lettre/leave/3)" '^200 .*"unsubscribed"' "somebody leaves"
like "$(ask POST /lists/lettre/leave/3)" '^200 .*"unsubscribed"' "and leaves once"
is "$(sql "SELECT count(*) FROM consent_event WHERE what = 'unsubscribe' AND how = 'api tout' AND subscriber = 3")" 1 "with a proof"
like "$(ask GET /contributions)" '^200 .*"Un"' "contributions"
like "$(ask GET '/contributions?state=accepted')" '^200 .*"items": \[\]' "of a state"
like "$(ask GET /contributions/1)" '^200 .*"29".*' "one of them"
like "$(ask POST /contributions '{"kind": "initiative", "title": "Deux", "body": "Texte.", "territories": ["29019"], "interests": ["velo"], "knowledge": ["citizen"]}')" \
  '^201 .*"proposed"' "a new one"
like "$(ask POST /contributions '{"kind": "initiative", "title": "Deux", "body": "Texte."}')" '^409 ' "is there once"
like "$(ask POST /contributions '{"kind": "initiative", "title": "Trois", "body": "x", "territories": ["99999"]}')" '^422 .*territory 99999' "what is not there is said"
like "$(ask POST /contributions '{"kind": "oven", "title": "Trois", "body": "x"}')" '^422 .*kind oven' "so is another kind"
like "$(ask POST /contributions '{"title": 3}')" '^422 ' "and what is missing"
like "$(ask POST /contributions '[')" '^400 ' "and what is no JSON"
like "$(ask POST /contributions/2/accept '{}')" '^200 .*"accepted"' "one is accepted"
like "$(ask POST /contributions/1/decline '{"reason": "non"}')" '^200 .*"declined"' "one declined"
like "$(ask GET /editions)" '^200 .*"Novembre"' "editions"
like "$(ask GET /editions/lettre/1)" '^200 .*"figures"' "one with its figures"
printf 'From: Alix <p1@example.org>\nTo: lettre@lists.example.org\nSubject: Bonjour\nMessage-ID: <m@example.org>\n\nEcrivez a p1@example.org\n' >post.eml
colporteur list create cafe --owner chef@example.org >/dev/null
colporteur list subscribe cafe p1@example.org >/dev/null
colporteur deliver --sender p1@example.org cafe@lists.example.org <post.eml 2>/dev/null
like "$(ask GET /archive/cafe)" '^200 .*"Bonjour"' "the archive"
unlike "$(ask GET /archive/cafe)" 'p1@example' "shows no address"
like "$(ask GET /archive/secret)" '^404 ' "nor a private list"

# --- what is wrong ---
like "$(token='' ask GET /lists)" '^401 ' "without a token nothing"
like "$(token=${all%?} ask GET /lists)" '^401 ' "nor with another"
few=$(colporteur token create peu --scope editions:read --days 30 2>/dev/null)
like "$(token=$few ask GET /editions)" '^200 ' "a token opens what it is for"
for path in /subscribers /lists /contributions /archive/cafe /lists/lettre/subscriptions; do
  like "$(token=$few ask GET $path)" '^403 ' "and not $path"
done
for path in /lists/lettre/leave/1 /contributions/1/accept; do
  like "$(token=$few ask POST $path)" '^403 ' "nor $path"
done
is "$(sql "SELECT state FROM subscription WHERE subscriber = 1 AND list = 1") $(sql "SELECT state FROM contribution WHERE id = 1")" "confirmed declined" "where nothing has changed"
like "$(ask GET /nowhere)" '^404 ' "an address that is none"
like "$(ask GET /contributions/99)" '^404 ' "a number that none has"
like "$(ask GET '/lists?limit=999')" '^400 ' "too many at once"
like "$(ask GET '/lists?after=-1')" '^400 ' "after nothing"
like "$(ask POST /editions)" '^405 ' "a method that is not for it"
is "$(curl -s -o problem -D headers -w '%{http_code}' -X DELETE -H "Authorization: Bearer $all" "$url/api/editions/lettre")" 405 "nor one that nothing takes"
like "$(cat headers)" '^Content-Type: application/problem\+json' "is a problem as any"
like "$(cat headers)" '^Allow: GET, HEAD.?$' "which names what is"
is "$(curl -s -o problem -w '%{http_code} %{content_type}' -X PUT "$url/api/nothing") $(grep -c 404 problem)" "404 application/problem+json 1" "no method is right where nothing is"
is "$(curl -s -o problem -D headers -w '%{http_code}' -X PUT "$url/mobilites/")" 405 "on a page too"
like "$(cat headers)" '^Allow: GET, HEAD.?$' "there as well"
is "$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "Authorization: Bearer $all" -d 'a=b' "$url/api/contributions")" 415 "a form"
is "$(curl -s -D - -o /dev/null "$url/api/lists" | tr -d '\r' | grep -ic '^www-authenticate: bearer')" 1 "a token is asked for"
COLPORTEUR_TIME=2026-12-03T09:00:00Z colporteur token list >tokens
like "$(cat tokens)" '^peu +expired' "a token ends"
colporteur token revoke peu >/dev/null
like "$(token=$few ask GET /editions)" '^401 ' "a revoked one opens nothing"
colporteur token create peu --scope editions:read 2>/dev/null
is "$?" 73 "its name is not given again"
run colporteur token create x --scope edition:read
like "$err" 'did you mean "editions:read"' "a typo is told"
seen=
for i in $(seq 70); do seen="$seen$(curl -s -o /dev/null -w '%{http_code} ' -H "Authorization: Bearer $all" "$url/api/lists")"; done
like "$seen" '^(200 )+(429 )+$' "a program that asks too often is told to wait"
is "$(grep -c "${all#colporteur_}" web.log)" 0 "no token is logged"
kill "$e2e_pids" && wait "$e2e_pids"
e2e_pids=
run psql -X -q -At -h "$state/postgresql" -U colporteur_site -d colporteur -c "SELECT status, body FROM site.api_subscribers('$few', 100, 0, 10, NULL)"
is "$out" "401|" "the site's own role learns nothing without a token"
run psql -X -q -At -h "$state/postgresql" -U colporteur_site -d colporteur -c "SELECT * FROM colporteur.api_token"
like "$err" 'permission denied' "nor any token"
done_testing
