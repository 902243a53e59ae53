#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# archive.sh - how fast an archive comes in, against notmuch, and how fast one finds in it
#
# The mails of MBOX (the corpus of list mail) as a Maildir: `archive import` and `notmuch new` in
# turn, ROUNDS (3) times, everything on the disk; the median of the ratios of mails a second must be
# at least BAR (1). Then as many copies of them as make N (100,000) messages, and SEARCHES (40) of
# each word as the site asks them: median at most BAR_MEDIAN (30) ms, slowest at most BAR_SLOWEST
# (200) ms.
set -eu
. "$SRCDIR/tests/lib/tap.sh"
mbox=${MBOX:-$SRCDIR/../shared/corpora/list-mail.mbox.xz}
n=${N:-100000} rounds=${ROUNDS:-3} bar=${BAR:-1} searches=${SEARCHES:-40}
bar_median=${BAR_MEDIAN:-30} bar_slowest=${BAR_SLOWEST:-200}
words=${WORDS:-would linux list procmail quantum zebra}
[ -r "$mbox" ] || { echo "no $mbox: nothing is measured"; exit 0; }
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
printf '[paths]\ndata = %s\n[mail]\ndomain = lists.example.org\n' "$SRCDIR" >"$conf"
python3 "$SRCDIR/tests/lib/archive.py" split "$mbox" "$dir/mails"
mkdir -p "$dir/maildir/new" "$dir/maildir/tmp"
mv "$dir/mails" "$dir/maildir/cur"
mails=$(find "$dir/maildir/cur" -type f | wc -l)
printf '[database]\npath=%s\n[user]\nname=x\nprimary_email=x@example.org\n' "$dir/maildir" >"$dir/notmuch"

fresh() {
  [ ! -d "$state" ] || state_stop "$state"
  rm -rf "$state"
  sh "$SRCDIR/tests/lib/state" "$state"
  printf '%s = on\n' fsync full_page_writes >>"$state/postgresql/data/postgresql.conf"
  state_start_prepared "$state"
  colporteur list create dev --kind discussion >"$dir/out" 2>&1
}
theirs() { NOTMUCH_CONFIG=$dir/notmuch notmuch new >"$dir/out" 2>&1; }
ours() { colporteur archive import dev "$dir/maildir" >"$dir/out" 2>"$dir/err"; }
time_of() {
  begin=$(date +%s%N)
  "$@"
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}

failed=0
if command -v notmuch >/dev/null; then
  for round in $(seq "$rounds"); do
    fresh
    rm -rf "$dir/maildir/.notmuch"
    a=$(time_of theirs)
    b=$(time_of ours)
    awk "BEGIN { printf \"%.2f\n\", $a / $b }" >>"$dir/ratios"
    echo "round $round: notmuch $a ms, import $b ms"
  done
  ratio=$(sort -n "$dir/ratios" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
  echo "$mails mails: $ratio times the rate of notmuch (bar $bar)"
  awk "BEGIN { exit !($ratio >= $bar) }" || failed=1
else
  echo "notmuch is not here: the rate of an import is not compared"
  fresh
  ours
fi
again=$(time_of ours)
tail -1 "$dir/out"
echo "again: $again ms"

copies=$(((n + mails - 1) / mails - 1))
sql "SET session_replication_role = replica; SET gin_pending_list_limit = '1GB';
  INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html, date, date_reason,
                       refers_to, link, parts, attachments)
    SELECT 'r' || n || '.' || message_id, sha256((n || encode(content_hash, 'hex'))::bytea), upper(md5(n || message_id)), raw, from_name,
           from_address, subject, body, html, date + n * interval '37 days', 'date',
           ARRAY(SELECT 'r' || n || '.' || r FROM unnest(refers_to) r), 'r' || n || '.' || link, parts, attachments
    FROM message, generate_series(1, $copies) n;
  INSERT INTO post (list, message, thread, date)
    SELECT 1, m.id, (SELECT min(id) FROM thread), m.date FROM message m ON CONFLICT DO NOTHING;
  SELECT search_settle(), search_words_refresh()" >"$dir/out" 2>&1
sql 'VACUUM (ANALYZE) message' && sql 'VACUUM (ANALYZE) post'
echo "$(sql 'SELECT count(*) FROM message') messages, $(sql "SELECT pg_size_pretty(pg_total_relation_size('message'))")"
for word in $words; do
  for order in false true; do
    PGOPTIONS='-c search_path=site' psql -X -q -At -h "$state/postgresql" -U colporteur_site -d colporteur 9>&- >"$dir/times" <<END
PREPARE s AS SELECT * FROM search(\$1, NULL, NULL, NULL, 0, 0, false, NULL, NULL, $order, 0, 21);
\\o /dev/null
EXECUTE s('$word');
\\o
\\timing on
$(for _ in $(seq "$searches"); do printf "\\\\o /dev/null\nEXECUTE s('%s');\n" "$word"; done)
END
    sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' "$dir/times" | sort -n >"$dir/sorted"
    median=$(awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }' "$dir/sorted")
    slowest=$(tail -1 "$dir/sorted")
    echo "\"$word\" $([ $order = true ] && echo newest || echo best) first: median $median ms (bar $bar_median), slowest $slowest ms (bar $bar_slowest)"
    awk "BEGIN { exit !($median <= $bar_median && $slowest <= $bar_slowest) }" || failed=1
  done
done
exit $failed
