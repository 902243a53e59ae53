#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Coordinators with limits invite their people alone, to their lists alone.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
export COLPORTEUR_TIME=2026-11-02T08:00:00Z
colporteur list create lettre --kind newsletter --title 'La lettre' --owner chef@example.org >/dev/null
for name in velos autre bureau; do
  colporteur list create $name --title "$name" --owner chef@example.org >/dev/null
done
for who in alix/29019/lettre jo/29019/lettre loin/35238/lettre bo/35238/bureau; do
  where=${who#*/}
  colporteur subscriber add "${who%%/*}@example.org" --language fr --territory "${where%/*}" --interest velo --list "${where#*/}" >/dev/null
done
colporteur coordinator add nina --territory 29 >/dev/null
colporteur coordinator add lou --list bureau --list velos >/dev/null
as() { who=$1; shift; SUDO_USER=$who colporteur "$@"; }
invited() { sql "SELECT string_agg(split_part(a.address, '@', 1), ' ' ORDER BY a.address) FROM list_invitation i JOIN list l ON l.id = i.list AND l.name = '$1' JOIN address a USING (subscriber)"; }

# --- by territory ---
run as nina list audience velos 'interest:velo' --dry-run --json
is "$status" 0 "a coordinator looks whom she would invite" || diag "$err"
like "$out" '"people" ?: ?2' "of her people alone"
unlike "$out" 'loin|bo@' "others are not named"
run as nina list audience velos 'address:alix@example.org' --yes
is "$status" 0 "she invites" || diag "$err"
run as nina list audience velos 'language:fr and not address:loin@example.org' --yes
is "$(invited velos)" "alix jo" "nobody else, and nobody twice"
is "$(sql "SELECT DISTINCT actor FROM audit WHERE object = 'invitation'")" nina "under her name"
run as nina list audience velos --json
like "$out" '"invited" ?: ?2' "she sees what became of it" || diag "$status $err"
run as nina list audience velos 'interest:velo' --keep --yes
is "$status" 77 "she keeps nothing open, which would invite others' people"
run as nina list audience velos --close
is "$status" 77 "nor closes it"
is "$(sql 'SELECT count(*) FROM list_audience')" 0 "and nothing of it is left"

# --- by list ---
run as lou list audience autre 'interest:velo' --yes
is "$status" 67 "a list that is not his is none"
run as lou list audience velos 'interest:velo' --yes
is "$(invited velos)" "alix bo jo" "of his lists he invites who is on one to another"

# --- by SQL ---
as_role() { psql -X -q -At -h "$state/postgresql" -U "colporteur_coordinator_$1" -d colporteur -c "$2" 2>&1; }
like "$(as_role lou "INSERT INTO colporteur.list_invitation (list, subscriber) SELECT l.id, a.subscriber FROM colporteur.list l, colporteur.address a WHERE l.name = 'velos' AND a.address = 'loin@example.org' RETURNING 1" | wc -l)" '^0$' "whom they do not see they cannot invite"
sql "CREATE TABLE number AS SELECT l.id AS list, a.subscriber FROM list l, address a WHERE l.name = 'autre' AND a.address = 'bo@example.org'; GRANT SELECT ON number TO PUBLIC"
like "$(as_role lou "INSERT INTO colporteur.list_invitation (list, subscriber) VALUES ($(sql 'SELECT list FROM number'), $(sql 'SELECT subscriber FROM number'))")" 'row-level security' "nor to a list that is another's by its number"
as_role lou "SELECT colporteur.audit_invited($(sql 'SELECT list FROM number'), 'x', 1000)" >out
as_role lou "SELECT colporteur.audit_invited((SELECT id FROM colporteur.list WHERE name = 'velos'), 'y', 1000)" >>out
is "$(sql "SELECT string_agg(name || ' ' || (after ->> 'audience'), ', ') FROM audit WHERE object = 'invitation' AND after ->> 'people' = '1000'")" "velos y" "nor write into the log that they had"
done_testing
