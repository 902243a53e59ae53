#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The real geography moves: 4.0.0 (2024) and 5.3.0 (2025) of the data that sql/data is 6.0.0 (2026) of.
# Between 4.0.0 and 6.0.0 communes merge, split, change their code and their EPCI; between 5.3.0 and
# 6.0.0 nineteen get another name.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
vintages=$SRCDIR/tests/geography/node_modules
[ -d "$vintages/vintage-4.0.0" ] && [ -d "$vintages/vintage-5.3.0" ] ||
  skip_all "earlier vintages are not installed (in tests/geography: npm ci)"
command -v node >/dev/null || skip_all "node is not installed (Debian: apt install nodejs)"
e2e_start
for v in 4.0.0 5.3.0; do
  "$SRCDIR/contrib/territory-data" --out="$dir/$v" "$vintages/vintage-$v" >made || ok 1 "making $v"
done
data=$SRCDIR/sql/data
count() { colporteur audience count "$1"; }
# An empty database, as a fresh one is with --no-data.
empty() {
  sql "SET client_min_messages = warning; TRUNCATE subscriber, address, subscription, contribution, territory, territory_closure, territory_change CASCADE;
    DELETE FROM vintage WHERE data = 'geography'"
}
# everything: what a load may change, but for the time
everything() {
  sql "SELECT code, kind, name, slug, retired_in FROM territory ORDER BY 1;
    SELECT c.code, p.code FROM territory_parent e JOIN territory c ON c.id = e.child JOIN territory p ON p.id = e.parent ORDER BY 1, 2;
    SELECT f.code, t.code FROM territory_former_code f JOIN territory t ON t.id = f.territory ORDER BY 1;
    SELECT p.postal_code, t.code FROM territory_postal_code p JOIN territory t ON t.id = p.territory ORDER BY 1, 2;
    SELECT name, territories, places FROM subscriber ORDER BY 1;
    SELECT count(*), max(id) FROM territory_change" | sha256sum
}
# person ADDRESS CODE...
person() {
  a=$1
  shift
  for t do set -- "$@" --territory "insee:$t"; shift; done
  colporteur subscriber add "$a@example.org" "$@" >/dev/null
}
home() {
  sql "SELECT string_agg(t.code, ' ' ORDER BY t.code) FROM address a JOIN subscriber s ON s.id = a.subscriber,
    unnest(s.territories) u JOIN territory t ON t.id = u WHERE a.address = '$1@example.org'"
}
# change WHAT CODE: its last row in a report as JSON
change() {
  printf '%s' "$report" | python3 -c '
import json, sys
for r in json.load(sys.stdin):
    if r["what"] == sys.argv[1] and r["code"] == sys.argv[2]:
        print(" ".join(str(r[k]) for k in ("from code", "to code", "subscribers", "contributions")))' "$1" "$2"
}
changes() {
  printf '%s' "$report" | python3 -c '
import collections, json, sys
print(" ".join(f"{n} {w}" for w, n in sorted(collections.Counter(r["what"] for r in json.load(sys.stdin)).items())))'
}
inside() { sql "SELECT string_agg(c.code, ' ' ORDER BY c.code) FROM territory_parent e JOIN territory c ON c.id = e.child JOIN territory p ON p.id = e.parent WHERE p.code = '$1'"; }

# --- from 4.0.0 ---
empty
run colporteur territory load "$dir/4.0.0" --yes
is "$status.$out" "0.36421 territories" "the first geography is a load like any other, and changes nothing"
is "$(sql 'SELECT count(*) FROM territory_change')" 0 "of which nothing is to be told"
person cambout 22027          # merges into Plumieux
person both 22027 22241 29019 # lived in both, and in Brest
person coetlogon 22043        # merges into the same
person pleven 22200           # merges into Pluduno, which is Val-d'Arguenon then
person pluduno 22237
person pierrefitte 93059      # merges into Saint-Denis
person oree 49069             # Orée d'Anjou moves its seat, and its code with it, to 49126
person neussargues 15141      # four communes split from it
person ouville 14659          # in another EPCI
person brest 29019
person nantes 44109
person bretagne bretagne-historique
sql "INSERT INTO territory (code, kind, name, slug) VALUES ('lie', 'own', 'Pays du Lié', 'pays-du-lie');
  INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p WHERE c.code IN ('22027', '22219') AND p.code = 'lie';
  INSERT INTO contribution (kind, title, body) VALUES ('initiative', 'Un four', 'x');
  INSERT INTO contribution_territory SELECT c.id, t.id FROM contribution c, territory t WHERE t.code IN ('22043', '22241');
  SELECT territory_closure_rebuild()" >/dev/null
colporteur audience save ici "territory:\"Le Cambout\" or territory:49069" >out
run count audience:ici
is "$out" 3 "a saved audience names communes that will be no more"
departements="14 15 22 29 35 44 49 56 93"
before=$(for d in $departements; do count "territory:$d"; done | tr '\n' ' ')
is "$before" "1 1 5 2 0 1 1 0 1 " "where people live"
own=$(count territory:bretagne-historique)
old=$(everything)

run colporteur territory load "$data" --dry-run --json
report=$out
is "$status.$(changes)" "0.64 merged 4 moved 4 recoded 98 renamed 4 split 1 widened" "a dry run tells what the next vintage changes"
is "$(everything)" "$old" "and changes nothing"
run colporteur territory load "$data"
is "$status" 77 "without a yes it is not loaded"
is "$(everything)" "$old" "and nothing has changed"
run colporteur territory load "$data" --yes --json
report=$out
is "$status.$(changes)" "0.64 merged 4 moved 4 recoded 98 renamed 4 split 1 widened" "it is loaded"
is "$(change merged 22027)" " 22241 2 0" "who lived in what merged is carried along"
is "$(change merged 22043)" " 22241 1 1" "what was about it as well"
is "$(change merged 93059)" " 93066 1 0" "whatever the département"
is "$(change merged 29019)" "" "others are not"
is "$(change recoded 49069)" " 49126 1 0" "a commune under another code is told as such"
is "$(change split 15031)" "15141  1 0" "of a split it is told who stays"
is "$(change moved 14659)" "200066710 200065589 1 0" "of a commune in another EPCI who lives there"
is "$(change renamed 22237)" "  1 0" "of another name who lives there"
is "$(change widened lie)" "22027 22241 0 0" "and which own territory holds more now"
for who in cambout:22241 "both:22241 29019" coetlogon:22241 pleven:22237 pluduno:22237 pierrefitte:93066 oree:49126 \
  neussargues:15141 ouville:14659 brest:29019 nantes:44109 bretagne:bretagne-historique; do
  is "$(home "${who%%:*}")" "${who#*:}" "${who%%:*} lives in ${who#*:}"
done
is "$(for d in $departements; do count "territory:$d"; done | tr '\n' ' ')" "$before" "each département has as many people as before"
is "$(count territory:200065589).$(count territory:200066710)" 1.0 "an EPCI has those of the commune that came to it"
is "$(count territory:bretagne-historique)" "$own" "and historical Brittany"
is "$(inside bretagne-historique)" "$(awk -F'\t' '$2 == "bretagne-historique" { print $1 }' "$data/territory-parent.tsv" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')" \
  "which holds what it should"
is "$(inside lie)" "22219 22241" "the community's own territory holds what took the place"
is "$(count territory:lie)" 3 "and those who live there"
is "$(count audience:ici)" 4 "the saved audience means what took their place"
is "$(sql "SELECT t.code FROM contribution_territory c JOIN territory t ON t.id = c.territory")" 22241 "a contribution is there once"
for w in 22027 "Le Cambout" "le cambout, 22" insee:22027; do
  run colporteur territory show "$w"
  is "$(printf '%s\n' "$out" | sed -n 's/^code  *//p')" 22241 "$w is still found"
done
like "$out" '^former codes .*22027' "and told of"
run colporteur territory show 15031
like "$out" '^name  *Celles' "a code that is there again is what it was"
run colporteur territory show 98501
is "$(printf '%s\n' "$out" | sed -n 's/^code  *//p')" "$(awk -F'\t' '$1 == "98501" { print $2 }' "$dir/4.0.0/territory-former-code.tsv")" \
  "codes that no vintage names any more still lead where they led"
is "$(sql "SELECT count(*) FROM territory WHERE kind <> 'own'")" 36360 "nothing else is left over"
is "$(sql "SELECT code, kind, official_code, name FROM territory ORDER BY code COLLATE \"C\"" | grep -v '^lie|' | sha256sum)" \
  "$(cut -f 1-4 "$data/territory.tsv" | tr '\t' '|' | sed 's/\\N//' | sha256sum)" "the territories are those of the files"
is "$(sql "SELECT c.code, p.code FROM territory_parent e JOIN territory c ON c.id = e.child JOIN territory p ON p.id = e.parent
  WHERE p.code <> 'lie' ORDER BY (c.code || E'\t' || p.code) COLLATE \"C\"" | sha256sum)" \
  "$(tr '\t' '|' <"$data/territory-parent.tsv" | sha256sum)" "and so is what lies in what"

old=$(everything)
run colporteur territory load "$data" --yes
is "$status.$out" "0.this vintage is loaded already" "loading it again"
is "$(everything)" "$old" "changes nothing"
run colporteur territory load "$dir/4.0.0" --yes
is "$status" 77 "an older vintage is refused"
like "$err" 'hint: .*--force' "with what to do"
run command colporteur --state "$state" --set paths.data="$SRCDIR" schema upgrade 9>&-
is "$status.$out" "0." "what is shipped is there already"
run colporteur territory load "$dir/nowhere" --yes
is "$status" 67 "files that are not there are not found"

# --- back, and forth ---
run colporteur territory load "$dir/4.0.0" --yes --force
like "$out" '^36421 territories: 4 merged, 4 under another code, 64 split' "it can be forced"
is "$(home cambout)" 22241 "who was carried along stays where they are"
is "$(home oree)" 49069 "and the moved seat moves back"
run command colporteur --state "$state" --set paths.data="$SRCDIR" schema upgrade 9>&-
like "$out" '^loaded 36361 territories' "an upgrade brings the newer one back"
is "$(home oree)" 49126 "and everybody"
is "$(home pleven)" 22237 "to where they were"
sql "UPDATE vintage SET version = '7.0.0 2027-03-01 x' WHERE data = 'geography'" >out
run command colporteur --state "$state" --set paths.data="$SRCDIR" schema upgrade 9>&-
is "$status.$out" "0.kept the newer territories that are loaded: 7.0.0 2027-03-01 x" "and never an older one"

# --- from 5.3.0 ---
empty
run colporteur territory load "$dir/5.3.0" --yes
is "$status.$out" "0.36361 territories" "5.3.0 is loaded"
person cransac 12083
person brest 29019
colporteur audience save thermes 'territory:Cransac' >out 2>&1
run colporteur territory load "$data" --yes
like "$out" '^36361 territories: 19 renamed; 0 subscribers and 0 contributions carried along$' "6.0.0 renames nineteen communes"
like "$out" '^renamed +12083 +Cransac-les-Thermes +Cransac +- +1 ' "and says which"
is "$(home cransac)" 12083 "who lives there stays"
is "$(count territory:12).$(count territory:29)" 1.1 "as all do"
is "$(count audience:thermes)" 1 "a saved audience goes on by the name of before"
run colporteur territory show Oissel
like "$out" '^name  *Oissel-sur-Seine' "and so does everybody"
is "$(sql "SELECT count(*) FROM territory_postal_code p JOIN territory t ON t.id = p.territory WHERE (postal_code, code) = ('49270', '49126')")" 1 \
  "a postal code that came is there"
done_testing
