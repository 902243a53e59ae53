#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two hosts that deliver, PostgreSQL with a standby: the primary is killed in mid-mailing, the
# standby takes over, and the mailing ends as if nothing had been.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
for tool in patroni etcd smtp-sink ip; do
  command -v $tool >/dev/null || skip_all "$tool is not here; see \"scale\" in contrib/debian-packages"
done
copies=2000
run "$SRCDIR/contrib/scale/run" --copies $copies --rate 400 --name "t$$"
[ "$status" != 77 ] || skip_all "$err"
is "$status" 0 "the mailing comes to its end, and the lost host follows the new primary" || diag "$err"
diag "$out"
value() { printf '%s\n' "$out" | sed -n "s/^$1: *//p"; }
is "$(value forgotten)" 0 "forgotten: 0"
is "$(value ledger)" "$copies sent" "the ledger says so"
# What a host held when the database went was written down at the new primary, not sent again.
is "$(value twice)" 0 "twice: 0"
is "$(value reconnected)" "2 of 2 hosts found the new primary" "both hosts found the new primary"
like "$(value 'took over')" '^db2' "which is the standby"
[ ! -e "/run/netns/t$$-hub" ] && [ ! -e "/run/colporteur-scale/t$$" ]
ok $? "nothing is left behind"

# What cannot be tried says why, in one line.
run setpriv --reuid=65534 --regid=65534 --clear-groups "$SRCDIR/contrib/scale/run"
is "$status" 77 "without root's rights it is not tried"
is "$err" "scale: network namespaces need root" "and says why"
run "$SRCDIR/contrib/scale/run" --lose everything
is "$status" 64 "a wrong option shows how it is used"
done_testing
