#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# archive.sh - how fast an archive comes in, against notmuch
#
# The mails of MBOX (the corpus of list mail) as a Maildir: `archive import` and `notmuch new` in
# turn, ROUNDS (3) times, everything on the disk; the median of the ratios of mails a second must be
# at least BAR (1).
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
mbox=${MBOX:-$SRCDIR/../shared/corpora/list-mail.mbox.xz}
rounds=${ROUNDS:-3} bar=${BAR:-1}
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

exit $failed
