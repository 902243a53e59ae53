#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The role that the pages use reads no address: connected as it, every table and view there is, every
# function it may call with what it may be given and worse, and the database's own ways around.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create lettre --title 'La lettre' --kind newsletter --owner hush1@example.org >/dev/null
colporteur list create atelier --title 'Atelier' --owner hush2@example.org --moderator hush3@example.org >/dev/null 2>&1 ||
  colporteur list create atelier --title 'Atelier' --owner hush2@example.org >/dev/null
colporteur list create bureau --title 'Bureau' --private --owner hush2@example.org >/dev/null
for n in 4 5 6; do
  colporteur subscriber add "hush$n@example.org" --name "Personne $n" --territory Brest >/dev/null
  for list in lettre atelier bureau; do colporteur list subscribe "$list" "hush$n@example.org" >/dev/null; done
done
printf 'From: Personne <hush4@example.org>\nTo: atelier@lists.example.org\nCc: hush5@example.org\nSubject: Ecrire a hush6@example.org\nMessage-ID: <1@example.org>\n\nBonjour hush5@example.org\n' |
  colporteur deliver --sender hush4@example.org atelier@lists.example.org
printf 'From: "hush12@example.org" <hush5@example.org>\nTo: bureau@lists.example.org\nSubject: Entre nous\nMessage-ID: <3@example.org>\nContent-Type: text/html\n\n<p>Bonjour <a href="mailto:hush6@example.org">hush13@example.org</a></p>\n' |
  colporteur deliver --sender hush5@example.org bureau@lists.example.org
printf 'From: hush7@example.org\nTo: atelier@lists.example.org\nSubject: Retenu\nMessage-ID: <2@example.org>\n\nBonjour\n' |
  colporteur deliver --sender hush7@example.org atelier@lists.example.org
for statement in "INSERT INTO address SELECT 'hush8@example.org', 'hush8@example.org', id, false FROM subscriber ORDER BY id LIMIT 1" \
  "INSERT INTO address_change (subscriber, what, address_key, address, due_at) SELECT id, 'add', 'hush9@example.org', 'hush9@example.org', now() + interval '1 day' FROM subscriber ORDER BY id LIMIT 1" \
  "INSERT INTO robot_answer (address_key, network) VALUES ('hush11@example.org', '192.0.2.0/24')" ANALYZE; do
  sql "$statement" >/dev/null
done
printf -- '---\nkind: initiative\ntitle: Un atelier hush21@example.org\nterritory: Brest\nauthor: hush22@example.org\nsource: https://example.org/ hush23@example.org\n---\nOn y répare, dit hush24@example.org. <a href="mailto:hush25@example.org">Venez</a>\n' >one.md
colporteur contribution add --accept one.md >/dev/null
# A letter that carried it, and its words beside others.
sql "INSERT INTO edition (list, number, title, editorial, state, sent_at, public_editorial, message_id) SELECT id, 1, 'Lettre', 'Bonjour', 'finished', now(), 'Bonjour hush26@example.org', 'l@lists.example.org' FROM list WHERE name = 'lettre';
  INSERT INTO edition_piece (edition, position, section, part, contribution, html, text) SELECT e.id, 1, 'everybody', 'item', c.id, '', '' FROM edition e, contribution c;
  INSERT INTO edition_text (edition, language, title, editorial, public_editorial) SELECT id, 'en', 'Letter', 'Hello', 'Hello hush27@example.org' FROM edition" >/dev/null
# Good tokens, of each kind and for whom there is something to see.
sql "SELECT id, encode(key, 'hex') FROM token_key ORDER BY id" >keys
list=$(sql "SELECT id FROM list WHERE name = 'bureau'")
for who in $(sql "SELECT subscriber FROM address WHERE address_key IN ('hush4@example.org', 'hush5@example.org')"); do
  for token in "unsubscribe 1 $who" "person $who" "join $who" "erase $who 4000000000" "address 1 1" "archive $list $who 4000000000"; do
    # shellcheck disable=SC2086
    python3 "$SRCDIR/tests/lib/sign-token.py" keys 0 $token
  done
done >tokens
# Bytes are shown as text, so that an address among them shows.
as_site() { PGOPTIONS='-c bytea_output=escape' psql -X -q -At -h "$state/postgresql" -U colporteur_site -d colporteur "$@" 9>&-; }
is "$(as_site -c 'SELECT session_user')" colporteur_site "this is the site's role"
is "$(sql "SELECT count(DISTINCT a) >= 8 FROM (SELECT address FROM address UNION SELECT address FROM address_change UNION SELECT address_key FROM robot_answer UNION SELECT from_address FROM held_message UNION SELECT address FROM list_role) x(a) WHERE a ~ '^hush'")" t "the database is full of addresses"

# --- tables and views, of every schema ---
sql "SELECT format('TABLE %I.%I;', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 't')" >tables.sql
as_site -f tables.sql >seen 2>refused
is "$(wc -l <tables.sql | awk '{ print ($1 > 200) }') $(grep -c 'permission denied' refused | awk '{ print ($1 > 100) }')" "1 1" "every table and view is tried, and most are refused"
unlike "$(cat seen refused)" 'hush[0-9]' "none shows an address"
like "$(cat seen)" 'Un atelier' "while what is public shows"
is "$(as_site -c 'SELECT title, body FROM site.edition_item' | tr -d '\n')" 'Un atelier h…@…|On y répare, dit h…@…. <a href="mailto:h…@…">Venez</a>' "without the addresses that were written into it"

# --- functions: each argument as the pages give it, and as an attacker would ---
cat >calls.py <<'PY'
import random, sys
chance = random.Random(4)
tokens = open("tokens").read().split()
texts = ["NULL", "''", "'%'", "'atelier'", "'lettre'", "'bureau'", "'3@example.org'", "'address_key'", "'colporteur.address'", "'1@example.org'", "'example.org'", "'lists.example.org'", "'29019'", "'velo'", "'fr'", "'digest'", "'undo'",
         "'each'", "'leave'", "'export'", "'accepted'", "'finding'", "'192.0.2.1'", "E'\\'; SELECT address FROM colporteur.address --'", "'hush'", "'hush%'", "'.*'",
         "repeat('x', 10000)", "'probe@example.org'", "'atelier@lists.example.org'"] + [f"'{t}'" for t in tokens] * 3
values = {"text": texts, "bigint": ["NULL", "0", "1", "2", "-1", "9223372036854775807"], "integer": ["NULL", "0", "1", "20", "-1", "2147483647"],
          "boolean": ["true", "false", "NULL"], "date": ["'2027-01-01'", "NULL"], "text[]": ["NULL", "'{}'", "ARRAY['atelier','lettre','29019','velo']", "ARRAY['%']"],
          "bigint[]": ["NULL", "'{}'", "'{1,2,3}'"], "integer[]": ["NULL", "'{1,2}'"], "bytea[]": ["'{}'", "NULL"], "bytea": ["''"], "timestamp with time zone": ["now()", "NULL"]}
n = 0
for line in open(sys.argv[1]):
    name, *kinds = line.rstrip("\n").split("|")
    kinds = [k for k in kinds[0].split(";") if k]
    for _ in range(100 if kinds and name.startswith("site.") else 1):
        opened = chance.choice(tokens)
        given = ", ".join(chance.choice(values.get(k, ["NULL"])) + f"::{k}" for k in kinds)
        print(f"BEGIN; SET LOCAL statement_timeout = '5s'; SELECT site.archive_open('bureau', '{opened}'); SELECT * FROM {name}({given}); ROLLBACK;")
        n += 1
print(n, file=sys.stderr)
PY
sql "SELECT format('%I.%I', n.nspname, p.proname) || '|' || coalesce((SELECT string_agg(format_type(t, NULL), ';' ORDER BY i) FROM unnest(p.proargtypes) WITH ORDINALITY a(t, i)), '')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname IN ('site', 'colporteur', 'reading') AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype ORDER BY 1" >functions
python3 calls.py functions >calls.sql 2>calls.n
as_site -f calls.sql >seen 2>told
is "$(awk '{ print ($1 > 5000) }' calls.n)" 1 "each function of the pages is called a hundred times"
grep -hE 'hush[0-9]|\\(x|134x)?68757368' seen told >leaks || :
is "$(wc -l <leaks | tr -d ' ')" 0 "none tells an address, in its answer or its complaint" || diag "$(sort -u leaks | head -5)"
like "$(cat seen)" 'h…@e…' "what they tell of an address is masked"
is "$(sql "SELECT count(*) FROM subscriber")" 3 "and nobody went: all of it was undone"

# --- the database's own ways ---
cat >around.sql <<'EOF'
SELECT most_common_vals, histogram_bounds FROM pg_stats;
SELECT * FROM pg_statistic;
SELECT query FROM pg_stat_activity;
SELECT pg_read_file('postgresql.conf');
SELECT pg_ls_dir('base');
SELECT pg_read_binary_file('base/1/1259');
SELECT lo_import('/etc/passwd');
SELECT lo_create(0);
SELECT lo_creat(-1);
SELECT lo_from_bytea(0, 'x');
SELECT database_to_xml(true, true, '');
SELECT schema_to_xml('colporteur', true, true, '');
SELECT query_to_xml('SELECT * FROM colporteur.address', true, true, '');
SELECT table_to_xml('colporteur.address', true, true, '');
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef;
COPY colporteur.address TO STDOUT;
COPY (SELECT 1) TO PROGRAM 'true';
SET ROLE colporteur_engine;
SET ROLE colporteur_owner;
SET SESSION AUTHORIZATION postgres;
CREATE FUNCTION site.x() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
CREATE TEMPORARY TABLE t AS SELECT 1;
ALTER ROLE colporteur_site SUPERUSER;
GRANT SELECT ON colporteur.address TO colporteur_site;
EXPLAIN ANALYZE SELECT * FROM colporteur.address;
DO $$ BEGIN PERFORM address FROM colporteur.address; END $$;
SELECT r.label FROM site.me_page('x', 'fr', 12, NULL, NULL) r WHERE (SELECT true FROM colporteur.address LIMIT 1);
LOCK colporteur.address;
SELECT * FROM site.contribution WHERE (CASE WHEN 1 / (length(author) - length(author)) = 1 THEN true END);
EOF
as_site -f around.sql >seen 2>told
unlike "$(cat seen told)" 'hush[0-9]' "nor do the database's own ways around"
is "$(sql "SELECT count(*) FROM pg_largeobject_metadata")" 0 "nor does it leave large objects behind"
is "$(grep -c 'permission denied\|must be\|cannot' told | awk '{ print ($1 >= 17) }')" 1 "which are refused" || diag "$(cat told)"
done_testing
