#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Contributions come by mail from whoever is known or says so, coordinators hear of them and decide
# by answering or in a review, and authors hear back each time.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[proposals]' 'digest = 1h' '[mail]' 'authserv-id = mx.example.org' '[clock]' 'interval = 1s'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T09:00:00Z

colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' --owner autre@example.org >/dev/null
colporteur subscriber add alix@example.org --name Alix --list lettre >/dev/null

mail() { # FROM TO SUBJECT [BODY [HEADER]]
  n=$((${n:-0} + 1))
  printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\nMIME-Version: 1.0\n%s\n%s\n' \
    "$1" "$2" "$3" "$n" "${5:-Content-Type: text/plain; charset=UTF-8}
" "${4:-}" >"mail-$n.eml"
  colporteur deliver --sender "${sender-$1}" "$2" <"mail-$n.eml" 2>>deliver.err
}
# tick: one round of the clock and of delivery
tick() {
  command colporteur --config "$conf" --state "$state" serve clock >>clock.log 2>&1 9>&- &
  e2e_pids=$!
  wait_for 20 eval "[ \"\$(sql 'SELECT count(*) FROM proposal_letter')\" = 0 ] && [ \"\$(sql \"${1:-SELECT 1}\")\" = 1 ]"
  kill "$e2e_pids" && wait "$e2e_pids"
  e2e_pids=
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
}
news() { # WHO: the mails that went to them since the last time
  python3 - outbox "$1" <<'PY'
import email, email.policy, glob, os, sys
files = [p for p in glob.glob(sys.argv[1] + "/**/*", recursive=True) if os.path.isfile(p)]
for path in sorted(files, key=lambda p: (os.stat(p).st_mtime_ns, p)):
    message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if message["Delivered-To"].lower() != sys.argv[2].lower():
        continue
    print("SUBJECT", message["Subject"])
    print("REPLY", message["Reply-To"])
    print(message.get_body(("plain",)).get_content())
    os.remove(path)
PY
}
reply_of() { printf '%s\n' "$1" | sed -n 's/^REPLY //p' | tail -1; }
state_of() { sql "SELECT state FROM contribution WHERE id = $1"; }

# --- somebody known proposes ---
python3 - >photo.eml <<'PY'
import base64, struct, zlib
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + b"\x40\x80\xc0" * 2000 for _ in range(1000))
png = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2000, 1000, 8, 2, 0, 0, 0))
       + chunk(b"tEXt", b"Comment\0GPSPosition 48.4 -4.5") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
print("""From: Alix Le Goff <alix@example.org>
To: lettre-propose@lists.example.org
Subject: Un atelier vélo
Message-ID: <photo@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=UTF-8

Type : découverte
Lieu : Morlaix ; Quimper
Thème : mobilite
Savoir : citoyen, professionnel
Source : https://example.net/atelier
Lieu : Nulle-Part-sur-Rien

Les adhérents réparent *eux-mêmes*.

-- 
Alix, 06 00 00 00 00
--x
Content-Type: image/png
Content-Disposition: attachment; filename=photo.png
Content-Transfer-Encoding: base64

%s
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename=doc.pdf

%%PDF
--x--""" % base64.encodebytes(png).decode())
PY
colporteur deliver --sender alix@example.org lettre-propose@lists.example.org <photo.eml
is "$? $(sql "SELECT state, kind, title, author, source, knowledge FROM contribution")" \
  "0 proposed|finding|Un atelier vélo|Alix Le Goff|https://example.net/atelier|{citizen,professional}" "a subscriber's mail is a proposal"
is "$(sql "SELECT string_agg(t.name, ' ' ORDER BY t.name) FROM contribution_territory ct JOIN territory t ON t.id = ct.territory")" \
  "Morlaix Quimper" "with its places"
is "$(sql "SELECT i.slug FROM contribution_interest ci JOIN interest i ON i.id = ci.interest")" mobilite "and its theme"
body=$(sql "SELECT body FROM contribution")
like "$body" '^Lieu : Nulle-Part-sur-Rien$' "what is not understood stays in the text"
unlike "$body" '06 00|Morlaix' "the signature does not, nor what was understood"
is "$(sql "SELECT type, width, height, position('GPS'::bytea IN data) FROM contribution_image")" "jpeg|1600|800|0" \
  "a picture is made smaller and says no more where it was taken"
is "$(colporteur list show lettre --json | grep -c propose; sql "SELECT left_out FROM proposal")" "0
1" "what is no picture is left out"
tick 'SELECT count(*) FROM proposal_digest'
received=$(news alix@example.org)
like "$received" '^SUBJECT La lettre : bien reçu : Un atelier vélo' "the author hears that it came"
like "$received" 'Pièces jointes non reprises : 1' "and that something did not"
digest=$(news chef@example.org)
like "$digest" '^SUBJECT \[lettre\] Une proposition à lire' "the coordinators hear of it"
like "$digest" '^Lieu : Morlaix, Quimper' "with what they need to decide"
like "$digest" '^> .*Les adhérents réparent' "and the text"
is "$(news autre@example.org)" "" "those of other lists do not"
decide=$(reply_of "$digest")
like "$decide" '^lettre-decide\+[a-z2-7]+@lists\.example\.org$' "an answer goes to an address of this mail"

# --- answers ---
mail passante@example.net "$decide" 'Re' 'accepter 1'
is "$? $(state_of 1)" "77 proposed" "somebody else with the mail decides nothing"
mail chef@example.org "$decide" 'Absent' 'accepter 1' 'Auto-Submitted: auto-replied
'
is "$? $(state_of 1)" "0 proposed" "nor does an automatic answer"
mail chef@example.org "$decide" 'Re' 'accepter 1' 'Authentication-Results: mx.example.org; dmarc=fail header.from=example.org
'
is "$? $(state_of 1)" "77 proposed" "nor a coordinator whom their domain denies"
mail autre@example.org "$(printf '%s' "$decide" | sed 's/lettre/savoirs/')" 'Re' 'accepter 1'
is "$? $(state_of 1)" "77 proposed" "nor one of another list"
mail chef@example.org "$(printf '%s' "$decide" | sed 's/+../+aa/')" 'Re' 'accepter 1'
is "$? $(state_of 1)" "77 proposed" "nor a guessed address"
mail chef@example.org "$decide" 'Re' 'Je réfléchis'
tick
like "$(news chef@example.org)" 'ne commence par aucun des mots' "an answer that is none is asked again"
mail chef@example.org "$decide" 'Re' 'Demander 1 : qui sont
les adhérents ?

> Le 2 novembre'
mail chef@example.org "$decide" 'Re' 'Demander 1 : qui sont
les adhérents ?'
tick
asked=$(news alix@example.org)
is "$(printf '%s\n' "$asked" | grep -c '^les adhérents ?$') $(state_of 1)" "1 proposed" "a question goes to the author, once"
is "$(reply_of "$asked")" "lettre-owner@lists.example.org" "whose answer comes to the coordinators"
news chef@example.org >/dev/null
mail Chef@Example.org "$decide" 'Re: [lettre] Une proposition' 'Accepter'
is "$(state_of 1)" accepted "the only one needs no number"
tick
like "$(news Chef@Example.org)" '1, « Un atelier vélo » : acceptée' "and the answer says what was done"
like "$(news alix@example.org)" '^    https://lists\.example\.org/contributions/1/$' "the author hears where it is"
mail chef@example.org "$decide" 'Re' 'Décliner 1 : non'
tick
is "$(state_of 1)" accepted "an answer cannot be played again"
like "$(news chef@example.org)" 'elle était déjà acceptée' "which is said"
is "$(news alix@example.org)" "" "and the author is left in peace"

# --- somebody unknown ---
mail 'Passante <Passante@example.net>' lettre-propose@lists.example.org 'Un potager' 'Des voisins plantent.'
is "$(state_of 2) $(colporteur contribution list | grep -c potager)" "unconfirmed 0" "a stranger's proposal waits for them"
colporteur contribution accept 2 2>/dev/null
is "$? $(state_of 2)" "67 unconfirmed" "and cannot be decided"
tick
asked=$(news passante@example.net)
like "$asked" '^SUBJECT La lettre : confirmez-vous' "they are asked"
unlike "$asked" 'potager|voisins' "and shown nothing that somebody else may have written"
confirm=$(reply_of "$asked")
like "$confirm" '^lettre-propose\+[a-z2-7]+@' "at an address that proves it"
is "$(news chef@example.org)" "" "coordinators hear nothing"
mail passante@example.net "$(printf '%s' "$confirm" | sed 's/+../+aa/')" 'Re'
is "$? $(state_of 2)" "77 unconfirmed" "a guessed one does nothing"
mail passante@example.net "$(printf '%s' "$confirm" | sed 's/lettre/savoirs/')" 'Re'
is "$? $(state_of 2)" "77 unconfirmed" "nor that of another list"
sender='' mail passante@example.net "$confirm" 'Re'
is "$? $(state_of 2)" "0 unconfirmed" "nor an automatic answer"
mail passante@example.net "$confirm" 'Re'
is "$? $(state_of 2)" "0 proposed" "an answer confirms"
mail 'Autre <autre@example.org>' lettre-propose@lists.example.org 'Un potager' 'Des voisins plantent.'
is "$(sql "SELECT count(*) FROM contribution")" 2 "word for word the same is there once"
mail alix@example.org lettre-propose@lists.example.org 'Une grainothèque' 'Des graines.'
mail alix@example.org lettre-propose@lists.example.org 'Vide'
is "$?" 65 "a mail without a text is no proposal"
tick
is "$(news chef@example.org)" "" "there is one mail an hour"
export COLPORTEUR_TIME=2026-11-02T11:00:00Z
tick 'SELECT count(*) - 1 FROM proposal_digest'
digest=$(news chef@example.org)
like "$digest" '2 propositions à lire' "with all that came"
news passante@example.net >/dev/null
news alix@example.org >/dev/null
mail chef@example.org "$(reply_of "$digest")" 'Re' 'Accepter'
is "$(state_of 2) $(state_of 3)" "proposed proposed" "of several, the number must be said"
mail chef@example.org "$(reply_of "$digest")" 'Re' 'Accepter 2 ?
Qu’en pensez-vous ?'
is "$(state_of 2) $(state_of 3)" "proposed proposed" "a question decides nothing"
tick
like "$(news chef@example.org)" 'dit plus qu’un mot et un numéro' "which is said"
mail chef@example.org "$(reply_of "$digest")" 'Re' 'décliner 3 : déjà paru
dans le numéro 4.
Publier deux fois ne sert à rien.

Le 2 novembre, la lettre a écrit :
> accepter 3'
is "$(state_of 2) $(state_of 3)" "proposed declined" "a line of a reason accepts no other proposal"
mail chef@example.org "$(reply_of "$digest")" 'Re' 'Accepter'
is "$(state_of 2)" proposed "nor is the last of several the only one"
mail chef@example.org "$(reply_of "$digest")" 'Re' 'accepter et faire confiance 2
décliner 3 : autre chose'
is "$(state_of 2) $(state_of 3)" "accepted declined" "one mail decides several, each once"
tick
like "$(news alix@example.org)" '^dans le numéro 4\.$' "the reason goes to the author"
like "$(news passante@example.net)" 'acceptée : Un potager' "each hears of theirs"

port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >>web.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 curl -sf "http://127.0.0.1:$port/"
like "$(colporteur contribution show 1)" '^images +jpeg [0-9]+×[0-9]+$' "who reviews it is told of its picture"
picture=$(curl -s "http://127.0.0.1:$port/contributions/1/" | sed -n 's/.*src="\([^"]*img-[^"]*\)".*/\1/p')
is "$(curl -s -o picture -w '%{http_code} %{content_type}' "http://127.0.0.1:$port$picture") $(grep -c GPS picture)" "200 image/jpeg 0" "an accepted contribution shows its picture"
is "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port$(printf '%s' "$picture" | sed 's,/1/,/2/,')")" 404 "and no other's"
kill "$e2e_pids" && wait "$e2e_pids"
e2e_pids=

# --- on the command line ---
mail alix@example.org lettre-propose@lists.example.org 'Un four à pain' 'Chaque samedi.'
mail alix@example.org lettre-propose@lists.example.org 'Hors sujet' 'Rien.'
sql "UPDATE contribution SET body = rtrim(body, E'\n') || E'\n' WHERE title = 'Un four à pain'" >/dev/null
run colporteur contribution review </dev/null
is "$status" 77 "a review needs a terminal"
cat >editor <<'SH'
#!/bin/sh
if [ -e edited ]; then sed -i 's/^kind: oven/kind: finding/; s/samedi/dimanche/' "$1"; else sed -i 's/^kind: .*/kind: oven/' "$1"; fi
touch edited
SH
chmod 755 editor
EDITOR=$dir/editor python3 - "$conf" "$state" >review.out 2>&1 9>&- <<'PY'
import os, pty, sys
answers = [b"e\n", b"y\n", b"k\n", b"Quel four ?\n", b"d\n", b"Merci, non\n"]
pid, fd = pty.fork()
if pid == 0:
    os.execvp("colporteur", ["colporteur", "--config", sys.argv[1], "--state", sys.argv[2], "contribution", "review"])
seen = b""
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if answers and seen.rstrip().endswith((b"[q]uit?", b"line):", b"empty):", b"[y/N]", b"(y/n)")):
        os.write(fd, answers.pop(0))
        seen += b"<"
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
is "$? $(sql "SELECT string_agg(state || ' ' || kind, ' ' ORDER BY id) FROM contribution WHERE id > 3")" \
  "0 proposed finding declined initiative" "a review edits, asks and declines"
is "$(sql "SELECT body = E'Chaque dimanche.\n' FROM contribution WHERE title = 'Un four à pain'")" t "what the editor left is kept, to the last line"
like "$(cat review.out)" '"oven"' "a mistake in it is told, and it is opened again"
tick
told=$(news alix@example.org)
like "$told" '^Quel four \?$' "the author is asked"
like "$told" '^Merci, non$' "and told why not"
number=$(sql "SELECT id FROM contribution WHERE title = 'Un four à pain'")
colporteur contribution decline "$number" --reason 'Trop chaud' >/dev/null
tick
like "$(news alix@example.org)" '^Trop chaud$' "so with the command alone"
colporteur contribution ask 1 'Encore ?' 2>/dev/null
is "$?" 67 "nobody is asked about what is decided"

# --- bounds, and an end ---
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
  sender=bot@flood.example.net mail victime@example.net lettre-propose@lists.example.org "Flot $i" 'x'
done
tick
is "$(news victime@example.net | grep -c '^SUBJECT')" 10 "nobody is written to without bound because others say so"
colporteur list ban lettre loup@example.net >/dev/null
mail loup@example.net lettre-propose@lists.example.org 'Banni' 'x'
is "$?" 77 "who is banned proposes nothing"
is "$(sql "SELECT count(*) FROM proposal p JOIN contribution c ON c.id = p.contribution WHERE c.state IN ('accepted', 'declined') AND c.id <> 1" | grep -c '^0$')" 0 "who proposed what was decided is known"
COLPORTEUR_TIME=2026-12-31T11:00:00Z colporteur contribution accept "$number" >/dev/null
kept=$COLPORTEUR_TIME
export COLPORTEUR_TIME=2027-03-15T11:00:00Z
tick "SELECT (NOT EXISTS (SELECT FROM proposal p JOIN contribution c ON c.id = p.contribution WHERE c.state IN ('accepted', 'declined') AND c.decided_at < '2026-12-15'))::int"
is "$(sql "SELECT count(*) FROM proposal p JOIN contribution c ON c.id = p.contribution WHERE c.state IN ('accepted', 'declined') AND c.decided_at < '2026-12-15'")" 0 "for three months behind the decision"
is "$(sql "SELECT count(*) FROM contribution WHERE state = 'declined'")" 0 "so is what was declined"
is "$(sql "SELECT count(*) FROM proposal WHERE contribution = $number")" 1 "what was decided later is known yet"
colporteur contribution decline "$number" >/dev/null
export COLPORTEUR_TIME="$kept"
colporteur subscriber erase alix@example.org --yes >/dev/null
is "$(sql "SELECT count(*) FROM proposal WHERE address_key = 'alix@example.org'") $(sql "SELECT string_agg(id::text, ' ' ORDER BY id) FROM contribution WHERE state <> 'unconfirmed'")" \
  "0 1 2" "of an erased person, what was published stays and nothing else"
export COLPORTEUR_TIME=2026-11-12T11:00:00Z
tick "SELECT (count(*) = 0)::int FROM contribution WHERE state = 'unconfirmed'"
is "$(sql "SELECT count(*) FROM contribution WHERE state = 'unconfirmed'")" 0 "what nobody confirms is forgotten"
done_testing
