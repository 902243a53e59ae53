#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# crash.sh - kill everything KILLS (30) times during a mailing of COPIES (5,000)
#
# The end-to-end test of the same name, longer: forgotten 0, twice at most one copy for each
# connection that was open for what was killed. SEED (29) decides when.
export COPIES="${COPIES:-5000}" KILLS="${KILLS:-30}"
exec sh "$SRCDIR/tests/e2e/crash.t"
