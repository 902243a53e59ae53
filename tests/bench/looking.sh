#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# looking.sh - how long it takes to find the letters that differ most, and to check an edition
#
# N (200,000) readers over the communes of France, ITEMS (60) contributions: one in four for everybody,
# the others about communes and themes. The whole commands, ROUNDS (5) times; the medians must be at
# most BAR_MS (10,000).
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-200000} items=${ITEMS:-60} rounds=${ROUNDS:-5} bar_ms=${BAR_MS:-10000}
dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
state=$dir/state
conf=$dir/colporteur.conf
clean() {
  state_stop "$state"
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
state_start "$state"
printf '[paths]\ndata = %s\n[mail]\ndomain = lists.example.org\n' "$SRCDIR" >"$conf"
psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -v "n=$n" -f "$SRCDIR/tests/bench/people.sql" 9>&-
sql "
UPDATE list SET kind = 'newsletter';
INSERT INTO contribution (kind, title, body, state, decided_at)
  SELECT 'finding', 'Contribution ' || i, 'Un texte assez long pour tenir une ligne ou deux.', 'accepted', now() FROM generate_series(1, $items) i;
INSERT INTO contribution_territory SELECT c.id, t.id FROM contribution c
  JOIN LATERAL (SELECT id FROM territory WHERE kind = 'commune' AND substr(code, 1, 2) IN ('22', '29', '35', '44', '56')
                ORDER BY md5(code || c.id) LIMIT 1) t ON true WHERE c.id % 4 <> 0;
INSERT INTO contribution_interest SELECT c.id, i.id FROM contribution c
  JOIN LATERAL (SELECT id FROM interest ORDER BY md5(slug || c.id) LIMIT 1) i ON true WHERE c.id % 4 <> 0;" >/dev/null
# shellcheck disable=SC1112 # French is written so
printf -- '---\ntitle: La lettre\npreheader: Ce que dit la lettre avant qu’on l’ouvre.\n---\nBonjour.\n' >"$dir/e.md"
ref=$(colporteur edition new lettre "$dir/e.md")
colporteur edition compose "$ref" >/dev/null

time_of() {
  begin=$(date +%s%N)
  "$@" >"$dir/out" 2>"$dir/err"
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for _ in $(seq "$rounds"); do
  time_of colporteur edition preview "$ref" --variants 6 >>"$dir/preview"
  groups=$(sed -n 's/^\([0-9]*\) different.*/\1/p' "$dir/err")
  time_of colporteur edition check "$ref" --offline >>"$dir/check"
done
a=$(median <"$dir/preview") b=$(median <"$dir/check")
echo "$n readers, $items contributions, $groups different letters: preview --variants 6 $a ms, check --offline $b ms (bar $bar_ms ms)"
[ "$a" -le "$bar_ms" ] && [ "$b" -le "$bar_ms" ]
