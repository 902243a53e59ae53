#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each fuzz target takes every input of its corpus without a crash, in bounded time.
n=0
for source in "$SRCDIR"/tests/fuzz/*.c; do
  name=$(basename "$source" .c)
  [ "$name" = replay ] && continue
  n=$((n + 1))
  if out=$(timeout 60 "$BUILDDIR/tests/fuzz/$name" "$SRCDIR/tests/fuzz/corpus/$name" 2>&1); then
    echo "ok $n - $name, $(printf '%s\n' "$out" | sed -n 's/^# \([0-9]* inputs\)$/\1/p')"
  else
    echo "not ok $n - $name"; printf '%s\n' "$out" | tail -20 | sed 's/^/# /'
  fi
done
echo "1..$n"
