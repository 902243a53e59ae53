#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The demo as a newcomer runs it: everything arrives, by real SMTP both ways.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "a private Postfix needs root"
out=$("$SRCDIR/contrib/demo" --once 2>&1)
ok $? "contrib/demo --once" || diag "$out"
is "$out" "demo: everything arrived" "and is quiet about it"
done_testing
