#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The settings for Postfix in contrib/, run: LMTP with addresses asked at RCPT, maps from PostgreSQL,
# the pipe; nothing is lost while the role or the database is away.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# shellcheck source=../lib/mta.sh
. "$SRCDIR/tests/lib/mta.sh"
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || skip_all "only root can start a Postfix"
command -v postfix >/dev/null || skip_all "Postfix is not here"
maps=/usr/lib/postfix/postfix-pgsql.so
[ -e $maps ] || { unpack postfix-pgsql && maps=$root/usr/lib/postfix/postfix-pgsql.so; }
mta_start
: | sh "$SRCDIR/contrib/postfix/private-instance" "$dir/postfix" "$smtp_port" "$lmtp_port" lists.example.org example.net
trap 'postfix -c "$dir/postfix/etc" abort >/dev/null 2>&1; e2e_pids=$lmtp; e2e_end' EXIT
answers() { wait_for 30 python3 -c "import smtplib; smtplib.SMTP('127.0.0.1', $smtp_port, timeout=5).noop()"; }
# handed_on NAME: the mail came into the archive; if not, have the queue tried once more. A first try
# may come too early: before qmgr put the mail aside, or while the database is still starting.
handed_on() {
  [ "$(archived "$1")" = 1 ] || {
    postqueue -c "$dir/postfix/etc" -f
    sleep 1
    return 1
  }
}
restart() {
  postfix -c "$dir/postfix/etc" stop >/dev/null 2>&1
  postfix -c "$dir/postfix/etc" start >/dev/null 2>&1 9>&-
  answers
}
sed -i 's/=root}/=mobilites-owner@lists.example.org}/g' "$dir/postfix/etc/main.cf"
postfix -c "$dir/postfix/etc" start >postfix.log 2>&1 9>&-
answers
ok $? "Postfix starts with colporteur.cf"
mta_takes "$smtp_port"
colporteur list create fermee --owner chef@example.org >/dev/null
colporteur list close fermee >/dev/null
like "$(smtp "$smtp_port" alix@example.org fermee@lists.example.org)" '^RCPT 550 .*La liste fermee ne prend pas ce message : elle est fermee.* the list "fermee" is closed' "the sentence of a refusal reaches who writes, in their language and in English"

like "$(smtp "$smtp_port" '' mobilites-bounces+aeaqcaibaeaqcaibaeaqcaibae@lists.example.org)" '^RCPT 550 ' "a forged return path is refused at RCPT"
lmtp_stop
echo Bonjour | eml away
is "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org away.eml)" "DATA 250" "while the role is away mail is kept"
lmtp_start
wait_for 60 handed_on away
ok $? "and handed on when it is back"
echo Bonjour | eml loop 'List-Id: <mobilites.lists.example.org>'
smtp "$smtp_port" alix@example.org mobilites@lists.example.org loop.eml >/dev/null
wait_for 30 grep -q 'said: 55[04][ -]5.4.6' "$dir/postfix/data/mail.log"
ok $? "what Colporteur refuses has its reason in the log"

# --- maps from PostgreSQL ---
mkdir "$dir/postfix/meta"
cp /etc/postfix/postfix-files "$dir/postfix/meta/" 2>/dev/null
echo "pgsql $maps dict_pgsql_open" >"$dir/postfix/meta/dynamicmaps.cf"
for map in domains recipients; do
  sed "s|/run/postgresql|$state/postgresql|" "$SRCDIR/contrib/postfix/pgsql-$map.cf" >"$dir/postfix/etc/pgsql-$map.cf"
done
postconf -c "$dir/postfix/etc" -e "meta_directory = $dir/postfix/meta" \
  "relay_domains = pgsql:$dir/postfix/etc/pgsql-domains.cf" "relay_recipient_maps = pgsql:$dir/postfix/etc/pgsql-recipients.cf$(sed -n 's/^# *\(inline:{.*}\)$/ \1/p' "$SRCDIR/contrib/postfix/pgsql-recipients.cf")" \
  'smtpd_recipient_restrictions = permit_mynetworks reject_unauth_destination' 'mynetworks = 192.0.2.1'
restart
# The private server is for whoever owns it; Postfix is somebody else.
chmod 711 "$state" "$state/postgresql"
chmod 777 "$state/postgresql"/.s.PGSQL.*[0-9]
look() { postmap -c "$dir/postfix/etc" -q "$1" "pgsql:$dir/postfix/etc/pgsql-$2.cf"; }
is "$(look lists.example.org domains) $(look elsewhere.example domains)" "lists.example.org " "a domain of lists is found in PostgreSQL"
is "$(look Mobilites@Lists.example.org recipients) $(look mobilites-confirm+abc@lists.example.org recipients)" "mobilites mobilites" "and addresses"
is "$(look mobilites+x@lists.example.org recipients)$(look "x' OR 'a'='a@lists.example.org" recipients)" "" "and none that are not"
like "$(smtp "$smtp_port" alix@example.org nobody@lists.example.org)" '^RCPT 550 ' "with maps an unknown address is refused at RCPT too"
is "$(smtp "$smtp_port" '' complaints@lists.example.org)" "RCPT 250" "the address that feedback loops report to is taken"
like "$(smtp "$smtp_port" alix@example.org x@elsewhere.example)" '^RCPT [45]54 ' "and another domain"
colporteur list create savoirs --title Savoirs >/dev/null
echo Bonjour | eml maps
is "$(smtp "$smtp_port" alix@example.org savoirs@lists.example.org,mobilites@lists.example.org maps.eml)" "DATA 250" "a new list is known at once"
wait_for 60 eval '[ "$(archived maps)" = 1 ]'
ok $? "mail comes into the archive"

# --- the pipe ---
program=$BUILDDIR/colporteur
mkdir shim
printf '#!/bin/sh\nexec %s --config %s --state %s "$@"\n' "$program" "$conf" "$state" >shim/colporteur
chmod 755 shim shim/colporteur
sed -n '/^colporteur /,$p' "$SRCDIR/contrib/postfix/pipe.cf" |
  sed "s|/usr/local/bin/colporteur|$dir/shim/colporteur|; s|user=colporteur|user=nobody|" >>"$dir/postfix/etc/master.cf"
postconf -c "$dir/postfix/etc" -e 'relay_transport = colporteur' 'colporteur_destination_recipient_limit = 1'
restart
echo Bonjour | eml pipe
is "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org pipe.eml)" "DATA 250" "through the pipe"
wait_for 60 eval '[ "$(archived pipe)" = 1 ]'
ok $? "mail comes into the archive"
echo Bonjour | eml round 'List-Id: <mobilites.lists.example.org>'
smtp "$smtp_port" alix@example.org mobilites@lists.example.org round.eml >/dev/null
wait_for 60 grep -q 'relay=colporteur, .*dsn=5.4.6, status=bounced' "$dir/postfix/data/mail.log"
ok $? "a refusal keeps its status"
postmaster=$(sed -n 1p "$state/postgresql/data/postmaster.pid")
lmtp_stop
kill -QUIT "$postmaster"
wait_for 10 eval '! kill -0 "$postmaster" 2>/dev/null'
mv "$state/postgresql/data" "$state/postgresql/away"
touch "$state/postgresql/data"
# Maps are asked before, and would have the client come back: here the pipe itself is meant.
postconf -c "$dir/postfix/etc" -e 'relay_recipient_maps =' 'relay_domains = lists.example.org'
restart
echo Bonjour | eml database
is "$(smtp "$smtp_port" alix@example.org mobilites@lists.example.org database.eml)" "DATA 250" "while the database is away mail is kept"
wait_for 60 grep -q 'relay=colporteur.*status=deferred' "$dir/postfix/data/mail.log"
ok $? "because the pipe says EX_TEMPFAIL"
rm "$state/postgresql/data"
mv "$state/postgresql/away" "$state/postgresql/data"
wait_for 60 handed_on database
ok $? "and handed on when it is back"
lmtp=
done_testing
