#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is wrong with a list is found: each fault is planted, named, and gone when it is mended.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
lmtp_port=$(free_port)
dns_port=$(free_port)
e2e_start '[lmtp]' "listen = 127.0.0.1:$lmtp_port" 'max-size = 1M' '[mail]' "dns-server = 127.0.0.1@$dns_port"
cat >zone <<'ZONE'
lists.example.org TXT v=spf1 mx -all
s1._domainkey.lists.example.org TXT v=DKIM1; k=rsa; p=AAAA
_dmarc.lists.example.org TXT v=DMARC1; p=reject
bare.example.net A 192.0.2.1
ZONE
python3 "$SRCDIR/tests/lib/dns.py" zone "$dns_port" >dns.log 2>&1 9>&- &
dns=$!
wait_for 10 grep -q ready dns.log
command colporteur --config "$conf" --state "$state" serve lmtp >lmtp.log 2>&1 9>&- &
e2e_pids="$! $dns"
wait_for 20 grep -q 'ready ROLE=lmtp' lmtp.log
colporteur list create cafes --title 'Cafés' --owner chef@example.org >/dev/null
for who in alix bleuenn chef deniel; do
  colporteur subscriber add "$who@example.org" >/dev/null
  colporteur list subscribe cafes "$who@example.org" >/dev/null
done

run colporteur list doctor cafes
is "$status $out" "0 1 list looked at, all is well" "nothing is wrong with a list that is well"
is "$(colporteur list doctor cafes --json | tr -d ' \n')" "[]" "nor for programs"
is "$(sql "SELECT count(*) FROM mailing")" 0 "looking writes to nobody"
run colporteur list doctor cafe
is "$status" 67 "a list that is none is not found"

# sick FAULT LEVEL SENTENCE: what the doctor says of the list, and that its status tells errors and warnings
sick() {
  run colporteur list doctor cafes --json
  is "$(printf '%s' "$out" | python3 -c 'import json, sys; print("\n".join(f["fault"] + " " + f["level"] for f in json.load(sys.stdin)))' | grep "^$1 ") $([ "$status" = 0 ] && echo well || echo ill)" \
    "$1 $2 $([ "$2" = note ] && echo well || echo ill)" "$3"
}
set_list() { sql "UPDATE list SET $1 WHERE name = 'cafes'" >/dev/null; }
number="(SELECT id FROM list WHERE name = 'cafes')"
who() { echo "(SELECT subscriber FROM address WHERE address_key = '$1@example.org')"; }

sql "UPDATE list_role SET role = 'moderator'" >/dev/null
sick no-owner warning "moderators and no owner"
sql "DELETE FROM list_role" >/dev/null
sick no-keeper error "nobody who looks after it"
sick held-for-nobody error "so that what is held waits for nobody"
sql "INSERT INTO list_role SELECT id, 'chef@example.org', 'owner' FROM list" >/dev/null
colporteur suppression add chef@example.org >/dev/null
sick keeper-suppressed error "an owner who is written to no more"
colporteur suppression remove chef@example.org >/dev/null
sql "INSERT INTO bounce_score (list, subscriber, score, state) VALUES ($number, $(who chef), 9, 'suspended')" >/dev/null
sick keeper-bouncing warning "an owner whom mail does not reach"
sql "INSERT INTO bounce_score (list, subscriber, score, state) VALUES ($number, $(who alix), 9, 'suspended'), ($number, $(who bleuenn), 9, 'suspended')" >/dev/null
sick readers-lost warning "many readers whom mail does not reach"
sql "DELETE FROM bounce_score; UPDATE subscription SET pause_from = current_date - 1, pause_until = current_date + 9" >/dev/null
sick readers-pausing note "many readers on a break"
sql "UPDATE subscription SET pause_from = NULL, pause_until = NULL;
  INSERT INTO held_message (list, raw, reason, received_at) VALUES ($number, 'x', 'x', now() - interval '8 days')" >/dev/null
sick held-long warning "mail that has waited for more than a week"
sql "DELETE FROM held_message" >/dev/null
printf 'From: alix@example.org\nTo: cafes@lists.example.org\nSubject: Bonjour\nMessage-ID: <1@example.org>\n\nBonjour.\n' | colporteur deliver --sender alix@example.org cafes@lists.example.org
sql "UPDATE delivery SET next_try = now() - interval '2 hours'" >/dev/null
sick delivery-stuck error "deliveries that nobody takes"
sql "UPDATE mailing SET state = 'finished', finished_at = now();
  UPDATE subscription SET delivery = 'digest' WHERE subscriber = $(who alix);
  UPDATE list SET digest_hour = extract(hour FROM now() AT TIME ZONE 'Europe/Paris' - interval '3 hours') WHERE id = $number;
  INSERT INTO digest_wait (list, subscriber, at, message) SELECT $number, $(who alix), now() - interval '3 days', id FROM message LIMIT 1" >/dev/null
sick digest-late error "digests whose hour has passed"
sql "DELETE FROM digest_wait" >/dev/null
colporteur list set cafes --territory Brest >/dev/null
sql "UPDATE territory SET retired_in = '2027' WHERE code = '29019'" >/dev/null
sick place-gone warning "a place that is no more"
sql "DELETE FROM list_territory" >/dev/null

set_list "policy = 'accept nobodyy'"
sick policy-broken error "rules that cannot be understood"
set_list "policy = 'refuse anyone when larger than 5M'"
sick limit-unreached warning "a limit beyond the one of the door"
set_list "policy = 'accept anyone', kind = 'announce'"
sick anybody-posts warning "an announcement list that anybody posts to"
set_list "policy = '', kind = 'discussion', domain = 'bare.example.net'"
sick no-spf warning "a domain that does not say who sends for it"
sick no-dkim warning "nor with which key"
like "$(colporteur list doctor cafes 2>/dev/null)" 'note: bare.example.net asks nothing of mail in its name' "nor what is to happen to others' mail"
set_list "domain = 'nulle-part.example.com'"
sick domain-unknown error "a domain that is none"
set_list "domain = 'lists.example.org'"
colporteur family create pays --by own --owner chef@example.org --yes >/dev/null
one=$(sql "SELECT name FROM list WHERE name LIKE 'pays-%' LIMIT 1")
colporteur list subscribe "$one" alix@example.org >/dev/null
run colporteur list doctor "$one"
is "$status" 0 "a list of a family in step is well"
sql "UPDATE list_family SET language = 'en'" >/dev/null
run colporteur list doctor "$one"
like "$status $out" '^69|family pays says now: .*language|language' "one that is behind its family is told"
is "$(sql "SELECT language FROM list WHERE name = '$one'")" fr "and not changed"
sql "UPDATE list_family SET language = 'fr'; DELETE FROM subscription WHERE list = (SELECT id FROM list WHERE name = '$one')" >/dev/null
run colporteur list doctor "$one"
like "$status $out" '^0 .*nobody is on it' "a list without readers is well, which is noted"
sql "INSERT INTO list_audience (list, expression) VALUES ($number, 'interest:velo')" >/dev/null
run colporteur list doctor cafes
is "$status" 0 "a list open to an audience is well"
sql "DELETE FROM interest_closure WHERE descendant = (SELECT id FROM interest WHERE slug = 'velo'); DELETE FROM interest WHERE slug = 'velo'" >/dev/null
sick audience-broken error "one whose theme is no more invites nobody"
sql "UPDATE list_audience SET expression = 'territory:29019'" >/dev/null
run colporteur list doctor cafes
unlike "$out" 'audience' "another is understood"
sql "UPDATE list_audience SET expression = 'territory:99999'" >/dev/null
sick audience-broken error "nor does one whose place is no more"
sql "DELETE FROM list_audience" >/dev/null
mkdir -p own/mail/fr
own() { run colporteur --set "paths.templates=$dir/own" list doctor cafes --json; is "$status $(printf '%s' "$out" | python3 -c 'import json, sys; print(" ".join(f["fault"] for f in json.load(sys.stdin)))')" "$1" "$2"; }
cp "$SRCDIR/templates/mail/fr/welcome.txt.mustache" own/mail/fr/
own "0 " "a site's own mail that is as the shipped one is well"
printf 'Subject: Bienvenue\n\nBonjour {{prenom}}.\n' >own/mail/fr/welcome.txt.mustache
own "73 template-name" "one that asks for what nothing sets has a hole"
printf 'Subject: Bienvenue\n\nBonjour {{#list}}.\n' >own/mail/fr/welcome.txt.mustache
own "73 template-broken" "one that cannot be read is not sent"
mv own/mail/fr/welcome.txt.mustache own/mail/fr/welcom.txt.mustache
own "73 template-unknown" "one called otherwise replaces nothing"
run colporteur list doctor cafes
is "$status" 0 "mended, it is well"

# --- the door itself ---
kill "${e2e_pids%% *}"
wait "${e2e_pids%% *}"
e2e_pids=$dns
run colporteur list doctor cafes
like "$status $out" "^0 nobody takes mail in at 127.0.0.1:$lmtp_port" "that nobody listens is said"
cat >door.py <<'PY'
import socketserver, sys
class Door(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 door\r\n")
        for line in iter(self.rfile.readline, b""):
            self.wfile.write(b"550 5.1.1 no such list\r\n" if b"cafes-request@" in line or b"postmaster@" in line else b"250-x\r\n250 ok\r\n" if line[:4] == b"LHLO" else b"250 ok\r\n")
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
PY
python3 door.py "$lmtp_port" 2>/dev/null 9>&- &
e2e_pids="$dns $!"
wait_for 10 python3 -c "import socket; socket.create_connection(('127.0.0.1', $lmtp_port))"
run colporteur list doctor cafes
like "$status $out" 'error: mail to cafes-request@lists.example.org is refused at the door: 550 5.1.1' "an address that is refused at the door is named"
is "$(printf '%s\n' "$out" | grep -c 'refused at the door')" 1 "and no other"
run colporteur --set "lmtp.listen=127.0.0.1:$(free_port)" --set "mail.smarthost=127.0.0.1:$lmtp_port" list doctor cafes
like "$status $out" '^73 cafes: error: the mail server does not know cafes-request@lists.example.org: 550 5.1.1' "an address that the mail server does not know is named"
like "$out" 'warning: the mail server does not know postmaster@lists.example.org: 550 5.1.1' "so is the domain's postmaster"
run colporteur --set "lmtp.listen=127.0.0.1:$(free_port)" --set "mail.smarthost=127.0.0.1:1*2, 127.0.0.1:$lmtp_port connections=2" list doctor cafes
is "$status $(printf '%s\n' "$out" | grep -c 'the mail server does not know cafes-request@')" "73 1" "of several that have limits, the first that answers is asked"
run colporteur --set "lmtp.listen=127.0.0.1:$(free_port)" --set "mail.smarthost=127.0.0.1:$lmtp_port" --set mail.outlet=null list doctor cafes
is "$status" 0 "no server is asked that nothing is handed to"
done_testing
