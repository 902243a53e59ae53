#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The form for contributions: what is wrong, what is dropped, what is kept, how much of it, and that
# its author is asked by mail.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-address = 2' 'per-network = 6' '[clock]' 'interval = 1s'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T09:00:00Z
port=$(free_port)
url=http://127.0.0.1:$port/contribute
colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >web.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 curl -sf "http://127.0.0.1:$port/"
long_ago=$(($(date -d "$COLPORTEUR_TIME" +%s) - 60))

post() { # NAME=VALUE...: the status, the page in page.html
  set -- "$@" moment="${moment-$long_ago}" list="${list-lettre}"
  for field; do
    shift
    set -- "$@" --data-urlencode "$field"
  done
  curl -s -o page.html -w '%{http_code}' "$@" "$url"
}
good() { post title="${1:-Un four}" text='Chaque samedi.' address="${2:-alix@example.net}" kind=finding "$@"; }
kept() { sql "SELECT count(*) FROM contribution"; }

like "$(curl -s "$url")" 'ne prend de propositions' "without somebody to read them there is no form"
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
is "$(curl -s -o page.html -w '%{http_code}' "$url") $(grep -c '<form class="ask"' page.html)" "200 1" "with somebody there is"
is "$(curl -s -o /dev/null -w '%{http_code}' -I "$url")" 200 "a HEAD changes nothing"
is "$(post title='<b>Four</b>' place=Moncontour address=rien) $(kept)" "422 0" "what is wrong is not kept"
page=$(cat page.html)
like "$page" 'value="&lt;b&gt;Four&lt;/b&gt;"' "what was typed stays, as text"
like "$page" 'href="#address".*n’en est pas une' "an address that is none is said"
like "$page" 'href="#place".*Plusieurs lieux' "so is a place of which there are several"
is "$(grep -c 'name="place_code"' page.html)" 2 "which can be chosen"
moment=$(($(date -d "$COLPORTEUR_TIME" +%s) - 1)) good >status
is "$(cat status) $(kept)" "422 0" "what is typed too fast is asked again"
is "$(good '' '' website=http://spam.example) $(kept)" "200 0" "what fills in a hidden field is thanked and dropped"
is "$(list=mobilites good) $(kept)" "422 0" "a list of discussion takes none"
is "$(good '' '' place=Moncontour place_code=22153 interest=repair-cafe interest=none citizen=1 author='Alix
L' source=https://example.net) $(kept)" "200 1" "what is right is kept"
is "$(sql "SELECT c.state, c.kind, c.author, c.knowledge, t.code, i.slug, p.how FROM contribution c JOIN proposal p ON p.contribution = c.id
  JOIN contribution_territory ct ON ct.contribution = c.id JOIN territory t ON t.id = ct.territory
  JOIN contribution_interest ci ON ci.contribution = c.id JOIN interest i ON i.id = ci.interest")" \
  "unconfirmed|finding|Alix L|{citizen}|22153|repair-cafe|web" "with its place and themes, until its author confirms it"
cp page.html one.html
is "$(good) $(kept) $(cmp one.html page.html && echo same)" "200 1 same" "the same again is the same answer"
is "$(good 'Trois') $(kept)" "422 1" "whoever has had mail enough for a day is told"
like "$(cat page.html)" 'href="#address".*demain' "when to come back"
like "$(cat page.html)" 'value="Trois"' "and keeps what they typed"
for i in 1 2 3 4; do good "Autre $i" "autre$i@example.net" >status; done
is "$(good 'Six' six@example.net) $(kept)" "422 5" "a network that has had enough is told to come back"
like "$(cat page.html)" 'dans une heure' "and keeps its text"
command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
clock=$!
e2e_pids="$e2e_pids $clock"
wait_for 20 eval "[ \"\$(sql 'SELECT count(*) FROM proposal_letter')\" = 0 ]"
ok $? "authors are written to"
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
letter=$(grep -l 'Delivered-To: alix@example.net' -r outbox | head -1)
confirm=$(sed -n 's/^Reply-To: *//p' "$letter" | tr -d '\r')
printf 'From: alix@example.net\nTo: %s\nSubject: Re\nMessage-ID: <a@example.net>\n\nOui\n' "$confirm" >answer.eml
colporteur deliver --sender alix@example.net "$confirm" <answer.eml 2>/dev/null
is "$(sql "SELECT state FROM contribution WHERE title = 'Un four'")" proposed "and an answer makes it a proposal"
is "$(grep -c 'alix@' web.log)" 0 "no address is logged"
done_testing
