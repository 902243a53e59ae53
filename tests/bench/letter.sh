#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# letter.sh - what assembling one reader's copy of 10 KB costs, with clicks counted or not (bar: 15 us
# of processor)
set -eu
"$BUILDDIR/tests/bench/letter" "${SIZE:-10000}"
"$BUILDDIR/tests/bench/letter" "${SIZE:-10000}" counted
