#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Leaving by the link of a letter: what looks changes nothing, a mail program's POST leaves at once,
# less mail is offered instead, leaving can be undone and is confirmed by mail; forged links do nothing.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
command colporteur --config "$conf" --state "$state" --set clock.interval=1h serve clock 2>clock.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 20 grep -q 'ready ROLE=web' web.log
wait_for 20 grep -q 'ready ROLE=clock' clock.log

colporteur list create atelier --title 'Atelier du samedi' --owner chef@example.org >/dev/null
for who in maud enora; do
  colporteur subscriber add "$who@example.org" --name "$who" >/dev/null
  colporteur list subscribe atelier "$who@example.org" >/dev/null
done
printf 'From: maud@example.org\nTo: atelier@lists.example.org\nSubject: Bonjour\nMessage-ID: <1@example.org>\n\nBonjour\n' |
  colporteur deliver --sender maud@example.org atelier@lists.example.org
# mail_to WHO HEADER: that header of each mail to them that goes out now
mail_to() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox "$1" "$2" <<'PY'
import email, email.policy, glob, os, sys
for path in glob.glob(sys.argv[1] + "/**/*", recursive=True):
    if os.path.isfile(path) and sys.argv[2] in open(path, encoding="utf-8", errors="replace").read():
        message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        print(message[sys.argv[3]])
        os.remove(path)
PY
}
link=$(mail_to enora@example.org List-Unsubscribe | sed -n 's/.*<https:\/\/lists.example.org\(\/u\/[a-z2-7]*\)>.*/\1/p')
like "$link" '^/u/[a-z2-7]{30,}$' "a letter has a link to leave"
state_of() { sql "SELECT u.state, u.delivery, pause_until IS NOT NULL FROM subscription u JOIN address a USING (subscriber) WHERE a.address_key = 'enora@example.org'"; }
everything() { sql "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM (SELECT s::text FROM subscriber s UNION ALL SELECT u::text FROM subscription u UNION ALL SELECT c::text FROM consent_event c UNION ALL SELECT p::text FROM page_letter p) t(t)"; }
before=$(everything)
n=0
while [ $n -lt 100 ]; do
  curl -s -o page "$url$link"
  curl -s -o /dev/null --head "$url$link"
  n=$((n + 1))
done
is "$(everything)" "$before" "200 times GET and HEAD change nothing"
like "$(cat page)" 'Se désabonner de « Atelier du samedi »' "the page names the list"
like "$(cat page)" 'e…@e…\.org' "and the address, masked"
unlike "$(cat page)" 'enora|maud' "a forwarded letter's link tells nobody's name or address"
like "$(cat page)" 'value="digest"' "less mail is offered"

post() { curl -s -o page -D headers -w '%{http_code}' "$@"; }
is "$(post -d act=digest "$url$link")" 200 "a digest instead"
is "$(state_of)" "confirmed|digest|f" "is had"
like "$(cat page)" 'récapitulatif à la place' "and confirmed on the page"
like "$(cat page)" 'value="weekly"' "still less is offered"
is "$(post -d act=weekly "$url$link") $(sql "SELECT delivery, digest_every FROM subscription WHERE delivery = 'digest'")" "200 digest|weekly" "one of the week"
unlike "$(cat page)" 'value="(weekly|digest)"' "than which there is none less frequent"
is "$(post -d act=pause "$url$link") $(state_of)" "200 confirmed|digest|t" "so is a break"
is "$(post -d act=undo "$url$link") $(state_of)" "200 confirmed|digest|t" "what was not left cannot be undone"
like "$(cat page)" 'rien n’a changé' "which is said"
is "$(post -d act=erase "$url$link")" 400 "another act is none"
# It is sent once: that the database was away meanwhile must not lose it.
sql "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename ~ 'colporteur_(site|engine)' AND backend_type = 'client backend'" >/dev/null
is "$(post -d List-Unsubscribe=One-Click "$url$link") $(state_of)" "200 unsubscribed|digest|t" "a mail program leaves by a POST alone (RFC 8058)"
unlike "$(cat headers)" '^(Location|Set-Cookie):' "without redirect or cookie"
like "$(cat page)" 'value="undo"' "the answer offers to undo"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
farewell=$(mail_to enora@example.org Subject)
is "$farewell" 'Vous avez quitté la liste « Atelier du samedi »' "a mail says that it is done, at once"
is "$(post -d List-Unsubscribe=One-Click "$url$link") $(sql "SELECT count(*) FROM consent_event WHERE what = 'unsubscribe'") $(mail_to enora@example.org Subject)" "200 1 " "leaving again is leaving once"
is "$(post -d act=undo "$url$link") $(state_of)" "200 confirmed|digest|t" "it is undone, as before"
is "$(sql "SELECT string_agg(what || ' ' || how, ', ' ORDER BY id) FROM (SELECT * FROM consent_event ORDER BY id DESC LIMIT 2) c")" "unsubscribe web, confirm web: undo" "with the proof of both"
post -d List-Unsubscribe=One-Click "$url$link" >/dev/null
sql "SET session_replication_role = replica; UPDATE consent_event SET at = at - interval '2 hours' WHERE what = 'unsubscribe'" >/dev/null
is "$(post -d act=undo "$url$link") $(state_of)" "200 unsubscribed|digest|t" "hours later the link undoes nothing: the letter may have been forwarded"
curl -s -o page "$url$link"
unlike "$(cat page)" 'value="(undo|One-Click)"' "nor is it offered"

# Keys rotate, links of letters stay good.
sql "UPDATE token_key SET created_at = created_at - interval '3 years'" >/dev/null
colporteur key rotate >/dev/null
sql "UPDATE token_key SET created_at = created_at - interval '1 hour'" >/dev/null
is "$(curl -s -o page -w '%{http_code}' "$url$link")" 200 "a link of years ago works after a new key"

# 10,000 forged, truncated, swapped and expired tokens.
sql "UPDATE subscription SET state = 'confirmed'" >/dev/null
cat >forge.py <<'PY'
import hashlib, http.client, random, sys
port, token = int(sys.argv[1]), sys.argv[2]
random.seed(8)
letters = "abcdefghijklmnopqrstuvwxyz234567"
def forged(i):
    kind = i % 4
    if kind == 0:  # one letter changed
        at = random.randrange(len(token))
        return token[:at] + random.choice(letters.replace(token[at], "")) + token[at + 1:]
    if kind == 1:  # truncated or longer
        at = random.randrange(1, len(token))
        return token[:at] if i % 8 == 1 else token + letters[i % 32] * (1 + i % 3)
    if kind == 2:  # made up
        return "".join(random.choice(letters) for _ in range(len(token)))
    at = random.randrange(len(token) - 1)  # swapped
    swapped = token[:at] + token[at + 1] + token[at] + token[at + 2:]
    return swapped if swapped != token else token[::-1]
connection, seen = http.client.HTTPConnection("127.0.0.1", port), set()
for i in range(10000):
    path = "/u/" + forged(i)
    connection.request("POST" if i % 2 else "GET", path, "List-Unsubscribe=One-Click" if i % 2 else None,
                       {"Content-Type": "application/x-www-form-urlencoded"} if i % 2 else {})
    answer = connection.getresponse()
    seen.add((answer.status, hashlib.sha256(answer.read()).hexdigest()))
print(len(seen), *{status for status, _ in seen})
PY
is "$(python3 forge.py "$port" "${link#/u/}")" "1 404" "10,000 forged tokens have one and the same answer"
is "$(sql "SELECT count(*) FROM subscription WHERE state <> 'confirmed'")" 0 "and nobody left by one"
sql "UPDATE token_key SET retired_at = now() WHERE id = 1" >/dev/null
is "$(post -d List-Unsubscribe=One-Click "$url$link") $(state_of)" "404 confirmed|digest|t" "nor by one whose key is retired"
done_testing
