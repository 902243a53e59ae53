#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A subscriber never refers to an interest that is gone, whoever comes first.
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
done_testing
