#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# slow-client.t - nobody holds an LMTP session for ever, a byte at a time
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$port" 'timeout = 2s'

colporteur list create une --title 'Une' >/dev/null
colporteur subscriber add alix@example.org --list une >/dev/null
command colporteur --config "$conf" --state "$state" serve lmtp >lmtp.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=lmtp' lmtp.log

# trickle START BYTES: says START, then BYTES again and again, and prints what ends it
trickle() {
  python3 - "$port" "$1" "$2" <<'EOF'
import socket, sys, time
start, byte = (a.encode().decode("unicode_escape").encode() for a in sys.argv[2:])
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    s.sendall(start)
    s.settimeout(0.2)
    heard, end = b"", time.monotonic() + 30
    while time.monotonic() < end:
        try:
            got = s.recv(4096)
            if not got:
                break
            heard += got
        except TimeoutError:
            try:
                s.sendall(byte)
            except OSError:
                break
    print(heard.decode().splitlines()[-1])
EOF
}
like "$(trickle 'LHLO x\r\nMAIL FROM:<alix@example.org>\r\nRCPT TO:<une@lists.example.org>\r\nDATA\r\nSubject: x\r\n\r\n' x)" '^421 4\.4\.7 ' "a mail that comes a byte at a time is not waited for"
like "$(trickle 'LHLO ' x)" '^421 4\.4\.7 ' "nor is a command"
like "$(trickle 'LHLO x\r\n' 'NOOP\r\n')" '^421 4\.4\.7 ' "nor one who only asks whether we are there"
like "$(trickle 'LHLO x\r\n' 'MAIL FROM:<alix@example.org>\r\nRSET\r\n')" '^421 4\.4\.7 ' "nor one who begins again and again"
is "$(sql 'SELECT count(*) FROM message')" 0 "nothing of it is kept"

# What was before a mail is not the mail's: either takes less than six seconds, both together more.
out=$(
  python3 - "$port" <<'EOF'
import smtplib, sys, time
with smtplib.LMTP("127.0.0.1", int(sys.argv[1])) as lmtp:
    lmtp.ehlo("x")
    for i in range(4):
        time.sleep(1)
        lmtp.noop()
    lmtp.mail("alix@example.org")
    lmtp.rcpt("une@lists.example.org")
    lmtp.docmd("DATA")
    for line in ("From: alix@example.org", "Subject: lent", "Message-ID: <lent@example.org>", "", "lent"):
        time.sleep(0.6)
        lmtp.send(line + "\r\n")
    lmtp.send(".\r\n")
    print(lmtp.getreply()[0])
EOF
)
is "$out" 250 "a mail's time begins with the mail, not with what was before it"

# Mails that follow each other are handed in for as long as they do.
out=$(
  python3 - "$port" <<'EOF'
import smtplib, sys, time
with smtplib.LMTP("127.0.0.1", int(sys.argv[1])) as lmtp:
    for i in range(3):
        time.sleep(1.5)
        lmtp.sendmail("alix@example.org", ["une@lists.example.org"], f"From: alix@example.org\r\nSubject: {i}\r\nMessage-ID: <{i}@example.org>\r\n\r\n{i}\r\n")
        print("taken", i)
EOF
)
is "$(echo "$out" | tail -1)" "taken 2" "a session of several mails lasts longer than one may"

done_testing
