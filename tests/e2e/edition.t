#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An edition from a folder: sections by rule, fields and blocks, two languages, images, a person's
# review. Twelve readers over five places and four choices of themes get their letters, each part
# of which is held against the rules, worked out anew from the official geography.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
printf '[mail]\noutlet = maildir\nmaildir = %s/out\n' "$dir" >>"$conf"
mkdir -m 777 "$dir/out" # the role gives up root's rights

colporteur list create lettre --kind newsletter --title "La lettre" >/dev/null
colporteur list create privee --kind newsletter --title "Entre nous" >/dev/null
sql "UPDATE list SET is_public = name = 'lettre'" >/dev/null

reader() { # NAME LANGUAGE TERRITORY INTEREST...
  who=$1 language=$2 place=$3
  shift 3
  for theme do
    set -- "$@" --interest "$theme"
    shift
  done
  case $who in rennes-0 | brest-h) ;; *) set -- "$@" --name "Zoé <$who> & Cie" ;; esac
  colporteur subscriber add "$who@example.net" --list lettre --consent test --language "$language" \
    --territory "$place" "$@" >/dev/null || diag "cannot add $who"
}
reader rennes-v fr 35238 velo
reader rennes-r en 35238 repair-cafe
reader rennes-0 fr 35238
reader cesson-h fr 35051 habitat-participatif mobilite
reader cesson-v br 35051 velo
reader brest-r fr 29019 repair-cafe
reader brest-h en 29019 habitat-participatif mobilite
reader brest-0 fr 29019
reader nantes-v fr 44109 velo
reader nantes-h en 44109 habitat-participatif mobilite
reader ille-r fr 35 repair-cafe
reader ille-0 fr 35

contribution() { # TITLE KIND TERRITORY INTERESTS PROGRAMME
  printf -- '---\nkind: %s\ntitle: %s\nterritory: [%s]\ninterests: [%s]\nprogramme: %s\n---\nTexte de %s.\n' \
    "$2" "$1" "$3" "$4" "$5" "$1" >c.md
  colporteur contribution add --accept c.md >/dev/null || diag "cannot add $1"
}
contribution "Partout un" finding "" velo ""
contribution "Partout deux" finding "" "" ""
contribution "Partout trois" finding "" repair-cafe "Chemins communs"
contribution "Rennes bourg" initiative 35238 velo ""
contribution "Cesson" finding 35051 repair-cafe ""
contribution "Ille" initiative 35 habitat-participatif ""
contribution "Metropole" finding 243500139 "" ""
contribution "Fougeres" initiative 35115 velo ""
contribution "Brest quai" initiative 29019 covoiturage ""
contribution "Plougastel" finding 29189 gaspillage-alimentaire ""
contribution "Quimper" initiative 29232 velo ""
contribution "Nantes rue" finding 44109 habitat-participatif ""
contribution "Vannes port" initiative insee:56260 mobilite "Chemins communs"

# --- what is wrong is refused, with file and line, and nothing is kept ---
python3 - <<'EOF2'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(name, width, height):
    rows = b"".join(b"\0" + b"\x30\x70\x80" * width for _ in range(height))
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
import os
os.makedirs("numero", exist_ok=True)
png("numero/banc.png", 640, 200)
png("pixel.png", 1, 1)
open("vector.svg", "w").write("<svg xmlns='http://www.w3.org/2000/svg'/>")
open("huge.png", "wb").write(open("numero/banc.png", "rb").read() + b"x" * (1 << 20))
EOF2
refused() { # NAME PATTERN HINT TEXT
  printf '%s\n' "$4" >"$1.md"
  run colporteur edition new lettre "$1.md"
  is "$status" "${5:-65}" "$1 is refused" || diag "$err"
  like "$err" "$2" "$1: the message says where"
  [ -z "$3" ] || like "$err" "$3" "$1: and what was meant"
}
head='---
title: Essai'
refused key '"key.md": .*line 3: unknown key "preheadr"' 'did you mean "preheader"' "$head
preheadr: x
---
Bonjour."
refused section-key 'line 5: unknown key "mots"' 'did you mean "most"' "$head
sections:
  - for: near
    mots: 3
---
Bonjour."
refused reach 'line 4: "nearr" is no for' 'did you mean "near"' "$head
sections:
  - for: nearr
---
Bonjour."
refused theme 'line 4: .*vello' '' "$head
sections:
  - interest: vello
---
Bonjour."
refused since 'line 4: "hier" is no since' '' "$head
sections:
  - since: hier
---
Bonjour."
refused most 'line 4: "0" is no number' '' "$head
sections:
  - most: 0
---
Bonjour."
refused programme 'line 4: no contribution belongs to a programme "Chemins commun"' '' "$head
sections:
  - programme: Chemins commun
---
Bonjour."
refused reply 'line 3: ' '' "$head
reply-to: nobody
---
Bonjour."
refused schedule 'line 3: "demain" is no time' '2026-12-01 08:00' "$head
schedule: demain
---
Bonjour."
refused field 'line 3 of the text: there is no field "nmae"' 'did you mean "name"' "$head
---
Un.

Bonjour {{nmae}},"
refused hole '\{\{name\}\} says nothing for a reader who has none' '\{\{name\|\.\.\.\}\}' "$head
---
Bonjour {{name}},"
refused unclosed 'line 1 of the text: the block is not closed' '' "$head
---
{{#name}}
Bonjour."
refused crossed '\{\{/name\}\} stands where \{\{/territory\}\}' '' "$head
---
{{#name}}a{{#territory}}b{{/name}}c{{/territory}}"
refused place 'line 1 of the text: .*Renes' '' "$head
---
{{#territory Renes}}a{{/territory}}"
refused title 'line 2: fields stand in the text only' '' "---
title: Bonjour {{name|vous}}
---
Bonjour."
refused remote '"https://example.org/p.png" is no file beside it' '' "$head
---
![a](https://example.org/p.png)"
refused outside 'is no file beside it' '' "$head
---
![a](../p.png)"
refused absent 'there is no image "absent.png"' '' "$head
---
![a](absent.png)" 67
refused vector 'no PNG, JPEG or GIF' '' "$head
---
![a](vector.svg)"
refused pixel 'too small to be seen' '' "$head
---
![a](pixel.png)"
refused huge 'more than 1024 KB' '' "$head
---
![a](huge.png)"
refused language 'no text in language "en"' 'edition.en.md' "$head
language: [fr, en]
---
Bonjour."
printf '%s\n---\nBonjour.\n' "$head" >nolist.md
run colporteur edition new nolist.md
is "$status" 65 "a file that names no list wants one"
is "$(sql 'SELECT count(*) FROM edition')" 0 "nothing was kept of all that"
printf '%s\ntemplate: plainn\n---\nBonjour.\n' "$head" >template.md
colporteur edition new lettre template.md >/dev/null
run colporteur edition compose lettre/1
is "$status" 67 "an unknown template is told when composing"
like "$err" 'did you mean "plain"' "with the nearest"
printf '%s\n---\nVoici [un lien](https://example.org/{{name|x}}).\n' "$head" >link.md
colporteur edition new lettre link.md >/dev/null
run colporteur edition compose lettre/2
is "$status" 65 "a field in a link is refused"
printf '%s\n---\n*Un {{#name}}mot* ou{{/name}} deux.\n' "$head" >tags.md
colporteur edition new lettre tags.md >/dev/null
run colporteur edition compose lettre/3
is "$status" 65 "so is a block that would leave a tag open"
printf '%s\nimages: hosted\n---\n![Un banc](numero/banc.png)\n' "$head" >hosted.md
run colporteur edition new privee hosted.md
is "$status" 65 "a private list hosts no images"
sql "DELETE FROM edition" >/dev/null

# --- the edition ---
cat >numero/edition.md <<'EOF2'
---
title: La lettre d’hiver
preheader: Ce qui se voit d’abord.
list: lettre
language: [fr, en]
reply-to: redaction@example.org
schedule: 2026-12-01 08:00
sections:
  - title: Les découvertes
    kind: finding
    order: newest
    most: 2
  - title: Dans votre commune
    for: commune
  - title: Près de chez vous
    for: near
    most: 3
    otherwise: "Rien tout près, cette fois : écrivez-nous."
  - title: Ailleurs dans le département
    for: departement
    kind: [initiative]
    order: title
  - title: Chemins communs
    programme: Chemins communs
    local: yes
  - title: Ce que vous suivez
    for: interests
    order: title
---

Bonjour {{name|voisin·e}}, cette lettre vous écrit depuis {{territory|chez vous}}, et elle a de quoi tenir sur plusieurs lignes, pour voir.

{{#territory 35238}}
LES GENS DE RENNES ont un [lien](https://example.org/rennes) à eux.

- et une liste

{{/territory}}
{{^territory 35238}}
PAS A RENNES.
{{/territory}}

Ceci est pour tous{{#interest mobilite}} et les MOBILES aussi{{/interest}}.

![Un banc](banc.png)
EOF2
cat >numero/edition.en.md <<'EOF2'
---
title: Winter letter
sections:
  - title: Findings
  - title: In your town
  - title: Near you
    otherwise: "Nothing close by: write to us."
  - title: Elsewhere in your county
  - title: Common paths
  - title: What you follow
---

Hello {{name|neighbour}}, this letter comes from {{territory|your place}}.

{{#territory 35238}}LES GENS DE RENNES{{/territory}}{{^territory 35238}}PAS A RENNES{{/territory}}

{{#interest mobilite}}
MOBILES
{{/interest}}

![Un banc](banc.png)
EOF2
run colporteur edition new numero
is "$status" 0 "a folder makes an edition of the list it names" || diag "$err"
ref=$out
run colporteur edition compose "$ref"
is "$status" 0 "it is composed" || diag "$err"
colporteur edition send "$ref" --yes --no-wait >/dev/null
colporteur serve deliver --once >/dev/null 2>&1
run python3 "$SRCDIR/tests/lib/edition.py" "$SRCDIR/sql/data" "$dir/out"
is "$status" 0 "each part of each reader's letter is what the rules say" || diag "$out$err"
is "$out" "parts checked: 12 letters" "for all twelve"
is "$(sql "SELECT count(*) FROM edition WHERE public_editorial ~ 'voisin·e' AND public_editorial ~ 'GENS DE RENNES'
  AND public_editorial !~ 'PAS A RENNES' AND public_editorial !~ '[{]'")" 1 "the public reads what stands for fields"

# --- a person looks at it ---
sed 's/^    order: newest/    since: always\n    order: newest/; s/^    for:/    since: always\n    for:/
  s/^    local: yes/    since: always\n    local: yes/' numero/edition.md >numero/encore.md
mv numero/encore.md numero/edition.md
ref=$(colporteur edition new numero)
run colporteur edition compose "$ref" --to revue.md
is "$status" 0 "what was gathered is written to a file"
cp revue.md before.md
run colporteur edition compose "$ref" --to revue.md
is "$status" 73 "which is not overwritten"
run colporteur edition compose "$ref" --from revue.md --to after.md
is "$status" 0 "and can be read back" || diag "$err"
ok "$(cmp -s before.md after.md; echo $?)" "as it was" || diag "$(diff before.md after.md)"
python3 - <<'EOF2'
import re
head, *items = re.split(r"(?m)^(?=<!-- contribution \d)", open("revue.md", encoding="utf-8").read())
items = [i for i in items if "\n## Ille\n" not in i]
items.sort(key=lambda i: "\n## Quimper\n" not in i)
items = [i.replace("Texte de Cesson.", "Un texte revu.") for i in items]
open("revue.md", "w", encoding="utf-8").write(head + "".join(items))
open("order", "w", encoding="utf-8").write("\n".join(re.search(r"(?m)^## (.*)", i).group(1) for i in items))
EOF2
run colporteur edition compose "$ref" --from revue.md
is "$status" 0 "what a person changed is composed" || diag "$err"
rm -rf "$dir/out"
mkdir -m 777 "$dir/out"
colporteur edition send "$ref" --yes --no-wait >/dev/null
colporteur serve deliver --once >/dev/null 2>&1
run python3 "$SRCDIR/tests/lib/edition.py" "$SRCDIR/sql/data" "$dir/out" order
is "$status" 0 "one taken out, one moved, one changed: in each reader's letter" || diag "$out$err"
sed 's/^<!-- contribution \([0-9]*\)/<!-- contribution 9\1/' revue.md >unknown.md
ref=$(colporteur edition new lettre numero)
run colporteur edition compose "$ref" --from unknown.md
is "$status" 65 "a contribution that does not exist is refused"
sed '/^## Quimper/d' before.md >untitled.md
run colporteur edition compose "$ref" --from untitled.md
like "$err" 'has no line "## Title"' "so is one that lost its title"

# --- images on the site ---
sed -i 's/^reply-to:.*/images: hosted/' numero/edition.md
ref=$(colporteur edition new lettre numero)
colporteur edition compose "$ref" >/dev/null
run colporteur edition preview "$ref" --html hosted.html
like "$(cat hosted.html)" "src=\"https?://[^\"]*/editions/$ref/img-[0-9a-f]{32}\\.png\" width=\"552\"" \
  "a hosted image has its address on the site"
unlike "$(cat hosted.html)" 'cid:' "and is not attached"
port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >web.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 curl -fsS "http://127.0.0.1:$port/editions/" || diag "$(cat web.log)"
path=$(grep -o '/editions/[^"]*/img-[0-9a-f]*\.png' hosted.html | head -1)
run curl -sS -D headers -o got.png -w '%{http_code}' "http://127.0.0.1:$port$path"
is "$out" 200 "the site serves it"
ok "$(cmp -s got.png numero/banc.png; echo $?)" "byte by byte"
like "$(tr -d '\r' <headers)" '^Content-Type: image/png$' "with its type"
like "$(tr -d '\r' <headers)" '^X-Content-Type-Options: nosniff$' "which nobody shall guess"
is "$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port${path%.png}.gif")" 404 "under no other"
run curl -sS "http://127.0.0.1:$port/editions/lettre/1/"
like "$out" 'voisin·e' "the public page has what stands for a name"
unlike "$out" '[{][{]' "and no field"

done_testing
