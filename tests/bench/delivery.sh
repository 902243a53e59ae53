#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# delivery.sh - how fast an edition leaves, against Postfix's own smtp-source
#
# N (20,000) subscribers spread over the communes of historical Brittany, one edition made of the
# demo's contributions, each letter chosen and assembled for its reader under a return path and an
# unsubscribe link of its own, sent by `serve deliver` over 8 connections to smtp-sink on loopback.
# In the same run smtp-source sends as many messages over 8 connections to the same sink. Both send
# 10,000 bytes a message, within 2 %, as counted from what smtp-sink was given. ROUNDS (5)
# alternating rounds, before which both run once; the median of their ratios must reach BAR (0.7).
# The private PostgreSQL writes to the disk before it says that something is committed.
#
# WHAT=post sends one post of a discussion list in place of the edition, and has mlmmj-send (package
# mlmmj) send as many copies of such a mail, each under a return path of its own too, as a third; see
# post.sh.
#
# TO=postfix sends both to a real Postfix with its durable queue in place of smtp-sink, which
# discards what it has taken (root is needed to start it); see postfix.sh. There smtp-source sends a
# second time, each message to a recipient of its own (-N), and that ratio is printed beside the
# other: Postfix remembers what it found out about an address, which for one and the same sender and
# recipient is all there is to find out, and asks its trivial-rewrite five times for each of ours.
#
# Other work on the machine tells on both. What a copy costs each process in microseconds of CPU is
# the steadier figure, since all of them share the same cores, and is printed too.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin
n=${N:-20000} sessions=8 rounds=${ROUNDS:-5} bar=${BAR:-0.7}
what=${WHAT:-edition}
tools="smtp-sink smtp-source"
[ $what = edition ] || tools="$tools mlmmj-send"
for tool in $tools; do
  command -v $tool >/dev/null || {
    echo "$tool (package postfix or mlmmj) is not here"
    exit 1
  }
done
content=$SRCDIR/contrib/demo.d
port=$(free_port)

dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
state=$dir/state
conf=$dir/colporteur.conf
sink=
mta=
clean() {
  [ -z "$sink" ] || kill "$sink"
  [ -z "$mta" ] || postfix -c "$mta/etc" stop 2>/dev/null
  state_stop "$state"
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
sh "$SRCDIR/tests/lib/state" "$state"
# Test databases do not wait for the disk; this one does.
printf '%s = on\n' fsync synchronous_commit full_page_writes >>"$state/postgresql/data/postgresql.conf"
state_start_prepared "$state"
cat >"$conf" <<EOF
[paths]
data = $SRCDIR

[mail]
domain = lists.example.org
smarthost = 127.0.0.1:$port
sessions = $sessions
session-messages = ${SESSION_MESSAGES:-100}
batch = ${BATCH:-100}

[site]
url = https://lists.example.org

[log]
level = warning
EOF

case $what in
edition) colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null ;;
post) colporteur list create lettre --title 'La lettre' >/dev/null ;;
esac
sql "WITH place AS (
    SELECT c.territory AS id, row_number() OVER () - 1 AS n, count(*) OVER () AS total
    FROM (SELECT t.id AS territory FROM territory t WHERE t.kind = 'commune'
          AND substr(t.code, 1, 2) IN ('22', '29', '35', '44', '56') ORDER BY t.id) c
  ), theme AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total FROM interest
  ), person AS (
    INSERT INTO subscriber (name, territories, interests)
      SELECT 'Maud ' || i, ARRAY[l.id],
             ARRAY(SELECT h.id FROM theme h WHERE h.n IN (i * 5 % h.total, i * 11 % h.total))
      FROM generate_series(1, $n) i JOIN (SELECT max(total) AS total FROM place) w ON true
      JOIN place l ON l.n = i * 7 % w.total
      RETURNING id
  ), a AS (
    INSERT INTO address (address, address_key, subscriber)
    SELECT 'reader' || id || '@example.net', 'reader' || id || '@example.net', id FROM person
  ) INSERT INTO subscription (list, subscriber, state) SELECT l.id, p.id, 'confirmed' FROM list l, person p;
  ANALYZE" >/dev/null
start_edition() {
  for file in "$content"/contributions/0[1-2]*.md; do
    colporteur contribution add "$file" >/dev/null
  done
  # shellcheck disable=SC2046
  colporteur contribution accept $(sql "SELECT id FROM contribution ORDER BY id") >/dev/null
  # As many words of the demo's editorial as make a letter of 10,000 bytes.
  awk -v most=6 '/^---$/ { n++ } n < 2 || /^---$/ { print; next }
    { for (i = 1; i <= NF && most-- > 0; i++) printf "%s ", $i
      print "" }' "$content/edition.md" >"$dir/edition.md"
  colporteur edition new lettre "$dir/edition.md" >/dev/null
  colporteur edition compose lettre >/dev/null
  colporteur edition send lettre --yes --no-wait >/dev/null
}

# letter BYTES: a mail whose lines are so long together, as on the wire
letter() {
  head="From: reader$(sql 'SELECT min(id) FROM subscriber')@example.net
To: lettre@lists.example.org
Subject: Une boite a outils
Message-ID: <$1@example.net>
Date: Mon, 02 Nov 2026 08:00:00 +0000
"
  printf '%s\n' "$head" | awk -v most="$1" '{ print; sum += length($0) + 2 }
    END { while (sum + 74 <= most) { print "Les ateliers de reparation reviennent en ville, un samedi sur deux, a 9h"; sum += 74 }
          if (most - sum > 2) printf "%*s\n", most - sum - 2, "." }'
}
start_post() {
  letter "$1" | colporteur deliver --sender reader@example.net lettre@lists.example.org
}
case $what in
edition) start_edition ;;
post)
  # What the list puts before it makes 10,000 bytes of it.
  start_post 9394
  # mlmmj's list of the same people.
  ml=$dir/mlmmj
  for name in archive bounce control incoming moderation queue/discarded requeue subconf subscribers.d text unsubconf; do
    mkdir -p "$ml/$name"
  done
  echo lettre@lists.example.org >"$ml/control/listaddress"
  echo 127.0.0.1 >"$ml/control/relayhost"
  echo "$port" >"$ml/control/smtpport"
  sql "SELECT address FROM address ORDER BY subscriber" >"$ml/everybody"
  letter 10000 >"$ml/mail"
  ;;
esac

# again [LIMIT]: the same mailing once more, from the start
again() {
  sql "DELETE FROM delivery; UPDATE mailing SET state = 'running', finished_at = NULL;
    UPDATE edition SET state = 'running';
    INSERT INTO delivery (mailing, recipient)
      SELECT m.id, s.id FROM mailing m, subscriber s ORDER BY s.id LIMIT ${1:-$n}" >/dev/null
  sql "VACUUM delivery"
}

sink_user=
[ "$(id -u)" != 0 ] || sink_user='-u nobody'

# kept COMMAND...: bytes a message on the wire, by a sink that keeps what it is given: less the lines
# that it puts before it, and with the CR of each line, which it leaves out
kept() {
  mkdir "$dir/kept"
  chmod 777 "$dir/kept"
  # shellcheck disable=SC2086
  smtp-sink $sink_user -d "$dir/kept/" "127.0.0.1:$port" 1000 >/dev/null 2>&1 9>&- &
  sink=$!
  sleep 0.5
  status=0
  "$@" >/dev/null || status=$?
  sleep 0.3
  kill "$sink"
  sink=
  [ $status = 0 ] || return $status
  LC_ALL=C awk 'FNR == 1 { n++; ours = 1 }
    ours && !/^(X-[A-Z][a-z]*-(Addr|Proto|Args):|Received:|\t)/ { ours = 0 }
    !ours { sum += length($0) + 2 }
    END { printf "%d", sum / n }' "$dir"/kept/*
  rm -rf "$dir/kept"
}
deliver() { colporteur serve deliver --once; }
# mlmmj_sends [N]: to so many of its list. It goes by its full path alone, and without its archive
# crashes.
mlmmj_sends() {
  head -n "${1:-$n}" "$ml/everybody" >"$ml/subscribers.d/a"
  cp "$ml/mail" "$ml/incoming/mail"
  "$(command -v mlmmj-send)" -L "$ml" -m "$ml/incoming/mail" >&2
}
# source_sends N BYTES [OPTION...]
source_sends() {
  messages=$1 bytes=$2
  shift 2
  smtp-source -s 8 -m "$messages" -l "$bytes" "$@" -f lettre-bounces@lists.example.org -t reader@example.net "127.0.0.1:$port"
}
again 200
size=$(kept deliver)
# What smtp-source is told to send is not all that it sends.
length=$((10000 + 10000 - $(kept source_sends 1 10000)))
their_size=$(kept source_sends 1 "$length")
[ $what = edition ] || ml_size=$(kept mlmmj_sends 200)
for bytes in "$size" "$their_size" ${ml_size:-}; do
  [ "$bytes" -gt 9800 ] && [ "$bytes" -lt 10200 ] || {
    echo "a message has $bytes bytes on the wire in place of 10,000"
    exit 1
  }
done

if [ "${TO:-sink}" = postfix ]; then
  sh "$SRCDIR/contrib/postfix/private-instance" "$dir/mta" "$port" 1 lists.example.org home.example </dev/null
  mta=$dir/mta
  postconf -c "$mta/etc" -e default_transport=discard:
  echo 'discard unix - - n - - discard' >>"$mta/etc/master.cf"
  postfix -c "$mta/etc" start 2>/dev/null
else
  # shellcheck disable=SC2086
  smtp-sink $sink_user "127.0.0.1:$port" 1000 >/dev/null 2>&1 9>&- &
  sink=$!
fi
sleep 0.5

# What is left of one run must not slow the next.
settled() {
  [ -n "$mta" ] || return 0
  while [ -n "$(find "$mta/queue/incoming" "$mta/queue/active" -type f -print -quit)" ]; do
    sleep 0.2
  done
}

# ticks PID: of CPU, of it and of the children it has seen the end of
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 + $14 + $15 }' "/proc/$1/stat" 2>/dev/null || echo 0; }
# ticks_below PID: and of those that still are
ticks_below() {
  {
    ticks "$1"
    for child in $(pgrep -P "$1"); do ticks "$child"; done
  } | awk '{ sum += $1 } END { print sum }'
}
served() { if [ -n "$mta" ]; then ticks_below "$(tr -d " " <"$mta/queue/pid/master.pid")"; else ticks "$sink"; fi; }
hz=$(getconf CLK_TCK)
postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
cost() { awk "BEGIN { printf \"%d\", ($2 - $1) * 1e6 / $hz / $n }"; }

# rate COMMAND...: messages a second in $rate, microseconds of CPU a message in $cpu
rate() {
  settled
  base=$(ticks_below "$postmaster") there=$(served)
  own=$(times_of_children)
  begin=$(date +%s%N)
  "$@" >/dev/null
  end=$(date +%s%N)
  sleep 0.3 # the server's processes end after their clients
  rate=$((n * 1000000000 / (end - begin)))
  times_of_children >"$dir/own"
  cpu="$(cost 0 "$(($(cat "$dir/own") - own))") itself, $(cost "$base" "$(ticks_below "$postmaster")") PostgreSQL, $(cost "$there" "$(served)") server"
}
times_of_children() { awk '{ sub(/.*\) /, ""); print $14 + $15 }' /proc/$$/stat; }
ratio() { awk "BEGIN { printf \"%.2f\\n\", $1 / $2 }"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compare_mlmmj: after ours and smtp-source's. It waits 40 ms a message for the acknowledgement of a
# part of it (Nagle), so fewer copies say what more would.
compare_mlmmj() {
  all=$n
  n=${ML_N:-500}
  rate mlmmj_sends
  echo "round $round: mlmmj-send $rate/s, of $n (CPU: $cpu)"
  awk "BEGIN { printf \"%.1f\\n\", $ours / $rate }" >>"$dir/mlmmj-ratio"
  n=$all
}
echo "$n messages; on the wire ours have $size bytes on average, smtp-source's $their_size; CPU in microseconds a copy"
for round in $(seq 0 "$rounds"); do
  again
  rate deliver
  ours=$rate our_cpu=$cpu
  left=$(sql "SELECT count(*) FROM delivery WHERE state <> 's'")
  [ "$left" = 0 ] || {
    echo "$left deliveries were not sent"
    exit 1
  }
  rate source_sends "$n" "$length"
  theirs=$rate their_cpu=$cpu each=
  [ -z "$mta" ] || {
    rate source_sends "$n" "$length" -N
    each="; to a recipient each: ratio $(ratio "$ours" "$rate"), $rate/s (CPU: $cpu)"
  }
  [ "$round" -gt 0 ] || continue
  echo "round $round: ratio $(ratio "$ours" "$theirs"); deliver $ours/s (CPU: $our_cpu); smtp-source $theirs/s (CPU: $their_cpu)$each"
  echo "$ours" >>"$dir/ours"
  echo "$theirs" >>"$dir/theirs"
  ratio "$ours" "$theirs" >>"$dir/ratio"
  ratio "$ours" "$rate" >>"$dir/ratio-each"
  [ $what = edition ] || compare_mlmmj
done
[ $what = edition ] || echo "median: $(median <"$dir/mlmmj-ratio") times as fast as mlmmj-send, over one connection"
ratio=$(median <"$dir/ratio")
echo "median: deliver $(median <"$dir/ours")/s, smtp-source $(median <"$dir/theirs")/s, ratio $ratio (bar $bar)"
[ -z "$mta" ] || echo "median beside smtp-source to a recipient each: ratio $(median <"$dir/ratio-each")"
awk "BEGIN { exit !($ratio >= $bar) }"
