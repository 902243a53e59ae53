#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bringing an archive in: all of it, once, whatever order it comes in, with what was odd told.
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
  cmp expected found
  ok $? "and made anew"
fi

done_testing
