#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Links that are counted: in readers' HTML alone, naming nobody, not for machines, and leading only
# where the edition leads. Replies are counted beside them, as they come in.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
printf '[mail]\noutlet = maildir\nmaildir = %s/out\n' "$dir" >>"$conf"
mkdir -m 777 "$dir/out" # the role gives up root's rights
port=$(free_port)
url=http://127.0.0.1:$port

colporteur list create lettre --kind newsletter --title "La lettre" >/dev/null
# 30 readers in Ille-et-Vilaine, 3 in the Finistère, 20 who do not say: the 3 are not all that is left over.
sql "INSERT INTO subscriber (name, territories)
    SELECT 'Lou ' || i, ARRAY(SELECT id::int FROM territory WHERE kind = 'departement' AND code = CASE WHEN i <= 3 THEN '29' WHEN i <= 33 THEN '35' END)
    FROM generate_series(1, 53) i;
  INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'r' || id || '@example.net', 'r' || id || '@example.net', id, true FROM subscriber;
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s" >/dev/null
cat >c.md <<'EOM'
---
kind: finding
title: Les vélos
interests: [velo]
---
Voir [la carte](https://carte.example.org/?a=1&b=2) et [autre chose](https://autre.example.org/x).
EOM
edition() { # [FRONT MATTER LINE]
  printf -- '---\ntitle: Un\npreheader: Des nouvelles de par ici, et d’un peu plus loin\n%s\n---\nBonjour, [lisez](https://lire.example.org/) et [écrivez](mailto:nous@example.org).\n\n[Trois](https://trois.example.org/)\n' "$*" >e.md
  ref=$(colporteur edition new lettre e.md) && colporteur edition compose "$ref" >/dev/null
}
html_of() { # READER: the HTML of the letter to it, as Python reads it
  python3 - "$dir/out" "$1" "$2" <<'EOP'
import email, email.policy, os, sys
for root, _, files in os.walk(sys.argv[1]):
    for name in files:
        mail = email.message_from_binary_file(open(os.path.join(root, name), 'rb'), policy=email.policy.default)
        if sys.argv[2] in str(mail['To']):
            print(mail.get_body((sys.argv[3],)).get_content())
EOP
}

# --- off unless asked for ---
edition
colporteur edition send "$ref" --force --yes --no-wait >/dev/null
colporteur serve deliver --once >/dev/null 2>&1
like "$(html_of r10@ html)" 'href="https://lire\.example\.org/"' "links lead where they lead"
unlike "$(html_of r10@ html)" '/l/' "and nothing is counted"
is "$(sql "SELECT count(*) FROM edition_link")" 0 "or kept"
find "$dir/out" -type f -exec rm {} +
colporteur contribution accept "$(colporteur contribution add c.md | grep -o '[0-9]*' | head -n 1)" >/dev/null
edition "clicks: yes" 2>/dev/null
run colporteur edition new lettre e.md
like "$err" '"e.md", line 4: "yes" is no clicks' "a word that says nothing is refused"

# --- for all editions of a list ---
run colporteur list set lettre --clicks yes
is "$status" 65 "a list counts or it does not"
like "$err" 'hint: it is on or off' "which is said"
colporteur list set lettre --clicks on >/dev/null
like "$(colporteur list show lettre --json | tr -d ' \n')" '"clicks":"on"' "a list can count"
counts() { sql "SELECT clicks FROM edition WHERE state = 'draft' ORDER BY id DESC LIMIT 1"; }
edition
is "$(counts)" counted "then its editions do"
edition "clicks: uncounted"
is "$(counts)" uncounted "where they do not say otherwise"
colporteur edition compose "$ref" --to composed.md >/dev/null
like "$(cat composed.md)" '^clicks: "?uncounted' "which the composed file says"
colporteur edition compose "$ref" --from composed.md >/dev/null
is "$(counts)" uncounted "and keeps"
colporteur list set lettre --clicks off >/dev/null
edition
is "$(counts)" uncounted "and no more"

# --- where they lead ---
edition "clicks: counted"
colporteur edition preview "$ref" --html >preview.html 2>/dev/null || colporteur edition preview "$ref" >preview.html
unlike "$(cat preview.html)" '/l/' "a preview has the true links"
colporteur edition send "$ref" --force --yes --no-wait >/dev/null
colporteur serve deliver --once >/dev/null 2>&1
html_of r10@ html >ille.html
html_of r1@ html >finistere.html
like "$(cat ille.html)" 'href="https://lists\.example\.org/l/[0-9a-f]{12}/[0-9]+/35"' "links name a département of many readers"
unlike "$(cat finistere.html)" '/l/[0-9a-f]+/[0-9]+/29' "not one of few"
like "$(cat finistere.html)" 'href="https://lists\.example\.org/l/[0-9a-f]{12}/[0-9]+/"' "but are counted all the same"
is "$(grep -o 'href="[^"]*/l/[^"]*"' ille.html | sort)" "$(html_of r11@ html | grep -o 'href="[^"]*/l/[^"]*"' | sort)" "they are the same for all who live there"
like "$(cat ille.html)" 'href="mailto:nous@example\.org"' "what is no address of the web stays"
like "$(cat ille.html)" 'href="https://lists\.example\.org/u/' "and a reader's own links are no others"
is "$(sql "SELECT count(*) FROM edition_link WHERE url ~ '/(u|me|h)/'")" 0 "none of which is kept"
like "$(html_of r10@ plain)" 'https://lire\.example\.org/' "the text has the true links"
unlike "$(html_of r10@ plain)" '/l/' "and only those"
public=$(sql "SELECT convert_from(raw, 'UTF8') FROM message ORDER BY id DESC LIMIT 1")
unlike "$public" '/l/|click-place' "so has the public copy"
like "$public" 'https://lire.example.org/' "which has them"

# --- followed ---
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.trust-forwarded=yes --set site.threads=1 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
person="Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
path_of() { sql "SELECT '/l/' || e.link_code || '/' || l.number || '/' FROM edition_link l JOIN edition e ON e.id = l.edition WHERE url = '$1' AND e.state <> 'draft'"; }
lire=$(path_of https://lire.example.org/)
carte=$(path_of "https://carte.example.org/?a=1&b=2")
autre=$(path_of https://autre.example.org/x)
from=192.0.2.1
follow() { curl -s -o page -w '%{http_code} %{redirect_url}' -A "$person" -H "X-Forwarded-For: $from" "$@"; }
waiting() { sql "SELECT count(*) FROM click_today WHERE crowd IS NOT NULL"; }
settle() { sql "UPDATE click_today SET at = at - interval '2 minutes' WHERE crowd IS NOT NULL; SELECT click_settle()" >/dev/null; }
clicked() { colporteur edition stats "$ref" --json | tr -d ' \n' | grep -o '"clicked":[0-9a-z]*'; }

is "$(follow "$url${carte}35")" "302 https://carte.example.org/?a=1&b=2" "a link leads where it says"
is "$(waiting)" 1 "which waits to be counted"
is "$(clicked)" '"clicked":0' "and is not yet"
is "$(follow "$url${carte}35")" "302 https://carte.example.org/?a=1&b=2" "twice in a minute"
is "$(waiting)" 1 "is once"
settle
is "$(clicked)" '"clicked":1' "then it is"
is "$(waiting)" 0 "and waits no more"
follow -A "Another browser" "$url${carte}35" >/dev/null
is "$(waiting)" 0 "an address that says to be another browser is still the same"
unlike "$(sql "SELECT string_agg(c::text, ' ') FROM click_today c")" '192\.0\.2|Mozilla' "which is known by nothing that tells who"
from=198.51.100.1
follow -I "$url$lire" >/dev/null
follow -H 'Sec-Purpose: prefetch' "$url$lire" >/dev/null
curl -s -o page "$url$lire"
curl -s -o page -A '' "$url$lire"
curl -s -o page -A 'Mozilla/5.0 (compatible; Googlebot/2.1)' "$url$lire"
is "$(waiting)" 0 "HEAD, what is fetched ahead and what says that it is a machine do not count"
follow "$url$lire" >/dev/null
follow "$url$carte" >/dev/null
follow "$url$autre" >/dev/null
is "$(waiting)" 3 "three links within seconds"
settle
is "$(clicked)" '"clicked":1' "are a scanner's"
from=203.0.113.1
follow "$url${lire}29" >/dev/null
follow "$url${autre}35" >/dev/null
settle
is "$(clicked)" '"clicked":3' "two are a person's"
is "$(sql "SELECT string_agg(code || ':' || clicks, ' ' ORDER BY code) FROM (SELECT code, sum(clicks) AS clicks FROM edition_click GROUP BY code) c")" ":1 35:2" \
  "a département that was not named in any link is not believed"
like "$(colporteur edition stats "$ref" --by departement)" '35 .* 2 +0$' "by département"
like "$(colporteur edition stats "$ref" --by interest)" 'velo .* 2 +0$' "by interest of what was followed"
like "$(colporteur edition stats "$ref" --links)" '1 +https://carte' "by link"

# --- over connections that are kept ---
connections() { sql "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE usename = 'colporteur_site'"; }
held=$(connections)
for n in 1 2 3 4 5 6 7 8 9 10; do from=100.64.$n.1; follow "$url$lire" >/dev/null; done
is "$(waiting)" 10 "ten readers are ten"
is "$(connections)" "$held" "for whom nothing is opened"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'colporteur_site'" >/dev/null
from=100.64.11.1
is "$(follow "$url$lire")" "302 https://lire.example.org/" "after the database was away a link leads where it says"
is "$(waiting)" 11 "and is counted"
settle

# --- nowhere else ---
code=${lire#/l/}
code=${code%%/*}
for path in "/l/$code/99/" "/l/000000000000/1/" "/l/$code/1/35/x" "/l/https:%2F%2Fevil.example%2F/1/"; do
  is "$(follow "$url$path")" "404 " "$path leads nowhere"
done
edition "clicks: counted"
draft=$(sql "SELECT '/l/' || link_code || '/1/' FROM edition WHERE state = 'draft' ORDER BY id DESC LIMIT 1")
is "$(follow "$url$draft")" "404 " "nor does what was not sent"
like "$(follow -X POST "$url$lire")" '^40[0-9]' "nothing is posted there"
done_testing
