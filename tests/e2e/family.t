#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists made by templates; families of them kept in step.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

# --- one list by a template ---
run colporteur list create contact --template open --title 'Nous écrire' --territory 29019 --interest mobilite --moderator maud@example.org
is "$status" 0 "a list is made by a template"
is "$(sql "SELECT title, kind, policy, is_public FROM list WHERE name = 'contact'")" "Nous écrire|discussion|use open|f" "it is what the template says"
is "$(sql "SELECT t.code, i.slug, r.address FROM list l JOIN list_territory a ON a.list = l.id JOIN territory t ON t.id = a.territory
  JOIN list_interest b ON b.list = l.id JOIN interest i ON i.id = b.interest JOIN list_role r ON r.list = l.id WHERE l.name = 'contact' AND r.role = 'moderator'")" \
  "29019|mobilite|maud@example.org" "about what was said, with its moderator"
is "$(colporteur list show contact --json | sed -n 's/.*"\(territories\|interests\)" : "\(.*\)".*/\2/p' | tr '\n' ' ')" "Brest mobilite " "which is shown"
run colporteur list set contact --territory 22113 --not-territory 29019 --not-interest mobilite
is "$status $(sql "SELECT count(*) FROM list_interest") $(sql "SELECT code FROM list_territory JOIN territory t ON t.id = territory")" "0 0 22113" "and can be changed"
run colporteur list set contact --title Autre --territory Nulle-Part-Sur-Mer
is "$status $(sql "SELECT title FROM list WHERE name = 'contact'")" "67 Nous écrire" "all of it or nothing"
run colporteur list create x2 --template discusion
is "$status $(printf '%s\n' "$err" | sed -n 's/^hint: //p')" '67 did you mean "discussion"?' "a template that is none is not guessed"
for name in discussion moderated announce newsletter open; do
  colporteur list create "t-$name" --template "$name" >/dev/null || break
done
is "$? $(sql "SELECT count(*) FROM list WHERE name LIKE 't-%'")" "0 5" "all of ours make a list"
mkdir -p "$dir/templates/list"
printf '[list]\nkind=discussion\npolicy=accept everybodyy\n' >"$dir/templates/list/broken.conf"
run colporteur list create x3 --template broken
like "$status $err" '65 .*broken.conf' "one that makes no list says where it is wrong"
is "$(sql "SELECT count(*) FROM list WHERE name = 'x3'")" 0 "and makes none"

# --- a family ---
cat >"$dir/templates/list/pays.conf" <<'EOF'
[list]
kind=discussion
prefix=[{{name}}]
footer={{family}}
[family]
title={{family}}, {{place}}
EOF
family() { colporteur family "$@"; }
epci=$(sql "SELECT count(DISTINCT t.id) FROM territory t JOIN territory_closure c ON c.descendant = t.id JOIN territory d ON d.id = c.ancestor WHERE d.code = '22' AND t.kind = 'epci' AND t.retired_in IS NULL")
run family create mobilite --template pays --title 'Mobilités' --by epci --within 22 --owner chef@example.org --dry-run
is "$status $(printf '%s\n' "$out" | grep -c '^make') $(sql "SELECT count(*) FROM list_family")" "0 $epci 0" "what a family would make is told, and nothing is made"
run family create mobilite --template pays --title 'Mobilités' --by epci --within 22 --owner chef@example.org </dev/null
is "$status $(sql "SELECT count(*) FROM list_family_list")" "77 0" "it is not made unasked"
run family create mobilite --template pays --title 'Mobilités' --by epci --within 22 --owner chef@example.org --yes
is "$status $(sql "SELECT count(*) FROM list WHERE name LIKE 'mobilite-%'")" "0 $epci" "one command makes a list for each"
is "$(sql "SELECT count(*) FROM list l JOIN list_family_list m ON m.list = l.id JOIN list_territory a ON a.list = l.id JOIN territory t ON t.id = a.territory JOIN list_role r ON r.list = l.id
  WHERE m.place = t.code AND l.title = 'Mobilités, ' || t.name AND l.subject_prefix = '[' || l.name || ']' AND r.address = 'chef@example.org'")" "$epci" "each with its place in what it is called and about"
run family create cafes --by epci --within 29 --yes
is "$(sql "SELECT string_agg(l.name, ' ' ORDER BY l.name) FROM list l JOIN list_family_list m ON m.list = l.id JOIN list_family f ON f.id = m.family WHERE f.name = 'cafes' AND m.place IN (SELECT code FROM territory WHERE name ~ 'Haut.*Cornouaille|Iroise|Morlaix|Bigouden Sud|Landerneau')")" \
  "cafes-bigouden-sud cafes-hte-cornouaille cafes-landerneau cafes-morlaix cafes-pays-d-iroise" "names of places are whole where there is room, and short where not"
is "$(sql "SELECT count(*) FROM list WHERE name LIKE 'cafes-%' AND (length(name) > 22 OR name ~ 'communaute|agglo|-[0-9]+$')")" 0 "none has more than says something"
like "$(family show cafes | grep '^cafes-morlaix ')" 'Morlaix.*[0-9]{9}' "and which place each is for is told"
family delete cafes --yes >/dev/null
sql "DELETE FROM list WHERE name LIKE 'cafes-%'" >/dev/null
run family keep mobilite --yes
is "$out" "mobilite: 0 lists changed" "what is in step stays as it is"

# --- below one list ---
below() { sql "SELECT count(*) FROM list l JOIN list p ON p.id = l.parent WHERE l.name LIKE 'mobilite-%' AND p.name = '$1'"; }
colporteur list create bretagne --owner chef@example.org >/dev/null
colporteur list create autre --owner chef@example.org >/dev/null
run family set mobilite --parent bretange --yes
is "$status" 67 "a family is below no list that there is not"
run family set mobilit --title X --yes
like "$err" 'did you mean "mobilite"' "nor is there one that is called nearly so, which is named"
own=$(sql "SELECT min(name) FROM list WHERE name LIKE 'mobilite-%'")
colporteur list rename "$own" renommee >/dev/null
is "$(sql "SELECT subject_prefix FROM list WHERE name = 'renommee'")" "[renommee]" "a list that is renamed has its name before subjects, where the family gave it that"
run family keep mobilite --dry-run
unlike "$out" 'renommee' "and is not behind its family"
colporteur list rename renommee "$own" >/dev/null
run family set mobilite --parent bretagne --yes
is "$status $(below bretagne)" "0 $epci" "all lists of a family are put below one"
like "$(family list)" '^mobilite .* bretagne ' "which is shown"
own=$(sql "SELECT min(name) FROM list WHERE name LIKE 'mobilite-%'")
colporteur list set "$own" --parent autre >/dev/null
colporteur list rename bretagne breizh >/dev/null
run family keep mobilite --yes
is "$out $(below breizh) $(below autre)" "mobilite: 0 lists changed $((epci - 1)) 1" "a list that somebody put below another stays there, and a name is but a name"
like "$(family show mobilite | grep "^$own ")" ' parent *$' "it is told to have that for itself"
colporteur list set "$own" --parent breizh >/dev/null
run family set mobilite --no-parent --yes
is "$status $(below breizh)" "0 0" "and below none again, with the one that came back in step"
family set mobilite --parent breizh --yes >/dev/null
colporteur list delete breizh --yes >/dev/null
run family keep mobilite --yes
is "$status $out $(sql "SELECT count(*) FROM list WHERE name LIKE 'mobilite-%' AND parent IS NOT NULL")" "0 mobilite: 0 lists changed 0" "where that list was deleted they stand for themselves"
run family set mobilite --parent "$own" --yes
is "$status $(sql "SELECT count(*) FROM list WHERE name LIKE 'mobilite-%' AND parent IS NOT NULL")" "73 0" "none of them is above the others and itself"
like "$err" 'below itself' "which is said"

one=$(sql "SELECT name FROM list WHERE name LIKE 'mobilite-%' ORDER BY name LIMIT 1")
two=$(sql "SELECT name FROM list WHERE name LIKE 'mobilite-%' ORDER BY name OFFSET 1 LIMIT 1")
colporteur list prepare "$one" --prefix '' >/dev/null
colporteur list set "$one" --owner own@example.org >/dev/null
like "$(family show mobilite | grep "^$one ")" ' prefix$' "what a list has of its own is shown"
sed -i 's/^prefix=.*/prefix=(mob)/; s/^footer=.*/footer=Bon vent/' "$dir/templates/list/pays.conf"
run family keep mobilite --dry-run
is "$(printf '%s\n' "$out" | grep -c '^change') $(sql "SELECT count(*) FROM list WHERE footer = 'Bon vent'")" "$epci 0" "a changed template is told of first"
run family keep mobilite --yes
is "$(sql "SELECT count(*) FROM list WHERE footer = 'Bon vent'")" "$epci" "then carried out"
is "$(sql "SELECT count(*) FROM list WHERE subject_prefix = '(mob)'") $(sql "SELECT subject_prefix = '' FROM list WHERE name = '$one'")" "$((epci - 1)) t" "but for what a list has of its own"
run family set mobilite --owner deux@example.org --not-owner chef@example.org --domain lists.example.net --yes
is "$status $(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM list_role JOIN list ON id = list WHERE name = '$one'") $(sql "SELECT string_agg(address, ' ') FROM list_role JOIN list ON id = list WHERE name = '$two'")" \
  "0 deux@example.org own@example.org deux@example.org" "owners of the family come and go, those of a list stay"
is "$(sql "SELECT count(*) FROM list WHERE domain = 'lists.example.net'")" "$epci" "they move to another domain together"

# A territory more, one less, one under another code.
sql "INSERT INTO territory (code, kind, name, slug) VALUES ('299999999', 'epci', 'Pays neuf', 'pays-neuf');
  INSERT INTO territory_parent SELECT n.id, d.id FROM territory n, territory d WHERE n.code = '299999999' AND d.code = '22';
  SELECT territory_closure_rebuild();
  UPDATE territory SET retired_in = '2027' WHERE code = (SELECT place FROM list_family_list m JOIN list l ON l.id = m.list WHERE l.name = '$two')" >/dev/null
colporteur list delete "$one" --with-archive --yes >/dev/null
run family keep mobilite --yes
is "$status $(sql "SELECT name FROM list WHERE title = 'Mobilités, Pays neuf'") $(sql "SELECT closed_at IS NOT NULL FROM list WHERE name = '$two'")" \
  "0 mobilite-pays-neuf t" "a new place gets its list, that of one that is no more is closed"
is "$(sql "SELECT count(*) FROM list WHERE name = '$one'")" 0 "one that was deleted is not made again"
sql "INSERT INTO territory_former_code SELECT '299999998', id FROM territory WHERE code = '299999999';
  UPDATE list_family_list SET place = '299999998' WHERE place = '299999999'" >/dev/null
run family keep mobilite --json
is "$(printf '%s' "$out" | tr -d '\n ')" "[]" "a list follows its territory to another code"
run family create long-long-long --by epci
is "$status" 65 "a family's name leaves room for its lists'"
run family create autre --by quartier
is "$status" 65 "a family is by something there is"
run family set nulle --title X --yes
is "$status" 67 "one that is none is not found"
run family create themes --by interest --within mobilite --template discussion --yes
is "$status $(sql "SELECT count(*) > 0 AND count(*) = (SELECT count(*) FROM list_interest) FROM list WHERE name LIKE 'themes-%'")" "0 t" "there are families by interest"
family delete themes --yes >/dev/null
is "$(sql "SELECT count(*) > 0 FROM list WHERE name LIKE 'themes-%'") $(sql "SELECT count(*) FROM list_family")" "t 1" "a family that ends leaves its lists"

done_testing
