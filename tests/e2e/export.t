#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An archive of several lists, some of whose mails were sent to two, is exported list by list and
# brought in elsewhere in another order: the same mails byte for byte, on the same lists, in the same
# threads, under the same links and dates. Every 12th mail of the corpus and what it answers;
# EXPORT_EVERY=1 takes all.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
corpus=${CORPUS:-$SRCDIR/../shared/corpora/list-mail.mbox.xz}
[ -e "$corpus" ] || skip_all "the corpus of list mail is not here"
e2e_start
there=$dir/there
sh "$SRCDIR/tests/lib/state" "$there"
# Runs until the end of the test.
exec 8<>"$there/postgresql/cluster.users"
flock -s 8
there() { command colporteur --config "$conf" --state "$there" "$@" 8>&- 9>&-; }
lists="champs haies mobilites"
for list in $lists; do
  colporteur list create "$list" --title "Liste $list" --owner ange@example.org >/dev/null
  there list create "$list" --title "Liste $list" --owner ange@example.org >/dev/null
done
python3 - "$corpus" "${EXPORT_EVERY:-12}" <<'PY'
import lzma, re, sys
pieces = [p for p in re.split(rb"(?m)^(?=From )", lzma.open(sys.argv[1]).read()) if p]
ids = {}
for i, piece in enumerate(pieces):
    found = re.search(rb"(?im)^Message-ID:\s*<([^>]*)>", piece)
    if found:
        ids.setdefault(found.group(1), i)
taken = set(range(0, len(pieces), int(sys.argv[2])))
for i in sorted(taken):
    head = re.split(rb"\n\n", pieces[i], maxsplit=1)[0]
    for other in re.findall(rb"<([^<>\s]+)>", b" ".join(re.findall(rb"(?im)^(?:References|In-Reply-To):((?:.*\n?)(?:^[ \t].*\n?)*)", head))):
        if other in ids:
            taken.add(ids[other])
files = [open(name + ".mbox", "wb") for name in ("champs", "haies", "mobilites")]
for n, i in enumerate(sorted(taken)):
    files[n % 3].write(pieces[i])
    if n % 5 == 0:
        files[(n + 1) % 3].write(pieces[i])
# An identifier with other content, none, one with a slash, and a line that begins with From.
for n, mail in enumerate((b"Message-ID: <meme@example.org>\nSubject: Un\n\nUn.\n", b"Message-ID: <meme@example.org>\nSubject: Deux\nReferences: <loin@example.org>\n\nDeux.\n",
                          b"Subject: Rien\n\nRien.\n", b"Message-ID: <a/b c@example.org>\nIn-Reply-To: <meme@example.org>\n\nFrom here\n>From there\n>>From where\n")):
    for f in files[:1 + n % 2]:
        f.write(b"From maud@example.org Sun Mar  1 10:00:00 2026\nFrom: Maud <maud@example.org>\nDate: Sun, 1 Mar 2026 1%d:00:00 +0000\n" % n + mail + b"\n")
PY
for list in $lists; do colporteur archive import "$list" "$list.mbox" >/dev/null; done
n=$(sql "SELECT count(*) FROM message")
ok "$([ "$n" -gt 300 ]; echo $?)" "a good many mails are there"
diag "$n mails, $(sql "SELECT count(*) FROM post") posts, $(sql "SELECT count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread") threads"
ok "$([ "$(sql "SELECT count(*) FROM (SELECT FROM post GROUP BY message HAVING count(*) = 2) x")" -gt 30 ]; echo $?)" "some on two lists"

for list in mobilites champs haies; do # as somebody may do it
  colporteur archive export "$list" --output "$list.out"
done >out
is "$(awk '{ n += $2 } END { print n }' out)" "$(sql "SELECT count(*) FROM post")" "every post is written"
for list in mobilites haies champs; do there archive import "$list" "$list.out" >/dev/null; done
# shown STATE WHAT: what an archive has, in an order of its own
shown() { (state=$1; sql "$2"); }
same() { # NAME QUERY
  shown "$state" "$2" >here.rows
  shown "$there" "$2" >there.rows
  is "$(wc -l <here.rows) $(diff here.rows there.rows | head -6)" "$(wc -l <there.rows) " "$1"
}
same "the same mails come back, byte for byte" "SELECT encode(sha256(raw), 'hex') FROM message ORDER BY 1"
same "on the same lists, at the same time" "SELECT l.name, m.content_hash, p.date FROM post p JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list ORDER BY 1, 2"
# Of mails with one identifier the first that comes has the plain link, and keeps it.
same "under the same links" "SELECT content_hash, link, short_hash FROM message WHERE message_id <> 'meme@example.org' ORDER BY 1"
is "$(shown "$there" "SELECT count(DISTINCT link), count(*) FILTER (WHERE link = message_id) FROM message WHERE message_id = 'meme@example.org'")" "2|1" \
  "and those that share an identifier under two again"
same "in the same threads" "SELECT l.name, string_agg(encode(m.content_hash, 'hex'), ' ' ORDER BY m.content_hash) FROM post p JOIN message m ON m.id = p.message
  JOIN list l ON l.id = p.list JOIN thread t ON t.id = p.thread GROUP BY l.name, t.root ORDER BY 1, 2"
for list in $lists; do there archive export "$list" --output "$list.again" >/dev/null; done
is "$(for list in $lists; do cmp "$list.out" "$list.again"; done 2>&1)" "" "and what is exported there is the same file"
there archive import haies haies.out >out
like "$(cat out)" ' 0 filed' "what comes twice is known"
done_testing
