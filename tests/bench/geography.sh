#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# geography.sh - how long it takes to load a new vintage of the geography over an old one
#
# N (200,000) subscribers over the communes of 4.0.0; then 6.0.0, which is in sql/data, is loaded: 64
# communes merge, four change their code, and so on. At most BAR (10) seconds.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-200000} bar=${BAR:-10}
vintage=$SRCDIR/tests/geography/node_modules/vintage-4.0.0
[ -d "$vintage" ] || {
  echo "skipped: the earlier vintage is not installed (in tests/geography: npm ci)"
  exit 0
}
e2e_start
"$SRCDIR/contrib/territory-data" --out="$dir/4.0.0" "$vintage" >/dev/null
sql "SET client_min_messages = warning; TRUNCATE territory, territory_closure CASCADE; DELETE FROM vintage WHERE data = 'geography'"
colporteur territory load "$dir/4.0.0" --yes >/dev/null
psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -v "n=$n" -f "$SRCDIR/tests/bench/people.sql" 9>&-
begin=$(date +%s%N)
colporteur territory load "$SRCDIR/sql/data" --yes >report
ms=$((($(date +%s%N) - begin) / 1000000))
echo "$n people: a new vintage in $ms ms (bar $bar s): $(tail -1 report)"
[ "$ms" -le $((bar * 1000)) ]
