#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The settings for OpenSMTPD in contrib/, run: the table of addresses says at RCPT which there are,
# mail comes over LMTP with the proof in its address, and waits while the role is away.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# shellcheck source=../lib/mta.sh
. "$SRCDIR/tests/lib/mta.sh"
PATH=$PATH:/usr/sbin
in_namespace opensmtpd opensmtpq
unpack opensmtpd
mta_start
# Its programs look at fixed places, which are its own in here only.
mkdir -p var/opensmtpd/empty spool run
mount --bind "$root/usr/libexec" /usr/libexec
mount --bind "$dir/var" /var/lib
mount --bind "$dir/spool" /var/spool
mount --bind "$dir/run" /run
chmod 711 var/opensmtpd var/opensmtpd/empty
mkdir -m 711 spool/smtpd

colporteur list rename mobilites velos >/dev/null
colporteur list rename velos mobilites >/dev/null
COLPORTEUR="command colporteur --config $conf --state $state" sh "$SRCDIR/contrib/opensmtpd/recipients" nobody complaints@lists.example.org >recipients
is "$(wc -l <recipients) $(grep -c "^velos" recipients)" "31 15" "the table has all addresses of a list, by each of its names, and the one that is of none"
{
  echo "listen on 127.0.0.1 port $smtp_port hostname mx.lists.example.org"
  sed "s|/etc/mail/colporteur-recipients|$dir/recipients|; s|8024|$lmtp_port|; s|you@example.org|mobilites-owner@lists.example.org|g" "$SRCDIR/contrib/opensmtpd/colporteur.conf"
} >smtpd.conf
"$root/usr/sbin/smtpd" -n -f smtpd.conf >smtpd.log 2>&1
ok $? "OpenSMTPD understands colporteur.conf" || { diag "$(cat smtpd.log)"; done_testing; }
"$root/usr/sbin/smtpd" -dv -f smtpd.conf >>smtpd.log 2>&1 9>&- &
e2e_pids="$lmtp $!"
wait_for 30 python3 -c "import smtplib; smtplib.SMTP('127.0.0.1', $smtp_port, timeout=5).noop()"
ok $? "and starts" || { diag "$(cat smtpd.log)"; done_testing; }
mta_takes "$smtp_port"

mail() { colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once 2>/dev/null; }
mkdir -m 777 outbox
mail
# A notice may have the mail attached: the copy is what comes back by a proof.
return_path=$(find outbox -type f | while read -r letter; do
  tr -d '\r' <"$letter" | sed -n '1,/^$/s/^Return-Path: <\(mobilites-bounces+.*\)>.*/\1/p'
done | head -1)
echo 'no such user' | eml bounce
is "$(smtp "$smtp_port" '' "$return_path" bounce.eml)" "DATA 250" "a return path with its proof is taken"
wait_for 60 eval '[ "$(sql "SELECT count(*) FROM bounce")" = 1 ]'
ok $? "and comes through whole"

lmtp_stop
echo Bonjour | eml away
is "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org away.eml)" "DATA 250" "while the role is away mail is kept"
wait_for 30 grep -q 'result="\?TempFail' smtpd.log
ok $? "as it must be"
lmtp_start
e2e_pids="$e2e_pids $lmtp"
"$root/usr/sbin/smtpctl" schedule all >/dev/null 2>&1
wait_for 60 eval '[ "$(archived away)" = 1 ]'
ok $? "and handed on when it is back"
done_testing
