#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A list is kept as a public list of another site is: filed, in the same threads, changed, withdrawn
# and shown again as there; what was withdrawn here stays so. Two sites, each with its own database.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
there=$dir/there
sh "$SRCDIR/tests/lib/state" "$there"
sed 's|^url = .*|url = https://source.example.net|' "$conf" >there.conf
there() { run command colporteur --config there.conf --state "$there" "$@" 9>&-; }

there list create haies --kind discussion --title "Les haies" --owner ange@example.org
there list create bureau --kind discussion --title "Le bureau" --private --owner ange@example.org
mail() { # mail ID DATE NAME SUBJECT TEXT [HEADER]
  printf 'From x@example.org Sun Mar  1 10:00:00 2026\nFrom: %s <someone@example.org>\nMessage-ID: <%s>\nDate: %s\nSubject: %s\n' "$3" "$1" "$2" "$4"
  [ -z "${6-}" ] || printf '%s\n' "$6"
  printf '\n%s\n\n' "$5"
}
{
  mail a@example.org 'Sun, 1 Feb 2026 09:00:00 +0000' Maud 'Les haies' 'Combien ? écrire à maud@example.org'
  mail b@example.org 'Sun, 1 Mar 2026 10:00:00 +0000' Zincou 'Re: Les haies' '>From ici, trois.' 'In-Reply-To: <a@example.org>'
  mail c@example.org 'Sun, 1 Mar 2026 11:00:00 +0000' Erwan 'Re: Les haies' 'Quatre.' 'In-Reply-To: <b@example.org>'
  mail d@example.org 'Sun, 1 Mar 2026 12:00:00 +0000' Solène 'Autre chose' 'Rien.' 'In-Reply-To: <c@example.org>'
  mail e@example.org 'Sun, 1 Mar 2026 12:30:00 +0000' Maud 'Seul' 'Seul.'
  mail a@example.org 'Sun, 1 Mar 2026 13:00:00 +0000' Maud 'Le même identifiant' 'Autre texte.'
} >some.mbox
there archive import haies some.mbox
like "$out" '^6 mails read, 6 filed' "the other site has six messages" || diag "$err"
there archive import bureau some.mbox
there archive split haies d@example.org
there archive join haies e@example.org c@example.org

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config there.conf --state "$there" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>there.log 9>&- &
e2e_pids=$!
wait_for 30 grep -q 'ready ROLE=web' there.log

# --- what it is told by ---
months=$(curl -s "$url/haies/months.txt")
like "$months" '^Colporteur archive 1$' "a list says what its months are"
is "$(printf '%s\n' "$months" | cut -d' ' -f1,2 | tail -n +2 | tr '\n' ' ')" "2026-03 5 2026-02 1 " "and how many posts each has"
etag=$(curl -s -o /dev/null -D - "$url/haies/months.txt" | tr -d '\r' | sed -n 's/^ETag: //p')
is "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/haies/months.txt")" 304 "who has them is told that they are the same"
etag=$(curl -s -o /dev/null -D - "$url/haies/2026-03.mbox.gz" | tr -d '\r' | sed -n 's/^ETag: //p')
is "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/haies/2026-03.mbox.gz")" 304 "and so is who has a month"
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/bureau/months.txt")" 404 "a private list has no months for anybody"
is "$(curl -s "$url/bureau/months.txt" | sed 's/bureau/rien/g')" "$(curl -s "$url/rien/months.txt")" "as a list that does not exist"

# --- mistakes ---
run colporteur archive sync --from "$url/haies/"
is "$status" 67 "without a list of that name here there is nothing to fill" || diag "$err"
like "$err" 'colporteur list create haies' "and the hint is how to make it"
run colporteur list create haies --kind discussion --title "Haies, miroir" --owner ange@example.org
run colporteur archive sync --from "$url/haies/"
is "$status" 77 "a private network is not spoken to"
like "$err" 'allow-private' "unless asked"
sync() { run colporteur archive sync --allow-private "$@"; }
sync haies
like "$err" 'is no mirror yet' "a list that never was one needs an address"
sync --from "$url/bureau/" haies
is "$status" 67 "there is no such public list there" || diag "$err"
like "$err" 'page of a public list of a Colporteur' "and the hint says what is wanted"
sync --from "ftp://x/haies/"
is "$status" 65 "another scheme is refused"
sync --from "https://lists.example.org/haies/"
like "$err" 'this site itself' "nothing mirrors itself"
mkdir -p web/haies
python3 -m http.server --bind 127.0.0.1 --directory web "$(free_port)" 2>web.log >/dev/null &
e2e_pids="$e2e_pids $!"
wait_for 20 eval 'other=$(ss -ltnpH 2>/dev/null | sed -n "s/.*127.0.0.1:\([0-9]*\).*pid=$!,.*/\1/p"); [ -n "$other" ]'
echo '<html>' >web/haies/months.txt
sync --from "http://127.0.0.1:$other/haies/"
is "$status" 65 "something else than a Colporteur is told from one" || diag "$err"
printf 'Colporteur archive 1\n2026-03 x y\n' >web/haies/months.txt
sync --from "http://127.0.0.1:$other/haies/"
like "$err" 'line 2 of its months' "and where it cannot be read is said"
printf 'Colporteur archive 1\n2026-03 5 abc\n' >web/haies/months.txt
curl -s "$url/haies/2026-03.mbox.gz" | head -c 300 >web/haies/2026-03.mbox.gz
sync --from "http://127.0.0.1:$other/haies/"
is "$status.$(sql 'SELECT count(*) FROM post')" "65.0" "a month that was cut off is not taken in part" || diag "$err"

# --- taking over ---
threads="SELECT string_agg(ids, ' | ' ORDER BY ids) FROM (SELECT string_agg(m.subject, ', ' ORDER BY m.date) AS ids FROM post p JOIN message m ON m.id = p.message
  JOIN thread t ON t.id = p.thread JOIN list l ON l.id = p.list WHERE l.name = 'haies' GROUP BY t.root) x"
sql_there() { (state=$there && sql "$@"); }
sync --dry-run --from "$url/haies/"
like "$out" 'would be: 2 of 2 months differed: 6 filed, 0 changed, 0 withdrawn' "a dry run says what would come" || diag "$err"
is "$(sql 'SELECT count(*) FROM post')$(sql 'SELECT count(*) FROM mirror_month')" "00" "and changes nothing"
sync --from "$url/haies/"
is "$status" 0 "a list is mirrored" || diag "$err"
like "$out" '^haies: 2 of 2 months differed: 6 filed, 0 changed, 0 withdrawn$' "with all it has"
is "$(sql "$threads")" "$(sql_there "$threads")" "in the same threads, corrected by hand there"
like "$(sql "$threads")" '\|' "which are several"
is "$(sql "SELECT count(*) FROM message WHERE convert_from(raw, 'UTF8') ~ 'maud@'")" 0 "no address came along"
is "$(sql "SELECT string_agg(from_name, ' ' ORDER BY date, id) FROM message")" "Maud Zincou Erwan Solène Maud Maud" "and every name did"
like "$(sql "SELECT body FROM message WHERE message_id = 'b@example.org'")" '^>?From ici, trois' "a line like an mbox's is text"
sync
like "$out" 'nothing has changed there' "asked again, one request is enough"

# --- following ---
mail f@example.org 'Sun, 1 Mar 2026 14:00:00 +0000' Yann 'Encore' 'Cinq.' 'In-Reply-To: <b@example.org>' >more.mbox
there archive import haies more.mbox
there archive redact haies a@example.org --name Maud --reason "asked" --all --yes
there archive delete haies b@example.org --reason "asked" --yes
sync --json haies
is "$(printf '%s' "$out" | jq -c '.[0]')" '{"list":"haies","months":2,"fetched":2,"filed":1,"changed":2,"withdrawn":1,"kept":0}' "new, changed and withdrawn come along" || diag "$out $err"
is "$(sql "SELECT count(*) FROM message WHERE convert_from(raw, 'UTF8') ~ 'Zincou|trois' OR body ~ 'trois' OR from_name ~ 'Zincou'")" 0 "nothing is left of what was deleted"
is "$(sql "SELECT from_name FROM message WHERE link = 'a@example.org'")" "$(sql_there "SELECT from_name FROM message WHERE link = 'a@example.org'")" "nor of a name that was taken out"
is "$(sql "SELECT what || ': ' || reason FROM withdrawn_post")" "delete: withdrawn at https://source.example.net/haies/b%40example.org/" "a tombstone says where it went"
is "$(sql "$threads")" "$(sql_there "$threads")" "the threads are the same"
sync
like "$out" 'nothing has changed' "and then it is as the other"

# --- hidden and shown again ---
there archive hide haies c@example.org --reason "asked" --yes
sync
like "$out" '1 withdrawn' "what is hidden there is not shown here"
there archive unhide haies c@example.org
sync
like "$out" '0 filed, 1 changed, 0 withdrawn' "shown there again it comes back" || diag "$out $err"
is "$(sql "SELECT count(*) FROM post p JOIN message m ON m.id = p.message WHERE m.link = 'c@example.org'")" 1 "under its link"

# --- withdrawn here ---
run colporteur archive hide haies f@example.org --reason "asked here" --yes
there archive redact haies f@example.org --name Yann --reason asked --yes
sync
like "$out" 'stays? withdrawn here' "what was withdrawn here stays so, whatever changes there" || diag "$out $err"
is "$(sql "SELECT count(*) FROM post p JOIN message m ON m.id = p.message WHERE m.message_id = 'f@example.org'")" 0 "and is in no page"

# --- much at once is asked about ---
i=0
while [ $i -lt 30 ]; do
  mail "n$i@example.org" 'Wed, 1 Apr 2026 14:00:00 +0000' Yann "Encore $i" 'Cinq.'
  i=$((i + 1))
done >many.mbox
there archive import haies many.mbox
sync
like "$out" '30 filed' "a month more"
# shellcheck disable=SC2046
there archive delete haies $(seq -f 'n%g@example.org' 0 29) --reason "by mistake?" --yes
sync haies </dev/null
is "$status" 77 "so much is not deleted unasked" || diag "$out $err"
is "$(sql "SELECT count(*) FROM post p JOIN message m ON m.id = p.message WHERE m.message_id ~ '^n'")" 30 "and stays until somebody says so"
sync --yes
like "$out" '30 withdrawn' "then it goes"
sync
like "$out" 'nothing has changed' "and all is settled"

# --- the list goes there ---
there list set haies --private
sync
is "$status" 67 "a list that is public no more is not there"
is "$(sql "SELECT count(*) > 3 FROM post")" t "what was mirrored stays for somebody to decide"
done_testing
