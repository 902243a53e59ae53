#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [NAME...] - run the measurements in tests/bench (all of them without a NAME)
#
# `make bench` and `make bench BENCH=delivery` come here. Each tests/bench/NAME.sh prints what it
# measured and fails when that is below its bar.
set -eu
# shellcheck disable=SC2046 # a word each
[ $# -gt 0 ] || set -- $(cd "$SRCDIR/tests/bench" && ls ./*.sh | sed 's|.*/||; s|\.sh$||' | grep -v '^run$')
failed=0
for name in "$@"; do
  echo "== $name"
  sh "$SRCDIR/tests/bench/$name.sh" || failed=1
done
exit $failed
