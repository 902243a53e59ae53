#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A newsletter from its files to the mailboxes: contributions good and bad, an edition composed,
# previewed, tested and sent, and each reader's letter as Python's mail library understands it.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
printf '[mail]\noutlet = maildir\nmaildir = %s/out\n' "$dir" >>"$conf"
mkdir -m 777 "$dir/out" # the role gives up root's rights
letters() { find "$dir/out" -type f 2>/dev/null; }

colporteur list create lettre --kind newsletter --title "La lettre d’à côté" >/dev/null
colporteur list create causerie --title "Causerie" >/dev/null
reader() {
  name=$1
  shift
  colporteur subscriber add "$name@example.net" --name "$name" --list lettre --consent test "$@" >/dev/null ||
    diag "cannot add $name"
}
reader brest --territory 29019
reader finistere --territory 29
reader nantes --territory 44109 --interest velo
reader theme --interest mobilite
reader nowhere
reader "ange" --territory Quimper --interest repair-cafe --language en

contribution() { # FILE TITLE KIND TERRITORY INTERESTS
  cat >"$1" <<EOF
---
kind: $3
title: $2
territory: [$4]
interests: [$5]
author: Maud
knowledge: [citizen, scientific]
source: https://example.org/source
---

Un texte, avec [un lien](https://example.org/page) et *un accent grave*.
EOF
}

# --- contributions ---
contribution a.md "Titre A" finding Plougastel-Daoulas gaspillage-alimentaire
contribution b.md "Titre B" initiative 35238 velo
contribution c.md "Titre C" finding bretagne-historique partage-savoirs
contribution d.md "Titre D" initiative "" ""
contribution e.md "Titre E" finding 44 covoiturage
contribution f.md "Titre F, sur Quimper" finding Quimper habitat-participatif
contribution g.md "Titre G" finding "" velo
contribution bad1.md "Mal" fnding Brest velo
contribution bad2.md "Pire" finding Bresst velo
contribution bad3.md "Encore" finding Brest vello
printf 'no front matter\n' >bad4.md
sed 's/^author:/autor:/' a.md >bad5.md
sed '/^Un texte/d' a.md >bad6.md
sed 's/^title:.*/title:/' a.md >bad7.md
sed 's/citizen/citizn/' a.md >bad8.md
sed 's/^source:/language: de\nsource:/' a.md >bad9.md

run colporteur contribution add bad1.md
is "$status" 65 "an unknown kind is bad input"
like "$err" '"bad1.md", line 2: "fnding" is no kind' "with file and line"
like "$err" 'hint: did you mean "finding"' "and the nearest"
run colporteur contribution add bad2.md
is "$status" 65 "so is an unknown territory"
like "$err" '"bad2.md", line 4: ' "with file and line"
run colporteur contribution add bad3.md
like "$err" '"bad3.md", line 5: .*vello' "an unknown interest"
run colporteur contribution add bad4.md
is "$status" 65 "Markdown without front matter is bad input"
like "$err" '"bad4.md"' "naming the file"
run colporteur contribution add bad5.md
like "$err" 'autor' "an unknown key"
like "$err" 'did you mean "?author' "names the nearest"
run colporteur contribution add bad6.md
like "$err" '"bad6.md": there is no text' "a text is needed"
run colporteur contribution add bad7.md
like "$err" '"bad7.md": it has no title' "a title too"
run colporteur contribution add bad8.md
like "$err" '"bad8.md", line 7: ' "an unknown knowledge"
run colporteur contribution add bad9.md
like "$err" '"bad9.md", line 8: "de" is no language' "an unknown language"
run colporteur contribution add nowhere.md
is "$status" 67 "a file that is not there"
run colporteur contribution add a.md bad1.md b.md bad2.md
is "$status" 65 "one bad file among several"
is "$(printf '%s\n' "$err" | grep -c '"bad[12].md", line')" 2 "each bad one is told"
is "$(sql 'SELECT count(*) FROM contribution')" 0 "and nothing was added"
run colporteur contribution add a.md b.md c.md d.md e.md
is "$status" 0 "good files are added"
is "$(sql "SELECT string_agg(state, ',' ORDER BY id) FROM contribution")" "proposed,proposed,proposed,proposed,proposed" "as proposed"
run colporteur contribution add g.md a.md
is "$status" 73 "the same text twice is a conflict"
is "$(sql 'SELECT count(*) FROM contribution')" 5 "and nothing half-added"
run colporteur contribution accept 1 2 3 4 99
is "$status" 67 "accepting one that does not exist"
is "$(sql "SELECT count(*) FROM contribution WHERE state = 'accepted'")" 0 "accepts none"
run colporteur contribution accept 1 2 3 4 5
is "$out" "accepted 5" "they are accepted"
run colporteur contribution decline 5
is "$(colporteur contribution list --only declined --json | grep -c '"Titre E"')" 1 "or declined"
colporteur contribution accept 5 >/dev/null
run colporteur contribution add --accept f.md
is "$(sql "SELECT state FROM contribution WHERE title LIKE 'Titre F%'")" accepted "or accepted at once"
run colporteur contribution list --only acepted
like "$err" 'did you mean "accepted"' "an unknown state names the nearest"
run colporteur contribution show 1
like "$out" 'Plougastel-Daoulas \(29189\)' "one is shown with its places"
like "$out" 'Un texte, avec' "and its text"
run colporteur contribution show 99
is "$status" 67 "an unknown number is not found"

# --- editions ---
cat >edition.md <<'EOF'
---
title: Le numéro d’hiver
preheader: Ce qui se voit d’abord.
language: fr
---

Bonjour à toutes et à tous,

ceci est **l’éditorial**, avec [un lien](https://example.org/editorial).
EOF
sed 's/^language:.*/audience: territori:29/' edition.md >audience.md
sed 's/^language:.*/audience: territory:75056/' edition.md >nobody.md
run colporteur edition new lettr edition.md
is "$status" 67 "an edition of no list"
like "$err" 'did you mean "lettre"' "names the nearest"
run colporteur edition new causerie edition.md
is "$status" 77 "a discussion has no editions"
run colporteur edition new lettre audience.md
is "$status" 65 "an audience that cannot be understood is bad input"
like "$err" '"audience.md", line 4: ' "with file and line"
run colporteur edition list lettr
is "$status" 67 "editions of no list"
run colporteur edition list lettre --json
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "no edition yet"
run colporteur edition preview lettre
is "$status" 67 "nor can one be shown"
run colporteur edition new lettre edition.md
is "$out" "lettre/1" "an edition has its reference"
run colporteur edition send lettre --yes
is "$status" 73 "one that is not composed cannot be sent"
like "$err" 'hint: colporteur edition compose lettre/1' "and what to do is told"
run colporteur edition preview lettre
is "$status" 73 "nor previewed"
run colporteur edition compose lettre/2
is "$status" 67 "an unknown number is not found"
run colporteur edition compose lettre/one
is "$status" 65 "what is no number is bad input"
run colporteur edition compose lettre
is "$status" 0 "it is composed"
like "$out" 'for everybody 2, by territory and interest 4' "with what was accepted"

# --- preview ---
run colporteur edition preview lettre --for brest@example.net --html brest.html
is "$status" 0 "the HTML part goes to a file"
like "$(cat brest.html)" 'Titre A' "as the reader will get it"
run colporteur edition preview lettre --for BREST@example.net
like "$out" '^Titre A$' "the text part to standard output"
unlike "$out" '^Titre B$' "without what is not for this reader"
like "$out" '/u/preview$' "and without a working link"
run colporteur edition preview lettre --for stranger@example.net
is "$status" 67 "a stranger has no letter"
run colporteur edition preview lettre --territory Rennes
like "$out" '^Titre B$' "somebody imagined has one"
run colporteur edition preview lettre --territory Rennnes
is "$status" 67 "in a place that exists"

# --- test ---
run colporteur edition test lettre/1 brest@example.net stranger@example.net
is "$status" 0 "test copies are queued"
colporteur serve deliver --once >/dev/null 2>&1
is "$(letters | wc -l)" 2 "and delivered"
run python3 "$SRCDIR/tests/lib/letter.py" test "$dir/out"
is "$status" 0 "a test letter is a good letter" || diag "$out$err"
rm -rf "$dir/out"
mkdir -m 777 "$dir/out"

# --- send ---
colporteur edition new lettre nobody.md >/dev/null
colporteur edition compose lettre/2 >/dev/null
run colporteur edition send lettre/2 --yes
is "$status" 73 "an edition for nobody is not sent"
is "$(colporteur edition status lettre/2 | sed -n 's/^state  *//p')" draft "and stays a draft"
run colporteur edition send lettre/1 </dev/null
is "$status" 77 "nothing goes without being confirmed"
run colporteur edition send lettre/1 --dry-run
is "$status" 0 "a dry run"
like "$out" '^readers: 6 \(4 with something near them, 2 with something they follow\)' "counts the readers"
is "$(printf '%s\n' "$out" | grep -c '@example.net>$')" 3 "and names three"
is "$(sql 'SELECT count(*) FROM mailing WHERE edition IS NOT NULL')" 0 "and sends nothing"
first=$(printf '%s\n' "$out" | sed -n 's/.*<\(.*@example.net\)>$/\1/p' | head -n 1)
colporteur suppression add "$first" >/dev/null
run colporteur edition send lettre/1 --dry-run
like "$out" '^readers: 5 ' "whose address is suppressed does not count"
unlike "$out" "<$first>" "nor is named"
colporteur suppression remove "$first" >/dev/null
run colporteur edition send lettre/1 --yes --no-wait
is "$status" 0 "it is sent"
run colporteur edition send lettre/1 --yes
is "$status" 73 "once"
run colporteur edition compose lettre/1
is "$status" 73 "and not composed again"
run colporteur edition status lettre/1 --json
is "$(printf '%s' "$out" | tr -d ' \n' | grep -o '"state":.*' | sed 's/"composed":[^,]*,"sent_at":[^,]*,//')" \
  '"state":"running","total":6,"queued":6,"sent":0,"failed":0,"unknown":0,"retry_at":null,"waits_for":null,"opens":null}' "its status before"
colporteur serve deliver --once >/dev/null 2>&1
run colporteur edition status lettre/1 --json
like "$(printf '%s' "$out" | tr -d ' \n')" '"state":"finished",.*"total":6,"queued":0,"sent":6,"failed":0,' "and after"
is "$(letters | wc -l)" 6 "everybody has a letter"
run python3 "$SRCDIR/tests/lib/letter.py" sent "$dir/out"
is "$status" 0 "each reader has the sections that are theirs, and nobody else's links" || diag "$out$err"
is "$(sql "SELECT count(*) FROM post p JOIN message m ON m.id = p.message JOIN edition e ON e.message = m.id WHERE e.number = 1 AND m.message_id = e.message_id")" 1 "the public copy is in the archive"
is "$(sql "SELECT count(*) FROM message WHERE convert_from(raw, 'UTF8') ~ '/u/|List-Unsubscribe'")" 0 "without anybody's links"
sql "SELECT convert_from(raw, 'UTF8') FROM message" >public.eml
run python3 "$SRCDIR/tests/lib/letter.py" public public.eml
is "$status" 0 "with everything in it" || diag "$out$err"

# --- the next one has only what is new ---
colporteur contribution add --accept g.md >/dev/null
colporteur edition new lettre edition.md >/dev/null
run colporteur edition compose lettre
like "$out" '^composed lettre/3: contributions for everybody 1, by territory and interest 0' "a contribution goes out once"
contribution h.md "Titre H" finding "" velo
colporteur contribution add --accept h.md >/dev/null
run colporteur edition send lettre/3 --dry-run
like "$err" '^warning: 1 contribution' "what came after composing is told"
run colporteur edition preview lettre/3
unlike "$out" 'Rien de nouveau' "a letter without local news does not regret it"

# --- watched while it goes ---
rm -rf "$dir/out"
mkdir -m 777 "$dir/out"
command colporteur --config "$conf" --state "$state" serve deliver >deliver.log 2>&1 9>&- &
e2e_pids=$!
watched() { timeout 60 "$BUILDDIR/colporteur" --config "$conf" --state "$state" edition send lettre/3 --yes 9>&-; }
run watched
is "$status" 0 "send watches until everything is delivered"
like "$out" '^sent 6, failed 0, unknown 0, to be tried again 0$' "and tells how it went"
is "$(letters | wc -l)" 6 "which is the truth"

done_testing
