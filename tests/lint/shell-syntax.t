#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every shell script is plain sh: no bashism passes dash, and none is left without a shebang.
cd "$SRCDIR" || exit 1
scripts=$(git ls-files 2>/dev/null | xargs grep -lI '^#!/bin/sh' 2>/dev/null || grep -rlI '^#!/bin/sh' configure contrib tests .ci)
n=0
for f in $scripts; do
  n=$((n + 1))
  if dash -n "$f" 2>/tmp/err.$$; then echo "ok $n - $f"; else echo "not ok $n - $f"; sed 's/^/# /' /tmp/err.$$; fi
done
rm -f /tmp/err.$$
echo "1..$n"
