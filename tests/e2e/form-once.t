#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A form whose connection to the database is lost in the middle is done, and done once: budgets of
# mailboxes count it as one, wherever in it that was.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-address = 9' 'per-network = 99'
export COLPORTEUR_TIME=2026-11-02T09:00:00Z
port=$(free_port)
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
: >word
mkdir between
python3 "$SRCDIR/tests/lib/cut-answer.py" "$dir/between/.s.PGSQL.5432" "$state/postgresql/.s.PGSQL.5432" word 9>&- &
e2e_pids=$!
wait_for 10 test -S between/.s.PGSQL.5432
chmod 777 between
command colporteur --config "$conf" --state "$state" --set "storage.database=host=$dir/between dbname=colporteur" \
  --set "site.listen=127.0.0.1:$port" serve web >web.log 2>&1 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 20 curl -sf "http://127.0.0.1:$port/"

# proposed NAME: status of the form, contributions of that name, and letters counted for its author
proposed() {
  set -- "$1" "$(curl -s -o page.html -w '%{http_code}' --data-urlencode "title=Four $1" --data-urlencode 'text=Chaque samedi.' \
    --data-urlencode "address=$1@example.net" --data kind=finding --data list=lettre \
    --data moment=$(($(date -d "$COLPORTEUR_TIME" +%s) - 60)) "http://127.0.0.1:$port/contribute")"
  echo "$2 $(sql "SELECT count(*) FROM contribution WHERE title = 'Four $1'") $(sql "SELECT count(*) FROM robot_answer WHERE address_key = '$1@example.net'")"
}
is "$(proposed alix)" "200 1 1" "a form that nothing happens to is done and counted once"
proposed anna >/dev/null # and prepared, so that what follows is the same for each
echo site-propose >word
is "$(proposed bran) $(wc -c <word)" "200 1 1 0" "so is one whose connection is lost with the answer to what it asks"
echo COMMIT >word
is "$(proposed cleo) $(wc -c <word)" "200 1 1 0" "and one that is lost with the answer that it is done"
echo pg_current_xact_id >word
is "$(proposed dana) $(wc -c <word)" "200 1 1 0" "and one that is lost before it began"
is "$(proposed enor)" "200 1 1" "after all of which forms are as they were"
done_testing
