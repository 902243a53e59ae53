#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters as they are on the wire, held against the standards by a strict reader that is not ours; and
# as neomutt shows them.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
port=$(free_port)
printf '\n[mail]\nsmarthost = 127.0.0.1:%s\n' "$port" >>"$conf"
mkdir sent
python3 "$SRCDIR/tests/lib/smtp-sink.py" "$port" sent 2>sink.err 9>&- &
e2e_pids=$!
wait_for 10 python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" || diag "no mail server"

colporteur list create lettre --kind newsletter --title 'La lettre d’à côté, « des voisin·e·s » & compagnie' >/dev/null
reader() { # ADDRESS NAME OPTION...
  who=$1 name=$2
  shift 2
  colporteur subscriber add "$who" --name "$name" --list lettre --consent test "$@" >/dev/null || diag "cannot add $who"
}
reader ana@example.net "Ana" --territory 35238 --interest velo
reader brieg@example.net "Brieg Ar Gov, Ti-Kêr “An Hêrezh” & Kompagnunezh <o vevañ e Kemper Bras>" --territory 29019 --language br
reader cleo@example.net "Cléo 🚲 Łukasz-Émilie" --territory 44109 --language en
colporteur subscriber add personne@example.net --list lettre --consent test >/dev/null
printf -- '---\nkind: finding\ntitle: %s\nterritory: [35238]\ninterests: [velo]\nsource: https://example.org/%0400d\nauthor: Maud\n---\n%s\n' \
  'Un titre où « tout » — l’été, l’œuvre, le vélo 🚲 — a des accents' 0 \
  'Une ligne. .

.

From ici, une ligne qui commence par From ; et un mot fort long : aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.

    du code	avec   des blancs   

> Une voix = une voix.' >c.md
run colporteur contribution add --accept c.md
is "$status" 0 "a contribution with what mail finds hard" || diag "$err"
printf -- '---\nkind: initiative\ntitle: Pour tous\nterritory: []\n---\nUn texte.\n' >d.md
colporteur contribution add --accept d.md >/dev/null
python3 -c '
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(600)) for y in range(100))
open("banc.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 100, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))'
for look in default plain; do
  cat >edition.md <<EOF2
---
title: « L’été » de la lettre qui a un titre bien assez long pour qu’il faille le plier, avec un vélo 🚲 et des œufs
preheader: Ce qui se voit avant d’ouvrir, et qui suffit à savoir de quoi il retourne.
list: lettre
language: [fr, en]
reply-to: redaction@example.org
template: $look
---

Bonjour {{name|voisin·e}} de {{territory|chez vous}}, [voici](https://example.org/?q=%C3%A9t%C3%A9&a=b=c).

.point au début

![Un banc](banc.png)
EOF2
  printf -- '---\ntitle: Summer\npreheader: What can be seen beside the subject.\n---\nHello {{name|neighbour}}.\n\n![A bench](banc.png)\n' >edition.en.md
  mkdir -p "numero-$look"
  mv edition.md edition.en.md "numero-$look/"
  cp banc.png "numero-$look/"
  ref=$(colporteur edition new "numero-$look")
  colporteur edition compose "$ref" >/dev/null || diag "cannot compose"
  run colporteur edition send "$ref" --yes --no-wait
  is "$status" 0 "the $look edition is sent" || diag "$err"
  colporteur serve deliver --once >/dev/null 2>&1
done
# The same in three languages, with images that stand on the site.
mkdir numero-hosted
cp banc.png numero-hosted/
sed 's/^reply-to:.*/images: hosted/; s/^language:.*/language: [fr, en, br]/; s/^template:.*/template: default/' numero-default/edition.md >numero-hosted/edition.md
cp numero-default/edition.en.md numero-hosted/
printf -- '---\ntitle: Hañv, « an heol »\npreheader: Ar pezh a weler e-kichen an danvez.\n---\nDemat {{name|amezeg}} ! Ha kit pelloc’h ?\n\n![Ur bank](banc.png)\n' >numero-hosted/edition.br.md
ref=$(colporteur edition new numero-hosted)
colporteur edition compose "$ref" >/dev/null || diag "cannot compose"
run colporteur edition send "$ref" --yes --no-wait
is "$status" 0 "one in three languages with hosted images is sent" || diag "$err"
colporteur serve deliver --once >/dev/null 2>&1
is "$(cat sent/*.eml | grep -c '^Content-Language: br')" 1 "one of them in Breton"
is "$(find sent -name '*.eml' | wc -l)" 12 "each reader's letters arrive, each line ended by CRLF" || diag "$(cat sink.err)"
run python3 "$SRCDIR/tests/lib/rfc.py" sent/*.eml
is "$status" 0 "they keep the letter of the standards" || diag "$out$err"
is "$out" "mails: 12, faults: 0" "all of them"

# The strict reader sees what is planted: each fault by itself.
python3 - "$SRCDIR/tests/lib/rfc.py" sent/1.eml <<'EOF2' >planted 2>&1
import re, subprocess, sys
good = open(sys.argv[2], "rb").read()
def sub(pattern, by):
    return re.sub(pattern, by, good, count=1, flags=re.S)
plants = {
    "a bare LF": sub(rb"\r\n\r\n", b"\r\n\n"), "a bare CR": good.replace(b"Bonjour", b"Bon\rjour", 1),
    "an 8-bit byte": good.replace(b"Bonjour", b"Bonjour\xe9", 1), "a NUL": good.replace(b"Bonjour", b"Bon\0jour", 1),
    "a long line": good.replace(b"Subject:", b"X-Long: " + b"x" * 1000 + b"\r\nSubject:", 1),
    "no Date": sub(rb"Date: [^\r]*\r\n", b""), "a bad Date": sub(rb"Date: [^\r]*", b"Date: yesterday"),
    "From twice": sub(rb"(From: .*?\r\n)(?=[A-Z])", rb"\1\1"), "a bad Message-ID": sub(rb"Message-ID: <[^>]*>", b"Message-ID: <a b@c>"),
    "a long encoded word": sub(rb"Subject: .*?\r\n(?=[A-Z])", b"Subject: =?utf-8?Q?" + b"a" * 80 + b"?=\r\n"),
    "a bad encoded word": sub(rb"Subject: .*?\r\n(?=[A-Z])", b"Subject: =?utf-8?Q?=C3?=\r\n"),
    "a bad =": re.sub(rb"(?<=\r\n\r\n)(.*?)=C3", rb"\1=c3", good, count=1, flags=re.S), "a long quoted line": good.replace(b"Bonjour", b"B" * 80, 1),
    "a blank at the end": good.replace(b"Bonjour", b"Bonjour \r\n", 1), "8bit": good.replace(b"quoted-printable", b"8bit", 1),
    "an open boundary": good.rstrip(b"\r\n")[:-2] + b"\r\n", "bad base64": sub(rb"(base64\r\n.*?\r\n\r\n)....", rb"\1!!!!"),
    "a bad charset": good.replace(b"charset=utf-8", b"charset=us-ascii", 1),
    "no end of headers": b"Subject: x\r\n", "a bad List-Id": sub(rb"List-Id: .*?\r\n(?=[A-Z])", b"List-Id: nothing\r\n"),
}
missed = 0
for name, data in plants.items():
    open("planted.eml", "wb").write(data)
    if data == good or subprocess.run([sys.executable, sys.argv[1], "planted.eml"], capture_output=True).returncode in (0, 1) and \
            "faults: 0" in subprocess.run([sys.executable, sys.argv[1], "planted.eml"], capture_output=True, text=True).stdout:
        print("missed:", name)
        missed += 1
print("planted %d, missed %d" % (len(plants), missed))
EOF2
is "$(tail -1 planted)" "planted 20, missed 0" "and the reader is strict" || diag "$(cat planted)"

# --- neomutt ---
if command -v neomutt >/dev/null; then
  letter=$(grep -l '^To: .*<ana@example.net>' sent/*.eml | head -1)
  { printf 'From colporteur Thu Jan  1 00:00:00 2026\n'; tr -d '\r' <"$letter" | sed 's/^From />From /'; } >box
  cat >muttrc <<EOF2
set sort=mailbox-order charset=utf-8 send_charset=utf-8 wrap=78 pager_stop=yes markers=no
set folder="$dir" spoolfile="$dir/box" record="" mbox="" postponed="" header_cache="" tmp_dir="$dir" quit=yes
set print=yes print_decode=yes print_split=no print_command="cat >$dir/shown"
alternative_order text/plain text/html
ignore *
unignore from subject to date
EOF2
  # It wants a terminal, which script(1) gives it.
  LC_ALL=C.UTF-8 HOME=$dir TERM=xterm timeout 20 \
    script -qec "neomutt -n -F muttrc -f box -e 'push \"<print-message><exit>\"'" /dev/null </dev/null >mutt.out 2>&1
  is "$([ -s shown ] && echo yes)" yes "neomutt opens a letter" || diag "$(head -c 2000 mutt.out | tr -cd '[:print:]\n')"
  like "$(sed -e ':a' -e 'N' -e '$!ba' -e 's/\n / /g' shown)" "^Subject: « L’été » de la lettre .* et des œufs" "its subject is whole"
  like "$(cat shown)" '^Bonjour Ana de Rennes, voici \[1\]' "so is its text, which neomutt prefers"
  like "$(cat shown)" '^\.point au début' "a dot at the beginning of a line stays"
  like "$(cat shown)" 'https://lists.example.org/u/' "and how to leave"
  like "$(cat shown)" "$(printf 'Un titre où «\302\240tout\302\240» ')" "no line breaks within the quotation marks of French"
  unlike "$(cat shown)" '=C3|<p' "nothing of how it was packed is seen"
else
  ok 0 "neomutt # SKIP is not installed"
fi

done_testing
