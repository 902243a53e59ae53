#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What comes with a message: listed, and given as it was, where it can harm nobody.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create atelier --title 'Atelier du samedi' --owner maud@example.net >/dev/null
sql "INSERT INTO list (name, domain, kind, title, is_public) VALUES ('coulisses', 'lists.example.org', 'discussion', 'Coulisses', false)" >/dev/null
cat >make-mail.py <<'EOF'
import sys
from email.message import EmailMessage
m = EmailMessage()
m["From"] = "Erwan <erwan@example.net>"; m["To"] = "atelier@lists.example.org"
m["Message-ID"] = "<%s@example.net>" % sys.argv[1]; m["Date"] = "Sat, 21 Nov 2026 10:00:00 +0100"; m["Subject"] = "Des fichiers"
m.set_content("Voici.\n")
png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d49444154789c6338a0a00044000847020156b7d0df0000000049454e44ae426082")
m.add_attachment(bytes(range(256)) * 40, maintype="application", subtype="octet-stream", filename="Été à la mer.bin")
m.add_attachment(png, maintype="image", subtype="png", filename="banc.png")
m.add_attachment("À erwan@example.net : <b>oui</b>\n", subtype="html", filename="page.html", cte="quoted-printable")
m.add_attachment(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", maintype="image", subtype="svg+xml", filename="../../etc/dessin.svg")
m.add_attachment(b"<script>alert(1)</script>", maintype="image", subtype="png", filename="faux.png")
m.add_attachment(b"x" * 150000, maintype="application", subtype="pdf", filename="gros.pdf")
sys.stdout.buffer.write(m.as_bytes())
EOF
python3 make-mail.py un >un.eml
mkdir eml && python3 make-mail.py deux | tr -d '\r' >eml/deux.eml
colporteur subscriber add erwan@example.net --name Erwan >/dev/null
colporteur list subscribe atelier erwan@example.net >/dev/null
colporteur deliver --sender erwan@example.net atelier@lists.example.org <un.eml
ok $? "a mail with files is taken"
run colporteur archive import atelier eml
is "$status" 0 "and one whose lines end as Unix has them, from elsewhere" || diag "$err"
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log

m=$url/atelier/un%40example.net
curl -s "$m/" >page
like "$(cat page)" 'href="/atelier/un%40example.net/2-%C3%89t%C3%A9%20%C3%A0%20la%20mer.bin"' "a page lists its files"
like "$(cat page)" 'application/octet-stream, 10 ko' "with type and size"
like "$(cat page)" '<details><summary>Voir l’image</summary><img src="/atelier/un%40example.net/3-banc.png"' "an image is behind a click"
is "$(grep -c '<img' page)" 2 "and nothing else is shown as one"
like "$(curl -s "$m/t/")" '3-banc.png' "so does a thread"

for id in un deux; do
  curl -s -D headers -o got "$url/atelier/$id%40example.net/2-%C3%89t%C3%A9%20%C3%A0%20la%20mer.bin"
  python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 40)' >want
  cmp -s got want
  ok $? "a file comes as it was ($id)"
done
like "$(cat headers)" "^Content-Disposition: attachment; filename=\"[_.a-z]*mer.bin\"; filename\*=UTF-8''%C3%89t%C3%A9%20%C3%A0%20la%20mer.bin" "under its name"
like "$(cat headers)" "^Content-Security-Policy: default-src 'none'; sandbox" "in a sandbox"
like "$(cat headers)" '^X-Content-Type-Options: nosniff' "nothing is guessed"
like "$(cat headers)" '^Cache-Control: no-cache' "and it is asked for again"
f="$m/2-%C3%89t%C3%A9%20%C3%A0%20la%20mer.bin"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' headers)
is "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$f")" 304 "which its tag makes cheap"
is "$(curl -s -D headers -o got -w '%{http_code}' -r 10-19 "$f")" 206 "a part of it comes"
is "$(od -An -tu1 got | tr -s ' ')" " 10 11 12 13 14 15 16 17 18 19" "as it was"
like "$(cat headers)" '^Content-Range: bytes 10-19/10240' "and says which"
is "$(curl -s -o got -w '%{http_code} %{size_download}' -r 10-19 -H "If-Range: $tag" "$f")" '206 10' "of the same file"
is "$(curl -s -o got -w '%{http_code} %{size_download}' -r 10-19 -H 'If-Range: "other"' "$f")" '200 10240' "of another one everything"
is "$(curl -s -D headers -o got -w '%{http_code}' -r 20000- "$f")" 416 "beyond its end there is nothing"
like "$(cat headers)" '^Content-Range: bytes \*/10240' "and its length is told"
is "$(curl -s --head -H 'Range: bytes=1-2' -o headers -w '%{http_code}' "$f")" 200 "HEAD knows no ranges"
like "$(cat headers)" '^Content-Length: 10240' "but its length"
like "$(cat headers)" '^Accept-Ranges: bytes' "and that there are some"

curl -s -D headers -o got "$m/3-banc.png"
like "$(cat headers)" '^Content-Type: image/png' "an image is one"
like "$(cat headers)" '^Content-Disposition: inline' "and may be looked at"
curl -s -D headers -o got "$m/4-page.html"
like "$(cat headers)" '^Content-Type: text/plain; charset=utf-8' "HTML is no page"
like "$(cat headers)" '^Content-Disposition: attachment' "nor looked at"
like "$(cat got)" 'À e…@… : <b>oui</b>' "and shows no address"
curl -s -D headers -o got "$m/5-dessin.svg"
like "$(cat headers)" '^Content-Type: application/octet-stream' "a drawing that could run is a file"
curl -s -D headers -o got "$m/6-faux.png"
like "$(cat headers)" '^Content-Type: application/octet-stream' "what only says that it is an image is a file"
is "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "$m/3-nom.png")" "301 $m/3-banc.png" "a wrong name leads to the right one"
for path in 1-part 9-banc.png 3.1-banc.png 3-banc.png/ 03-banc.png -banc.png; do
  curl -s -o /dev/null -w '%{http_code} ' "$m/$path"
done >codes
is "$(cat codes)" "404 404 404 404 404 404 " "nothing else is there"

# --- large ones are read while they are sent ---
cat >make-large.py <<'EOF'
import random
from email.message import EmailMessage
random.seed(7)
data = random.randbytes(9_000_001)
text = ("é" * 40 + "=\t" + "0123456789" * 9 + "\r\n").encode() * 12_000
open("data", "wb").write(data)
open("text", "wb").write(text)
m = EmailMessage()
m["From"] = "Erwan <erwan@example.net>"; m["Message-ID"] = "<gros@example.net>"; m["Date"] = "Sat, 21 Nov 2026 11:00:00 +0100"; m["Subject"] = "Gros"
m.set_content("Voici.\n")
m.add_attachment(data, maintype="application", subtype="zip", filename="gros.zip")
m.add_attachment(text, maintype="application", subtype="x-lignes", filename="lignes", cte="quoted-printable")
m.add_attachment("Un été à la mer, écrit maud@example.net\n" * 250_000, filename="long.txt", cte="base64")
open("gros.eml", "wb").write(m.as_bytes())
EOF
python3 make-large.py
run colporteur archive import atelier gros.eml
is "$status" 0 "a mail of some megabytes is taken" || diag "$err"
g=$url/atelier/gros%40example.net
memory() { awk '/^VmHWM/ { print $2 }' "/proc/$e2e_pids/status"; }
before=$(memory)
downloads=
for n in 1 2 3 4 5 6; do
  curl -s --limit-rate 20M -o "got.$n" "$g/2-gros.zip" &
  downloads="$downloads $!"
done
# shellcheck disable=SC2086
wait $downloads
for n in 1 2 3 4 5 6; do cmp -s "got.$n" data && printf 'same '; done >same
is "$(cat same)" "same same same same same same " "it comes as it was, to six at once"
grown=$(($(memory) - before))
[ "$grown" -lt 40000 ]
ok $? "of whom each costs a piece of it ($grown kB for all)"
before=$(memory)
is "$(curl -s -D headers -o got -w '%{http_code}' "$g/4-long.txt")" 200 "a long text comes"
is "$(sort got | uniq -c | tr -s ' ')" " 250000 Un été à la mer, écrit m…@…" "without its addresses"
like "$(cat headers)" '^Content-Type: text/plain; charset=utf-8' "as text"
grown=$(($(memory) - before))
[ "$grown" -lt 12000 ]
ok $? "a piece at a time ($grown kB)"
is "$(curl -s --head -o headers -w '%{http_code}' "$g/4-long.txt")" 200 "HEAD asks for it"
curl -s -D headers -o got "$g/3-lignes"
cmp -s got text
ok $? "however it is encoded"
is "$(tr -d '\r' <headers | sed -n 's/^Content-Length: //p')" "$(wc -c <text | tr -d ' ')" "and its length is known before"
tag=$(tr -d '\r' <headers | sed -n 's/^ETag: //p')
is "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$g/3-lignes")" 304 "its tag holds"
is "$(curl -s -D headers -o got -w '%{http_code}' -r 4000000-6000000 "$g/2-gros.zip")" 206 "a part of it comes"
python3 -c "import sys; sys.stdout.buffer.write(open('data', 'rb').read()[4000000:6000001])" | cmp -s - got
ok $? "as it was"
like "$(cat headers)" '^Content-Range: bytes 4000000-6000000/9000001' "and says which"
is "$(curl -s -o got -w '%{http_code} %{size_download}' -r -7 "$g/2-gros.zip")" '206 7' "its end too"
tail -c 7 data | cmp -s - got
ok $? "which is the end"
is "$(curl -s -o got -w '%{http_code} %{size_download}' -r 9000001- "$g/2-gros.zip")" '416 0' "beyond it there is nothing"
is "$(curl -s --head -o headers -w '%{http_code}' "$g/2-gros.zip")" 200 "HEAD opens it"
like "$(cat headers)" '^Content-Length: 9000001' "and tells its length"
# The reader's window is small, so that the file cannot wait whole in the buffers of the connection.
cat >slow-reader.py <<'EOF'
import os, socket, sys, time, urllib.parse

u = urllib.parse.urlsplit(sys.argv[1])
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
s.connect((u.hostname, u.port))
s.sendall(f"GET {u.path} HTTP/1.0\r\nHost: {u.netloc}\r\n\r\n".encode())
got = len(s.recv(4096))
open("begun", "w").close()
while not os.path.exists("hidden"):
    time.sleep(0.05)
while piece := s.recv(65536):
    got += len(piece)
print("short" if got < 9_000_001 else "whole")
EOF
timeout 60 python3 slow-reader.py "$g/2-gros.zip" >got &
download=$!
wait_for 10 test -e begun
run colporteur archive hide atelier gros@example.net --reason demande --yes
touch hidden
wait "$download"
is "$(cat got)" short "what is withdrawn while it is sent breaks off"

# --- of a mail that was filed before files were listed ---
sql "UPDATE message SET attachments = 0, parts = (SELECT jsonb_agg(p - 'from' - 'length' - 'encoding') FROM jsonb_array_elements(parts) p) WHERE message_id = 'deux@example.net'"
unlike "$(curl -s "$url/atelier/deux%40example.net/")" '2-%C3%89t' "a message of an earlier version lists none"
is "$(sql 'SELECT parts_due_find()')" 1 "an upgrade finds it"
command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock 2>clock.log 9>&- &
clock=$!
e2e_pids="$e2e_pids $clock"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM parts_due")" = 0 ]'
like "$(curl -s "$url/atelier/deux%40example.net/")" '2-%C3%89t' "the clock reads it again"
curl -s -o got "$url/atelier/deux%40example.net/2-%C3%89t%C3%A9%20%C3%A0%20la%20mer.bin"
cmp -s got want
ok $? "and what it lists is there"
is "$(sql "SELECT attachments FROM message WHERE message_id = 'deux@example.net'")" 6 "and counted"

# What is withdrawn or private is not there.
sql "SELECT post_insert((SELECT id FROM list WHERE name = 'coulisses'), id, NULL) FROM message WHERE message_id = 'un@example.net'" >/dev/null
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/coulisses/un%40example.net/3-banc.png")" 404 "not from a private list"
run colporteur archive redact --yes atelier un@example.net --part 3 --reason 'demande'
is "$status" 0 "a part is taken out" || diag "$err"
is "$(curl -s -o got -w '%{http_code} %{size_download}' "$m/3-banc.png")" '200 0' "it is empty"
curl -s -o got "$m/7-gros.pdf"
is "$(wc -c <got | tr -d ' ')" 150000 "and what follows is whole"

# Letters that are not in the charset the mail says.
printf 'From: Erwan <erwan@example.net>\r\nTo: atelier@lists.example.org\r\nMessage-ID: <trois@example.net>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\311t\351\r\n' |
  colporteur deliver --sender erwan@example.net atelier@lists.example.org
curl -s "$url/atelier/trois%40example.net/" >page
like "$(cat page)" 'Été' "letters in another charset are restored"
like "$(cat page)" 'rétablies au mieux' "and the page says so"
unlike "$(curl -s "$m/")" 'rétablies au mieux' "where it is so"
done_testing
