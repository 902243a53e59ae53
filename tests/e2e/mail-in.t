#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mail comes in over LMTP and through the pipe: refused at RCPT, archived before the 250, held,
# deferred while the database is away; bounces count under an authenticated return path only.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$port" '[storage]' 'connect-timeout = 2s'
mkdir outbox
chmod 777 outbox

colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' >/dev/null
for who in alix camille dominique; do colporteur subscriber add "$who@example.org" --list mobilites >/dev/null; done

lmtp_start() {
  command colporteur --config "$conf" --state "$state" serve lmtp >>lmtp.log 2>&1 9>&- &
  lmtp=$!
  e2e_pids=$lmtp
  wait_for 20 grep -q 'ready ROLE=lmtp' lmtp.log
}
lmtp_start
ok $? "serve lmtp is ready"

# talk FROM TO FILE: prints the reply to RCPT when it is a refusal, else those to the data
talk() {
  python3 - "$port" "$@" <<'EOF'
import smtplib, sys
port, sender, recipients, path = int(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), sys.argv[4]
with smtplib.LMTP("127.0.0.1", port) as lmtp:
    lmtp.lhlo() if hasattr(lmtp, "lhlo") else lmtp.ehlo()
    lmtp.docmd("MAIL", f"FROM:<{sender}>")
    accepted = 0
    for recipient in recipients:
        code, text = lmtp.docmd("RCPT", f"TO:<{recipient}>")
        if code == 250:
            accepted += 1
        else:
            print("RCPT", code, text.decode())
    if accepted:
        lmtp.docmd("DATA")
        lmtp.send(open(path, "rb").read().replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
        for _ in range(accepted):
            code, text = lmtp.getreply()
            print("DATA", code, text.decode())
EOF
}
mail() { printf 'From: %s\nTo: mobilites@lists.example.org\nSubject: %s\nMessage-ID: <%s@example.org>\n%s\n%s\n' "$@"; }

mail 'Alix <alix@example.org>' 'Premier' one '' 'Bonjour à toutes et tous.' >one.eml
out=$(talk alix@example.org nobody@lists.example.org one.eml)
like "$out" '^RCPT 550 5\.1\.1 ' "an unknown address is refused at RCPT"
like "$out" "^5\\.1\\.1 there is no address" "in English for who runs a mail server"
like "$(talk alix@example.org nobody@lists.example.org one.eml | head -1)" "Il n'y a ni liste ni personne a cette adresse : voyez" "and first in the site's language for who wrote"
out=$(talk alix@example.org mobilites@elsewhere.example one.eml)
like "$out" '^RCPT 550 5\.1\.1 ' "so is another domain"
is "$(talk alix@example.org mobilites@lists.example.org one.eml)" "DATA 250 2.0.0 accepted" "a subscriber's mail is accepted"
is "$(sql "SELECT count(*) FROM post JOIN message m ON m.id = message WHERE m.message_id = 'one@example.org'")" 1 "and is in the archive by then"
is "$(sql "SELECT total, (SELECT count(*) FROM delivery d WHERE d.mailing = m.id AND state = 'q') FROM mailing m WHERE kind = 'post'")" "3|3" "and is queued for each member"
is "$(sql "SELECT convert_from(raw, 'UTF8') FROM message WHERE message_id = 'one@example.org'" | tr -d '\r' | grep -c .)" "$(grep -c . one.eml)" "with every line it had"
is "$(talk alix@example.org mobilites@lists.example.org one.eml)" "DATA 250 2.0.0 duplicate" "the same mail again is taken without being distributed again"
is "$(sql "SELECT count(*) FROM mailing WHERE kind = 'post'")" 1 "once is once"

mail 'Camille <camille@example.org>' 'Re: Premier' two 'In-Reply-To: <one@example.org>
' 'Oui !' >two.eml
talk camille@example.org mobilites@lists.example.org two.eml >/dev/null
is "$(sql "SELECT count(DISTINCT t.root), count(*) FROM post JOIN thread t ON t.id = thread")" "1|2" "a reply is in the thread of what it answers"

mail 'Passante <passante@example.net>' 'Bonjour' three '' 'Puis-je ?' >three.eml
is "$(talk passante@example.net mobilites@lists.example.org three.eml)" "DATA 250 2.0.0 held" "a stranger's mail is held"
is "$(sql "SELECT state, reason FROM held_message")" "held|stranger" "for a reason"
is "$(sql "SELECT count(*) FROM message WHERE message_id = 'three@example.org'")" 0 "outside the archive"
out=$(colporteur held list --json)
like "$out" 'passante@example.net' "and the coordinator sees it"
run colporteur held accept 1
is "$status" 0 "the coordinator accepts it"
run colporteur held accept 1
is "$status" 73 "once"
is "$(sql "SELECT count(*) FROM post JOIN message m ON m.id = message WHERE m.message_id = 'three@example.org'")" 1 "then it is in the archive"

out=$(talk alix@example.org mobilites@lists.example.org,savoirs@lists.example.org,nobody@lists.example.org two.eml)
is "$(printf '%s\n' "$out" | grep -v '^5' | cut -d' ' -f1,2 | tr '\n' ' ')" "RCPT 550 DATA 250 DATA 250 " "each recipient answers for itself"

mail 'Autre <alix@example.org>' 'Boucle' four 'List-Id: <mobilites.lists.example.org>
' 'x' >four.eml
like "$(talk alix@example.org mobilites@lists.example.org four.eml)" '^DATA 55[04] 5\.4\.6 ' "a loop is refused"

# --- bounces ---
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >deliver.log 2>&1
copies=$(grep -rl 'Message-ID: <one@example.org>' outbox | wc -l)
is "$copies" 3 "each member has a copy"
return_path=$(grep -rl 'Message-ID: <one@example.org>' outbox | head -1 | xargs sed -n 's/^Return-Path: <\(.*\)>.*/\1/p' | tr -d '\r')
like "$return_path" '^mobilites-bounces\+[a-z2-7]+@lists\.example\.org$' "under a return path of its own"
mail 'Mailer-Daemon <mailer-daemon@example.org>' 'Undelivered' five '' 'no such user' >five.eml
like "$(talk '' "$(printf '%s' "$return_path" | sed 's/+../+aa/')" five.eml)" '^RCPT 550 5\.7\.1 ' "a forged bounce is refused"
like "$(talk '' "$return_path" five.eml)" '^DATA 250 ' "a true one is taken"
is "$(sql "SELECT count(*) FROM bounce b JOIN mailing m ON m.id = b.mailing JOIN message ON message.id = m.message WHERE message_id = 'one@example.org'")" 1 "for the delivery it belongs to"

# --- leaving by mail ---
mailto=$(grep -rl 'Message-ID: <one@example.org>' outbox | xargs sed -n 's/^List-Unsubscribe: .*, <mailto:\(.*\)>.*/\1/p' | head -1)
like "$mailto" '^mobilites-leave@lists\.example\.org\?subject=[a-z2-7]{24,}$' "a copy can be left by mail"
token=${mailto#*=}
left() { sql "SELECT count(*) FILTER (WHERE s.state = 'unsubscribed'), (SELECT count(*) FROM consent_event WHERE what = 'unsubscribe' AND how = 'mail') FROM subscription s"; }
commands() { sql "SELECT count(*) FROM held_message WHERE reason = 'command'"; }
mail 'Alix <alix@example.org>' "$(printf '%s' "$token" | sed 's/^\(.*\)...$/\1aaa/')" leave-1 '' '' >leave.eml
like "$(talk alix@example.org mobilites-leave@lists.example.org leave.eml)" '^DATA 250 ' "a forged token is taken"
is "$(left)" "1|1" "and leaves whoever wrote it no more than they asked: the author has left"
sql "UPDATE subscription SET state = 'confirmed'" >sql.out
mail 'Alix <alix@example.org>' "$token" leave-2 'Auto-Submitted: auto-generated
' '' >leave.eml
like "$(talk '' savoirs-leave@lists.example.org leave.eml)" '^DATA 55' "a token is worth nothing on another list"
is "$(left)" "0|1" "and nobody leaves by it"
like "$(talk '' "${mailto%%\?*}" leave.eml)" '^DATA 250 ' "the true one is taken from a program too"
is "$(left) $(commands)" "1|2 0" "and its reader has left, with the proof"
like "$(talk '' "${mailto%%\?*}" leave.eml)" '^DATA 250 ' "again is taken"
is "$(left)" "1|2" "and changes nothing"
stayed=$(sql "SELECT min(a.address) FROM subscription s JOIN address a USING (subscriber) WHERE s.state = 'confirmed'")
is "$(colporteur list unsubscribe mobilites "$stayed")" "unsubscribed 1 from mobilites" "a coordinator takes somebody off"
is "$(colporteur list unsubscribe mobilites "$stayed")" "unsubscribed 0 from mobilites, 1 were not on it" "once"
is "$(sql "SELECT how FROM consent_event WHERE what = 'unsubscribe' ORDER BY id DESC LIMIT 1")" command "with the proof"
run colporteur list unsubscribe mobilites nobody@example.org
is "$status" 67 "nobody cannot be taken off"
# Those two are needed below.
sql "UPDATE subscription SET state = 'confirmed'" >/dev/null

# --- the pipe ---
mail 'Alix <alix@example.org>' 'Par le tube' six '' 'x' >six.eml
colporteur deliver --sender alix@example.org mobilites@lists.example.org <six.eml
is $? 0 "the pipe takes a mail"
is "$(sql "SELECT count(*) FROM message WHERE message_id = 'six@example.org'")" 1 "into the archive"
run colporteur deliver --sender alix@example.org '"nobody"@lists.example.org' <six.eml
is "$status $out" '67 5.1.1 Il n’y a ni liste ni personne à cette adresse : voyez comment elle s’écrit. / there is no address "nobody@lists.example.org" here' "an unknown address is no user, and its status comes first"
is "$err" 'colporteur: there is no address "nobody@lists.example.org" here' "nothing else is for the sender"
colporteur deliver --sender alix@example.org mobilites@lists.example.org </dev/null 2>/dev/null
is $? 65 "nothing is no mail"

# --- the database goes away and comes back ---
mail 'Alix <alix@example.org>' 'Plus tard' seven '' 'x' >seven.eml
postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
kill -STOP "$lmtp" # nobody may start it again meanwhile
kill -QUIT "$postmaster"
wait_for 10 eval '! kill -0 "$postmaster" 2>/dev/null'
mv "$state/postgresql/data" "$state/postgresql/away"
touch "$state/postgresql/data"
kill -CONT "$lmtp"
like "$(talk alix@example.org mobilites@lists.example.org seven.eml)" '^RCPT 451 4\.3\.' "without a database mail is deferred"
colporteur deliver --sender alix@example.org mobilites@lists.example.org <seven.eml 2>/dev/null
is $? 75 "in the pipe too"
rm "$state/postgresql/data"
mv "$state/postgresql/away" "$state/postgresql/data"
is "$(talk alix@example.org mobilites@lists.example.org seven.eml)" "DATA 250 2.0.0 accepted" "with it back mail is taken, nothing was restarted"

# --- a schema of another version meets a running role ---
newest=$(sql "SELECT substring(obj_description('site'::regnamespace, 'pg_namespace') from '[0-9]+$')")
sql "COMMENT ON SCHEMA site IS 'schema 9999'" >sql.out
run colporteur serve lmtp
is "$status" 73 "a role does not start on a schema it does not know"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'colporteur_engine'" >sql.out
like "$(talk alix@example.org mobilites@lists.example.org seven.eml)" '^RCPT 451 ' "one that runs defers mail, it does not refuse it"
sql "COMMENT ON SCHEMA site IS 'schema $newest'" >sql.out

# --- restart and stop ---
kill -HUP "$lmtp"
if [ "$(id -u)" = 0 ]; then
  wait "$lmtp"
  is $? 0 "SIGHUP ends a role that gave up root's rights"
  like "$(cat lmtp.log)" 'ends on SIGHUP' "which says who should start it again"
  : >lmtp.log
  lmtp_start
else
  wait_for 20 eval '[ "$(grep -c "ready ROLE=lmtp" lmtp.log)" = 2 ]'
  ok $? "SIGHUP starts it anew"
fi
kill -TERM "$lmtp"
wait "$lmtp"
is $? 0 "SIGTERM ends it in order"
e2e_pids=

done_testing
