#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# People by hand: territories by code, name and postal code; adding, importing good and bad files,
# importing twice; audiences and their typos.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

# field NAME: of what "show" printed
field() { printf '%s\n' "$out" | sed -n "s/^$1  *//p"; }
count() { colporteur audience count "$1"; }

# --- territories ---
run colporteur territory show 29019
is "$(field name)" Brest "a commune by its INSEE code"
like "$(field 'inside of')" 'bretagne-historique' "it is inside of historical Brittany"
run colporteur territory show "saint-malo"
is "$(field code)" 35288 "by its name, whatever case and hyphens"
run colporteur territory show "St Malo"
is "$(field code)" 35288 "St is Saint"
run colporteur territory show guemene-penfao
is "$(field name)" "Guémené-Penfao" "accents are not needed"
run colporteur territory show 29200
is "$(field name)" Brest "by its postal code"
run colporteur territory show 75113
is "$(field name)" Paris "by a former code"
run colporteur territory show 200068120
is "$(field kind)" EPCI "an EPCI by its SIREN"
run colporteur territory show 2a
is "$(field name)" Corse-du-Sud "letters of a code in any case"
run colporteur territory show Moncontour
is "$status" 65 "a name of two communes is refused"
like "$err" '"Moncontour" may be 22153 Moncontour \(22\), 86161 Moncontour \(86\)' "listing the choices"
like "$err" 'hint: .*as in "Moncontour \(22\)"' "and how to choose"
for w in "Moncontour (22)" "moncontour, 22" moncontour-22153 22153; do
  run colporteur territory show "$w"
  is "$(field code)" 22153 "$w is the one"
done
run colporteur territory show Bretagne
like "$err" '"Bretagne" may be 36024 Bretagne \(36\), .*R53 Bretagne \(region\)' "a region that communes are called like is told with its kind"
for w in "Bretagne (region)" "bretagne (Région)"; do
  is "$(colporteur territory show "$w" 2>&1 | sed -n 's/^code *//p')" R53 "and found by what was shown: $w"
done
run colporteur territory show "Moncontour (29)"
is "$status" 67 "there is none in another département"
run colporteur territory show 29270
is "$status" 65 "five digits that mean two things are refused"
like "$err" '29024 Carhaix-Plouguer \(29\).*29270 Saint-Urbain \(29\)' "listing both readings"
run colporteur territory show insee:29270
is "$(field name)" Saint-Urbain "insee: tells"
run colporteur territory show postal:29200
is "$(field name)" Brest "postal: tells"
run colporteur territory show 35000x
is "$status" 67 "an unknown one is not found"
run colporteur territory show Renes
like "$err" 'hint: did you mean 35238 Rennes \(35\)' "and the nearest names are told"
run colporteur territory show "Sainte-Colombe"
is "$(printf '%s\n' "$err" | head -1 | grep -o ' [0-9]* Sainte-Colombe (' | wc -l)" 8 "of many choices eight are told"
like "$err" 'and [0-9]+ more$' "and how many more there are"
run colporteur territory show ''
is "$status" 65 "nothing is no territory"
run colporteur territory show "$(printf 'a\001b')"
is "$status" 65 "nor are control characters"

# --- adding ---
run colporteur list create lettre --kind newsletter --title "La lettre" --owner ange@example.org
run colporteur list create mobilites --kind discussion --title "Mobilités" --owner ange@example.org
run colporteur subscriber add Maud@Example.org --name Maud --territory Brest --territory 44109 \
  --interest vélo --language br --knowledge citoyenne --list lettre --consent "on paper, 3 May"
is "$status" 0 "a person is added"
run colporteur subscriber show MAUD@example.org
is "$(field territories)" "29019 Brest;44109 Nantes" "with territories"
is "$(field interests)" velo "and interests"
is "$(field knowledge)" citizen "and knowledge"
is "$(field lists)" "lettre confirmed" "and is on the list"
is "$(sql "SELECT what, regexp_replace(how, 'by [^:]*', 'by x') FROM consent_event")" \
  "import|command by x: on paper, 3 May" "the proof is kept"
run colporteur subscriber show maud@example.org --json
is "$(printf '%s' "$out" | python3 -c 'import json, sys; print(json.load(sys.stdin)["name"])')" Maud "as JSON"
run colporteur subscriber add maud@EXAMPLE.org
is "$status" 73 "nobody is added twice"
run colporteur subscriber add no.body
is "$status" 65 "what is no address is refused"
run colporteur subscriber add a@example.org --territory Brst
is "$status" 65 "with an unknown territory nobody is added"
like "$err" 'did you mean 29019 Brest \(29\)' "and the nearest is told"
run colporteur subscriber add a@example.org --list nope
like "$err" 'no list is called "nope"' "nor with an unknown list"
run colporteur subscriber add a@example.org --language de
like "$err" 'it is fr, en or br' "nor with a language we do not write"
run colporteur subscriber show a@example.org
is "$status" 67 "nothing is half done"

# --- importing ---
cat >good.csv <<'EOF'
courriel;nom;territoire;intérêts;langue;connaissances;listes
ange@example.org;Ange;29019|35238;velo;fr;scientifique|citoyen;mobilites
mael@example.org;"Maël; dit ""le grand""";Redon;;;;
maud@example.org;Maud;;sobriete;;;
EOF
run colporteur subscriber import good.csv --list lettre
is "$status" 65 "without proof of consent nothing is imported"
run colporteur subscriber import good.csv --list lettre --consent "sign-up sheet"
is "$status" 77 "nor without a yes"
run colporteur subscriber import good.csv --list lettre --consent "sign-up sheet" --dry-run
like "$out" 'would be: 2 added, 1 changed, 0 unchanged, 0 refused' "a dry run tells what would be"
is "$(count '')" 1 "and does nothing"
run colporteur subscriber import good.csv --list lettre --consent "sign-up sheet" --yes
is "$status" 0 "a file is imported"
is "$out" "good.csv: CSV in UTF-8
2 added, 1 changed, 0 unchanged, 0 refused" "and what it did is told"
run colporteur subscriber import good.csv --list lettre --consent "sign-up sheet" --yes
like "$out" "^0 added, 0 changed, 3 unchanged, 0 refused" "twice changes nothing"
is "$(sql "SELECT count(*) FROM consent_event WHERE how LIKE 'import by %: sign-up sheet'")" 3 "one proof for each new subscription"
run colporteur subscriber show maud@example.org
is "$(field interests)" "sobriete;velo" "an import adds to what is known"
is "$(field language)" br "and leaves alone what it does not say"
run colporteur subscriber show mael@example.org
is "$(field name)" 'Maël; dit "le grand"' "quoted fields come through"

sql "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'ange@example.org')" >out
run colporteur subscriber import good.csv --list lettre --consent again --yes
is "$status" 0 "who has left may be in a file"
like "$out" '^0 added, 0 changed, 3 unchanged' "and nothing changes"
like "$out" '^1 have left a list before' "which is told"
is "$(count 'list:lettre or list:mobilites')" 2 "nobody is put back on a list"

printf 'address,interests\nange@example.org,covoiturage\n' >more.csv
run colporteur subscriber import more.csv --list lettre --consent again --yes
like "$out" '^0 added, 1 changed' "what a file says about them is taken"
is "$(count 'list:lettre or list:mobilites')" 2 "and still they are on no list"

printf '\357\273\277' >bad.csv
printf '%s\r\n' 'address,name,territory,interests,lists' \
  'one@example.org,One,29019,velo,lettre' 'not an address,Two,,,' 'three@example.org,Three,Brst,,' \
  'four@example.org,Four,Moncontour,,' ',Five,,,' 'ONE@example.org,Six,,,' \
  'seven@example.org,Seven,,vlo,' 'eight@example.org,Eight,,,nope' 'nine@example.org,Nine,,,,,' \
  'ten@example.org,"Te
n",,,' '' 'eleven@example.org,Eleven,22153,,lettre' >>bad.csv
run colporteur subscriber import bad.csv --consent x --yes
is "$status" 65 "bad rows make a bad end"
like "$out" "^2 added, 0 changed, 0 unchanged, 9 refused" "and the good ones are in"
for reason in '3: .*is not a mail address' '4: no territory is called "Brst".*did you mean 29019 Brest' \
  '5: "Moncontour" may be 22153' '6: there is no address' '7: "ONE@example.org" is on line 2 already' \
  '8: no interest is called "vlo".*did you mean velo' '9: no list is called "nope"' '10: 7 fields' \
  '11: the name has a line break'; do
  like "$err" "^bad.csv:$reason" "line ${reason%%:*} is told with its reason"
done
like "$err" '^colporteur: 9 of 11 rows were refused' "how many were refused is told"
is "$(sql "SELECT count(*) FROM address WHERE address_key ~ '^(three|four|seven|eight|nine|ten)@'")" 0 "none of the bad ones is in"
run colporteur subscriber show eleven@example.org
is "$(field territories)" "22153 Moncontour" "a good row behind bad ones is in"

printf 'adresse,nomm\n' >heading.csv
run colporteur subscriber import heading.csv --consent x --yes
like "$err" 'hint: did you mean "nom"' "a typo in a heading names the nearest"
run colporteur subscriber import nowhere.csv --consent x --yes
is "$status" 67 "a file that is not there is not found"
run colporteur subscriber import good.csv --list nope --consent x --yes
is "$status" 67 "a list that is not there neither"

# --- audiences ---
is "$(count '')" 5 "everybody"
is "$(count 'territory:29')" 3 "a territory holds all below"
is "$(count 'territory:bretagne-historique')" 5 "an own territory too"
is "$(count 'territory:R53 and not territory:29')" 2 "and, not"
is "$(count 'territory:"Loire-Atlantique" or interest:mobilite')" 3 "or, a theme holds all below"
is "$(count 'language:br and (interest:velo or interest:sobriete)')" 1 "parentheses"
run colporteur audience list 'interest:«Vélo»' --limit 2 --json
is "$(printf '%s' "$out" | python3 -c 'import json, sys; print([r["address"] for r in json.load(sys.stdin)])')" \
  "['ange@example.org', 'Maud@Example.org']" "a list as JSON, cut"
run colporteur subscriber list --audience 'language:br'
is "$(printf '%s\n' "$out" | wc -l)" 2 "subscriber list takes an audience"
run colporteur subscriber list --limit 3
is "$(printf '%s\n' "$out" | wc -l)" 4 "and a limit"
sql "INSERT INTO subscriber (name) VALUES ('EPCI')" >out
sql "INSERT INTO address SELECT 'epci@example.org', 'epci@example.org', id FROM subscriber WHERE name = 'EPCI'" >out
sql "UPDATE subscriber s SET territories = ARRAY[t.id] FROM territory t WHERE s.name = 'EPCI' AND t.code = '242900314'" >out
is "$(count 'territory:29')" 4 "who has only an EPCI is in its département"
is "$(count 'territory:bretagne-historique')" 6 "and in historical Brittany"
is "$(count 'territory:Brest')" 3 "and not in its communes"
run colporteur audience count 'territroy:29'
is "$status" 65 "a typo is refused"
like "$err" 'column 1: unknown word "territroy"' "with its column"
like "$err" 'hint: did you mean "territory:"' "and the nearest word"
run colporteur audience count 'language:br and territory:Brst'
like "$err" 'column 27: no territory is called "Brst"' "an unknown name has its column"
run colporteur audience count 'list:lettre and (territory:Saint Malo)'
like "$err" 'column 34: "and", "or" or "\)" is missing' "so has a forgotten quotation mark"
run colporteur audience count "list:\"'; DROP TABLE subscriber; --\""
is "$status" 67 "SQL is only a name that is not there"
is "$(count '')" 6 "and everybody is still there"

# --- shipped data ---
run command colporteur --state "$state" --set paths.data="$SRCDIR" schema upgrade 9>&-
is "$status.$out" "0." "data that are loaded already are not loaded again"
run command colporteur --state "$state" --set paths.data=/nonexistent schema upgrade 9>&-
is "$status" 67 "data that are not there are an error"
like "$err" 'no-data' "with what to do"
run command colporteur --state "$state" --set paths.data=/nonexistent schema upgrade --no-data 9>&-
is "$status" 0 "or done without"

run colporteur territory show Brset
like "$err" 'did you mean 29019 Brest' "two letters swapped are found by the distance of names"
done_testing
