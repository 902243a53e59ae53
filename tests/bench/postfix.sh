#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# postfix.sh - how fast an edition leaves into a real Postfix with its durable queue
#
# As delivery.sh, whose words hold here, but for the server, and the bar: 0.95 of what smtp-source
# gets out of the same Postfix. 10,000 messages, so that what it takes to begin (most of it
# PostgreSQL's for new connections) is no large part of it.
set -eu
[ "$(id -u)" = 0 ] || {
  echo "only root can start a Postfix: left out"
  exit 0
}
TO=postfix BAR=${BAR:-0.95} N=${N:-10000} exec sh "$SRCDIR/tests/bench/delivery.sh"
