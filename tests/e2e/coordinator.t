#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A coordinator on the command line: who they are is the Unix user, what they reach the database keeps.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null
colporteur list create bureau --title 'Bureau' >/dev/null
colporteur subscriber add maud@example.org --name Maud --territory Brest --list lettre --consent 'a form' >/dev/null
colporteur subscriber add ange@example.org --name Ange --territory Rennes --list lettre --list bureau --consent 'a form' >/dev/null
as() { who=$1; shift; SUDO_USER=$who colporteur "$@"; }

run colporteur coordinator add ana
is "$status" 65 "a coordinator has limits, or is said to have none"
run colporteur coordinator add 'ana; x' --everywhere
is "$status" 65 "a name that is none of a Unix user"
run colporteur coordinator add ana --territory Brst
is "$status" 67 "a territory that is none"
is "$(colporteur coordinator list --json)" "[]" "and nothing was made"
is "$(colporteur coordinator add ana --territory 'Brest Métropole')" "ana reaches 1 person" "one for an EPCI"
is "$(colporteur coordinator add bob --list bureau)" "bob reaches 1 person" "one for a list"
is "$(colporteur coordinator list --json | python3 -c 'import json, sys; print([(c["coordinator"], c["lists"], c["people"], c["ready"]) for c in json.load(sys.stdin)])')" \
  "[('ana', 'all', 1, True), ('bob', 'bureau', 1, True)]" "they are listed"

# --- what ana can do ---
is "$(as ana subscriber list --json | python3 -c 'import json, sys; print([s["address"] for s in json.load(sys.stdin)])')" "['maud@example.org']" "she lists her people"
is "$(as ana audience count language:fr)" 1 "an audience of hers has her people"
run as ana subscriber show ange@example.org
is "$status" 67 "others are nobody to her"
run as ana subscriber set ange@example.org --name X
is "$status" 67 "and cannot be changed"
as ana subscriber set maud@example.org --name 'Maud K.' --territory +29232 >out
is "$(colporteur subscriber show maud@example.org --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["name"])')" "Maud K." "hers can"
run as ana subscriber set maud@example.org --territory Rennes
is "$status" 77 "but not be moved out of her reach"
as ana subscriber add jo@example.org --territory Brest --list lettre --consent 'by phone' >out
is "$(as ana list members lettre --json | python3 -c 'import json, sys; print(sorted(m["address"] for m in json.load(sys.stdin)))')" \
  "['jo@example.org', 'maud@example.org']" "she adds somebody and puts them on a list"
printf 'email,name,territory\njo@example.org,Jo,29019\nzoe@example.org,Zoé,29019\n' >more.csv
like "$(as ana subscriber import more.csv --list lettre --consent 'a form' --yes)" '1 added, 1 changed' "she imports a file"
cat >mixed.csv <<'EOF'
email,name,territory
new@example.org,New,29019
ange@example.org,Somebody,29019
far@example.org,Far,Rennes
EOF
run as ana subscriber import mixed.csv --list lettre --consent 'a form' --yes
like "$out" '1 added.* 2 refused' "of a file, who is hers goes in"
is "$(printf '%s\n' "$out" "$err" | grep -c 'is not for you to add: they would not be among your people')" 2 "who is elsewhere, known or not, is a row refused in the same words"
is "$(sql "SELECT s.name FROM subscriber s JOIN address a ON a.subscriber = s.id WHERE address_key = 'ange@example.org'")" Ange "and stays as they are"
printf 'email,name,territory,other-addresses\nmine@example.org,Mine,29019,ange@example.org\n' >other.csv
run as ana subscriber import other.csv --list lettre --consent 'a form' --yes
like "$out$err" 'is not for you to add: they would not be among your people' "so is who brings along an address from elsewhere"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'mine@example.org'")" 0 "whole"
as ana subscriber erase new@example.org --yes >out
run as ana subscriber erase maud@example.org --redact --yes
is "$status" 77 "the public archive is not hers to change"
like "$err" 'not for a coordinator' "which she is told"
is "$(colporteur subscriber show maud@example.org --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["name"])')" "Maud K." "and nobody is erased"
as ana subscriber add-address jo@example.org jo@example.net >out
as ana subscriber merge jo@example.org zoe@example.org --yes >out
as ana subscriber suspend jo@example.org --until 2099-01-01 >out
is "$(as ana subscriber export jo@example.org --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(len(d["addresses"]), d["break"]["until"])')" "3 2099-01-01" "merges, and gives a person what is known"
is "$(as ana list list --json | python3 -c 'import json, sys; print([(l["name"], l["subscribers"]) for l in json.load(sys.stdin)])')" "[('bureau', 0), ('lettre', 2)]" "of lists she sees her part"
run as ana subscriber add far@example.org --territory Rennes
is "$status" 65 "nobody from elsewhere"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'far@example.org'")" 0 "and nothing of them is kept"
run as ana list unsubscribe lettre maud@example.org
is "$status:$(sql "SELECT state FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'lettre' AND address_key = 'maud@example.org'")" "0:unsubscribed" "she takes hers off a list"
sql "UPDATE subscription SET state = 'confirmed' WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'maud@example.org')"
run as ana list unsubscribe lettre ange@example.org
is "$status" 67 "she takes nobody else off a list" || diag "$err"
is "$(sql "SELECT state FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'lettre' AND address_key = 'ange@example.org'")" confirmed "who stays on it"
run as ana subscriber erase ange@example.org --yes
is "$status" 67 "she erases nobody else"
as ana subscriber erase jo@example.org --yes >out
is "$(sql "SELECT is_erased('jo@example.org')")" t "but hers"
for act in 'list create x2 --title X' 'queue status' 'edition list lettre' 'key list' 'coordinator add ana --everywhere' 'audience save x language:fr' 'suppression add ange@example.org'; do
  # shellcheck disable=SC2086
  run as ana $act
  is "$status" 77 "she cannot: $act"
done
is "$(colporteur audit list --json | python3 -c 'import json, sys; print(sorted({a["object"] for a in json.load(sys.stdin) if a["by"] == "ana"}))')" "['subscriber', 'subscription']" "the log has what she changed, as hers"

# --- by SQL, as the role that her commands connect as ---
own() { psql -X -q -At -h "$state/postgresql" -U colporteur_coordinator_ana -d colporteur -c "$1" 2>&1; }
is "$(own 'SELECT count(*) FROM subscriber')" 1 "the same by SQL"
for sql in 'SET SESSION AUTHORIZATION colporteur_engine' 'SET SESSION AUTHORIZATION colporteur_coordinator_bob' 'SET ROLE colporteur_engine' \
  'ALTER TABLE subscriber DISABLE ROW LEVEL SECURITY' 'ALTER ROLE colporteur_coordinator_ana BYPASSRLS' 'CREATE FUNCTION colporteur.my_lists(int) RETURNS int LANGUAGE sql RETURN 1'; do
  like "$(own "$sql")" 'permission denied|must be|is not permitted' "refused: $sql"
done
like "$(own "CREATE FUNCTION pg_temp.my_territories() RETURNS int[] LANGUAGE sql RETURN NULL::int[]; SET search_path = pg_temp, colporteur; SELECT count(*) FROM subscriber")" '^1$' \
  "a function of hers with the same name changes nothing"

# --- the other, and the end ---
is "$(as bob subscriber list --json | python3 -c 'import json, sys; print([s["address"] for s in json.load(sys.stdin)])')" "['ange@example.org']" "of a list: who is on it"
printf 'email,name\nmaud@example.org,Somebody\nnobody@example.org,Nobody\n' >list.csv
run as bob subscriber import list.csv --list bureau --consent 'a form' --yes
like "$out" '1 added.* 1 refused' "who is on another list alone is refused, the rest goes in"
is "$(sql "SELECT name FROM subscriber s JOIN address a ON a.subscriber = s.id WHERE address_key = 'maud@example.org'")" "Maud K." "and stays as they are"
run as bob subscriber import list.csv --list lettre --consent 'a form' --yes
is "$status" 67 "nor puts anybody on the other list"
colporteur audience save one 'address:ange@example.org' >out
colporteur audience save all 'language:fr' >out
is "$(as ana audience saved --json | python3 -c 'import json, sys; print([a["name"] for a in json.load(sys.stdin)])')" "['all']" "a saved audience that asks for an address is not shown"
run as ana audience count audience:one
is "$status" 67 "nor counted"
run as bob list show lettre
is "$status" 67 "no other list"
# --- a server of one's own, where peer authentication says who somebody is ---
me=$(id -un)
cp "$state/postgresql/data/pg_hba.conf" hba
printf 'local colporteur +colporteur_coordinator peer map=coordinator\nlocal colporteur colporteur_engine reject\nlocal all all trust\n' >"$state/postgresql/data/pg_hba.conf"
printf 'coordinator %s colporteur_coordinator_ana\n' "$me" >"$state/postgresql/data/pg_ident.conf"
sql 'SELECT pg_reload_conf()' >out
server() { who=$1; shift; SUDO_USER=$who colporteur --set "storage.database=host=$state/postgresql dbname=colporteur" "$@"; }
wait_for 5 eval '! psql -X -q -h "$state/postgresql" -U colporteur_engine -d colporteur -c "SELECT 1"'
is "$(server ana subscriber list --json | python3 -c 'import json, sys; print([s["address"] for s in json.load(sys.stdin)])')" "['maud@example.org']" \
  "who may not be the engine is themself"
run server bob subscriber list
is "$status" 75 "and nobody else, whatever they say"
run server "$me" subscriber list
is "$status" 75 "nor anybody who is no coordinator"
cat hba >"$state/postgresql/data/pg_hba.conf"
sql 'SELECT pg_reload_conf()' >out
wait_for 5 psql -X -q -h "$state/postgresql" -U colporteur_engine -d colporteur -c 'SELECT 1'

colporteur coordinator remove ana >out
run as ana subscriber list
is "$status" 77 "who was removed is refused, not set free"
is "$(own 'SELECT count(*) FROM subscriber')" 0 "by SQL too"
run colporteur coordinator remove ana
is "$status" 67 "once"
done_testing
