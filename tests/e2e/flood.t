#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# flood.t - more mails at once than can be filed: what got its 250 is archived and queued, once
#
# CLIENTS connections hand in mails in bursts, MAILS in all, some of them by two connections at once,
# while the lmtp role and PostgreSQL are killed with SIGKILL in turn, KILLS times. What comes at the
# same moment is kept together. Whatever is cut off is handed in again, as a mail server does. Then everything is filed: nothing that was accepted may be
# missing, nothing there or queued twice. Later: a mail that cannot be filed holds up nobody, and is
# named as a fault.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
clients=${CLIENTS:-12} kills=${KILLS:-4} seconds=${FLOOD_SECONDS:-12} mails=${MAILS:-1200}
port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$port"
# Test databases do not wait for the disk; here what is committed must survive the server.
sql "ALTER ROLE colporteur_engine SET synchronous_commit = on"
colporteur list create mobilites --title 'Mobilités' >/dev/null
for who in alix camille; do colporteur subscriber add "$who@example.org" --list mobilites >/dev/null; done

lmtp_start() {
  command colporteur --config "$conf" --state "$state" serve lmtp >>lmtp.log 2>&1 9>&- &
  lmtp=$!
  e2e_pids="$e2e_pids $lmtp"
}
lmtp_start
wait_for 20 grep -q 'ready ROLE=lmtp' lmtp.log

# flood CLIENTS SECONDS MAILS: writes the Message-IDs that got their 250 to acked, what each said to said
cat >flood.py <<'PYTHON'
import itertools, smtplib, sys, threading, time

port, clients, seconds, mails = (int(a) for a in sys.argv[1:])
start = time.monotonic()
end = start + seconds
BURSTS = 4  # a second
numbers = itertools.count()
lock = threading.Lock()
acked = open("acked", "a")
said = open("said", "a")


def mail(n):
    reply = f"In-Reply-To: <flood.{n - 7}@example.org>\r\n" if n % 5 == 3 and n > 7 else ""
    return (f"From: Alix <alix@example.org>\r\nTo: mobilites@lists.example.org\r\nSubject: Crue {n}\r\n"
            f"Date: Thu, 26 Nov 2026 {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02} +0100\r\n"
            f"Message-ID: <flood.{n}@example.org>\r\n{reply}Content-Type: text/plain; charset=utf-8\r\n\r\n"
            + f"L'eau monte, numéro {n}.\r\n" * 40 + ".\r\n").encode()


class Connection:
    def __init__(self):
        self.lmtp = None

    def hand_in(self, n):
        """Until it gets an answer."""
        while time.monotonic() < end + 30:
            try:
                if self.lmtp is None:
                    self.lmtp = smtplib.LMTP("127.0.0.1", port, timeout=20)
                    self.lmtp.ehlo("flood")
                for command in (("MAIL", "FROM:<alix@example.org>"), ("RCPT", "TO:<mobilites@lists.example.org>"), ("DATA", "")):
                    code, text = self.lmtp.docmd(*command)
                    if code >= 400:
                        raise OSError(text)
                self.lmtp.send(mail(n))
                code, text = self.lmtp.getreply()
                if code == 250:
                    with lock:
                        acked.write(f"flood.{n}@example.org\n")
                        said.write(text.decode().split()[-1] + "\n")
                    return
                raise OSError(text)
            except (OSError, smtplib.SMTPException):
                if self.lmtp is not None:
                    self.lmtp.close()
                self.lmtp = None
                time.sleep(0.1)


def work(connection, twin):
    while time.monotonic() < end:
        n = next(numbers)
        # Not before its burst.
        begin = start + n * seconds * BURSTS // mails / BURSTS
        time.sleep(max(0, min(begin, end) - time.monotonic()))
        if time.monotonic() >= end:
            break
        if n % 10 == 0:
            # The same mail on two connections at once.
            other = threading.Thread(target=twin.hand_in, args=(n,))
            other.start()
            connection.hand_in(n)
            other.join()
        else:
            connection.hand_in(n)


threads = [threading.Thread(target=work, args=(Connection(), Connection())) for _ in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
acked.close()
said.close()
PYTHON
python3 flood.py "$port" "$clients" "$seconds" "$mails" &
flood=$!
e2e_pids="$e2e_pids $flood"

for kill in $(seq "$kills"); do
  sleep $((seconds / (kills + 1)))
  if [ $((kill % 2)) = 1 ]; then
    kill -KILL "$lmtp"
    wait "$lmtp" 2>/dev/null
    lmtp_start
  else
    kill -KILL "$(sed -n 1p "$state/postgresql/data/postmaster.pid")"
    sleep 0.5
    colporteur schema version >/dev/null 2>&1
  fi
done
wait "$flood"
ok $? "mails came in while the lmtp role and PostgreSQL were killed"
wait_for 20 colporteur schema version
ok "$([ "$(wc -l <acked)" -gt 50 ]; echo $?)" "a good many"
wait_for 100 eval '[ "$(sql "SELECT count(*) FROM intake")" = 0 ]'
ok $? "everything is filed in the end"
like "$(cat lmtp.log)" 'REASON=filed' "some of it behind its 250"
ok "$([ "$(sql "SELECT max(n) FROM (SELECT count(*) AS n FROM post_print GROUP BY xmin) s")" -gt 1 ]; echo $?)" "mails that came at the same moment were kept together"

sort -u acked >wanted
sql "SELECT m.message_id FROM post JOIN message m ON m.id = message ORDER BY 1" | LC_ALL=C sort >there
is "$(LC_ALL=C sort wanted | LC_ALL=C comm -23 - there | head -5)" "" "whatever got its 250 is in the archive"
is "$(uniq -d there | head -5)" "" "nothing is there twice"
is "$(sql "SELECT count(*) FROM message")" "$(wc -l <there)" "nor kept twice"
is "$(sql "SELECT count(*) FROM post p WHERE (SELECT count(*) FROM mailing m WHERE m.message = p.message) <> 1")" 0 "each post has one mailing"
is "$(sql "SELECT count(*) FROM mailing m WHERE (SELECT count(*) FROM delivery d WHERE d.mailing = m.id) <> 2")" 0 "to each reader once"
is "$(sql "SELECT count(*) FROM message m JOIN message o ON o.message_id = m.refers_to[1] JOIN post a ON a.message = m.id JOIN post b ON b.message = o.id
           JOIN thread s ON s.id = a.thread JOIN thread t ON t.id = b.thread WHERE s.root <> t.root")" 0 "answers are in the threads of what they answer"
ok "$([ "$(grep -c duplicate said)" -gt 0 ]; echo $?)" "of the mails that came on two connections at once one is a duplicate"

# --- what cannot be filed ---

sql "INSERT INTO intake (list, message_id, raw, distribute, received_at) SELECT id, 'broken@example.org', '', true, now() - interval '1 hour' FROM list;
     INSERT INTO intake (list, message_id, raw, distribute) SELECT id, 'behind@example.org', convert_to(E'From: Alix <alix@example.org>\r\nMessage-ID: <behind@example.org>\r\nSubject: Derrière\r\n\r\nBonjour.\r\n', 'UTF8'), true FROM list"
kill -TERM "$lmtp"
wait "$lmtp"
lmtp_start
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM intake")" = 1 ]'
is "$(sql "SELECT count(*) FROM post JOIN message m ON m.id = message WHERE m.message_id = 'behind@example.org'")" 1 "a mail that cannot be filed does not hold up the next"
is "$(sql "SELECT message_id, tries, fault IS NOT NULL, next_try > now() FROM intake")" "broken@example.org|1|t|t" "it is tried again later"
run colporteur list doctor mobilites
like "$out$err" 'cannot be filed' "the list's doctor names it"
run colporteur intake list
like "$out" 'mobilites .*put off .*1' "it is listed"
run colporteur queue status
like "$out" 'wait to be filed: 1' "the queue says that it waits"
like "$(sql "SELECT name, label, value FROM site.metrics() WHERE name ~ 'intake'")" 'colporteur_intake\|state="failing"\|1' "and so do the metrics"

# --- a person decides ---

broken=$(sql "SELECT id FROM intake")
sql "UPDATE intake SET begun = 3, next_try = now()"
kill -TERM "$lmtp"
wait "$lmtp"
lmtp_start
wait_for 20 eval '[ "$(sql "SELECT set_aside_at IS NOT NULL FROM intake")" = t ]'
ok $? "one that ended the process three times while it was filed is set aside"
like "$(cat lmtp.log)" 'cannot be filed and was set aside.*INTAKE=' "the log says so"
run colporteur list doctor mobilites
like "$out$err" 'was set aside' "and the doctor"
run colporteur queue status
like "$out" 'set aside: 1' "and the queue"
sql "UPDATE intake SET raw = convert_to(E'From: Alix <alix@example.org>\r\nMessage-ID: <broken@example.org>\r\n\r\nEntier.\r\n', 'UTF8')"
run colporteur intake show "$broken"
like "$out" 'Entier' "it can be read"
run colporteur intake drop "$broken"
is "$status" 77 "and is not dropped without a question"
run colporteur intake retry "$broken"
is "$status" 0 "it can be tried again"
kill -TERM "$lmtp"
wait "$lmtp"
lmtp_start
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM intake")" = 0 ]'
is "$(sql "SELECT count(*) FROM post JOIN message m ON m.id = message WHERE m.message_id = 'broken@example.org'")" 1 "and is filed then"
kill -TERM "$lmtp"
wait "$lmtp"
sql "INSERT INTO intake (list, message_id, raw, distribute) SELECT id, 'waits@example.org', 'x', true FROM list"
waits=$(sql "SELECT id FROM intake")
run colporteur intake drop "$waits" --yes
is "$status" 67 "one that merely waits cannot be dropped"
run colporteur list rename mobilites mobilite
like "$err" '1 accepted mail is not filed yet on mobilites' "who renames the list hears of it"
colporteur list rename mobilite mobilites >/dev/null 2>&1
sql "UPDATE intake SET fault = 'broken'"
run colporteur intake drop "$waits" --yes
is "$status $(sql "SELECT count(*) FROM intake")" "0 0" "one that cannot be filed can"
sql "INSERT INTO intake (list, message_id, raw, distribute) SELECT id, 'waits@example.org', 'x', true FROM list"
colporteur list delete mobilites --with-archive --yes >/dev/null 2>&1
is "$(sql "SELECT count(*) FROM intake")" 0 "it goes with its list"
done_testing
