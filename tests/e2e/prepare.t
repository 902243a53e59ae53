#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What members get of a post: From where the author's domain asks otherwise, Reply-To, subject,
# footer, attachments, readers' own links; read with Python's mail parser. The archive keeps the
# mail as it came.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[mail]' 'authserv-id = mx.example.net'
cat >zone <<'EOF'
_dmarc.strict.example TXT v=DMARC1; p=reject; rua=mailto:a@strict.example
_dmarc.lists.example.org TXT v=DMARC1; p=reject
_dmarc.lax.example TXT v=DMARC1; p=none
_dmarc.broken.example SERVFAIL
EOF
python3 "$SRCDIR/tests/lib/dns.py" zone >dns.out 9>&- &
e2e_pids=$!
wait_for 10 grep -q ready dns.out
printf '[mail]\ndns-server = 127.0.0.1@%s\n' "$(sed -n 's/^ready //p' dns.out)" >>"$conf"
mkdir outbox
chmod 777 outbox

colporteur list create mobilites --title 'Mobilités' --prefix '[mob]' --owner chef@example.org >/dev/null
for who in alix@strict.example bruno@lax.example claude@lists.example.org dora@broken.example emil@x.strict.example; do
  colporteur subscriber add "$who" --list mobilites >/dev/null
done

# post FILE: what the first member gets of it, in copy.eml
post() {
  find outbox -type f -delete
  colporteur deliver --sender author@example.org mobilites@lists.example.org <"$1" 2>log || cat log
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once 2>deliver.log
  find outbox -type f | LC_ALL=C sort | head -1 | xargs cat >copy.eml
}
# header NAME: decoded, as Python reads it
header() { python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(open("copy.eml", "rb"), policy=email.policy.default)
print(" | ".join(str(v) for v in m.get_all(sys.argv[1], [])))' "$1"; }
# parts: types of the leaves, and the text of the last
parts() { python3 -c 'import email, email.policy
m = email.message_from_binary_file(open("copy.eml", "rb"), policy=email.policy.default)
leaves = [p for p in m.walk() if not p.is_multipart()]
print(" ".join(p.get_content_type() for p in leaves), "|", leaves[-1].get_content().strip().replace("\n", "/").replace("\r", ""))'; }
echo 0 >count
# write FROM [HEADER...]: mail.eml, its body from standard input
write() {
  from=$1 n=$(($(cat count) + 1))
  echo "$n" >count
  shift
  {
    printf 'From: %s\nTo: mobilites@lists.example.org\nMessage-ID: <%s@example.org>\nDate: Thu, 26 Nov 2026 09:%02d:00 +0100\n' "$from" "$n" "$n"
    for header; do printf '%s\n' "$header"; done
    echo
    cat
  } >mail.eml
}

# --- From and Reply-To ---
echo Bonjour | write 'Alix <alix@strict.example>' 'Subject: Un banc'
post mail.eml
is "$(header From)" 'Alix via Mobilités <mobilites@lists.example.org>' "a domain that asks for it is not in From"
is "$(header Reply-To)" 'Alix <alix@strict.example>' "its author is in Reply-To"
is "$(header Author)" 'Alix <alix@strict.example>' "and named as author"
is "$(header Subject)" '[mob] Un banc' "the prefix is put"
is "$(header Sender)" 'mobilites-bounces@lists.example.org' "the list is the sender"
is "$(header List-Id) $(header Precedence) $(header List-Unsubscribe-Post)" '<mobilites.lists.example.org> list List-Unsubscribe=One-Click' "it says which list it is of"
is "$(sql "SELECT convert_from(raw, 'UTF8') LIKE 'From: Alix <alix@strict.example>%' FROM message WHERE message_id = '1@example.org'")" t "the archive has it as it came"
for author in 'Bruno <bruno@lax.example>' 'Claude <claude@lists.example.org>' 'Dora <dora@broken.example>'; do
  echo "Bonjour de $author" | write "$author" 'Subject: x'
  post mail.eml
  is "$(header From) $(header Reply-To)" "$author " "$author keeps their From"
done
unlike "$(cat dns.out)" 'lists\.example\.org' "nobody is asked about a domain of our own"
echo Bonjour | write 'emil@x.strict.example' 'Subject: x' 'Reply-To: elsewhere@example.net' 'X-Spam-Flag: NO'
post mail.eml
is "$(header From)" 'emil via Mobilités <mobilites@lists.example.org>' "what a domain asks goes for those beneath it"
is "$(header Reply-To)" 'elsewhere@example.net' "where an author wants answers stays"
is "$(header X-Spam-Flag)" '' "verdicts of the mail server are not for members"

echo Bonjour | write 'Bruno <bruno@lax.example>, Alix <alix@strict.example>' 'Sender: bruno@lax.example' 'Subject: x' \
  'Authentication-Results: mx.example.net; dmarc=pass header.from=lax.example'
post mail.eml
is "$(header From) $(header Reply-To)" 'Bruno via Mobilités <mobilites@lists.example.org> Bruno <bruno@lax.example>, Alix <alix@strict.example>' "of several authors one is enough, and answers reach them all"
echo Bonjour | write '=?utf-8?q?Mairie_:_Al=C3=AFx_<x=40y.example>?= <alix@strict.example>' 'Subject: x'
post mail.eml
is "$(header From)" 'alix via Mobilités <mobilites@lists.example.org>' "a name that is another address is not shown"

colporteur list prepare mobilites --author-in cc >/dev/null
echo Bonjour | write 'Alix <alix@strict.example>' 'Subject: x' 'Cc: =?utf-8?q?Zo=C3=A9?= <zoe@example.net>'
post mail.eml
is "$(header Cc)" 'Zoé <zoe@example.net>, Alix <alix@strict.example>' "or in Cc"
is "$(header Reply-To)" '' "and not in Reply-To then"
colporteur list prepare mobilites --reply-to list >/dev/null
echo Bonjour | write 'Alix <alix@strict.example>' 'Subject: x'
post mail.eml
is "$(header Reply-To) $(header Cc)" 'Mobilités <mobilites@lists.example.org> Alix <alix@strict.example>' "answers to the list"
colporteur list prepare mobilites --reply-to both --author-in reply-to >/dev/null
echo Bonjour | write 'Bruno <bruno@lax.example>' 'Subject: x'
post mail.eml
is "$(header Reply-To)" 'Bruno <bruno@lax.example>, Mobilités <mobilites@lists.example.org>' "to both"
colporteur list prepare mobilites --reply-to author >/dev/null
echo Bonjour | write 'Bruno <bruno@lax.example>' 'Subject: x'
post mail.eml
is "$(header Reply-To)" 'Bruno <bruno@lax.example>' "to the author"
run colporteur list prepare mobilites --reply-to athor
like "$err" 'did you mean "author"' "a mistake is told"
colporteur list prepare mobilites --reply-to given >/dev/null

printf 'Bon\0jour\0\n' | write 'Bruno <bruno@lax.example>' 'Subject: x'
post mail.eml
is "$(tr -d '\r' <copy.eml | sed '1,/^$/d')" 'Bonjour' "no reader gets a NUL, which servers refuse"
is "$(sql "SELECT position('\000'::bytea IN raw) > 0 FROM message ORDER BY id DESC LIMIT 1")" t "the archive has it"

# --- subjects ---
echo Oui | write bruno@lax.example 'Subject: =?utf-8?q?R=C3=A9_=3A_=5Bmob=5D?= Re:
 =?utf-8?b?W21vYl0gVW4gYmFuYw==?='
post mail.eml
is "$(header Subject)" 'Ré : [mob] Un banc' "the prefix is there once, however it was encoded and folded"
echo Oui | write bruno@lax.example 'Subject: =?utf-8?q?TR=C2=A0=3A_=5Bmob=5D_Un_banc?='
post mail.eml
is "$(grep -c '^Subject: =?utf-8?q?TR=C2=A0=3A_=5Bmob=5D_Un_banc?=' copy.eml)" 1 "a subject that has it keeps its bytes"

# --- footer ---
printf -- '-- \nListe Mobilités\n' >footer
colporteur list prepare mobilites --footer footer >/dev/null
printf 'D\351part\n' | write bruno@lax.example 'Subject: x' 'Content-Type: text/plain; charset=iso-8859-15' 'Content-Transfer-Encoding: 8bit'
post mail.eml
is "$(parts)" 'text/plain | Départ/-- /Liste Mobilités' "plain text is written on, in its charset"
printf -- '--a\n\nDepart\n--a\nContent-Type: text/html\n\n<p>Depart</p>\n--a--\n' | write bruno@lax.example 'Subject: x' 'Content-Type: multipart/alternative; boundary=a'
post mail.eml
is "$(parts)" 'text/plain text/html text/plain | -- /Liste Mobilités' "alternatives get a part behind them"
printf -- '--s\nContent-Type: text/plain\n\n- -- signed  \ntext\n--s\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n\nx\n--s--\n' >body
write bruno@lax.example 'Subject: x' 'Content-Type: multipart/signed; boundary=s; micalg=pgp-sha256; protocol="application/pgp-signature"' <body
post mail.eml
is "$(tr -d '\r' <copy.eml | sed '1,/^$/d' | cksum)" "$(cksum <body)" "a signed mail keeps its bytes"
: >nothing
colporteur list prepare mobilites --footer nothing >/dev/null

# --- attachments ---
printf 'keep *.pdf\nstrip application/*\n' >rules
colporteur list policy mobilites rules >/dev/null
printf -- '--m\n\nVoici.\n--m\nContent-Type: application/pdf; name=plan.pdf\n\n%%PDF\n--m\nContent-Type: application/zip; name="tout.zip"\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--m--\n' |
  write bruno@lax.example 'Subject: x' 'Content-Type: multipart/mixed; boundary=m'
post mail.eml
like "$(parts)" '^text/plain application/pdf text/plain \| \[Pièce jointe retirée : tout\.zip, application/zip, 1 ko\. .*https://lists\.example\.org/h/[A-Z2-7]{32} \]$' "an attachment that is stripped leaves its name and where it is"
is "$(sql "SELECT position('UEsDBA==' IN convert_from(raw, 'UTF8')) > 0 FROM message ORDER BY id DESC LIMIT 1")" t "the archive has it"
colporteur list policy mobilites nothing >/dev/null

# --- readers' own links ---
echo Bonjour | write bruno@lax.example 'Subject: x'
post mail.eml
token=$(sed -n 's|^List-Unsubscribe: <https://lists.example.org/u/\([a-z2-7]*\)>.*|\1|p' copy.eml)
printf '> https://lists.example.org/u/%s\n> mobilites-leave@lists.example.org?subject=%s\n> mobilites-confirm+%s@lists.example.org\nOui\n' "$token" "$token" "$token" >quoted
base64 <quoted | write bruno@lax.example 'Subject: x' 'Content-Transfer-Encoding: base64'
post mail.eml
hidden=$(printf '%s' "$token" | sed 's/./x/g')
is "$(parts)" "text/plain | $(sed "s/$token/$hidden/g" quoted | tr '\n' '/' | sed 's|/$||')" "readers' own links in base64 are worth nothing any more"
is "$(sql "SELECT position('$token' IN body) FROM message ORDER BY id DESC LIMIT 1")" 0 "in the archive neither"
is "$(sql "SELECT position('$(base64 <quoted | head -1)' IN convert_from(raw, 'UTF8')) > 0 FROM message ORDER BY id DESC LIMIT 1")" t "the raw mail is kept as it came"

done_testing
