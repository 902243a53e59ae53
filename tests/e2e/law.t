#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the law asks: proofs with the text agreed to, a log of changes, nobody kept for too long.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[clock]' 'interval = 1s'
colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null

# --- proofs ---
echo 'Une lettre par mois, rien d’autre.' >one.txt
echo 'Une lettre par mois, et des invitations.' >two.txt
colporteur subscriber add early@example.org --list lettre --consent 'at the market' >out
COLPORTEUR_TIME=2026-03-01T00:00:00Z colporteur consent text lettre one.txt >out
is "$(cat out)" "lettre: version 1 of what people agree to" "a text is noted"
COLPORTEUR_TIME=2026-03-05T00:00:00Z colporteur subscriber add maud@example.org --name Maud --territory Brest --list lettre --consent 'a form' >out
COLPORTEUR_TIME=2026-04-01T00:00:00Z colporteur consent text lettre two.txt >out
COLPORTEUR_TIME=2026-04-05T00:00:00Z colporteur subscriber add ange@example.org --list lettre --consent 'a form' >out
COLPORTEUR_TIME=2026-04-06T00:00:00Z colporteur list unsubscribe lettre ange@example.org >out
events() { colporteur consent list "$1" --json | python3 -c 'import json, sys; print([(e["what"], e["text version"]) for e in json.load(sys.stdin)])'; }
is "$(events maud@example.org)" "[('import', 1)]" "a proof names the text of its time"
is "$(events ange@example.org)" "[('import', 2), ('unsubscribe', None)]" "leaving agrees to none"
run colporteur consent text lettre
like "$out" '^ +2 +2026-04-01T00:00:00Z +Une lettre par mois, et des invitations.$' "the texts are listed"
sql "UPDATE consent_text SET text = 'x'" 2>err
like "$(cat err)" 'append-only' "and never changed"

# --- audit ---
is "$(colporteur audit list --json | python3 -c 'import json, sys; print([(e["what"], e["object"]) for e in json.load(sys.stdin)])')" \
  "[('change', 'subscription')]" "who is new is no change; who was taken off is"
colporteur subscriber set maud@example.org --territory +Rennes --notes secret >out
SUDO_USER=denis colporteur subscriber set maud@example.org --name 'Maud K.' >out
run colporteur audit list --subscriber maud@example.org --json
is "$(printf '%s' "$out" | python3 -c '
import json, sys
for e in json.load(sys.stdin): print(e["by"], e["what"], sorted(json.loads(e["before"])), json.loads(e["after"]).get("name"))' | tr '\n' ';')" \
  "$([ "$(id -u)" = 0 ] && echo denis || id -un) change ['name'] Maud K.;$(id -un) change ['notes', 'territories'] None;" "each change with who made it, before and after"
before=$(sql 'SELECT count(*) FROM audit')
colporteur subscriber set maud@example.org --name 'Maud K.' >out
is "$(sql 'SELECT count(*) FROM audit')" "$before" "nothing changed is nothing noted"
printf 'From: maud@example.org\nTo: lettre-owner@lists.example.org\nSubject: x\n\nx\n' | colporteur deliver --sender maud@example.org lettre-owner@lists.example.org
is "$(sql 'SELECT count(*) FROM audit')" "$before" "mail is no coordinator"
psql -X -q -h "$state/postgresql" -U colporteur_engine -d colporteur -c "INSERT INTO colporteur.audit (actor, what, object) VALUES ('x', 'add', 'x')" 2>err 9>&-
like "$(cat err)" 'permission denied' "the engine itself writes no line"
colporteur subscriber erase maud@example.org --yes >out
is "$(sql "SELECT count(*) FROM audit WHERE after::text || before::text ~ 'Maud|secret'")" 0 "an erased person is gone from the log"
is "$(sql "SELECT what FROM audit ORDER BY id DESC LIMIT 1")" erase "which says that somebody was"

# --- nobody is kept for too long ---
sql "INSERT INTO subscriber (name) VALUES ('Asked'), ('Late'), ('Quiet'), ('Alone'), ('Fresh')" >out
sql "INSERT INTO address (address_key, address, subscriber) SELECT lower(name) || '@example.org', lower(name) || '@example.org', id FROM subscriber WHERE name IS NOT NULL" >out
sql "INSERT INTO subscription (list, subscriber, state, changed_at) SELECT l.id, s.id, CASE WHEN s.name IN ('Asked', 'Late') THEN 'unconfirmed' ELSE 'confirmed' END,
  now() - CASE s.name WHEN 'Late' THEN 8 ELSE 6 END * interval '1 day' FROM list l, subscriber s WHERE s.name IN ('Asked', 'Late', 'Quiet', 'Fresh')" >out
sql "INSERT INTO consent_event (subscriber, list, what, how) SELECT s.id, l.id, 'subscribe', 'web' FROM list l, subscriber s WHERE s.name IN ('Asked', 'Late')" >out
sql "UPDATE subscriber SET last_contact_at = now() - interval '37 months', language = 'en' WHERE name = 'Quiet'" >out
sql "UPDATE subscriber SET last_contact_at = now() - interval '40 months' WHERE name = 'Alone'" >out
command colporteur --config "$conf" --state "$state" serve clock 2>clock.log 9>&- &
e2e_pids=$!
reminded() { [ "$(sql "SELECT reminded_at IS NOT NULL FROM subscriber WHERE name = 'Quiet'")" = t ]; }
wait_for 20 reminded
ok $? "who was not heard of for three years is asked"
is "$(sql "SELECT string_agg(name, ' ' ORDER BY name) FROM subscriber WHERE name IS NOT NULL")" "Asked Fresh Quiet" \
  "who did not confirm within a week, and who is on no list for longer, are gone"
mail=$(sql "SELECT convert_from(content, 'UTF8') FROM mailing WHERE kind = 'notice' ORDER BY id DESC LIMIT 1")
like "$mail" 'would you like to stay with us' "in their language"
answer=$(printf '%s\n' "$mail" | sed -n 's/^Reply-To: *<*\([^>]*\)>*.*/\1/p' | tr -d '\r')
like "$answer" '^lettre-confirm\+[a-z2-7]+@' "with an address to answer to"
printf 'From: quiet@example.org\nTo: %s\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nx\n' "$answer" | colporteur deliver --sender quiet@example.org "$answer" 2>>clock.log
reminded
ok $? "an automatic answer is none"
printf 'From: quiet@example.org\nTo: %s\nSubject: yes\n\nyes\n' "$answer" | colporteur deliver --sender quiet@example.org "$answer" 2>>clock.log
is "$(sql "SELECT reminded_at IS NULL AND last_contact_at > now() - interval '1 hour' FROM subscriber WHERE name = 'Quiet'")" t "an answer keeps them"
run colporteur deliver --sender quiet@example.org "lettre-confirm+aaaaaaaaaaaaaaaaaaaaaaaaa@lists.example.org" <one.txt
is "$status" 77 "a token that is none is refused"
sql "UPDATE subscriber SET last_contact_at = now() - interval '37 months', reminded_at = now() - interval '31 days' WHERE name = 'Quiet'" >out
gone() { [ "$(sql "SELECT count(*) FROM subscriber WHERE name = 'Quiet'")" = 0 ]; }
wait_for 20 gone
ok $? "who does not answer is erased"
is "$(sql "SELECT is_erased('quiet@example.org')")" t "with a tombstone"
who=$(sql "SELECT id FROM subscriber WHERE name = 'Asked'")
is "$(sql "SELECT what FROM consent_event WHERE subscriber = $who")" subscribe "who asked five days ago waits"
done_testing
