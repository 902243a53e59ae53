#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# crash.sh - kill everything KILLS (30) times during a mailing of COPIES (5,000)
#
# The end-to-end test of the same name, longer: forgotten 0, twice at most one copy for each
# connection that was open for what was killed. ROUNDS (3) times, so that each of the deliver role,
# PostgreSQL and the mail server is killed KILLS times in all. SEED (29) decides when.
export COPIES="${COPIES:-5000}" KILLS="${KILLS:-30}"
seed=${SEED:-29} failed=0
for round in $(seq "${ROUNDS:-3}"); do
  SEED=$((seed + round - 1)) sh "$SRCDIR/tests/e2e/crash.t" || failed=1
done
exit $failed
