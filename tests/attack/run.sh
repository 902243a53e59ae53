#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh - sqlmap and wapiti against every parameter of a site with sample data
#
# usage: make attack, or tests/attack/run.sh [FOLDER [sqlmap|wapiti]] from the top of the tree
#
# Not in make check: it takes most of an hour, and a scanner that finds nothing proves little but that
# nothing is easy. Wants what contrib/debian-packages lists under "attack". Reports go to FOLDER
# (build/attack). It fails when sqlmap gets in or did not come to the end, when wapiti did not, and
# when anything was answered by 500; what else wapiti says is for somebody to read.
SRCDIR=$(cd "${SRCDIR:-.}" && pwd)
BUILDDIR=$(cd "${BUILDDIR:-build}" && pwd)
export SRCDIR BUILDDIR PATH="$BUILDDIR:/usr/lib/postgresql/15/bin:$PATH"
for program in sqlmap wapiti; do command -v $program >/dev/null || { echo "run.sh: install $program" >&2; exit 69; }; done
reports=${1:-$BUILDDIR/attack}
what=${2:-sqlmap wapiti}
mkdir -p "$reports"
reports=$(cd "$reports" && pwd)
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-network = 1000000' 'per-address = 10000' 'overall = 1000000' '[api]' 'per-minute = 1000000'

# --- what there is to read and to change ---
psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -f "$SRCDIR/tests/browser/sample.sql" >/dev/null 9>&-
colporteur list create bureau --kind discussion --title "Bureau" --private --owner chef@example.org >/dev/null
i=0
while [ $i -lt 40 ]; do
  printf 'From x@example.org Sun Mar  1 10:00:00 2026\nFrom: Maud <m@example.org>\nMessage-ID: <n%s@example.org>\nDate: Sun, 1 Mar 2026 10:00:%02d +0000\nSubject: Haies %s\n%s\n\nLes haies et les vélos, %s\n\n' \
    $i $i $i "$([ $i -gt 5 ] && echo "In-Reply-To: <n$((i - 5))@example.org>" || echo "X-A: b")" $i
  i=$((i + 1))
done >some.mbox
for list in mobilites bureau; do colporteur archive import $list some.mbox >/dev/null 2>&1; done
for name in one other third; do
  colporteur subscriber add $name@example.org --name $name --territory 29019 --interest mobilite --list lettre >/dev/null
  colporteur list subscribe bureau $name@example.org >/dev/null
done
number_of() { sql "SELECT s.id FROM subscriber s JOIN address a ON a.subscriber = s.id WHERE address_key = '$1@example.org'"; }
one=$(number_of one)
other=$(number_of other)
third=$(number_of third)
lettre=$(sql "SELECT id FROM list WHERE name = 'lettre'")
bureau=$(sql "SELECT id FROM list WHERE name = 'bureau'")
sql "SELECT id, encode(key, 'hex') FROM token_key" >keys
token() { python3 "$SRCDIR/tests/lib/sign-token.py" keys 0 "$@"; }
later=$(($(date +%s) + 86400))
api=$(colporteur token create tout --scope subscribers:read --scope subscribers:write --scope subscriptions:read \
  --scope subscriptions:write --scope contributions:read --scope contributions:write --scope editions:read --scope archive:read 2>/dev/null)

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 30 grep -q 'ready ROLE=web' web.log
sed "/^#/d
s/@ME@/$(token person "$one")/g; s/@LEAVE@/$(token unsubscribe "$lettre" "$one")/g; s/@JOIN@/$(token join "$one")/g
s/@ERASE@/$(token erase "$other" "$later")/g; s/@OTHER@/$(token erase "$third" "$later")/g; s/@ADDRESS@/$(token address 1 1)/g
s/@ARCHIVE@/$(token archive "$bureau" "$one" "$later")/g; s/@API@/$api/g; s/@ONE@/$one/g" "$SRCDIR/tests/attack/targets" >targets

# Statuses are said to sqlmap not to matter: it shall look at what is answered. A method of its own is
# for what is not GET, POST alone following from a body.
attack() { # METHOD ADDRESS [BODY [HEADER...]]
  tab=$(printf '\t')
  method=$1
  address=$url$2
  body=$3
  fields=$4
  set -- -u "$address"
  [ -z "$body" ] || set -- "$@" --data "$body"
  [ "$method" = GET ] || set -- "$@" --method "$method"
  while [ -n "$fields" ]; do
    set -- "$@" -H "${fields%%"$tab"*}"
    case $fields in *"$tab"*) fields=${fields#*"$tab"} ;; *) fields= ;; esac
  done
  timeout "${SQLMAP_SECONDS:-900}" sqlmap --batch --flush-session --disable-coloring --output-dir="$dir/sqlmap" \
    --dbms=PostgreSQL --technique=BEUSQ --level="${SQLMAP_LEVEL:-2}" --risk="${SQLMAP_RISK:-2}" --threads=4 --skip-waf --ignore-code='*' \
    "$@" </dev/null >out 2>&1
}
found=0
case $what in *sqlmap*)
  : >"$reports/sqlmap.txt"
  : >"$reports/sqlmap-summary.txt"
  while IFS= read -r line; do
    method=$(printf '%s' "$line" | cut -f1)
    address=$(printf '%s' "$line" | cut -f2)
    attack "$method" "$address" "$(printf '%s' "$line" | cut -sf3)" "$(printf '%s' "$line" | cut -sf4-)"
    status=$?
    { printf '== %s\n' "$line"; cat out; } >>"$reports/sqlmap.txt"
    # Each place it tried is named once it is done with it; a name said not to matter is skipped by none.
    tried=$(grep -cE "parameter '.*' does not seem to be injectable|parameter '.*' is not injectable" out)
    if grep -q 'identified the following injection point' out; then verdict=FOUND; found=1
    elif grep -q 'do not appear to be injectable' out; then verdict=nothing
    else verdict="unfinished ($status)"; found=1; fi
    printf '%-14s %3s places  %s\n' "$verdict" "$tried" "$(printf '%s' "$line" | tr '\t' ' ' | cut -c1-150)" | tee -a "$reports/sqlmap-summary.txt"
  done <targets ;;
esac
case $what in *wapiti*)
  # Crawled from the home page, and started at what nothing leads to.
  set --
  for start in / /subscribe /contribute /me /mobilites/ /editions/ /contributions/ '/?q=haies' "$(sed -n 's/^GET.\(\/me\/[a-z2-7]*\)\*$/\1/p' targets)" \
    "$(sed -n 's/^GET.\(\/archive\/[a-z2-7]*\)\*$/\1/p' targets)"; do set -- "$@" -s "$url$start"; done
  wapiti -u "$url/" "$@" --scope domain -m "${WAPITI_MODULES:-all}" --max-parameters 40 --flush-session --store-session "$dir/wapiti" \
    --no-bugreport --max-files-per-dir 30 --max-links-per-page 60 -d 4 \
    --max-scan-time "${WAPITI_CRAWL_SECONDS:-300}" --max-attack-time "${WAPITI_ATTACK_SECONDS:-240}" \
    -v 1 -f txt -o "$reports/wapiti.txt" >"$reports/wapiti.log" 2>&1 || found=1
  grep -E '^\[\*\] Launching module' "$reports/wapiti.log"
  grep -E '^ *(Category|[A-Z].* : *[0-9]+$)' "$reports/wapiti.txt" || head -40 "$reports/wapiti.txt" ;;
esac
grep -E 'STATUS=5[0-9][0-9]' web.log >"$reports/errors-$(printf '%s' "$what" | tr -d ' ').txt" && found=1
printf 'answers of 5xx: %s\n' "$(grep -cE 'STATUS=5[0-9][0-9]' web.log)"
printf 'errors in the log: %s\n' "$(grep -cE '^error:' web.log)"
exit $found
