#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# audience.sh - how long it takes to count an audience, against the same count written by hand
#
# N (200,000) subscribers over the communes of France, five interests each. "colporteur audience
# count" of two territories, three interests and a "not", from the start of the process to its end,
# and psql with the same count in SQL, ROUNDS (15) times in turn. The median must be at most BAR_MS
# (60) and BAR (3) times psql's.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-200000} rounds=${ROUNDS:-15} bar_ms=${BAR_MS:-60} bar=${BAR:-3}
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
printf '[paths]\ndata = %s\n' "$SRCDIR" >"$conf"
psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -v "n=$n" -f "$SRCDIR/tests/bench/people.sql" 9>&-

expression='territory:{29, Rennes} and interest:{mobilite, alimentation, habitat-participatif} and not interest:velo'
cat >"$dir/hand.sql" <<'EOF'
SELECT count(*) FROM colporteur.subscriber s
WHERE s.places && ARRAY(SELECT id::int FROM colporteur.territory WHERE code IN ('29', '35238'))
  AND s.interests && ARRAY(SELECT c.descendant::int FROM colporteur.interest_closure c JOIN colporteur.interest i ON i.id = c.ancestor
                           WHERE i.slug IN ('mobilite', 'alimentation', 'habitat-participatif'))
  AND NOT s.interests && ARRAY(SELECT c.descendant::int FROM colporteur.interest_closure c JOIN colporteur.interest i ON i.id = c.ancestor
                               WHERE i.slug = 'velo')
EOF
ours() { colporteur audience count "$expression"; }
theirs() { psql -X -q -At -h "$state/postgresql" -U postgres -d colporteur -f "$dir/hand.sql" 9>&-; }

# time_of COMMAND: microseconds
time_of() {
  begin=$(date +%s%N)
  "$@" >"$dir/out"
  end=$(date +%s%N)
  echo $(((end - begin) / 1000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

found=$(ours)
[ "$found" = "$(theirs)" ] || {
  echo "the counts differ"
  exit 1
}
for _ in $(seq "$rounds"); do
  time_of ours >>"$dir/ours"
  time_of theirs >>"$dir/theirs"
done
a=$(median <"$dir/ours") b=$(median <"$dir/theirs")
ratio=$(awk "BEGIN { printf \"%.2f\", $a / $b }")
echo "$found of $n people: audience count $((a / 1000)) ms, psql $((b / 1000)) ms, ratio $ratio (bars $bar_ms ms, $bar)"
# A coordinator's people are found by the index, too; row security costs one of a list a look at each person.
colporteur coordinator add ana --territory 'Brest Métropole' >/dev/null
colporteur coordinator add bob --list lettre >/dev/null
as() { SUDO_USER=$1 colporteur audience count "$expression" >/dev/null; }
for _ in $(seq "$rounds"); do
  time_of as ana >>"$dir/ana"
  time_of as bob >>"$dir/bob"
done
ana=$(median <"$dir/ana") bob=$(median <"$dir/bob")
echo "the same by a coordinator: of an EPCI $((ana / 1000)) ms, ratio $(awk "BEGIN { printf \"%.2f\", $ana / $a }"); of a list $((bob / 1000)) ms, ratio $(awk "BEGIN { printf \"%.2f\", $bob / $a }")"
# A commune is found by the index.
colporteur audience explain territory:29019 | grep -E 'Seq Scan on subscriber' && exit 1
SUDO_USER=ana colporteur audience explain language:fr | grep -E 'Seq Scan on subscriber' && exit 1
awk "BEGIN { exit !($ratio <= $bar && $a <= $bar_ms * 1000) }"
