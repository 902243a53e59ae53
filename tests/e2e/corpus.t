#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Real mail of lists comes in over LMTP: each is taken and is in the archive with the bytes it had.
# Every 25th of the corpus; CORPUS_EVERY=1 takes all of them. CORPUS is where they are.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
corpus=${CORPUS:-$SRCDIR/../shared/corpora/list-mail.mbox.xz}
[ -e "$corpus" ] || skip_all "the corpus of list mail is not here"
port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$port"
colporteur list create tout --title 'Tout' --owner chef@example.org >/dev/null
# Whoever wrote them and whatever passed them on.
echo 'accept anyone' | colporteur list policy tout - >/dev/null
command colporteur --config "$conf" --state "$state" serve lmtp >lmtp.log 2>&1 9>&- &
lmtp=$!
e2e_pids=$lmtp
wait_for 30 grep -q 'ready ROLE=lmtp' lmtp.log
python3 "$SRCDIR/tests/lib/feed-lmtp.py" "$port" tout@lists.example.org "$corpus" \
  --every "${CORPUS_EVERY:-25}" --clients 2 --sums sums >answers
diag "$(cat answers)"
n=$(sed -n 's/^mails //p' answers)
[ "$n" -ge 100 ]
ok $? "the corpus is read"
is "$(sed -n 's/^\([0-9]*\) 250 .*/\1/p' answers | awk '{ n += $1 } END { print n }')" "$n" "every mail is taken"
is "$(sql "SELECT count(*) FROM post")" "$n" "and is a post"
sql "SELECT encode(sha256(raw), 'hex') FROM message" | sort -u >stored
sort -u sums >sent
is "$(cksum <stored)" "$(cksum <sent)" "with the bytes it was sent with"
is "$(sql "SELECT count(*) FROM message WHERE search <> search_vector(subject, body, from_name)")" 0 \
  "and is found by its words, known from other mails or not"
# Some were sent several times by their authors' programs: kept, and distributed once.
repeated=$(sed -n 's/^\([0-9]*\) 250 2.0.0 repeated$/\1/p' answers)
is "$(sql "SELECT count(*) FROM mailing WHERE kind = 'post'")" "$((n - ${repeated:-0}))" "and is queued"
kill "$lmtp"
wait "$lmtp"
is $? 0 "the role ends in order"
unlike "$(cat lmtp.log)" 'ERROR: |runtime error|critical' "and had nothing to complain of"
e2e_pids=
done_testing
