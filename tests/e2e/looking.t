#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Looking at an edition before it goes: faults planted one by one are found where they are, a letter
# without any has none, links are followed, what would be sent with an error is not.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
port=$(free_port)
printf '\n[mail]\noutlet = maildir\nmaildir = %s/out\n\n[check]\nprivate-links = yes\nlink-timeout = 2s\n' "$dir" >>"$conf"
mkdir -m 777 "$dir/out" # the role gives up root's rights

colporteur list create lettre --kind newsletter --title "La lettre" >/dev/null
colporteur subscriber add ana@example.net --list lettre --consent test --territory 35238 --interest velo >/dev/null
colporteur subscriber add bob@example.net --list lettre --consent test --territory 29019 >/dev/null

contribution() { # TITLE TERRITORY BODY
  printf -- '---\nkind: finding\ntitle: %s\nterritory: [%s]\nsource: https://example.org/source\n---\n%s\n' "$1" "$2" "$3" >c.md
  colporteur contribution add --accept c.md >/dev/null || diag "cannot add $1"
}
contribution "Un banc" 35238 "Un banc attend sous le tilleul, [et un lien](https://example.org/banc)."
contribution "Un four" "" "Un four à pain se rallume chaque mois."

# edition KEYS BODY: an edition of its own, composed; $ref
edition() {
  printf -- '---\ntitle: %s\npreheader: %s\nlist: lettre\n%s---\n%s\n' \
    "${title-La lettre d’hiver}" "${preheader-Un banc, un four, et des nouvelles.}" "$1" "$2" >e.md
  ref=$(colporteur edition new e.md) && colporteur edition compose "$ref" >/dev/null || diag "cannot make an edition"
}
sections='sections:
  - for: everybody
    since: always
  - for: near
    since: always
'
good="Bonjour {{name|voisin·e}}, voici ce que l’hiver apporte, [à lire ici](https://example.org/ici)."

# --- nothing is found where nothing is wrong ---
for look in default plain; do
  edition "template: $look
$sections" "$good"
  run colporteur edition check "$ref" --offline --json
  is "$status" 0 "the $look template may go" || diag "$err"
  is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "nothing is found in it"
done

# --- planted faults ---
# found RULE GRADE PART ITEM NAME: in $ref
found() {
  run colporteur edition check "$ref" --offline --json
  wanted=0
  [ "$2" != error ] || wanted=65
  is "$status" "$wanted" "$5: whether it may go" || diag "$err"
  printf '%s' "$out" | python3 -c '
import json, sys
rule, grade, part, item = sys.argv[1:]
found = json.load(sys.stdin)
sys.exit(not any((f["rule"], f["grade"], f["part"], f["item"]) == (rule, grade, part, item)
                 and (f["line"] or part in ("subject", "preheader", "headers", "schedule") or item == "") for f in found))
' "$1" "$2" "$3" "$4" && ok 0 "$5 is found" || { ok 1 "$5 is found"; diag "$out"; }
}
title="NOUVELLES DE L’HIVER" edition "$sections" "$good"
found shouting warning subject "" "a subject in capitals"
title="Un banc !! Un four !" edition "$sections" "$good"
found shouting warning subject "" "a subject with many marks"
title="Une lettre dont le titre est si long que personne ne le verra jamais tout entier nulle part" edition "$sections" "$good"
found subject warning subject "" "a long subject"
title="Offre limitée sur un banc" edition "$sections" "$good"
found spam warning subject "" "a subject as of spam"
preheader="" edition "$sections" "$good"
found preheader warning preheader "" "no preheader"
preheader="La lettre d’hiver" edition "$sections" "$good"
found preheader warning preheader "" "a preheader that repeats the subject"
edition "$sections" "$good Voir [https://example.org/](https://example.net/piege)."
found deceptive error html head "a link whose text is another address"
edition "$sections" "$good Voir [la page sur example.org](https://example.net/piege)."
found deceptive error html head "a link whose text speaks of another host"
edition "$sections" "$good Voir [la page](https://www.exаmple.org/page)."
found deceptive error html head "a host with a Cyrillic letter among Latin ones"
edition "$sections" "$good Voir [la page](https://www.xn--exmple-4nf.org/page)."
found deceptive error html head "the same as it is in DNS"
for host in paypa1.com connexion.paypa1.com paypa1.net rnicrosoft.com g00gle.com irnpots.gouv.fr Labanquepostaie.fr 1ists.examp1e.org; do
  edition "$sections" "$good Voir [la page](https://$host/page)."
  found deceptive error html head "$host, which is drawn like another"
done
edition "$sections" "$good Voir [la page](https://mairie-du-lac.net/) et [l’autre](https://rnairie-du-lac.net/)."
found deceptive warning html head "two hosts of one letter that look alike"
edition "$sections" "$good Voir [un](https://lci.fr.example.org/), [deux](https://s1.example.org/), [trois](https://si.example.org/), [quatre](https://fr.wikipedia.org/), [cinq](https://lcl.fr/)."
run colporteur edition check "$ref" --offline --json
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "hosts that only begin alike, or are one's own, are not told"
edition "$sections" "$good Voir [la page](https://école.example.org/page)."
run colporteur edition check "$ref" --offline
is "$status" 0 "a name with accents is none" || diag "$out"
unlike "$out" deceptive "nor looked at"
edition "$sections" "$good

Un banc, sans aucun risque."
found spam warning text head "what spam says, in the text"
edition "$sections" "$good Voir [la page](https://bit.ly/abc)."
found shortener warning html head "a shortened link"
edition "$sections" "$good Voir [](https://example.org/vide)."
found link error html head "a link without text"
edition "$sections" "$good Voir [rien]()."
found link error html head "a link that leads nowhere"
edition "$sections" "$good Voir [la page](http://example.org/page)."
found http warning html head "an unencrypted link"
edition "$sections" "$good Voir [ici](https://example.org/page)."
found vague warning html head "a link that does not say where"
edition "$sections" "$good Lorem ipsum dolor sit amet."
found leftover error text head "a text that was to be replaced"
title="TODO trouver un titre" edition "$sections" "$good"
found leftover error subject "" "a title that was to be found"
edition "$sections" "$good Et todo le monde."
run colporteur edition check "$ref" --offline
is "$status" 0 "words that only look so are none"
edition "$sections" "$good Bonjour *|FNAME|*."
found field error text head "a field of another program"
edition "$sections" "$good

VENEZ TOUTES ET TOUS VOIR CE BANC SOUS LE TILLEUL"
found shouting warning text head "a paragraph in capitals"
edition "schedule: 2001-01-01 08:00
$sections" "$good"
found schedule error schedule "" "a time that has passed"
edition "$sections" "$good

#### Un titre trop bas"
found heading warning html head "a heading that leaves levels out"
contribution "Un champ" "" "Bonjour {{nmae}}, ceci est une contribution."
edition "$sections" "$good"
found field error html "contribution 3" "a field where none is replaced"
found field error text "contribution 3" "and in the text"
colporteur contribution decline 3 >/dev/null
sql "UPDATE contribution SET state = 'declined' WHERE id = 3" >/dev/null

# Templates of a site's own.
bad() { # SED-SCRIPT FILE
  rm -rf templates
  mkdir -p templates/edition
  cp -r "$SRCDIR/templates/edition/default" templates/edition/bad
  sed -i "$1" "templates/edition/bad/$2"
  cmp -s "templates/edition/bad/$2" "$SRCDIR/templates/edition/default/$2" && diag "nothing was planted in $2"
  edition "template: bad
$sections" "$good"
}
bad 's/<h1 /<p style="font-size:0">banc banc banc<\/p><h1 /' head.mustache
found hidden warning html head "text that nobody sees"
bad 's/<\/h3>//' item.mustache
found unclosed error html "contribution 1" "an element that is not closed"
bad 's/<h3 /<\/em>&/' item.mustache
found unopened error html "contribution 1" "an end of what was not opened"
bad 's/^\.words {/@keyframes tourne { from { opacity: 0; } }\n&/' head.mustache
found motion warning html head "what moves by itself"
bad 's/<h1 /<p><img src="https:\/\/example.org\/a.png" width="10"><\/p><h1 /' head.mustache
found alt error html head "an image without alt"
bad 's/<h1 /<img src="https:\/\/example.org\/a.webp" alt="Un banc"><h1 /' head.mustache
found client warning html head "an image of a kind that is not shown"
bad 's/<h1 /<div style="display:flex"><\/div><h1 /' head.mustache
found client warning html head "a style that is not shown"
bad 's/<h1 /<form action="https:\/\/example.org\/"><\/form><h1 /' head.mustache
found client warning html head "an element that is not shown"
bad 's/color:#1d2830;">{{title}}/color:#c0c0b8;">{{title}}/' item.mustache
found contrast error html "contribution 2" "pale text"
bad 's/color:#52606a;/color:#8a8a86;/' item.mustache
found contrast warning html "contribution 1" "nearly pale text"
bad 's/ lang="{{language}}"//' head.mustache
found lang error html head "no language"
bad 's/<h3 /<h3 id="t" /' item.mustache
found id warning html "contribution 1" "an id twice"
bad 's/<table role="presentation" width/<table width/' item.mustache
found table warning html "contribution 2" "a table that does not say it is none"
bad 's/<h1 /<script>1<\/script><h1 /' head.mustache
found script error html head "a script"
bad 's/{{unsubscribe_url}}/https:\/\/example.org\//g' foot.mustache
sed -i 's/{{unsubscribe_url}}/https:\/\/example.org\//g' templates/edition/bad/head.mustache
colporteur edition compose "$ref" >/dev/null
found unsubscribe error html "" "HTML that nobody can leave by"
bad 's/{{unsubscribe_url}}/https:\/\/example.org\//g' foot.txt.mustache
sed -i 's/{{unsubscribe_url}}/https:\/\/example.org\//g' templates/edition/bad/head.txt.mustache
colporteur edition compose "$ref" >/dev/null
found unsubscribe error text "" "text that nobody can leave by"
bad 's/<h1 /<img src="https:\/\/example.org\/a.png" alt=""><img src="https:\/\/example.org\/b.png" alt=""><img src="https:\/\/example.org\/c.png" alt=""><img src="https:\/\/example.org\/d.png" alt=""><img src="https:\/\/example.org\/e.png" alt=""><img src="https:\/\/example.org\/f.png" alt=""><h1 /' head.mustache
found images warning html "" "hardly anything but images"
rm -rf templates

# --- size: of the largest letter that a reader gets, not of all of it ---
python3 -c 'print("Un paragraphe qui tient de la place, et un autre encore.\n\n" * 750)' >big
contribution "Trop" 35238 "$(cat big)"
edition "$sections" "$good"
run colporteur edition check "$ref" --offline
is "$status" 0 "a large letter goes" || diag "$err$out"
contribution "Encore trop" 29019 "$(cat big)"
edition "$sections" "$good"
run colporteur edition check "$ref" --offline
is "$status" 0 "two large parts that nobody gets together go" || diag "$err$out"
contribution "Toujours trop" 35 "$(cat big)"
edition "$sections" "$good"
found size error html "" "a letter that Gmail cuts"
sql "UPDATE contribution SET state = 'declined' WHERE title LIKE '%rop'" >/dev/null

# --- sending ---
edition "$sections" "$good Voir [rien]()."
run colporteur edition send "$ref" --yes --no-wait
is "$status" 65 "an edition with an error is not sent"
like "$err" 'leads nowhere' "and it is said why"
is "$(sql "SELECT count(*) FROM mailing")" 0 "nothing was queued"
run colporteur edition schedule "$ref" --at '2099-12-01 08:00'
is "$status" 65 "nor does it go by itself"
is "$(sql "SELECT count(*) FROM edition WHERE state = 'scheduled'")" 0 "at no time"
run colporteur edition send "$ref" --yes --no-wait --force
is "$status" 0 "unless somebody insists" || diag "$err"

# --- previews ---
preview_png() { python3 -c '
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = (b"\0" + b"\x30\x70\x80" * 200) * 100
open("banc.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 100, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))'; }
preview_png
for who in cleo dan eve; do
  colporteur subscriber add "$who@example.net" --list lettre --consent test --territory 35238 --interest velo >/dev/null
done
colporteur subscriber add fanch@example.net --list lettre --consent test >/dev/null
edition "$sections" "$good

![Un banc](banc.png)"
run colporteur edition preview "$ref" --variants 6 --to seen
is "$status" 0 "the letters that differ most are written" || diag "$err"
like "$err" '^2 different letters, of which 2 shown' "readers who get the same are one"
is "$(ls seen | sed 's/^[0-9a-f]\{32\}/HASH/' | tr '\n' ' ')" \
  "HASH.png letter-1.eml letter-1.html letter-1.txt letter-2.eml letter-2.html letter-2.txt " "as HTML, text and mail, with the image"
like "$(cat seen/letter-1.html)" 'Un banc attend' "the first has most"
unlike "$(cat seen/letter-2.html)" 'Un banc attend' "the second has not"
like "$(cat seen/letter-2.html)" 'src="[0-9a-f]{32}.png"' "the image is found beside it"
like "$(cat seen/letter-1.html)" '/u/preview' "links of one's own do not work"
run colporteur edition preview "$ref" --variants 2
like "$out" '=== 1: fr, 4 readers, 2 contributions; Rennes; Vélo' "on the terminal each says for whom it is"
run colporteur edition preview "$ref" --variants 2 --for ana@example.net
is "$status" 65 "either some reader or those that differ"
run colporteur edition preview "$ref" --language de
is "$status" 65 "no such language"
port2=$(free_port)
"$BUILDDIR/colporteur" --config "$conf" --state "$state" edition preview "$ref" --variants 6 --serve --port "$port2" >serve.out 2>serve.err 9>&- &
serve_pid=$!
e2e_pids=$serve_pid
page=http://127.0.0.1:$port2
wait_for 20 grep -q "^http://localhost:$port2/ until" serve.out || diag "$(cat serve.err)"
run curl -sS -D headers -H 'Accept-Language: en' "$page/2"
like "$out" '<iframe sandbox' "a page shows them in frames that can do nothing"
for view in desktop phone dark plain; do like "$out" "src=\"/2/$view\"" "as $view"; done
like "$out" 'aria-current="page"><strong>Letter 2' "it says which, in the reader's language"
like "$out" '4 subscribers, 2 contributions' "and for how many"
unlike "$out" '<script' "without a script"
like "$(tr -d '\r' <headers)" "^Content-Security-Policy: default-src 'none'; style-src 'self'; frame-src 'self'" "nothing else may be loaded"
run curl -sS -D headers "$page/1/dark"
unlike "$out" 'prefers-color-scheme' "the dark one is dark whatever the browser prefers"
like "$(tr -d '\r' <headers)" '^Content-Security-Policy: .*sandbox' "a letter by itself can do nothing either"
run curl -sS -D headers "$page/1/plain"
unlike "$(tr -d '\r' <headers)" 'img-src' "without images none may be loaded"
image=$(curl -sS "$page/1/desktop" | grep -o '[0-9a-f]*\.png' | head -1)
curl -sS -o got.png "$page/1/$image"
ok "$(cmp -s got.png banc.png; echo $?)" "the image is served beside it"
is "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Host: example.org' "$page/1/desktop")" 403 "no other name is answered"
is "$(curl -sS -o /dev/null -w '%{http_code}' "$page/3")" 404 "there is no third"
kill -INT "$serve_pid"
wait "$serve_pid"; is "$?" 0 "it ends on Ctrl-C" || diag "$(cat serve.err)"
e2e_pids=

# --- differences ---
edition "$sections" "$good"
one=$ref
title="Un autre titre" edition "sections:
  - for: everybody
    since: always
    most: 4
  - for: near
    since: always
" "$good

Et un mot de plus."
run colporteur edition diff "$one" "$ref"
is "$status" 0 "two editions are compared" || diag "$err"
like "$out" '^--- lettre/' "as unified text"
like "$out" '^\+title: "Un autre titre"' "a setting"
like "$out" '^\+    most: 4' "a section"
like "$out" '^\+Et un mot de plus' "the editorial"
run colporteur edition diff "$one" "$ref" --json
is "$(printf '%s' "$out" | python3 -c 'import json, sys
print(" ".join("%s:%s:%s" % (d["what"], d["name"], d["change"]) for d in json.load(sys.stdin)))')" \
  "setting:title:changed editorial::changed section:1:changed" "and for programs"
run colporteur edition diff "$one" nulle-part.md
like "$err" 'could not open "nulle-part.md"' "a file that is not there is told as one"
run colporteur edition diff "$one" "$one"
is "$status$out" 0 "nothing differs from itself"
colporteur edition compose "$one" --to "$dir/mine.md" >/dev/null
sed -i 's/^Un four à pain/Un vieux four à pain/' mine.md
run colporteur edition diff "$one" mine.md
like "$out" '^\+Un vieux four à pain' "an edition and a file that somebody changed"
contribution "Un puits" "" "Un puits est rouvert."
run colporteur edition diff "$one"
is "$status" 0 "what composing again would change" || diag "$err"
like "$out" '^\+Un puits est rouvert' "is shown as readers would read it"
run colporteur edition diff "$one" --json
like "$(printf '%s' "$out" | tr -d ' \n')" '"change":"added","before":null,"after":"Unpuits"' "and for programs"
is "$(sql "SELECT count(*) FROM edition_piece p JOIN contribution c ON c.id = p.contribution WHERE c.title = 'Un puits'")" 0 \
  "without composing it"
sql "UPDATE contribution SET state = 'declined' WHERE title = 'Un puits'" >/dev/null

# --- templates ---
run colporteur template check
is "$status" 0 "the shipped templates have no error" || diag "$out"
like "$out" '^[0-9]+ templates: 0 errors, 0 warnings, 0 notes' "nor a text without translation"
run colporteur template list --json
like "$(printf '%s' "$out" | tr -d ' \n')" '"template":"edition/default/head","from":"shipped"' "they are listed"
mkdir -p templates/edition templates/site
cp -r "$SRCDIR/templates/edition/default" templates/edition/mine
sed -i 's/{{list_title}}/{{list_titel}}/; s/Lire en ligne/Lire sur le site/; s/{{preheader}}/{{prehaeder}}/' templates/edition/mine/head.mustache
rm templates/edition/mine/foot.txt.mustache
sed 's/{{lang}}/{{language}}/' "$SRCDIR/templates/site/head.mustache" >templates/site/head.mustache
echo 'p margin: 0;' >>templates/edition/mine/inline.css.mustache
run colporteur template check
like "$out" '^error: edition/mine/inline.css: .*line [0-9]+' "what is no rule of a look"
sed -i '$d' templates/edition/mine/inline.css.mustache
run colporteur template check
is "$status" 65 "those of a site's own may have some"
like "$out" '^error: edition/mine/head: .*line [0-9]+: nothing sets "list_titel"; did you mean "list_title"' "a name that nothing sets"
like "$out" '^error: edition/mine/head: .*line [0-9]+: nothing sets "prehaeder"; did you mean "preheader"' "and another"
like "$out" '^warning: edition/mine/head: "edition/mine/head", line [0-9]+: lang/br.po lacks "Lire sur le site"' "a text without translation, and where"
like "$out" '^error: edition/mine/foot.txt: is not there' "a part that is missing"
like "$out" '^error: site/home: .*"site/head", line [0-9]+: nothing sets "language"' "a name that the shipped page does not have"
run colporteur template check edition/default
is "$status" 0 "one is checked by itself"
run colporteur template check edition/defautl
like "$err" 'edition/default|template list' "an unknown one is told"
sed -i 's/list_titel/list_title/; s/prehaeder/preheader/; s/c79a00/c79a99/' templates/edition/mine/head.mustache
cp "$SRCDIR/templates/edition/default/foot.txt.mustache" templates/edition/mine/
before=$(sql "SELECT md5(string_agg(html::text, '' ORDER BY position)) FROM edition_piece")
run colporteur template preview mine "$one" --html mine.html
is "$status" 0 "a draft is shown with another template" || diag "$err"
like "$(cat mine.html)" 'c79a99' "as it would look"
is "$(sql "SELECT md5(string_agg(html::text, '' ORDER BY position)) FROM edition_piece")" "$before" "and stays as it was"
run colporteur template preview mien "$one"
is "$status" 67 "an unknown template is not found"
lists=$(sql "SELECT count(*) FROM list")
run colporteur template preview mine --to sample
is "$status" 0 "or a sample, where there is no draft yet" || diag "$err"
is "$(cat sample/*.html | grep -c c79a99 | awk '{ print ($1 > 2) }')" 1 "in each language, with the template"
like "$(cat sample/*.html)" 'Une découverte, avec qui l’a faite' "with contributions"
unlike "$(cat sample/*.html)" 'Un banc attend' "which are the sample's"
unlike "$(cat sample/*.html)" '"><br>' "and what nobody said leaves no empty line"
is "$(sql "SELECT count(*) FROM list") $(sql "SELECT count(*) FROM contribution WHERE programme = 'Exemple'")" "$lists 0" "of which nothing stays"
run colporteur template preview mine --html sample.html
is "$status" 0 "one file too"
rm -rf templates

# --- links ---
cat >server.py <<'EOF2'
import http.server, sys, time
log = open("server.log", "a", buffering=1)
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, place=None, body=b""):
        self.send_response(status)
        if place:
            self.send_header("Location", place)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            try:
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked has seen enough
    def do_GET(self):
        log.write("%s %s %s\n" % (self.command, self.path, sorted(k.lower() for k in self.headers)))
        if self.path == "/slow":
            time.sleep(4)
        if self.path == "/head" and self.command == "HEAD":
            return self.answer(405)
        if self.path.startswith("/loop"):
            return self.answer(302, "/loop%d" % time.time_ns())
        codes = {"/gone": 404, "/moved": 301, "/closed": 403}
        self.answer(codes.get(self.path, 200), "/ok" if self.path == "/moved" else None, b"x" * 100000)
    do_HEAD = do_GET
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
EOF2
python3 server.py "$port" 9>&- &
e2e_pids=$!
wait_for 10 curl -sS "http://127.0.0.1:$port/ok" || diag "no server"
at=http://localhost:$port
sql "UPDATE contribution SET source = '', body = 'Un texte.'" >/dev/null
edition "$sections" "Bonjour, voici [un](
$at/ok), [deux]($at/gone), [trois]($at/moved), [quatre]($at/head), [cinq]($at/slow), [six]($at/loop), [sept]($at/closed), [huit](http://personne.invalid/)."
: >server.log
run colporteur edition check "$ref" --json
is "$status" 65 "a dead link keeps it from going"
told() { printf '%s' "$out" | python3 -c '
import json, sys
for f in json.load(sys.stdin):
    if f["rule"] == "link" and f["message"].startswith(sys.argv[1]):
        print(f["grade"], f["item"], f["line"] > 0, f["message"])' "$1"; }
like "$(told "$at/gone ")" '^error head True .* answers 404' "one that is gone"
like "$(told "$at/moved ")" "^note .* has moved to $at/ok" "one that has moved"
like "$(told "$at/slow ")" '^warning .*does not answer' "one that is too slow"
like "$(told "$at/loop ")" '^error .*does not answer' "one that goes round in circles"
like "$(told "$at/closed ")" '^warning .* answers 403' "one that may be closed to us only"
like "$(told "http://personne.invalid/ ")" '^error .*does not answer' "a name that does not exist"
is "$(told "$at/ok ")$(told "$at/head ")" "" "those that work are not told"
like "$(cat server.log)" '^GET /head' "a server without HEAD is asked with GET"
unlike "$(cat server.log)" '^GET /ok' "others are not"
unlike "$(cat server.log)" 'cookie|referer' "nobody is followed"
: >server.log
run colporteur edition check "$ref" --offline
is "$(cat server.log)" "" "offline nobody is asked"
is "$status" 0 "and what cannot be known is no error" || diag "$out"
run colporteur --set check.private-links=no edition check "$ref" --json
like "$(told "$at/gone ")" '^warning .*private network' "private networks are left alone"
is "$(cat server.log)" "" "and not spoken to"

done_testing
