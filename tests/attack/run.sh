#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh - sqlmap and wapiti against every parameter of a site with sample data
#
# usage: make attack, or tests/attack/run.sh [FOLDER] from the top of the tree
#
# Not in make check: it takes minutes, and a scanner that finds nothing proves little but that
# nothing is easy. Wants what contrib/debian-packages lists under "attack". Reports go to FOLDER
# (build/attack). It fails when sqlmap gets in; what wapiti says is for somebody to read.
#
# tests/lib/tap.sh sets and reads these.
# shellcheck disable=SC2034,SC2154
SRCDIR=$(cd "${SRCDIR:-.}" && pwd)
BUILDDIR=$(cd "${BUILDDIR:-build}" && pwd)
export SRCDIR BUILDDIR PATH="$BUILDDIR:/usr/lib/postgresql/15/bin:$PATH"
for program in sqlmap wapiti; do command -v $program >/dev/null || { echo "run.sh: install $program" >&2; exit 69; }; done
reports=${1:-$BUILDDIR/attack}
mkdir -p "$reports"
reports=$(cd "$reports" && pwd)
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-network = 1000000' 'overall = 1000000'
colporteur list create mobilites --kind discussion --title "Mobilités" --owner chef@example.org >/dev/null
colporteur list create lettre --kind newsletter --title "La lettre" --owner chef@example.org >/dev/null
colporteur list create bureau --kind discussion --title "Bureau" --private --owner chef@example.org >/dev/null
i=0
while [ $i -lt 40 ]; do
  printf 'From x@example.org Sun Mar  1 10:00:00 2026\nFrom: Maud <m@example.org>\nMessage-ID: <n%s@example.org>\nDate: Sun, 1 Mar 2026 10:00:%02d +0000\nSubject: Haies %s\n%s\n\nLes haies et les vélos, %s\n\n' \
    $i $i $i "$([ $i -gt 5 ] && echo "In-Reply-To: <n$((i - 5))@example.org>" || echo "X-A: b")" $i
  i=$((i + 1))
done >some.mbox
for list in mobilites bureau; do colporteur archive import $list some.mbox >/dev/null 2>&1; done
port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 30 grep -q 'ready ROLE=web' web.log

# * is where sqlmap puts what it tries; what begins with POST has the rest of the line as its body.
cat >targets <<TARGETS
/?q=haies&order=new&page=2&lang=fr
/mobilites/?q=haies&list=mobilites&after=2026&before=2027
/mobilites/?before=1772359200000000-5
/mobilites/?after=1772359200000000-5
/mobilites/?by=month
/contributions/?kind=finding&before=1-1
/subscribe/places?q=29&territory=brest
/new.atom?q=haies
/?language=fr
/*/
/mobilites/n1%40example.org*/
/mobilites/n1%40example.org*/t/
/mobilites/n1%40example.org/1*-x.txt
/h/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*
/territories/29*/
/interests/velo*/
/u/aaaaaaaaaaaaaaaaaaaaaaaaaaaa*
/me/aaaaaaaaaaaaaaaaaaaaaaaaaaaa*
/archive/aaaaaaaaaaaaaaaaaaaaaaaaaaaa*
/l/aaaa*/1/29*
/editions/lettre/1*/
/api/v1/lists?token=a*
POST /subscribe address=a@example.org&list=mobilites&territory=29019&interest=velo&language=fr&name=Maud
POST /me address=a@example.org
POST /contribute title=a&body=b&author=c&address=a@example.org&territory=29019&kind=finding&source=d
POST /u/aaaaaaaaaaaaaaaaaaaaaaaaaaaa act=leave
TARGETS
found=0
while read -r target; do
  # shellcheck disable=SC2086
  set -- ${target}
  if [ "$1" = POST ]; then set -- -u "$url$2" --data "$3"; else set -- -u "$url$1"; fi
  timeout "${SQLMAP_SECONDS:-120}" sqlmap --batch --flush-session --disable-coloring --output-dir="$dir/sqlmap" \
    --dbms=PostgreSQL --technique=BEUS --level="${SQLMAP_LEVEL:-1}" --risk="${SQLMAP_RISK:-1}" --threads=4 --skip-waf --ignore-code='*' "$@" </dev/null >out 2>&1
  status=$?
  { echo "== $target"; cat out; } >>"$reports/sqlmap.txt"
  if grep -q 'identified the following injection point' out; then verdict=FOUND; found=1
  elif grep -q 'do not appear to be injectable' out; then verdict=nothing
  else verdict="unfinished ($status)"; fi
  printf '%-14s %s\n' "$verdict" "$target"
done <targets
wapiti -u "$url/" --scope domain -m "${WAPITI_MODULES:-common}" --flush-session --no-bugreport --max-scan-time "${WAPITI_SECONDS:-300}" \
  --color -f txt -o "$reports/wapiti.txt" >"$reports/wapiti.log" 2>&1
grep -E '^ *(Category|[A-Z].* : *[0-9]+$)' "$reports/wapiti.txt" || cat "$reports/wapiti.txt" | head -40
grep -E 'STATUS=5[0-9][0-9]' web.log | head -20 >"$reports/errors.txt"
printf 'answers of 5xx: %s\n' "$(grep -cE 'STATUS=5[0-9][0-9]' web.log)"
exit $found
