#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The life of a list, through a real Postfix: what people send, and exactly what each of them and
# the archive gets. The script is tests/lib/list-life.py.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || skip_all "only root can start a Postfix"
command -v postfix >/dev/null || skip_all "there is no Postfix here"
smtp_port=$(free_port)
lmtp_port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$lmtp_port" '[robot]' 'per-address = 12'
sed -i "s/^domain = lists.example.org/&\nsmarthost = 127.0.0.1:$smtp_port\nauthserv-id = mx.example.net/" "$conf"

for who in alix bleuenn camille dina eloi fanch gaid loin chef maud passante cron victime mailer-daemon; do echo "$who@home.example"; done |
  sh "$SRCDIR/contrib/postfix/private-instance" "$dir/mta" "$smtp_port" "$lmtp_port" lists.example.org home.example
# An address is asked about once; the answer is looked for sooner than after three seconds.
# What comes without a Message-ID or a date stays so: they are not added here either.
postconf -c "$dir/mta/etc" -e address_verify_poll_delay=1s local_header_rewrite_clients=
postfix -c "$dir/mta/etc" start 2>/dev/null 9>&-
colporteur list create mobilites --title 'Mobilités' --prefix '[mob]' --owner chef@home.example >/dev/null
colporteur list set mobilites --moderator maud@home.example >/dev/null
command colporteur --config "$conf" --state "$state" serve lmtp >lmtp.log 2>&1 9>&- &
e2e_pids=$!
command colporteur --config "$conf" --state "$state" serve deliver >deliver.log 2>&1 9>&- &
e2e_pids="$e2e_pids $!"
if wait_for 30 grep -q 'ready ROLE=lmtp' lmtp.log && wait_for 30 grep -q 'ready ROLE=deliver' deliver.log; then
  python3 "$SRCDIR/tests/lib/list-life.py" "$smtp_port" "$dir/mta" "$state/postgresql" colporteur --config "$conf" --state "$state" 9>&-
  status=$?
else
  echo "Bail out! the roles do not start"
  status=1
fi
postfix -c "$dir/mta/etc" stop 2>/dev/null
exit $status
