#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bringing an archive in: all of it, once, whatever order it comes in, with what was odd told.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

run colporteur list create mobilites --kind discussion --title "Mobilités" --owner ange@example.org
run colporteur list create champs --kind discussion --title "Champs" --owner ange@example.org

mail() { # mail ID DATE [HEADER...]
  id=$1 date=$2
  shift 2
  printf 'From maud@example.org Sun Mar  1 10:00:00 2026\nFrom: Maud <maud@example.org>\nMessage-ID: <%s>\nDate: %s\nSubject: Haies\n' "$id" "$date"
  for header do printf '%s\n' "$header"; done
  printf '\nLes haies, vues par %s\n\n' "$id"
}
{
  mail 'a@example.org' 'Sun, 1 Mar 2026 10:00:00 +0000'
  mail 'b/with slash@example.org' 'Sun, 1 Mar 2026 11:00:00 +0000' 'In-Reply-To: <a@example.org>'
  mail 'c@example.org' 'Sun, 1 Mar 2026 12:00:00 +0000' 'References: <ghost@example.org>'
  mail 'd@example.org' 'Sun, 1 Mar 2026 13:00:00 +0000' 'References: <ghost@example.org>'
  mail 'a@example.org' 'Sun, 1 Mar 2026 14:00:00 +0000' 'X-Other: content'
  mail 'e@example.org' 'Thu, 1 Jan 1970 00:00:00 +0000'
  printf 'From maud@example.org Sun Mar  1 10:00:00 2026\nSubject: no identifier\n\nNone.\n'
} >some.mbox

run colporteur archive import mobilites some.mbox --dry-run
is "$(printf '%s\n' "$out" | tail -1)" "would be: 7 mails read, 7 filed, 0 known, 0 repeated, 0 withdrawn" "a dry run counts"
is "$(sql 'SELECT count(*) FROM message')" 0 "and files nothing"
run colporteur archive import mobilites some.mbox some.mbox
is "$status.$(printf '%s\n' "$out" | tail -1)" "0.14 mails read, 7 filed, 0 known, 7 repeated, 0 withdrawn" "each mail is filed once"
like "$out" '^filed-by-accepted +2 +some.mbox:' "what was odd is told, with where"
run colporteur archive import mobilites some.mbox --json
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["known"], d["filed"])')" "7 0" "and not again"
run colporteur archive import champs some.mbox
is "$(sql 'SELECT count(*), (SELECT count(*) FROM message) FROM post')" "14|7" "on another list it is the same message"
is "$(sql "SELECT count(DISTINCT link), count(*) FILTER (WHERE link ~ '^a@example.org~[0-9a-f]{8}\$') FROM message")" "7|1" "each has a link of its own"
is "$(sql "SELECT date_reason || ' ' || date FROM message WHERE message_id = 'e@example.org'")" "accepted 2026-03-01 10:00:00+00" \
  "where no date can be true, the line before the mail has one"
is "$(sql "SELECT count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread")" 4 "threads are found by what mails refer to"
run colporteur archive import nope some.mbox
is "$status" 67 "a list that is not there is not found"
run colporteur archive import mobilites nope.mbox
is "$status" 67 "nor is a file"
run colporteur archive import mobilites some.mbox --mbox nope
is "$status" 65 "nor a kind of mbox"

# --- a folder that a stranger packed ---
mkdir folder
printf 'Secret: key\n\nNot a mail of anybody.\n' >secret
ln -s ../secret folder/link
ln -s . folder/loop
mkfifo folder/fifo
printf 'Message-ID: <folder@example.org>\nDate: Sun, 1 Mar 2026 10:00:00 +0000\n\nIn a folder.\n' >folder/one.eml
run colporteur archive import champs folder --dry-run
is "$(printf '%s\n' "$out" | tail -1)" "would be: 1 mail read, 1 filed, 0 known, 0 repeated, 0 withdrawn" "links and pipes in a folder are passed over"
ln -s folder typed
run colporteur archive import champs typed --dry-run
like "$out" '^would be: 1 mail read' "a link that is typed is meant"

# --- out again, and back ---
run colporteur archive export mobilites --output out.mbox
is "$status.$out" "0.wrote 7 mails" "an archive is exported"
run colporteur list create copie --kind discussion --title "Copie"
before=$(sql "SELECT string_agg(encode(content_hash, 'hex'), ' ' ORDER BY content_hash) FROM message")
run colporteur archive import copie out.mbox
is "$(printf '%s\n' "$out" | tail -1)" "7 mails read, 7 filed, 0 known, 0 repeated, 0 withdrawn" "and imported as another list"
is "$(sql "SELECT string_agg(encode(content_hash, 'hex'), ' ' ORDER BY content_hash) FROM message")" "$before" "as the same bytes"
is "$(python3 -c 'import mailbox; print(len(mailbox.mbox("out.mbox")))')" 7 "other programs read it"

# --- threads by hand ---
thread_of() { sql "SELECT string_agg(DISTINCT left(m.message_id, 1), '' ORDER BY left(m.message_id, 1)) FROM post p JOIN message m ON m.id = p.message
  JOIN thread t ON t.id = p.thread WHERE t.root = (SELECT root FROM thread_node n JOIN thread t ON t.id = n.thread WHERE n.message_id = '$1')"; }
is "$(thread_of a@example.org)" "ab" "an answer is in the thread"
run colporteur archive split mobilites 'b/with slash@example.org' --reason "another subject"
is "$status.$(thread_of a@example.org)" "0.a" "until a coordinator splits it"
run colporteur archive join mobilites c@example.org e@example.org --reason "the same subject"
is "$status.$(thread_of e@example.org)" "0.cde" "others are joined"
run colporteur archive rethread --yes
is "$status.$(thread_of a@example.org).$(thread_of e@example.org)" "0.a.cde" "both hold when threads are made anew"
run colporteur archive join mobilites 'b/with slash@example.org' a@example.org
is "$status" 65 "which of two that share a Message-ID has to be said"
run colporteur archive join mobilites 'b/with slash@example.org' "$(sql "SELECT link FROM message WHERE link ~ '^a@example.org~'")"
is "$(thread_of a@example.org)" "ab" "a split is undone"
is "$(sql "SELECT sum(posts) FROM list_thread")" 21 "the lists count what they have"
like "$(colporteur audit list --json)" 'another subject' "the log has the reason"

# --- where the archive was before ---
mkdir -p old/2026-March
printf '<HTML><HEAD><TITLE>Haies</TITLE></HEAD><A HREF="mailto:haies%%40example.org?Subject=Re:%%20Haies&In-Reply-To=%%3Cb%%2Fwith%%20slash%%40example.org%%3E" TITLE="Haies">x</A>' >old/2026-March/000001.html
printf '<!-- MHonArc v2.6 -->\n<!--X-Subject: Haies -->\n<!--X-Message-Id: c@example.org&#45;&#x2d; -->\n' >old/2026-March/msg00002.html
printf '<a href="mailto:x?In-Reply-To=&lt;a@example.org&gt;">' >old/2026-March/000003.html
printf '<html>threads' >old/2026-March/thread.html
printf 'binary' >old/2026-March/plan.pdf
run colporteur archive old-urls mobilites https://old.example.org/pipermail/haies/ old --dry-run
is "$(printf '%s\n' "$out" | tail -1)" "would be: 3 addresses of messages, 4 of other pages" "a dry run reads the pages of another archive"
is "$(sql 'SELECT count(*) FROM old_url')" 0 "and keeps nothing"
run colporteur archive old-urls mobilites https://old.example.org/pipermail/haies/ old
run colporteur archive old-urls mobilites /pipermail/haies old
is "$status.$(sql "SELECT string_agg(path || ' ' || message_id, ', ' ORDER BY path COLLATE \"C\") FROM old_url")" \
  "0./pipermail/haies/ , /pipermail/haies/2026-March/ , /pipermail/haies/2026-March/000001.html b/with slash@example.org, /pipermail/haies/2026-March/000003.html a@example.org, /pipermail/haies/2026-March/msg00002.html c@example.org--, /pipermail/haies/2026-March/plan.pdf , /pipermail/haies/2026-March/thread.html " \
  "each page leads to the message that pipermail or MHonArc says it shows"
run colporteur archive old-urls mobilites /hyperkitty/list/haies@example.org --hyperkitty
is "$(sql "SELECT message_id FROM old_url WHERE path = '/hyperkitty/list/haies@example.org/message/' || (SELECT short_hash FROM message WHERE link = 'e@example.org') || '/'")" \
  "e@example.org" "HyperKitty's are worked out"
run colporteur archive old-urls mobilites nowhere old
is "$status" 65 "an address that is none is refused"
run colporteur archive old-urls mobilites /pipermail/haies
is "$status" 65 "a folder is needed"

# --- finding ---
cat >words.eml <<'END'
From: Gwenaëlle Le Goff <gwenaelle@example.net>
Message-ID: <words@example.net>
Date: Mon, 2 Mar 2026 10:00:00 +0000
Subject: L’énergie des haies bocagères
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Aujourd’hui l'hôpital répare des vélos. Write to paul@example.org about hedgerows.

> la chaudière qu'on cite

--x
Content-Type: application/pdf; name=plan.pdf
Content-Disposition: attachment; filename=plan.pdf

%PDF
--x--
END
run colporteur archive import mobilites words.eml
found() { colporteur archive search "$@" 2>&1 | grep -c 'words@example.net'; }
for words in energie "l'énergie" 'énergies' hopital "d'hôpital" velo hedgerow '"repare des velos"' chaudiere 'goff haies' \
  'from:gwenaelle' 'de:"Le Goff" haie' 'objet:bocagere' 'haies after:2026-03-02' 'haies avant:2026-04' 'has:attachment' \
  'haies liste:mobilites' 'energie -voiture' 'voiture or velo'; do
  is "$(found "$words")" 1 "found by $words"
done
for words in 'subject:velos' 'from:hopital' 'haies after:2026-03-03' 'energie -velo' 'energie list:champs' '"velos des repare"' 'energie interest:nope'; do
  is "$(found "$words")" 0 "not found by $words"
done
run colporteur archive search hedgerow --json
unlike "$out" 'paul@example.org' "snippets have no address"
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["list"])')" mobilites "results are JSON on request"
run colporteur archive search -- '-haies -velo'
is "$status" 65 "what is only excluded is refused"
run colporteur archive search 'haies after:hier'
is "$status" 65 "nor is a date that is none"
run colporteur archive search "$(printf 'a%.0s' $(seq 500))"
is "$status" 65 "nor a monster"
run colporteur archive search energie --facets
like "$out" '^author +Gwenaëlle Le Goff ' "what is found is counted by author"
# What begins at once and is done once a day is the clock's; the words are those of public lists.
command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'words of the archive gathered' clock.log
ok $? "the clock gathers the words of the archive"
kill "$e2e_pids" && wait "$e2e_pids"
e2e_pids=
is "$(sql 'SELECT search_words_due()')" "" "once a day"
sql "UPDATE search_refresh SET at = the_time() - interval '25 hours'" >out
like "$(sql 'SELECT search_words_due()')" '^[1-9]' "and then again"
run colporteur archive search haeis
like "$err" 'did you mean "haies"' "a typo is answered with a word of the archive"

# --- withdrawing ---
run colporteur archive hide mobilites words@example.net --yes
is "$status" 65 "a reason is needed"
run colporteur archive hide mobilites words@example.net --reason "asked by its author" --yes
is "$status.$(found energie)" "0.0" "a hidden message is found no more"
run colporteur archive import mobilites words.eml
like "$out" '1 known' "an import does not bring it back"
is "$(found energie)" 0 "nor into the search"
is "$(sql "SELECT what FROM site.elsewhere(NULL, 'mobilites', 'words@example.net', NULL)")" "gone" "the site knows that it was there"
run colporteur archive unhide mobilites words@example.net
is "$(found energie)" 1 "it can be shown again"
run colporteur archive redact mobilites words@example.net --part 2 --reason "a private plan" --yes
is "$status.$(sql "SELECT position('%PDF'::bytea IN raw), parts -> 1 ->> 'size' FROM message WHERE message_id = 'words@example.net'")" "0.0|0" "a part is emptied"
run colporteur archive redact mobilites --name "Gwenaëlle Le Goff" --reason "asked" --dry-run
like "$out" '^1 message has the name' "a name is looked for"
run colporteur archive redact mobilites --name "Gwenaëlle Le Goff" --reason "asked" --yes
is "$status.$(found from:gwenaelle).$(found energie)" "0.0.1" "and taken out"
is "$(sql "SELECT count(*) FROM message WHERE position('gwenaelle@' IN encode(raw, 'escape')) > 0 AND message_id = 'words@example.net'")" 0 "of the raw mail too"
run colporteur archive import mobilites words.eml
is "$(found from:gwenaelle)" 0 "for good"
run colporteur archive delete mobilites words@example.net --reason "asked" --yes
is "$status.$(found energie)" "0.0" "a message is deleted"
sed 's/^Subject: /X-Seen: elsewhere\nSubject: /' words.eml >again.eml
run colporteur archive import mobilites words.eml again.eml
is "$(printf '%s\n' "$out" | tail -1)" "2 mails read, 0 filed, 1 known, 0 repeated, 1 withdrawn" "and stays so, whatever was added to it elsewhere"
is "$(sql "SELECT octet_length(raw) FROM message WHERE link = 'words@example.net'")" 0 "nothing of it is kept"
run colporteur archive unhide mobilites words@example.net
is "$status" 77 "not even for showing it again"

# --- a real archive: bytes and threads, whatever the order ---
corpus=$SRCDIR/../shared/corpora/list-mail.mbox.xz
if [ -r "$corpus" ]; then
  run colporteur list create corpus --kind discussion --title Corpus
  run colporteur archive import corpus "$corpus" --json
  is "$(printf '%s\n' "$out" | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["read"], d["filed"])')" "4150 4150" "a real archive comes in whole"
  python3 "$SRCDIR/tests/lib/archive.py" split "$corpus" mails
  python3 "$SRCDIR/tests/lib/archive.py" hashes mails >expected
  sql "SELECT encode(sha256(raw), 'hex') FROM post JOIN message m ON m.id = message JOIN list l ON l.id = list WHERE l.name = 'corpus'" | sort >found
  cmp expected found
  ok $? "byte for byte"
  python3 "$SRCDIR/tests/lib/archive.py" threads mails >expected
  threads() {
    sql "SELECT string_agg(encode(sha256(raw), 'hex'), ' ' ORDER BY encode(sha256(raw), 'hex')) FROM post p
      JOIN thread t ON t.id = p.thread JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list WHERE l.name = 'corpus' GROUP BY t.root" | sort
  }
  threads >found
  cmp expected found
  ok $? "its threads are those of its headers"
  for round in 1 2 3 4 5; do
    sql 'TRUNCATE message, thread, thread_node, post, list_thread, withdrawn_post CASCADE' >out 2>&1
    python3 "$SRCDIR/tests/lib/archive.py" shuffle mails "$round" shuffled.mbox
    run colporteur archive import corpus shuffled.mbox
    threads >found
    cmp expected found
    ok $? "and the same in another order ($round)"
  done
  run colporteur archive rethread --yes
  threads >found
  cmp expected found && [ "$status" = 0 ]
  ok $? "and made anew"
fi

done_testing
