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
    -Werror | -Wlogical-op | -Wduplicated-* | -O[0-9] | -pie | -fPIE | *FORTIFY_SOURCE*) continue ;;
    */src/serve/lmtp-reply.c | */src/serve/lmtp-session.c) ;; # know nobody else of their room
    */src/cmd/* | */src/serve/*) continue ;; # their commands need the table and main.c
  esac
  quoted=$(printf '%s' "$argument" | sed "s/'/'\\\\''/g")
  eval "$part=\"\$$part '\$quoted'\""
done
compile="clang $flags -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined"

# The library once, instrumented, for all targets.
rm -rf "$BUILDDIR/fuzz/lib"
mkdir -p "$BUILDDIR/fuzz/lib"
eval "set -- $sources"
objects=
for source do
  object=$BUILDDIR/fuzz/lib/$(printf '%s' "$source" | tr / _).o
  eval "$compile -fsanitize=fuzzer-no-link -c -o \"\$object\" \"\$source\""
  objects="$objects '$object'"
done

failed=
eval "set -- $targets"
for name do
  echo "fuzz: $name, ${FUZZ_SECONDS} s"
  mkdir -p "$BUILDDIR/fuzz/$name"
  eval "$compile -fsanitize=fuzzer -o \"\$BUILDDIR/fuzz/\$name.run\" \
    \"\$SRCDIR/tests/fuzz/\$name.c\" $objects $libraries"
  status=0
  (cd "$BUILDDIR/fuzz" && G_SLICE=always-malloc "./$name.run" -max_total_time="$FUZZ_SECONDS" \
    -rss_limit_mb=2048 -timeout=10 -artifact_prefix="$name/crash-" \
    "$name" "$SRCDIR/tests/fuzz/corpus/$name" >"$name.log" 2>&1) || status=$?
  if [ "$status" = 0 ]; then
    tail -1 "$BUILDDIR/fuzz/$name.log"
  else
    failed="$failed $name"
    # What failed, without the bytes of the input that follow.
    grep -aE '^==|^ +#[0-9]|ERROR|SUMMARY|runtime error|artifact' "$BUILDDIR/fuzz/$name.log" | head -40
  fi
done
[ -z "$failed" ] || { echo "fuzz: found something in$failed; inputs are in $BUILDDIR/fuzz/NAME/" >&2; exit 1; }
