#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# intake.t - no mail waits for a list or an author that is deleted at the same moment; and what waits is
# told of to whoever searches the archive
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

colporteur list create une --title 'Une' >/dev/null
colporteur list create autre --title 'Autre' >/dev/null
colporteur subscriber add alix@example.org --list une --list autre >/dev/null

# taken LIST: keeps a mail of alix to it in a transaction that lasts until "$dir/go" is there
taken() {
  {
    echo "BEGIN; SELECT 'taken ' || t FROM list l, subscriber s, posts_take(ARRAY[l.id], ARRAY[s.id], ARRAY['$1@example.net'], ARRAY[sha256('$1')], ARRAY['raw'::bytea], ARRAY[1]) t WHERE l.name = '$1';"
    while [ ! -e "$dir/go" ]; do sleep 0.1; done
    echo 'COMMIT;'
  } | PGOPTIONS='-c search_path=colporteur,public' psql -X -q -A -t -h "$state/postgresql" -U postgres colporteur >"$dir/taken" 2>&1 9>&-
}

# deleted TABLE CONDITION: deletes while such a transaction lasts
deleted() {
  sql "DELETE FROM $1 WHERE $2" >"$dir/deleted" 2>&1 9>&-
}

for what in list subscriber; do
  case $what in list) list=une condition="name = 'une'" ;; *) list=autre condition=true ;; esac
  rm -f "$dir/go" "$dir/taken"
  taken $list &
  taking=$!
  wait_for 60 grep -q '^taken true' "$dir/taken"
  deleted $what "$condition" &
  deleting=$!
  wait_for 60 sh -c "[ \"\$(psql -X -A -t -h '$state/postgresql' -U postgres colporteur -c \"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'DELETE'\")\" = 1 ]"
  ok $? "whoever deletes a $what waits for the mail that is being kept"
  touch "$dir/go"
  wait $taking $deleting
  is "$(cat "$dir/deleted")" "" "then the $what is deleted"
  is "$(sql "SELECT count(*) FROM intake")" 0 "and takes the mail along"
done
is "$(sql "SELECT count(*) FROM post_print p WHERE NOT EXISTS (SELECT FROM list l WHERE l.id = p.list)")" 0 "no print is left of a list that is no more"

# --- told of ---
colporteur list create trois --title 'Trois' >/dev/null
run colporteur archive search bonjour
unlike "$err" 'not filed' "where nothing waits nothing is said"
sql "INSERT INTO intake (list, message_id, raw, distribute) SELECT id, 'waits@example.org', 'x', true FROM list WHERE name = 'trois'"
run colporteur archive search bonjour
like "$err" '^1 accepted mail is not filed yet: ' "who searches hears of a mail that is not to be found yet"
run colporteur archive search bonjour --facets
like "$err" '^1 accepted mail is not filed yet: ' "who counts too"

# --- deleted by hand, past the triggers ---
run colporteur list doctor
unlike "$out" 'deleted by hand' "a mail that merely waits is no orphan"
colporteur list create quatre --title 'Quatre' --owner chef@example.org >/dev/null
colporteur subscriber add bleuenn@example.org --list quatre >/dev/null
sql "INSERT INTO intake (list, subscriber, message_id, raw, distribute, received_at)
     SELECT l.id, s.id, 'author@example.org', 'x', true, now() - interval '1 hour' FROM list l, subscriber s WHERE l.name = 'quatre'"
sql "SET session_replication_role = replica; DELETE FROM list WHERE name = 'trois'; DELETE FROM subscriber"
run colporteur list doctor
like "$status $out" '^error: 1 accepted mail waits for a list that was deleted by hand; colporteur intake list' "one whose list is no more is told of"
like "$out" 'quatre: error: one accepted mail is never filed: its author was deleted by hand' "so is one whose author is"
unlike "$out" 'does it run' "and nobody is sent to look whether it is being filed"
is "$status" 73 "which the exit status says"
is "$(colporteur list doctor --json | python3 -c 'import json, sys; print(*((f["list"], f["level"]) for f in json.load(sys.stdin) if f["fault"] == "intake-orphaned"))')" \
  "('quatre', 'error') (None, 'error')" "for programs too"
is "$(colporteur intake list --json | python3 -c 'import json, sys; print(*("%(list)s, %(state)s: %(fault)s;" % m for m in json.load(sys.stdin)))')" \
  "None, orphaned: its list is no more; quatre, orphaned: its author is no more;" "both are shown, with why they wait"
for mail in $(sql "SELECT id FROM intake ORDER BY id"); do
  run colporteur intake drop "$mail" --yes
  is "$status" 0 "and can be given up: $out"
done
run colporteur list doctor quatre
unlike "$out" 'by hand' "which is the end of it"

done_testing
