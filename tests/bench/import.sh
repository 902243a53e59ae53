#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# import.sh - how long importing people takes, against psql copying the same file
#
# N (100,000) people with territories, interests and a list, imported into a database that has
# EXISTING (200,000) others; and psql \copy of the same file into a table of text columns. ROUNDS
# (3) times in turn, each from the start of the process to its end, with everything on the disk.
# The median of the ratios must be at most BAR (6), the peak memory at most BAR_MB (64). Then the
# file is imported again, which may change nothing, and once more after 100 people have left.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
n=${N:-100000} existing=${EXISTING:-200000} rounds=${ROUNDS:-3} bar=${BAR:-6} bar_mb=${BAR_MB:-64}
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
sh "$SRCDIR/tests/lib/state" "$state"
# Test databases do not wait for the disk; this one does.
printf '%s = on\n' fsync synchronous_commit full_page_writes >>"$state/postgresql/data/postgresql.conf"
state_start_prepared "$state"
printf '[paths]\ndata = %s\n' "$SRCDIR" >"$conf"
psql -X -q -v ON_ERROR_STOP=1 -h "$state/postgresql" -U postgres -d colporteur -v "n=$existing" -f "$SRCDIR/tests/bench/people.sql" 9>&-

sql "COPY (
  WITH place AS (SELECT code, row_number() OVER (PARTITION BY here ORDER BY id) - 1 AS n, count(*) OVER (PARTITION BY here) AS total, here
      FROM (SELECT id, code, substr(code, 1, 2) IN ('22', '29', '35', '44', '56') AS here FROM territory WHERE kind = 'commune') t),
    theme AS (SELECT slug, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total FROM interest),
    person AS (SELECT i, i % 3 <> 0 AS here FROM generate_series(1, $n) i)
  SELECT 'new' || i || '@example.org' AS address, 'Maud ' || i AS name, 'insee:' || l.code AS territory,
    (SELECT string_agg(DISTINCT h.slug, ';') FROM generate_series(1, 5) k JOIN theme h ON h.n = (i * 5 + k * (i % 5 + 1)) % h.total) AS interests,
    (ARRAY['fr', 'fr', 'fr', 'en', 'br'])[1 + i % 5] AS language, CASE WHEN i % 10 = 0 THEN 'citizen' ELSE '' END AS knowledge
  FROM person p JOIN (SELECT here, max(total) AS total FROM place GROUP BY here) w ON w.here = p.here
  JOIN place l ON l.here = p.here AND l.n = i::bigint * 7919 % w.total ORDER BY i
) TO STDOUT (FORMAT csv, HEADER)" >"$dir/people.csv"
sql 'CREATE TABLE bare (a text, b text, c text, d text, e text, f text)'

theirs() { psql -X -q -h "$state/postgresql" -U postgres -d colporteur -c "\\copy colporteur.bare from '$dir/people.csv' csv header" 9>&-; }
ours() { colporteur subscriber import "$dir/people.csv" --consent 'a sample' --list lettre --yes >"$dir/out" 2>"$dir/err"; }
# The database as it was before the import.
undo() {
  sql "SET session_replication_role = replica; TRUNCATE bare;
    CREATE TEMPORARY TABLE gone AS SELECT subscriber AS id FROM address WHERE address_key ~ '^new';
    DELETE FROM subscription WHERE subscriber IN (SELECT id FROM gone); DELETE FROM consent_event WHERE subscriber IN (SELECT id FROM gone);
    DELETE FROM address WHERE subscriber IN (SELECT id FROM gone); DELETE FROM subscriber WHERE id IN (SELECT id FROM gone)"
  sql 'VACUUM (ANALYZE) subscriber' && sql 'VACUUM (ANALYZE) address' && sql 'VACUUM (ANALYZE) subscription' && sql 'VACUUM (ANALYZE) consent_event'
  sql CHECKPOINT
}
# time_of COMMAND: milliseconds
time_of() {
  begin=$(date +%s%N)
  "$@"
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# What an import may not touch.
fingerprint() {
  sql "SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
    SELECT 's' || id || ':' || xmin AS x FROM subscriber UNION ALL SELECT 'a' || address_key || ':' || xmin FROM address
    UNION ALL SELECT 'l' || list || ':' || subscriber || ':' || xmin FROM subscription UNION ALL SELECT 'c' || id FROM consent_event) r"
}

for round in $(seq "$rounds"); do
  [ "$round" = 1 ] || undo
  a=$(time_of theirs)
  b=$(time_of ours)
  awk "BEGIN { printf \"%.2f\n\", $b / $a }" >>"$dir/ratios"
  echo "round $round: psql $a ms, import $b ms"
done
cat "$dir/out"
ratio=$(median <"$dir/ratios")

before=$(fingerprint)
again=$(time_of ours)
after=$(fingerprint)
echo "again: $again ms; $(tail -1 "$dir/out")"
[ "$before" = "$after" ] || {
  echo "importing again changed rows"
  exit 1
}
sql "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber IN
  (SELECT subscriber FROM address WHERE address_key ~ '^new' ORDER BY address_key LIMIT 100)"
before=$(fingerprint)
ours
[ "$before" = "$(fingerprint)" ] && grep -q '^100 have left a list' "$dir/out" || {
  echo "importing after departures changed rows"
  exit 1
}

peak=$(undo && python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' colporteur --config "$conf" --state "$state" subscriber import "$dir/people.csv" --consent 'a sample' --list lettre --yes 9>&-)
echo "$n people, $existing there already: ratio $ratio (bar $bar), peak memory $peak MB (bar $bar_mb)"
awk "BEGIN { exit !($ratio <= $bar && $peak <= $bar_mb) }"
