#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lmtp.sh - how fast mail is taken in, and how soon it is out again
#
# CLIENTS (8) connections hand in mails of 10 KB for SECONDS_EACH (5): each is decided about and on
# the disk before its 250. They are more than the machine has processors, so that most are filed
# behind it (serve/filer.h), and what is handed in at the same moment is kept together
# (serve/gather.h): how long filing takes is told too, up to the last that is archived, threaded,
# searchable and queued for its readers. In the same run pgbench inserts rows of 10 KB with as many
# clients into the same server: one statement a row, which is a text that does not compress, into a
# table with a number and nothing else. Both sides run on this machine and are reached through a Unix
# socket, as a mail server on the same machine would, a thread a connection, one mail or row at a time
# each; every mail is written by tests/bench/lmtp while it is measured. ROUNDS (3) alternating rounds;
# the median of their ratios must reach BAR (0.5). One more round has as many connections as processors, so that all is filed before
# each 250. Then MAILS (100) one by one on the idle system: from the 250 to the end of the first copy's
# data at a mail server, of which the median must be at most LATENCY (100) milliseconds. The private
# PostgreSQL writes to the disk before it says that something is committed. READERS (2) are on the list,
# PEOPLE (100,000) on another.
set -eu
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
clients=${CLIENTS:-8} seconds=${SECONDS_EACH:-5} rounds=${ROUNDS:-3} bar=${BAR:-0.5}
readers=${READERS:-2} people=${PEOPLE:-100000} mails=${MAILS:-100} latency=${LATENCY:-100}
PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin | tail -1)
dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
chmod 755 "$dir"
state=$dir/state
conf=$dir/colporteur.conf
roles=
clean() {
  [ -z "$roles" ] || kill $roles 2>/dev/null || :
  [ -z "$roles" ] || wait $roles || :
  state_stop "$state"
  cd / && rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
sh "$SRCDIR/tests/lib/state" "$state"
printf '%s = on\n' fsync synchronous_commit full_page_writes >>"$state/postgresql/data/postgresql.conf"
state_start_prepared "$state"
sink_port=$(free_port)
cat >"$conf" <<CONF
[paths]
data = $SRCDIR

[mail]
domain = lists.example.org
smarthost = 127.0.0.1:$sink_port
dns-server = none

[lmtp]
listen = unix:$dir/lmtp

[site]
url = https://lists.example.org

[log]
level = warning
CONF
colporteur list create bench --title 'Banc' >/dev/null
colporteur subscriber add alix@example.org --list bench >/dev/null
colporteur list create others --title 'Les autres' >/dev/null
sql "INSERT INTO subscriber (name) SELECT 'other' || i FROM generate_series(1, $people) i;
  INSERT INTO address (address_key, address, subscriber) SELECT 'other' || id || '@example.net', 'other' || id || '@example.net', id FROM subscriber WHERE name ~ '^other';
  INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM subscriber s, list l WHERE s.name ~ '^other' AND l.name = 'others'" >/dev/null
sql "VACUUM (ANALYZE) subscriber" >/dev/null && sql "VACUUM (ANALYZE) subscription" >/dev/null && sql "VACUUM (ANALYZE) address" >/dev/null
for i in $(seq 2 "$readers"); do colporteur subscriber add "reader$i@example.net" --list bench >/dev/null; done
start() {
  command colporteur --config "$conf" --state "$state" serve "$1" >"$dir/$1.log" 2>&1 9>&- &
  roles="$roles $!"
}
start lmtp
wait_for 20 test -S "$dir/lmtp"

sql "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)" >/dev/null
{
  printf "INSERT INTO bare (body) VALUES ('"
  head -c 7680 /dev/urandom | base64 -w 0
  printf "');\n"
} >"$dir/insert.sql"
bare() {
  PGOPTIONS='-c search_path=colporteur' pgbench -n -h "$state/postgresql" -U postgres -c "$clients" -j "$clients" -T "$seconds" \
    -f "$dir/insert.sql" colporteur 2>/dev/null 9>&- | sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}
# take_in CLIENTS: "MAILS SECONDS" until they were taken, and the seconds until they were filed
take_in() {
  # Numbers go on: no mail comes twice.
  sql "DELETE FROM post_print; UPDATE message SET message_id = 'round$round.' || id WHERE message_id LIKE 'bench.%'" >/dev/null
  sql CHECKPOINT >/dev/null
  began=$(date +%s.%N)
  taken=$("$BUILDDIR/tests/bench/lmtp" "$dir/lmtp" bench@lists.example.org 10000000 "$1" "$seconds")
  while [ "$(sql "SELECT count(*) FROM intake")" != 0 ]; do sleep 0.2; done
  echo "$taken $(date +%s.%N) $began" | awk '{ printf "%d %.3f %.3f\n", $1, $2, $3 - $4 }'
}
for round in $(seq "$rounds"); do
  b=$(bare)
  m=$(take_in "$clients")
  ratio=$(echo "$m" | awk "{ printf \"%.2f\", \$1 / \$2 / $b }")
  echo "$m" | awk "{ printf \"round $round: %.1f mails/s taken in, all filed at %.1f mails/s; pgbench $b rows/s: ratio $ratio\n\", \$1 / \$2, \$1 / \$3 }"
  echo "$ratio" >>"$dir/ratios"
done
round=$((rounds + 1))
take_in "$(nproc)" | awk '{ printf "%.1f mails/s taken in where each is filed before its 250\n", $1 / $2 }'
ratio=$(sort -n "$dir/ratios" | sed -n "$(((rounds + 1) / 2))p")
echo "taking in: median ratio $ratio (bar $bar)"
failed=0
awk "BEGIN { exit !($ratio >= $bar) }" || failed=1

# --- out again ---
sql "UPDATE mailing SET state = 'finished', finished_at = now(); DELETE FROM delivery" >/dev/null
sql "VACUUM ANALYZE" >/dev/null
start deliver
wait_for 20 grep -q . "$dir/deliver.log" || :
python3 - "$dir/lmtp" "$sink_port" "$mails" >"$dir/latency" <<'PYTHON'
import smtplib, socketserver, sys, threading, time

sink_port, n = (int(a) for a in sys.argv[2:])
arrived = threading.Event()
when = 0.0


class Session(socketserver.StreamRequestHandler):
    def setup(self):
        self.disable_nagle_algorithm = True
        super().setup()

    def handle(self):
        global when
        self.wfile.write(b"220 sink\r\n")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                if not arrived.is_set():
                    when = time.monotonic()
                    arrived.set()
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


server = Server(("127.0.0.1", sink_port), Session)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = smtplib.LMTP(sys.argv[1])
client.ehlo("bench")
for i in range(n):
    arrived.clear()
    body = "Bonjour à toutes et tous.\r\n" * 300
    client.docmd("MAIL", "FROM:<alix@example.org>")
    client.docmd("RCPT", "TO:<bench@lists.example.org>")
    client.docmd("DATA")
    client.send((f"From: Alix <alix@example.org>\r\nSubject: Encore {i}\r\nMessage-ID: <late.{i}@example.org>\r\n"
                 f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}.\r\n").encode())
    code, _ = client.getreply()
    answered = time.monotonic()
    if code != 250 or not arrived.wait(30):
        sys.exit(f"mail {i}: {code}, no copy")
    print(f"{max(when - answered, 0) * 1000:.1f}")
    # Idle again before the next.
    time.sleep(0.3)
PYTHON
median=$(sort -n "$dir/latency" | sed -n "$(((mails + 1) / 2))p")
echo "out again: median $median ms (bar $latency), 9 of 10 within $(sort -n "$dir/latency" | sed -n "$((mails * 9 / 10))p") ms"
awk "BEGIN { exit !($median <= $latency) }" || failed=1
exit $failed
