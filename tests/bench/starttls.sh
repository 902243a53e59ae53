#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# starttls.sh - what a copy costs under TLS: the wire alone, into a Postfix that offers STARTTLS
#
# N (3,000) messages of SIZE (10,000) bytes over 8 sessions into its durable queue, ROUNDS (3) times
# in the clear and under TLS, with the processor's time for each message of the sender and of
# Postfix's smtpd. WIRE is the program that sends, to compare with another build's.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || {
  echo "only root can start a Postfix: left out"
  exit 0
}
n=${N:-3000} size=${SIZE:-10000} wire=${WIRE:-$BUILDDIR/tests/bench/wire}
port=$(free_port)
dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
clean() {
  postfix -c "$dir/mta/etc" stop 2>/dev/null || :
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
sh "$SRCDIR/contrib/postfix/private-instance" "$dir/mta" "$port" 1 lists.example.org home.example </dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/mta/etc/key.pem" -out "$dir/mta/etc/cert.pem" -days 2 \
  -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
postconf -c "$dir/mta/etc" -e default_transport=discard: smtpd_tls_security_level=may \
  smtpd_tls_cert_file="$dir/mta/etc/cert.pem" smtpd_tls_key_file="$dir/mta/etc/key.pem"
printf '%s\n' 'discard unix - - n - - discard' 'tlsmgr unix - - n 300 1 tlsmgr' >>"$dir/mta/etc/master.cf"
postfix -c "$dir/mta/etc" start 2>/dev/null
wait_for 10 eval 'nc -z 127.0.0.1 $port 2>/dev/null || python3 -c "import socket; socket.create_connection((\"127.0.0.1\", $port))" 2>/dev/null'

# The processes of smtpd live on between the rounds.
served() {
  for pid in $(pgrep -x smtpd -P "$(tr -d ' ' <"$dir/mta/queue/pid/master.pid")"); do
    awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat"
  done | awk '{ sum += $1 } END { print sum + 0 }'
}
settled() {
  while [ -n "$(find "$dir/mta/queue/incoming" "$dir/mta/queue/active" -type f -print -quit)" ]; do sleep 0.2; done
}
for round in $(seq "${ROUNDS:-3}"); do
  for way in clear tls; do
    before=$(served)
    if [ $way = tls ]; then
      said=$("$wire" localhost "$port" "$n" "$size" 8 "$dir/mta/etc/cert.pem")
    else
      said=$("$wire" localhost "$port" "$n" "$size" 8)
    fi
    echo "$round $way: $said; smtpd $((($(served) - before) * 1000000 / $(getconf CLK_TCK) / n)) us each"
    settled
  done
done
