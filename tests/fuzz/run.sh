#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh TARGET... -- SOURCE... -- COMPILE FLAGS -- LIBRARIES
# Coverage-guided fuzzing with clang's libFuzzer, FUZZ_SECONDS for each target. Finds land in
# $BUILDDIR/fuzz/NAME/; a find worth keeping is copied to tests/fuzz/corpus/NAME/ with its fix.
set -eu
command -v clang >/dev/null || { echo "fuzz: clang is missing (Debian: apt install clang)" >&2; exit 1; }
targets= sources= flags= libraries= part=targets
for argument do
  if [ "$argument" = -- ]; then
    case $part in targets) part=sources ;; sources) part=flags ;; *) part=libraries ;; esac
    continue
  fi
  # What make passes is quoted again for the one eval below; gcc's own flags are not clang's.
  case $argument in
    -Wlogical-op | -Wduplicated-* | -O[0-9] | -pie | -fPIE | *FORTIFY_SOURCE*) continue ;;
    */src/cmd/* | */src/serve/*) continue ;; # their commands need main.c
  esac
  quoted=$(printf '%s' "$argument" | sed "s/'/'\\\\''/g")
  eval "$part=\"\$$part '\$quoted'\""
done
eval "set -- $targets"
for name do
  echo "fuzz: $name, ${FUZZ_SECONDS} s"
  mkdir -p "$BUILDDIR/fuzz/$name"
  eval "clang $flags -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
    -o \"\$BUILDDIR/fuzz/\$name.run\" \"\$SRCDIR/tests/fuzz/\$name.c\" $sources $libraries"
  (cd "$BUILDDIR/fuzz" && G_SLICE=always-malloc "./$name.run" -max_total_time="$FUZZ_SECONDS" -rss_limit_mb=2048 \
    -timeout=10 -print_final_stats=0 -artifact_prefix="$name/crash-" "$name" "$SRCDIR/tests/fuzz/corpus/$name" 2>&1 | tail -5)
done
