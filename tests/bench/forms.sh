#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# forms.sh - how long the pages take that people without an account use
#
# N (200,000) people over the communes of France, letters and their archive (forms.sql). Each page
# under "wrk -t1 -c16" for SECONDS_A_PAGE (3), those with a token with a thousand people's in turn.
# The medians must be at most BAR_MS (20), that of the places completed as one types BAR_TYPING_MS
# (5). PAGES, an extended regular expression, chooses among them by name.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-200000} seconds=${SECONDS_A_PAGE:-3} bar_ms=${BAR_MS:-20} bar_typing=${BAR_TYPING_MS:-5} wanted=${PAGES:-.}
command -v wrk >/dev/null || {
  echo "forms: wrk is not there (Debian's package wrk)" >&2
  exit 69
}
e2e_start
for data in people forms; do
  psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -v "n=$n" -f "$SRCDIR/tests/bench/$data.sql" >/dev/null 9>&-
done
port=$(free_port)
site=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set "site.threads=$(nproc)" \
  serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log

# --- tokens of a thousand people ---
sql "SELECT id, encode(key, 'hex') FROM token_key ORDER BY id" >keys
# tokens PATH PURPOSE QUERY: the query's rows, as numbers
tokens() {
  sql "$3" | tr '|' ' ' | python3 "$SRCDIR/tests/lib/sign-token.py" keys 0 "$2" - | sed "s|^|$1|"
}
some="SELECT id FROM (SELECT subscriber AS id FROM subscription WHERE list = (SELECT id FROM list WHERE name = 'bureau') ORDER BY 1) s LIMIT 1000"
list="(SELECT id FROM list WHERE name = 'atelier')"
soon=$(($(date +%s) + 86400))
tokens /me/ person "$some" >me
tokens /u/ unsubscribe "SELECT $list, s.id FROM ($some) s" >u
tokens /erase/ erase "SELECT s.id, $soon FROM ($some) s" >erase
tokens /archive/ archive "SELECT (SELECT id FROM list WHERE name = 'bureau'), s.id, $soon FROM ($some) s" >archive
tokens /subscribe/ join "SELECT DISTINCT subscriber FROM join_request" >"join"
tokens /address/ address "SELECT id, 1 FROM address_change" >address
for kind in me u erase archive join address; do sed 's/\(.\)\(..\)$/\2\1/' $kind >forged-$kind; done
sql "SELECT '/contributions/' || id || '/' FROM contribution" >contribution
sql "SELECT '/territories/' || code || '/' FROM territory WHERE kind = 'commune' AND substr(code, 1, 2) = '29'" >territory
sql "SELECT '/interests/' || slug || '/' FROM interest" >interest
sql "SELECT '/editions/lettre/' || number || '/' FROM edition" >edition
# What people type, letter by letter, and postal codes.
sql "SELECT '/subscribe/places?q=' || left(replace(name_key, ' ', '+'), 2 + n) FROM (SELECT name_key FROM territory
       WHERE kind = 'commune' AND name_key ~ '^[a-z ]+\$' ORDER BY md5(code) LIMIT 300) t, generate_series(0, 5) n ORDER BY md5(name_key || n)" >typing
sql "SELECT '/subscribe/places?q=' || postal_code FROM territory_postal_code ORDER BY md5(postal_code) LIMIT 300" >>typing

slow=0
# page NAME STATUS FILE-OF-PATHS [FORM]: its first path must answer STATUS
page() {
  printf '%s\n' "$1" | grep -Eq -e "$wanted" || return 0
  status=$(curl -s -o /dev/null -w '%{http_code}' ${4:+-d "$4"} "$site$(head -1 "$3")")
  [ "$status" = "$2" ] || {
    echo "forms: $1 answers $status, not $2" >&2
    exit 1
  }
  PATHS=$3 FORM=${4:-} wrk -t1 -c16 -d "${seconds}s" -s "$SRCDIR/tests/bench/forms.lua" "$site" >wrk.out 2>wrk.line 9>&-
  read -r median last rate lost <wrk.line
  bar=$bar_ms
  [ "$1" != "places as one types" ] || bar=$bar_typing
  verdict=$(awk "BEGIN { print ($median <= $bar && $lost == 0) ? \"\" : \"  MISSED\" }")
  [ -z "$verdict" ] || slow=1
  printf '%-32s median %7.2f ms, 99 in 100 %7.2f ms, %6d a second (bar %d ms)%s\n' "$1" "$median" "$last" "$rate" "$bar" "$verdict"
}
# one NAME STATUS PATH [FORM]: the same for a page of one path
one() {
  echo "$3" >path
  page "$1" "$2" path ${4:+"$4"}
}
one "/" 200 /
one "list" 200 /atelier/
one "search" 200 "/?q=question+arr%C3%AAts"
one "contributions" 200 /contributions/
page "contribution" 200 contribution
one "editions" 200 /editions/
page "edition" 200 edition
page "territory" 200 territory
page "interest" 200 interest
one "territory, a département" 200 /territories/29/
one "territory, a région" 200 /territories/R53/
one "not there" 404 /atelier/nothing/
one "subscribe" 200 /subscribe
one "subscribe to a list" 200 "/subscribe?list=lettre&territory=Brest"
page "places as one types" 200 typing
form="at=$(($(date +%s) - 60))&address=enora@example.org"
one "subscribe, a commune typed" 422 /subscribe "$form&territory=Saint-Martin"
one "subscribe, a commune unknown" 422 /subscribe "$form&list=lettre&territory=Nulpart"
one "subscribe, asked already" 200 /subscribe "$form&list=lettre&territory=29200&interest=velo"
page "confirm" 200 join
page "confirm, forged" 404 forged-join
one "send me my link" 200 /me
one "send me my link, a mistake" 422 /me "address=rien"
page "my page" 200 me
page "my page, a preview" 200 me "act=preview&keep=29019&interest=velo&interest=mobilite&language=fr&territory=quimper"
page "my page, a mistake" 422 me "act=break&from=2027-02-10&until=2027-02-01"
page "my page, a place unknown" 422 me "act=person&keep=29019&interest=velo&language=fr&territory=nulpart"
page "my page, forged" 404 forged-me
page "leave" 200 u
page "leave, forged" 404 forged-u
page "erase" 200 erase
page "erase, forged" 404 forged-erase
page "an address to confirm" 200 address
page "an address, forged" 404 forged-address
page "a private archive" 200 archive
page "a private archive, forged" 404 forged-archive
one "contribute" 200 /contribute
one "contribute, which place" 422 /contribute "title=Un+banc&text=Bonjour&place=Saint-Martin-des-Champs&at=$(($(date +%s) - 60))"
one "contribute, a mistake" 422 /contribute "title=&text=Bonjour&at=$(($(date +%s) - 60))"

# --- what tokens that are none cost, by what is wrong with them ---
# The time to answer must tell nothing: the medians of the kinds, in microseconds, one after the other
# over one connection, are to be within SPREAD (25) in a hundred of each other.
spread=${SPREAD:-25}
old=$(($(date +%s) - 86400))
first=$(sql "$some" | head -1)
tokens "" erase "SELECT $first, $old" >expired
token_times() {
  printf '%s\n' "tokens $1" | grep -Eq -e "$wanted" || return 0
  python3 "$SRCDIR/tests/lib/tokens.py" "$port" "$1" "$2" 4000 "$(head -1 "$3" | sed 's|.*/||')" --other "$(sed -n 2p "$4" | sed 's|.*/||')" \
    --expired "$(cat expired)" --times >told
  sed -n 3p told | tr ',' '\n' | awk -v what="$1" -v spread="$spread" '
    { t[NR] = $2; names = names ", " $1 " " $2; if (NR == 1 || $2 < low) low = $2; if ($2 > high) high = $2 }
    END { missed = high > low * (1 + spread / 100)
          printf "none at %-12s %s us: %d in a hundred apart%s\n", what, substr(names, 3), (high / low - 1) * 100, missed ? "  MISSED" : ""; exit missed }' || slow=1
}
token_times /me/ act=preview me u
token_times /u/ act=digest u me
token_times /erase/ act=erase erase me
token_times /subscribe/ list=atelier join me
token_times /address/ act=yes address me
token_times /archive/ act=open archive me
exit $slow
