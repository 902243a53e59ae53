#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What looks at a letter's links changes nothing, however often; 10,000 forged, cut, swapped or
# expired tokens open none of the pages that a token opens, and each gets the same answer.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur list create atelier --title 'Atelier' --owner chef@example.org >/dev/null
colporteur list create bureau --title 'Bureau' --private --owner chef@example.org >/dev/null
for who in maud enora gwenn; do
  colporteur subscriber add "$who@example.org" --name "$who" --territory Brest >/dev/null
  for list in lettre atelier bureau; do colporteur list subscribe "$list" "$who@example.org" >/dev/null; done
done
printf -- '---\nkind: initiative\ntitle: Un atelier\nterritory: Brest\n---\nOn y répare [des vélos](https://example.org/velos).\n' >one.md
colporteur contribution add --accept one.md >/dev/null
printf -- '---\ntitle: Novembre\n---\nBonjour.\n' >letter.md
colporteur edition new lettre letter.md >/dev/null
colporteur edition compose lettre >/dev/null
colporteur edition send lettre --force --yes --no-wait >/dev/null 2>&1
# The letters that forms have written, too: each with a link that does something.
make() { python3 "$SRCDIR/tests/lib/sign-token.py" keys "$@"; } # WHICH-KEY PURPOSE NUMBER...
sql "SELECT id, encode(key, 'hex') FROM token_key ORDER BY id" >keys
one=$(sql "SELECT subscriber FROM address WHERE address_key = 'maud@example.org'")
page=$url/me/$(make 0 person "$one")
curl -s -o /dev/null -d "at=$(($(date +%s) - 10))" -d address=chann@example.org -d list=atelier "$url/subscribe"
curl -s -o /dev/null -d act=address-add -d address=maud@example.net "$page"
curl -s -o /dev/null -d act=archive -d list=bureau "$page"
curl -s -o /dev/null -d act=erase "$page"
command colporteur --config "$conf" --state "$state" serve clock 2>clock.log 9>&- &
clock=$!
e2e_pids="$e2e_pids $clock"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
kill "$clock" # it changes things on its own
wait "$clock"
python3 - outbox >links <<'PY'
import email, email.policy, glob, os, re, sys
found = set()
for path in glob.glob(sys.argv[1] + "/**/*", recursive=True):
    if os.path.isfile(path):
        message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        texts = [str(message[name]) for name in message.keys()] + [p.get_content() for p in message.walk() if p.get_content_type() in ("text/plain", "text/html")]
        for text in texts:
            found.update(re.findall(r"https://lists\.example\.org(/[^\s\"'<>)]*)", text))
print(*sorted(found), sep="\n")
PY
for page in /u/ /me/ /h/ /subscribe/ /address/ /archive/ /erase/; do like "$(cat links)" "^$page" "a letter links to $page"; done

# Every table, but what says how the database itself is used.
everything() {
  sql "SELECT md5(string_agg(c.relname || ' ' || (xpath('/row/h/text()', query_to_xml(format('SELECT coalesce(md5(string_agg(t::text, %L ORDER BY t::text)), %L) AS h FROM colporteur.%I t', '', '-', c.relname), false, true, '')))[1]::text, ',' ORDER BY c.relname))
    FROM pg_class c WHERE c.relnamespace = 'colporteur'::regnamespace AND c.relkind = 'r' AND c.relname !~ '^territory'"
}
before=$(everything)
while read -r link; do
  curl -s -o /dev/null "$url$link#[1-200]" && curl -s -o /dev/null --head "$url$link#[1-200]"
done <links
is "$(grep -c STATUS=200 web.log | awk '{ print ($1 >= 3200) }')" 1 "200 times GET and HEAD of every link of a letter"
is "$(everything)" "$before" "change not one row"

# --- forged ---
colporteur key rotate >/dev/null
sql "UPDATE token_key SET created_at = created_at - interval '1 hour'" >/dev/null
colporteur key retire 1 --yes >/dev/null
sql "SELECT id, encode(key, 'hex') FROM token_key ORDER BY id" >keys
who=$(sql "SELECT subscriber FROM address WHERE address_key = 'chann@example.org'")
list=$(sql "SELECT id FROM list WHERE name = 'atelier'")
soon=$(($(date +%s) + 86400))
change=$(sql "SELECT id FROM address_change")
u=$(make 1 unsubscribe "$list" "$one")
me=$(make 1 person "$one")
join=$(make 1 join "$who")
erase=$(make 1 erase "$one" "$soon")
address=$(make 1 address "$change" 1)
private=$(sql "SELECT id FROM list WHERE name = 'bureau'")
archive=$(make 1 archive "$private" "$one" "$soon")
for good in "/u/$u" "/me/$me" "/subscribe/$join" "/erase/$erase" "/address/$address" "/archive/$archive"; do
  is "$(curl -s -o /dev/null -w '%{http_code}' "$url$good")" 200 "a good token opens ${good%/*}/"
done
# forge PATH FORM GOOD EXPIRED...: those that another page takes, that a retired key made, that are too old
forge() {
  path=$1
  form=$2
  good=$3
  shift 3
  given=
  for other in "$u" "$me" "$join" "$erase" "$address" "$archive"; do [ "$other" = "$good" ] || given="$given --other $other"; done
  for expired in "$@"; do given="$given --expired $expired"; done
  # shellcheck disable=SC2086
  is "$(python3 "$SRCDIR/tests/lib/tokens.py" "$port" "$path" "$form" 1700 "$good" $given | paste -sd' ' -)" "none 404" "1,700 tokens that are none get one answer at $path"
}
sql "DELETE FROM page_letter" >/dev/null
before=$(everything)
forge /u/ List-Unsubscribe=One-Click "$u" "$(make 0 unsubscribe "$list" "$one")" "$(make 1 unsubscribe 999999 "$one")" "$(make 1 unsubscribe "$one")"
forge /me/ act=leave-all "$me" "$(make 0 person "$one")" "$(make 1 person 999999)" "$(make 1 person "$one" "$one")"
forge /subscribe/ list=atelier "$join" "$(make 0 join "$who")" "$(make 1 join "$one")"
forge /erase/ act=erase "$erase" "$(make 0 erase "$one" "$soon")" "$(make 1 erase "$one" 1700000000)" "$(make 1 erase "$one")"
forge /address/ act=yes "$address" "$(make 0 address "$change" 1)" "$(make 1 address "$change" 3)" "$(make 1 address 999 1)"
forge /archive/ act=open "$archive" "$(make 0 archive "$private" "$one" "$soon")" "$(make 1 archive "$private" "$one" 1700000000)" "$(make 1 archive "$list" 999999 "$soon")"
is "$(everything)" "$before" "and none changed one row"
is "$(curl -s -o /dev/null -w '%{http_code}' -d act=erase "$url/erase/$(printf %s "$erase" | cut -c1-"$((${#erase} - 6))")")" 404 "a token that lacks the end of its proof erases nobody"
is "$(curl -s -o /dev/null -w '%{http_code}' -d act=erase "$url/erase/$erase") $(sql "SELECT count(*) FROM subscriber WHERE id = $one")" "200 0" "while the good one does"
done_testing
