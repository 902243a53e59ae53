#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The settings for Exim 4 in contrib/, run: addresses are asked at RCPT, mail comes over LMTP, and is
# asked to come back while the role is away.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# shellcheck source=../lib/mta.sh
. "$SRCDIR/tests/lib/mta.sh"
PATH=$PATH:/usr/sbin
in_namespace Debian-exim
exim=$(command -v exim4) || { unpack exim4-daemon-light exim4-base && exim=$root/usr/sbin/exim4; }
mta_start

# section NAME: what colporteur.conf has under that heading
section() { sed -n "/^# --- $1/,/^# --- /p" "$SRCDIR/contrib/exim4/colporteur.conf" | grep -v '^# --- ' | sed "s/8024/$lmtp_port/; s/root@\$primary_hostname/mobilites-owner@lists.example.org/"; }
mkdir spool
chown nobody spool
{
  cat <<CONF
exim_path = $exim
primary_hostname = mx.lists.example.org
spool_directory = $dir/spool
log_file_path = $dir/spool/%slog
pid_file_path = $dir/spool/pid
exim_user = nobody
exim_group = $(id -gn nobody)
daemon_smtp_ports = $smtp_port
local_interfaces = 127.0.0.1
acl_smtp_rcpt = acl_check_rcpt
host_lookup =
tls_advertise_hosts =
keep_environment =
queue_run_in_order
CONF
  section main
  echo 'begin acl'
  echo 'acl_check_rcpt:'
  section acl
  echo '  deny message = relay not permitted'
  echo 'begin routers'
  section routers
  echo 'begin transports'
  section transports
  echo 'begin retry'
  section retry | sed 's/^# //'
} >exim.conf
$exim -C "$dir/exim.conf" -bV >exim.log 2>&1
ok $? "Exim understands colporteur.conf" || { diag "$(cat exim.log)"; done_testing; }
$exim -C "$dir/exim.conf" -bdf -q1m >>exim.log 2>&1 9>&- &
e2e_pids="$lmtp $!"
wait_for 30 python3 -c "import smtplib; smtplib.SMTP('127.0.0.1', $smtp_port, timeout=5).noop()"
ok $? "and starts" || diag "$(cat exim.log spool/mainlog spool/paniclog 2>/dev/null)"
mta_takes "$smtp_port"
like "$(smtp "$smtp_port" '' mobilites-bounces+aeaqcaibaeaqcaibaeaqcaibae@lists.example.org)" '^RCPT 550 ' "a forged return path is refused at RCPT"

lmtp_stop
like "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org)" '^RCPT 4[0-9][0-9] ' "while the role is away the client is asked to come back"
lmtp_start
e2e_pids="$e2e_pids $lmtp"
echo Bonjour | eml back
is "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org back.eml)" "DATA 250" "with it back mail is taken"
wait_for 60 eval '[ "$(archived back)" = 1 ]'
ok $? "and comes into the archive"
echo Bonjour | eml loop 'List-Id: <mobilites.lists.example.org>'
smtp "$smtp_port" alix@example.org mobilites@lists.example.org loop.eml >/dev/null
# With settings that are not in its fixed place Exim delivers without rights, and logs here.
wait_for 30 grep -q '55[04] 5.4.6' exim.log
ok $? "what Colporteur refuses has its reason in the log"
done_testing
