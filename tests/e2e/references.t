#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A subscriber never refers to an interest or a territory that is gone, whoever comes first.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
person=$(sql "INSERT INTO subscriber (name) VALUES ('Ange') RETURNING id")
new() { sql "INSERT INTO interest (slug, label_fr, label_en, label_br) VALUES ('$1', '$1', '$1', '$1') RETURNING id"; }

# slowly STATEMENT: as the engine, in a transaction that stays open a while after it
slowly() {
  psql -X -q -At -h "$state/postgresql" -U colporteur_engine -d colporteur 9>&- >slow.out 2>&1 <<SQL &
SET search_path = colporteur, public; BEGIN;
$1;
SELECT pg_sleep(1); COMMIT;
SQL
  wait_for 10 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '\''SELECT pg_sleep%'\'' AND state = '\''active'\''")" = 1 ]'
}

a=$(new first)
slowly "UPDATE subscriber SET interests = ARRAY[$a] WHERE id = $person"
run sql "DELETE FROM interest WHERE id = $a"
like "$err" 'still refer' "an interest that is being taken is not removed"
wait
is "$(sql "SELECT interests FROM subscriber WHERE id = $person")" "{$a}" "and was taken"

b=$(new second)
slowly "DELETE FROM interest WHERE id = $b"
run sql "UPDATE subscriber SET interests = ARRAY[$b] WHERE id = $person"
like "$err" 'is not there' "an interest that is being removed is not taken"
wait
is "$(sql "SELECT count(*) FROM interest WHERE id = $b")" 0 "and went"

# --- imports, which say themselves what lies in what ---
# waiting TEXT: somebody who runs this waits for a lock
waiting() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%$1%' AND pid <> pg_backend_pid()")" -gt 0 ]; }
dangling() { sql "SELECT count(*) FROM subscriber s, unnest(s.territories || s.places) t WHERE NOT EXISTS (SELECT FROM territory WHERE id = t)"; }
place() {
  sql "INSERT INTO territory (code, kind, name, slug) VALUES ('$1', 'own', '$1', '$1')" >out
  sql "SELECT territory_closure_rebuild()" >out
}
# as the owner, who alone removes territories
remove() { sql "BEGIN; DELETE FROM territory WHERE code = '$1'; $2; COMMIT"; }

place rade
printf 'address,territory\nlate@example.org,rade\n' >late.csv
sql "BEGIN; LOCK TABLE consent_event; SELECT pg_sleep(600); COMMIT" >hold.out 2>&1 &
wait_for 10 eval '[ "$(sql "SELECT count(*) FROM pg_locks WHERE relation = '\''consent_event'\''::regclass AND mode = '\''AccessExclusiveLock'\'' AND granted")" = 1 ]'
colporteur subscriber import late.csv --consent x --yes >import.out 2>&1 9>&- &
import=$!
wait_for 20 waiting 'INSERT INTO consent_event'
ok $? "an import has looked its territories up and not ended"
remove rade "SELECT" >remove.out 2>&1 &
remove=$!
wait_for 20 waiting 'DELETE FROM territory'
ok $? "whoever removes one of them waits"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()" >out
wait "$import"
is "$?" 0 "the import ends"
wait "$remove" || :
like "$(cat remove.out)" 'still refer' "and what it refers to stays"
is "$(dangling)" 0 "so that nothing hangs in the air"

place baie
printf 'address,territory\nafter@example.org,baie\n' >after.csv
slowly_removed() { remove baie "SELECT pg_sleep(2)" >remove.out 2>&1; }
slowly_removed &
remove=$!
wait_for 10 eval '[ "$(sql "SELECT count(*) FROM pg_locks WHERE relation = '\''territory'\''::regclass AND mode = '\''RowExclusiveLock'\'' AND granted")" -ge 1 ]'
run colporteur subscriber import after.csv --consent x --yes
wait "$remove"
is "$?" 0 "a territory is removed while an import begins"
like "$err" '^after.csv:2: no territory is called "baie"' "which waits, and refuses the row"
is "$(dangling)$(sql "SELECT count(*) FROM address WHERE address_key = 'after@example.org'")" 00 "and nothing hangs in the air"
done_testing
