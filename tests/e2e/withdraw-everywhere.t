#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is withdrawn by hand is looked for everywhere: pages of every kind as they are kept and as they
# are asked for with an old tag, feeds, files, search, the interface for programs, what waits to be
# mailed, what programs are told, our own export, a mirror, and the database itself.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
export COLPORTEUR_TIME=2026-11-02T08:00:00Z
there=$dir/there
sh "$SRCDIR/tests/lib/state" "$there"
sed 's|^url = .*|url = https://mirror.example.net|' "$conf" >there.conf
there() { run command colporteur --config there.conf --state "$there" "$@" 9>&-; }
there list create haies --kind discussion --title "Haies, miroir" --owner ange@example.org

colporteur list create haies --kind discussion --title "Les haies" --owner ange@example.org --interest mobilite >out 2>&1
colporteur webhook add http://192.0.2.1/hook >secret 2>out
for who in maud zigor; do colporteur subscriber add "$who@example.org" --name "${who}" --list haies --territory Brest >out; done
colporteur subscriber add jour@example.org --list haies >out
sql "UPDATE subscription SET delivery = 'digest' WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'jour@example.org')" >out
cat >make-mail.py <<'PY'
import sys
from email.message import EmailMessage
def mail(n, author, subject, text, files=(), headers=(), html=None):
    m = EmailMessage()
    m["From"] = author; m["To"] = "haies@lists.example.org"
    m["Message-ID"] = "<%s@example.org>" % n; m["Subject"] = subject
    m["Date"] = "Mon, 02 Nov 2026 07:%02d:00 +0000" % len(made)
    for name, value in headers:
        m[name] = value
    m.set_content(text)
    if html:
        m.add_alternative(html, subtype="html")
    for name, content in files:
        m.add_attachment(content, filename=name, cte="base64" if name == "zipnom.txt" else None)
    made.append(n)
    with open(n + ".eml", "wb") as f:
        f.write(m.as_bytes())
made = []
zigor = "Zigor Zincou <zigor@example.org>"
mail("debut", "Maud <maud@example.org>", "Les haies de Brest", "Combien de haies ?\n")
mail("zip", zigor, "Zipsujet", "Le ziptexte est de trop.\n", [("zipnom.txt", "...zipcontenu.\n"), ("reste.txt", "Ceci reste.\n")], [("In-Reply-To", "<debut@example.org>"), ("Keywords", "mobilite")])
mail("cite", "Maud <maud@example.org>", "Re: merci Zigor Zincou", "Le 2 novembre, Zigor\nZincou a écrit :\n> bonjour, ZIGOR ZINCOU\n\nMerci Zigor.\n", headers=[("In-Reply-To", "<debut@example.org>")])
mail("joint", "Maud <maud@example.org>", "Un dossier", "Voici.\n", [("Dossier de Zigor Zincou.txt", "Rien.\n")])
mail("dedans", "Maud <maud@example.org>", "Un compte rendu", "Le voici.\n", [("cr.txt", "Présents : Zigor Zincou, Maud.\n")])
mail("codes", "Maud <maud@example.org>", "Deux fichiers", "Deux.\n", [("zipnom.txt", "Présents : zigor ZINCOU.\n"), ("suite.txt", "é" * 12 + " Présents : Zigor Zincou\n")])
mail("copie", "Maud <maud@example.org>", "Pour information", "Lisez.\n", headers=[("Cc", "Zigor Zincou <zigor@example.org>")])
mail("page", "Maud <maud@example.org>", "Une page", "Bonjour de Zigor Zincou.\n", html="<p>Bonjour de Zigor&nbsp;<b>Zincou</b>.</p>")
mail("long", "Maud <maud@example.org>", "Un autre nom", "Bonjour, Ange Lucas.\n", [("lucas.txt", "Ange Lucas\n")])
mail("fin", "Maud <maud@example.org>", "La fin", "Fin.\n")
PY
python3 make-mail.py
file() { for n; do colporteur deliver --sender "$(sed -n 's/^From: .*<\(.*\)>/\1/p' "$n.eml")" haies@lists.example.org <"$n.eml" || diag "$n was not taken"; done; }
file debut zip cite joint dedans codes copie page long fin
# In an archive of another place it was taken from, to bring in again what is gone.
for n in debut zip cite joint dedans codes copie page long fin; do echo 'From x@example.org Mon Nov  2 07:00:00 2026' && tr -d '\r' <"$n.eml" && echo; done >again.mbox
is "$(sql "SELECT count(*) FROM post")" 10 "ten mails are filed"
sql "SELECT search_settle(), search_words_refresh()" >out

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
colporteur token create tous >token 2>out
there archive sync --allow-private --from "$url/haies/"
is "$status" 0 "a mirror has them too" || diag "$err"

# page addresses of a message
of() { for sub in '' raw t/ T/ t.mbox.gz t.atom t.json 2-zipnom.txt 3-reste.txt 2-cr.txt 2-Dossier%20de%20Zigor%20Zincou.txt; do printf '/haies/%s%%40example.org/%s\n' "$1" "$sub"; done; }
{
  printf '%s\n' / /haies/ '/haies/?by=month' /haies/2026/11/ /haies/2026/11/02/ /haies/2026-11.mbox.gz /haies/2026-11.sitemap.xml /haies/new.atom \
    /haies/feed.json /haies/months.txt /new.atom /feed.json /sitemap.xml /territories/29019/ /interests/mobilite/ /interests/mobilite/new.atom /territories/29019/new.atom \
    '/haies/new.atom?q=haies' '/feed.json?q=bonjour' '/?q=merci' '/haies/?q=haies' '/?q=from:zigor' '/?q=list:haies' '/?q=zipsuje' '/?q=ziptexte' '/?q=zincouu' /api/ /api/lists /api/posts /api/openapi.json
  for n in debut zip cite joint dedans codes copie page long fin; do of "$n"; done
} >paths
cat >look.py <<'PY'
# fetch FILE: every page there is, as it is kept in between, compressed and not, with its tag
# showing FILE WORDS: the addresses of those that have the words, other than as what was asked for
# stale FILE WORDS: of those that had them, which are said to be the same to who has them
import gzip, http.client, os, pickle, re, sys
act, name, *words = sys.argv[1:]
web = http.client.HTTPConnection("127.0.0.1", int(os.environ["port"]))
def get(path, coding, tag=None):
    headers = {"Accept-Encoding": coding, "Accept-Language": "fr"}
    if path.startswith("/api/"):
        headers["Authorization"] = "Bearer " + open("token").read().strip()
    if tag:
        headers["If-None-Match"] = tag
    web.request("GET", path, headers=headers)
    answer = web.getresponse()
    body = answer.read()
    while body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    return answer.status, answer.getheader("ETag"), body.decode("utf-8", "replace")
if act == "fetch":
    pages = {}
    for path in open("paths").read().split("\n")[:-1]:
        for coding in ("identity", "gzip"):
            get(path, coding)
            pages[path, coding] = get(path, coding)
    pickle.dump(pages, open(name, "wb"))
    sys.exit()
def has(path, text):
    if "q=" in path and "html" in text[:100] and 'class="title"' not in text:
        return False # nothing was found: the page has only what was asked for
    for asked in (r'value="[^"]*"', r'\?q=[^"&<]*', r"<title>[^<]*</title>") if "q=" in path else ():
        text = re.sub(asked, "", text)
    return re.search(words[0], text, re.I)
found = []
for (path, coding), (status, tag, text) in pickle.load(open(name, "rb")).items():
    if has(path, text) and path not in found and (act == "showing" or tag and get(path, coding, tag)[0] == 304):
        found.append(path)
print(*found)
PY
export port
fetch() { python3 look.py fetch "$@"; }
showing() { python3 look.py showing "$@"; }
stale() { python3 look.py stale "$@"; }
# kept WORDS: the tables of the database that have the words, in whatever column
kept() {
  PGOPTIONS='-c bytea_output=escape' pg_dump -h "$state/postgresql" -U postgres --inserts colporteur 2>/dev/null 9>&- |
    sed -E 's/\\\\([0-7]{3})/ /g' | awk -v words="$1" 'BEGIN { IGNORECASE = 1 } /^INSERT INTO/ { table = $3 } tolower($0) ~ tolower(words) { print table }' | sort -u | tr '\n' ' '
}
exported() { colporteur archive export haies | grep -Eaci -e "$1"; }
mirrored() {
  there archive sync --allow-private haies
  [ "$status" = 0 ] || diag "$err"
  there archive export haies
  printf '%s\n' "$out" | grep -Eaci -e "$1"
}
suggested() { psql -X -q -At -h "$state/postgresql" -U postgres -d colporteur -c "SELECT word FROM colporteur.search_word WHERE word ~ '$1'" 9>&-; }
waiting() { sql "SELECT count(*) FROM delivery d JOIN mailing g ON g.id = d.mailing JOIN message m ON m.id = g.message WHERE m.message_id = '$1@example.org' AND d.state IN ('q', 'c')"; }
again() { colporteur archive import haies again.mbox >out 2>&1; }

# --- a part ---
fetch before
is "$(showing before zipcontenu)" "/haies/zip%40example.org/2-zipnom.txt" "a part is in its file"
run colporteur archive redact haies zip@example.org --part 2 --reason "demandé par zigor" --yes
is "$status" 0 "a part is taken out" || diag "$err"
fetch part
is "$(showing part 'zipcontenu|emlwY29udGVudS4K')" "" "and is nowhere"
is "$(stale before 'zipcontenu|emlwY29udGVudS4K')" "" "nor is anybody told that what they have of it is the same"
is "$(kept 'zipcontenu|emlwy29udgvuds4k')|$(exported emlwY29udGVudS4K)|$(mirrored emlwY29udGVudS4K)" "|0|0" "nor does the database have it, or our export, or a mirror"
again
fetch part
is "$(showing part zipcontenu)|$(kept zipcontenu)" "|" "brought in again it stays away"
like "$(showing part 'Ceci reste')" '3-reste.txt' "while the other file stays"

# --- a name ---
is "$(showing part 'zincou' | wc -w | awk '{ print ($1 > 20) }')" 1 "a name is on many pages"
run colporteur archive hide haies fin@example.org --reason "un moment" --yes
run colporteur archive redact haies --name "Zigor Zincou" --reason "demandé par lui" --yes
is "$status" 0 "a name is taken out" || diag "$err"
fetch name
is "$(showing name 'zincou')" "" "and is nowhere, whoever wrote it and however, in lines that are broken and names of files"
is "$(stale part 'zincou')" "" "nor is anybody told that what they have of it is the same"
is "$(kept 'zigor.{0,4}zincou')" "" "nor does the database have it"
is "$(exported zincou)|$(mirrored zincou)" "0|0" "or our export, or a mirror"
is "$(sql "SELECT attachments FROM message WHERE message_id = 'codes@example.org'")" 0 "nor a file that is coded, in whatever letters and wherever its lines are broken"
again
fetch name
is "$(showing name zincou)|$(kept 'zigor.{0,4}zincou')" "|" "brought in again it stays away"
run colporteur archive redact haies --name "Ange Lu" --reason "demandé" --yes
is "$status $(sql "SELECT attachments FROM message WHERE message_id = 'long@example.org'")" "0 1" "a longer name is another, and its mail keeps its file"
run colporteur archive unhide haies fin@example.org
is "$status" 0 "what was out of sight for the time being comes back"

# --- a message, for a time ---
fetch name
is "$(waiting zip)" 2 "a post waits to be mailed"
is "$(showing name 'zip(sujet|texte|nom)' | wc -w | awk '{ print ($1 > 20) }')" 1 "and is on many pages"
run colporteur archive hide haies zip@example.org --reason "le temps de voir" --yes
fetch hidden
is "$(showing hidden 'zip(sujet|texte|nom)')" "" "hidden, it is nowhere"
is "$(stale name 'zip(sujet|texte|nom)')" "" "nor is anybody told that what they have of it is the same"
is "$(exported 'zip(sujet|texte|nom)')|$(mirrored 'zip(sujet|texte|nom)')|$(suggested '^zip')" "0|0|" "nor does our export have it, or a mirror, or what is suggested"
# One was in hand when it was hidden, and is put off: it is not tried again.
sql "UPDATE delivery SET attempts = 1 WHERE (mailing, recipient) = (SELECT d.mailing, max(d.recipient) FROM delivery d JOIN mailing g ON g.id = d.mailing
     JOIN message m ON m.id = g.message WHERE m.message_id = 'zip@example.org' GROUP BY 1)"
mkdir mailed && chmod 777 mailed
run colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/mailed" serve deliver --once
is "$(waiting zip) $(cat mailed/*/* | grep -c '^Subject:.*Zipsujet')" "0 0" "and nobody is mailed it who was not yet"
is "$(cat mailed/*/* | grep -c '^Subject:.*La fin')" 2 "while all else goes"
is "$(sql "SELECT DISTINCT state::text || ' ' || status || ' ' || reply FROM delivery WHERE state = 'f'")" "f 5.6.0 withdrawn from the archive" "for this reason"
told=$(colporteur queue status --json | tr -d ' \n')
like "$told" '"failed":0,"unknown":0,"withdrawn":2' "which is told apart"
unlike "$told" '"failed":[1-9]' "from failures"
sql "UPDATE delivery SET state = 'f', status = '5.1.1', reply = 'no such user', settled_at = the_time()
     WHERE (mailing, recipient) IN (SELECT g.id, min(d.recipient) FROM delivery d JOIN mailing g ON g.id = d.mailing
       JOIN message m ON m.id = g.message WHERE m.message_id = 'fin@example.org' GROUP BY 1)"
command colporteur --config "$conf" --state "$state" --set clock.interval=1 serve clock 2>clock.log 9>&- &
clock=$!
wait_for 30 eval '[ "$(sql "SELECT count(*) FROM bounce")" -gt 0 ]'
kill "$clock" && wait "$clock"
is "$(sql "SELECT said FROM bounce")" "no such user" "which is no bounce of theirs, as what a server refused is"
again
fetch hidden
is "$(showing hidden 'zip(sujet|texte|nom)')" "" "brought in again it stays away"
run colporteur archive unhide haies zip@example.org
fetch shown
is "$(showing shown 'zipsujet')" "$(showing name 'zipsujet')" "shown again, it is where it was"

# --- a message, for good ---
run colporteur archive delete haies zip@example.org --reason "demandé par zigor, pour toujours" --yes
fetch gone
is "$(showing gone 'zip(sujet|texte|nom)')" "" "deleted, it is nowhere"
is "$(stale shown 'zip(sujet|texte|nom)')" "" "nor is anybody told that what they have of it is the same"
is "$(kept 'zip(sujet|texte|nom)')" "" "nor does the database have it"
is "$(exported 'zip(sujet|texte|nom)')|$(mirrored 'zip(sujet|texte|nom)')" "0|0" "or our export, or a mirror"
again
colporteur deliver --sender zigor@example.org haies@lists.example.org <zip.eml 2>out
fetch gone
is "$(showing gone 'zip(sujet|texte|nom)')|$(kept 'zip(sujet|texte|nom)')" "|" "brought in or mailed again it stays away"
is "$(curl -s -o page -w '%{http_code}' "$url/haies/zip%40example.org/")" 410 "its address says that it is gone"
like "$(cat page)" 'retiré des archives' "in words"
like "$(curl -s "$url/haies/debut%40example.org/t/")" 'Combien de haies' "what it answered stays"
colporteur audit list >audit
for why in 'demandé par zigor$' 'demandé par lui' 'le temps de voir' 'pour toujours'; do
  colporteur audit list --json | grep -q "${why%\$}"
  ok $? "the log has the reason: ${why%\$}"
done
done_testing
