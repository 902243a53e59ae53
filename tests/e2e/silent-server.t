#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A PostgreSQL that is stopped, and neither answers nor closes: visitors hear in time that there is
# no page now, all of them and not one behind the other; when it goes on, so does the site.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start '[storage]' 'connect-timeout = 2s' '[site]' 'statement-timeout = 1s' 'threads = 2' "listen = 127.0.0.1:$port"
colporteur list create mobilites --kind discussion --title "Mobilités" --owner chef@example.org >/dev/null
command colporteur --config "$conf" --state "$state" serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 30 grep -q 'ready ROLE=web' web.log
at=http://127.0.0.1:$port

# asked NAME [OPTION...] PATH: status and whole seconds, into a file of that name
asked() {
  asked_name=$1
  shift
  curl -s -o "$asked_name.html" -w '%{http_code} %{time_total}\n' --max-time 60 "$@" | sed 's/\..*//' >"$asked_name"
}
asked before "$at"/mobilites/
like "$(cat before)" '^200 ' "a page is there"
asked joining "$at"/subscribe
asked form --data-urlencode address=alix@example.org --data place=Rennes "$at"/subscribe
like "$(cat form)" '^[234]' "a form is answered"

# Without an end to waiting the first hear nothing in the minute that curl has; within some 8 seconds they
# all do, and a slow day has twice as long.
# Its postmaster and all that it started: one after the other, the postmaster first.
postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
signal() {
  # shellcheck disable=SC2046
  kill "-$1" "$postmaster" $(ps -o pid= --ppid "$postmaster")
}
signal STOP
asking=
for i in 1 2 3 4 5 6 7 8; do
  asked "page$i" "$at"/mobilites/?q=$i &
  asking="$asking $!"
done
asked form --data-urlencode address=alix@example.org --data place=Rennes "$at"/subscribe
# shellcheck disable=SC2086
wait $asking
is "$(cut -d' ' -f1 page? | sort -u)" 503 "nobody who asks meanwhile hears anything but that there is no page now"
[ "$(cut -d' ' -f2 page? | sort -n | tail -1)" -le 19 ]
ok $? "nor waits for it longer than a query, a connection, and a little ($(cut -d' ' -f2 page? | sort -n | tr '\n' ' ')s)"
like "$(cat form)" '^503 1?[0-9]$' "nor does who sends a form"
like "$(cat page1.html)" '<h1' "it is a page that says so"
signal CONT
is_back() { asked after "$at"/mobilites/; grep -q "^200" after; }
wait_for 20 is_back
ok $? "when the server goes on, so does the site"
asked form --data-urlencode address=alix@example.org --data place=Rennes "$at"/subscribe
like "$(cat form)" '^[234]' "and so do its forms"
done_testing
