#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The role that answers pages: started, asked, without its database for a while, stopped.
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
sql "$(cat "$SRCDIR/tests/browser/sample.sql")" >/dev/null
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 \
  serve web 2>web.log 9>&- &
web=$!
e2e_pids=$web
wait_for 20 grep -q 'ready ROLE=web' web.log
ok $? "the role says that it is ready"

status_of() { curl -s -o page -w '%{http_code}' "$@"; }
is "$(status_of "$url/")" 200 "the home page answers"
like "$(cat page)" 'Mobilités partagées' "and shows the lists"
is "$(status_of "$url/mobilites/velo.1%40example.net/")" 200 "a message answers at its permanent link"
is "$(status_of "$url/coulisses/")" 404 "a private list does not"
is "$(status_of -X DELETE "$url/")" 405 "an unknown method is refused"
is "$(status_of --head "$url/")" 200 "HEAD is answered"
if [ "$(id -u)" = 0 ]; then
  owner=$(ps -o uid= -p "$web" | tr -d ' ')
  unlike "$owner" '^0$' "root's rights were given up"
else ok 0 "root's rights were given up # SKIP not root"; fi

run colporteur --set "site.listen=127.0.0.1:$port" serve web
is "$status" 73 "a second one on the same port ends"
run colporteur --set site.timezone=Europe/Brest serve web
is "$status" 65 "an unknown time zone ends it"
like "$err" 'Europe/Brest' "and is named"

# The server dies under it: pages say "later", or the private server is started again by who needs it.
kill -QUIT "$(sed -n 1p "$state/postgresql/data/postmaster.pid")"
first=$(status_of "$url/mobilites/")
case $first in 200 | 503) ok 0 "without its database a page is good or says later" ;; *) is "$first" 503 "without its database a page is good or says later" ;; esac
comes_back() { [ "$(status_of "$url/mobilites/")" = 200 ]; }
wait_for 20 comes_back
ok $? "it comes back by itself"

kill -TERM "$web"
wait "$web"
is "$?" 0 "it stops when told to"
e2e_pids=
unlike "$(cat web.log)" '^(warning|critical|error).*bug' "and had no fault of its own"
done_testing
