#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each public header can be included first and alone, and opens with a licence and a purpose.
#
# A header that is the first thing a source file includes was compiled so when that was built, and
# so was the header that it includes first. The compiler is asked for the others alone: it reads
# all of GLib each time.
cd "$SRCDIR" || exit 1
flags=$(sed -n 's/^DEP_CFLAGS = //p' "$BUILDDIR/../Makefile")
firsts() { # of each file below src: its name, and what it includes first
  find src -name '*.[ch]' -exec awk 'FNR == 1 { wanted = 1 }
    wanted && /^#include/ { gsub(/[<>"]/, "", $2); print substr(FILENAME, 5), $2; wanted = 0 }' {} +
}
proven=$(firsts | awk '{ first[$1] = $2 }
  END { for (f in first) if (f ~ /\.c$/)
          for (h = first[f]; h in first && !seen[h]++; h = first[h]) print h }')
proven=" $(echo "$proven" | tr '\n' ' ') "
alone() {
  case $proven in *" ${1#src/} "*) return 0 ;; esac
  # shellcheck disable=SC2086
  printf '#include "%s"\n' "${1#src/}" |
    cc -std=c11 -fsyntax-only -D_GNU_SOURCE -Isrc -I"$BUILDDIR/gen" $flags -x c - 2>"$BUILDDIR/lint.err"
}
n=0
for h in $(find src -name '*.h' ! -name settings-table.h | LC_ALL=C sort); do
  n=$((n + 1))
  : >"$BUILDDIR/lint.err"
  if alone "$h" && read -r line <"$h" && [ "${line#*SPDX-License-Identifier: GPL-3.0-or-later}" != "$line" ]; then
    echo "ok $n - $h"
  else
    echo "not ok $n - $h"; sed 's/^/# /' "$BUILDDIR/lint.err"
  fi
done
echo "1..$n"
