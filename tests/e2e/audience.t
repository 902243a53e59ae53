#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Audiences on the command line: each term selects whom it should, saved ones hold together.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null
cat >people.csv <<'EOF'
address,name,language,territories,interests,knowledge,lists
ange@example.org,Ange,fr,29019,velo,citizen,lettre
maud@example.org,Maud,br,29232,mobilite,scientific;citizen,
noe@example.net,Noé,en,35238,jardins-partages,,lettre
alix@example.net,Alix,fr,29,,,
EOF
colporteur subscriber import people.csv --consent 'a form' --yes >out 2>&1
like "$(cat out)" '^4 added' "four people"
sql "UPDATE subscriber SET created_at = '2024-05-31T23:59:59Z', last_contact_at = '2025-01-01Z' WHERE name = 'Ange'" >out
sql "INSERT INTO mailing (kind, list, state) SELECT 'notice', id, 'finished' FROM list" >out 2>&1
sql "INSERT INTO bounce (mailing, subscriber, raw, received_at) SELECT 1, id, 'x', '2025-03-01Z' FROM subscriber WHERE name = 'Maud'" >out

# who EXPRESSION: names, in the order of addresses
who() { colporteur audience list "$1" --json | python3 -c 'import json, sys; print(" ".join(p["name"] for p in json.load(sys.stdin)))'; }
is "$(who 'territory:29')" "Alix Ange Maud" "a territory has everything below it"
is "$(who 'territory:=29')" "Alix" "with = it is that one"
is "$(who 'territory:{Brest, 35238}')" "Ange Noé" "a set is any of them"
is "$(who 'territory:finistere and not territory:"quimper"')" "Alix Ange" "slugs and names, without accents"
is "$(who 'near:Guipavas')" "Ange" "near is the same intercommunalité"
is "$(who 'interest:mobilite')" "Ange Maud" "an interest has what is below it"
is "$(who 'interest:=mobilite')" "Maud" "with = it is that one"
is "$(who 'knowledge:citoyen')" "Ange Maud" "knowledge, in French too"
is "$(who 'language:{br,en}')" "Maud Noé" "languages"
is "$(who 'list:lettre')" "Ange Noé" "on a list"
is "$(who 'joined:<2024-06')" "Ange" "joined before a month"
is "$(who 'joined:2024-05-31')" "Ange" "joined on a day"
is "$(who 'joined:>2024-05')" "Alix Maud Noé" "joined after a month"
is "$(who 'last-contact:2025')" "Ange" "a year begins with its first moment"
is "$(who 'last-contact:<2025')" "" "and not before"
is "$(who 'bounced:yes')" "Maud" "bounced"
is "$(who 'bounced:no and territory:29')" "Alix Ange" "did not bounce"
is "$(who 'bounced:2025-02..2025-03')" "Maud" "bounced within a time"
is "$(who 'bounced:>2025-03')" "" "and not after it"
is "$(who 'address:*@EXAMPLE.net')" "Alix Noé" "addresses by a pattern, whatever the case"
is "$(who 'address:a*@example.???')" "Alix Ange" "with one letter each"
is "$(who 'address:%')" "" "where % is no wildcard"


# What "or" is between is looked up together where it is of one kind, and means what it meant.
condition() { colporteur audience explain "$1" --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["condition"], *d["parameters"])'; }
is "$(condition 'territory:Brest or language:br or (territory:{Quimper, 35238} or near:29019) or language:en' | sed 's/{[0-9,]*}/N/')" \
  '(s.places && $1::int[] OR s.language = ANY ($2::text[])) N {"br","en"}' "two kinds are two looks"
is "$(who 'territory:Brest or language:br or territory:35238 or language:en')" "Ange Maud Noé" "and any of all"
is "$(condition 'territory:=29 or territory:29' | sed 's/{[0-9,]*}/N/g')" \
  '((s.places && $1::int[] AND s.territories && $1::int[]) OR s.places && $2::int[]) N N' "exactly that one is another kind"
is "$(who 'territory:=29 or territory:=29232')" "Alix Maud" "that is united too"
is "$(who 'joined:<2024-06 or joined:2024-05-31 or not (interest:velo or interest:mobilite)')" "Alix Ange Noé" "times and opposites are not"
is "$(who 'not (territory:29019 or territory:29232)')" "Alix Noé" "nor is what is around"
is "$(who '(territory:29 or interest:velo) and (language:br or language:en)')" "Maud" "and \"and\" stays"
is "$(who 'address:ange@* or address:*@example.net or knowledge:citoyen or knowledge:scientifique')" "Alix Ange Maud Noé" "patterns and words are"

run colporteur programme add 'Savoirs à égalité'
is "$out" "added programme:savoirs-a-egalite" "a programme"
run colporteur programme add 'SAVOIRS A EGALITE'
is "$status" 73 "once"
run colporteur programme enrol 'savoirs à égalité' maud@example.org nobody@example.org
is "$status" 67 "an unknown address enrols nobody"
is "$(who 'programme:savoirs-a-egalite')" "" "at all"
colporteur programme enrol savoirs-a-egalite maud@example.org >out
is "$(who 'programme:"Savoirs à égalité"')" "Maud" "who takes part"
run colporteur audience count 'programme:savoir-egalite'
like "$err" 'did you mean savoirs-a-egalite' "the nearest is named"

# What is drawn below the first line of an error.
drawing() { printf '%s\n' "$err" | sed -n '2,3p'; }

# --- saved ---
colporteur audience save ouest 'territory:29 or territory:22' >out
colporteur audience save jeunes 'audience:ouest and not joined:<2025' >out
is "$(who 'audience:jeunes')" "Alix Maud" "a saved audience inside another"
is "$(who 'not audience:{jeunes}')" "Ange Noé" "and outside"
run colporteur audience save ouest 'language:fr or audience:jeunes'
is "$status" 73 "none is made of itself"
is "$(who 'audience:ouest')" "Alix Ange Maud" "and nothing has changed"
run colporteur audience save ouest 'audience:ouest'
is "$status" 73 "nor directly"
run colporteur audience delete ouest
is "$status" 73 "what another is made of stays"
run colporteur audience save 'Ouest !' territory:29
is "$status" 65 "a name is a plain word"
run colporteur audience save x 'territory:Brst'
is "$status" 67 "what cannot be understood is not saved"
run colporteur audience count audience:x
like "$err" 'no saved audience is called "x"' "indeed"
colporteur audience save ouest 'territory:22' >out
is "$(who 'audience:jeunes')" "" "a changed part changes the whole"
colporteur audience delete jeunes >out
run colporteur audience delete ouest
is "$status" 0 "what nothing is made of goes"

colporteur audience save ouest territory:22 >out
colporteur audience save cotes 'audience:ouest and interest:velo' >out
sql "UPDATE audience SET expression = 'territory:22 or interest:mobilitee' WHERE name = 'ouest'" >out
run colporteur audience count 'language:fr and audience:cotes'
like "$err" 'in the saved audience "ouest": audience, column 26: no interest is called "mobilitee"' \
  "what is wrong inside a saved audience is told with its name and column there"
is "$(drawing)" "territory:22 or interest:mobilitee
                         ^" "and drawn as it is saved"
run colporteur audience count 'interest:"Énergie" or territory:Brst'
is "$(drawing)" 'interest:"Énergie" or territory:Brst
                                ^' "the mistake is drawn, an accent counted as one letter"
run colporteur audience list 'language:fr and langage:br'
like "$err" '^hint: did you mean' "the hint follows"
is "$(drawing)" "language:fr and langage:br
                ^" "by each command that takes an audience"
run colporteur audience count 'audience:cote'
like "$err" 'did you mean cotes' "the nearest saved audience is named"
run colporteur audience count 'list:letre'
like "$err" 'did you mean lettre' "and the nearest list"
colporteur audience delete cotes >out

# --- count by, explain ---
run colporteur audience count 'territory:29' --by departement,language --by language --json
is "$(printf '%s' "$out" | python3 -c '
import json, sys
d = json.load(sys.stdin)
print(d["people"], [(r["key"], r["people"]) for r in d["departement"]], [(r["key"], r["people"]) for r in d["language"]])')" \
  "3 [('29', 3)] [('fr', 2), ('br', 1)]" "broken down, as JSON"
run colporteur audience count '' --by interest
like "$out" '^  mobilite Mobilité +2$' "who follows a part is counted in the whole"
like "$out" '^  - +1$' "who follows nothing is told too"
unlike "$out" '█' "no bars but on a terminal"
command -v script >/dev/null 2>&1 &&
  bars=$(script -qec "$BUILDDIR/colporteur --config $conf --state $state audience count '' --by language" /dev/null 9>&- </dev/null)
like "${bars-█}" '█' "bars on a terminal"
run colporteur audience count '' --by langage
like "$err" 'did you mean "language"' "an unknown facet is told"
is "$(colporteur audience count 'territory:29' --by interest | sed -n 's/^  \(mobilite\|velo\) .* /\1 /p' | sort | tr '\n' ' ')" \
  "mobilite 2 velo 1 " "in the whole once"
run colporteur audience explain 'territory:29 and not interest:velo'
like "$out" 'territory:"29" +29 Finistère +3$' "a step is explained with its name and number"
sql "INSERT INTO subscriber (name, territories, places)
  SELECT 'Many', ARRAY[t.id], places_of(ARRAY[t.id::int]) FROM territory t, generate_series(1, 20)
  WHERE t.kind = 'commune' AND t.code LIKE '29%'" >out
sql 'VACUUM (ANALYZE) subscriber' >out
run colporteur audience explain 'territory:29019' --json
unlike "$out" 'Seq Scan on subscriber' "a commune is found by the index"
done_testing
