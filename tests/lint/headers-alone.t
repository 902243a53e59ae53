#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each public header can be included first and alone, and opens with a licence and a purpose.
cd "$SRCDIR" || exit 1
flags=$(sed -n 's/^DEP_CFLAGS = //p' "$BUILDDIR/../Makefile")
n=0
for h in $(find src -name '*.h' ! -name settings-table.h | LC_ALL=C sort); do
  n=$((n + 1))
  # shellcheck disable=SC2086
  if printf '#include "%s"\n' "${h#src/}" | cc -std=c11 -fsyntax-only -D_GNU_SOURCE -Isrc -I"$BUILDDIR/gen" $flags -x c - 2>"$BUILDDIR/lint.err" &&
    sed -n 1p "$h" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'; then
    echo "ok $n - $h"
  else
    echo "not ok $n - $h"; sed 's/^/# /' "$BUILDDIR/lint.err"
  fi
done
echo "1..$n"
