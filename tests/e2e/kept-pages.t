#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pages that are sent again as long as nothing changed: what PostgreSQL is asked for is in its log.
# The home page and the page of a list are such, however their address is written; what changes is in
# the next answer; no search sends a page of the archive away.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[site]' 'listen = 127.0.0.1:0' 'threads = 1'
colporteur list create haies --kind discussion --title 'Les haies' --owner ana@example.org >/dev/null 2>&1
colporteur list create bureau --kind discussion --title 'Bureau' --private --owner ana@example.org >/dev/null 2>&1
mail() { printf 'From x Mon Nov  2 08:00:00 2026\nFrom: Ana <a@example.net>\nSubject: %s\nMessage-ID: <%s@example.net>\nDate: Mon, 2 Nov 2026 08:00:00 +0000\n\nLa haie du bas.\n\n' "$1" "$2"; }
mail 'La haie' 1 >one.mbox
mail 'Les ronces' 2 >two.mbox
colporteur archive import haies one.mbox >/dev/null 2>&1
sql "ALTER ROLE colporteur_site SET log_statement = 'all'" >/dev/null
command colporteur --config "$conf" --state "$state" serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
url=http://$(sed -n 's/.*ready ROLE=web LISTEN=\([^ ]*\).*/\1/p' web.log)
log=$(find "$state/postgresql" -maxdepth 1 -name '*log*' -type f | head -1)
asked() { grep -cE "$1" "$log"; } # a statement is logged when it is executed

for i in 1 2 3; do curl -s "$url/haies/" >list.$i; done
is "$(asked 'FROM threads\(')" 1 "the threads of a list are asked for once"
is "$(cmp list.1 list.3 && grep -c '>La haie<' list.3)" 1 "and sent each time"
curl -s "$url/%68aies/" >list.4
is "$(asked 'FROM threads\(') $(cmp list.1 list.4)" "1 " "the same however its address is written"
curl -s -H 'Accept-Language: en' "$url/haies/" >list.en
is "$(asked 'FROM threads\(') $(grep -c '<html lang="en"' list.en)" "2 1" "and made for each language"
for i in 1 2 3; do curl -s "$url/" >home.$i; done
is "$(asked 'FROM list ORDER BY title') $(cmp home.1 home.3 && grep -c '>Les haies<' home.3)" "1 1" "so is the home page"
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/bureau/")" 404 "a private list is not there"

colporteur archive import haies two.mbox >/dev/null 2>&1
is "$(curl -s "$url/haies/" | grep -c '>Les ronces<')" 1 "what was posted is in the next answer"
like "$(curl -s "$url/" | grep -A6 '>Les haies<')" 'Messages.* 2 <span' "of the home page too"
colporteur archive hide haies '1@example.net' --reason 'asked for' --yes >hide.out 2>&1
is "$(curl -s "$url/haies/" | grep -c '>La haie<')" 0 "what was hidden is gone with it"

# As many pages of what was typed as would fill the room several times.
page=$url/haies/2%40example.net/
curl -s "$page" >/dev/null
before=$(asked 'FROM message_page\(')
curl -s "$url/?q=haie[1-2500]" -o /dev/null
curl -s "$page" >/dev/null
curl -s "$page" >/dev/null
is "$before $(asked 'FROM message_page\(')" "1 1" "2,500 searches send no message away"
done_testing
