#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each test that the table of traps in tests/unit/wire-traps.c names is there, in the file it names.
cd "$SRCDIR/tests/unit" || exit 1
n=0
# A line of FILE: NAME, NAME; what stands left of column 50 is the trap.
for named in $(sed -n '/^\/\* clang-format off/,/clang-format on/p' wire-traps.c | cut -c 51- | tr ',;' '  ' |
  awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^wire-[a-z]+:$/) file = $i; else if (file != "") print file $i }'); do
  file=${named%%:*}.c name=${named#*:}
  n=$((n + 1))
  if grep -q "\"/wire/\([a-z-]*/\)\{0,1\}$name[\"/]" "$file"; then echo "ok $n - $named"; else
    echo "not ok $n - $named is named in the table of traps and is not in $file"
  fi
done
n=$((n + 1))
if [ "$n" -gt 20 ]; then echo "ok $n - the table was read"; else echo "not ok $n - the table was not read"; fi
echo "1..$n"
