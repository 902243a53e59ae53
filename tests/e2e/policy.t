#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may write to a list: named policies, rules of its own, bans, what is decided of a member, what
# the mail server found; explained before and done as explained, refused while it can be.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[mail]' 'authserv-id = mx.example.net'
colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
for who in alix camille; do colporteur subscriber add "$who@example.org" --list mobilites >/dev/null; done

# mail NAME FROM [HEADER...]: a mail in NAME.eml, its body from standard input
mail() {
  name=$1 from=$2
  shift 2
  {
    printf 'From: %s\nTo: mobilites@lists.example.org\nSubject: %s\nMessage-ID: <%s@example.org>\n' "$from" "$name" "$name"
    printf 'Date: Thu, 26 Nov 2026 09:00:00 +0100\n'
    for header; do printf '%s\n' "$header"; done
    echo
    cat
  } >"$name.eml"
}
# explain NAME: outcome reason rule
explain() { colporteur list explain mobilites "$@" --json | python3 -c 'import json, sys
d = json.load(sys.stdin); print(d["outcome"], d["reason"], "-", d["rule"] or "none", "-", d["where"])'; }
# deliver NAME [SENDER]: what the pipe says
deliver() { colporteur deliver --sender "${2-alix@example.org}" mobilites@lists.example.org <"$1.eml"; }

echo Bonjour | mail plain alix@example.org
is "$(explain plain.eml)" "accepted subscriber - accept members, owners, moderators - line 11 of policy discussion" "a member may write, by this rule"
echo Bonjour | mail stranger passant@example.net
is "$(explain stranger.eml)" "held stranger - hold nobody, strangers, unconfirmed, left - line 12 of policy discussion" "a stranger waits, by that one"
is "$(sql "SELECT count(*) FROM held_message")" 0 "explaining does nothing"

# --- rules of its own ---
printf 'hold menbers\n' >rules
run colporteur list policy mobilites rules
is "$status" 65 "a mistake in the rules is refused"
like "$err" 'line 1: "menbers" is no author' "with its line"
like "$err" 'did you mean "members"' "and what was meant"
printf 'hold members when within 1 posts\nrefuse anyone when larger than 2K saying Put it on the shared drive\nrefuse anyone when attachment *.exe\n' >rules
is "$(explain plain.eml --policy rules)" "held first-posts - hold members when within 1 posts - line 1 of the list" "rules are tried before they are given"
is "$(explain plain.eml | cut -d' ' -f1)" accepted "and are not the list's by that"
colporteur list policy mobilites rules >/dev/null
is $? 0 "rules are given"
is "$(colporteur list policy mobilites --json | python3 -c 'import json, sys; r = json.load(sys.stdin); print(r[0]["from"], r[3]["from"])')" "list discussion" "they are asked before the policy of the kind"
deliver plain
is "$(sql "SELECT reason FROM held_message WHERE state = 'held'")" first-posts "a newcomer's first post waits"
colporteur held accept 1 >/dev/null
echo Encore | mail second alix@example.org 'X-A: 1'
is "$(explain second.eml | cut -d' ' -f1)" accepted "the second does not"
head -c 3000 /dev/zero | tr '\0' 'a' | fold -w 70 | mail large alix@example.org
run deliver large
is "$status" 77 "what is too large is refused"
like "$err" 'Put it on the shared drive' "in the list's own words"
is "$out" '5.3.4 Put it on the shared drive' "and in no others"
printf -- '--b\n\nVoici.\n--b\nContent-Type: application/octet-stream; name="Setup.EXE"\nContent-Transfer-Encoding: base64\n\nTVo=\n--b--\n' |
  mail program camille@example.org 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=b'
is "$(explain program.eml | cut -d' ' -f1,2)" "held first-posts" "the first rule that fits decides"
printf 'refuse anyone when attachment *.exe\n' >rules
is "$(explain program.eml --policy rules | cut -d' ' -f1,2)" "refused attachment" "attachments are told by their names"
colporteur list policy mobilites rules >/dev/null
deliver program >said
like "$(cat said)" '^5\.6\.1 La liste mobilites ne prend pas ce message : il a une pièce jointe .* / the list "mobilites" does not take' "refused in the list's language, and in English"
colporteur list policy mobilites - </dev/null >/dev/null
is "$(explain program.eml | cut -d' ' -f1)" accepted "without rules of its own a list is as its kind again"

# --- what the mail server found ---
echo Bonjour | mail forged alix@example.org 'Authentication-Results: mx.example.net; dmarc=fail' 'Authentication-Results: mx.example.net; dmarc=pass'
is "$(explain forged.eml | cut -d' ' -f1,2)" "held forged" "a forged author waits, whatever stands below"
# Several authors, or a group (RFC 6854), are more than DMARC was asked about.
for from in 'alix@example.org, mechant@example.net' 'Bureau: alix@example.org;' 'Bureau:alix@example.org,mechant@example.net;' 'Bureau:;'; do
  echo Bonjour | mail several "$from"
  is "$(explain several.eml | cut -d' ' -f1,2)" "held no-author" "whoever is behind $from waits"
done
echo Bonjour | mail several 'alix@example.org, camille@example.org' 'Authentication-Results: mx.example.net; dmarc=pass header.from=example.org'
is "$(explain several.eml | cut -d' ' -f1,2)" "accepted subscriber" "unless the mail server found the first to be true"
is "$(colporteur --set mail.authserv-id= list explain mobilites several.eml --json | grep -c accepted)" 1 "or judges nobody"
echo Bonjour | mail claimed alix@example.org 'Authentication-Results: evil.example; dmarc=fail' 'X-Spam-Flag: NO'
is "$(explain claimed.eml | cut -d' ' -f1)" accepted "another server's word is not heard"
echo Bonjour | mail spam alix@example.org 'X-Spam-Flag: YES'
is "$(explain spam.eml | cut -d' ' -f1,2)" "held spam" "a filter's verdict is heard"
is "$(colporteur --set mail.authserv-id= list explain mobilites spam.eml --json | grep -c '"accepted"')" 1 "from a server that is named only"

# --- odd mail ---
printf 'unsubscribe\n' | mail leaving alix@example.org
is "$(explain leaving.eml | cut -d' ' -f1,2)" "held command-like" "a command is not sent to everybody"
for words in STOP 'Merci de me retirer de la liste.' 'set nomail' 'digenskrivañ, mar plij'; do
  echo "$words" | mail leaving alix@example.org 'Content-Type: text/plain; charset=utf-8'
  is "$(explain leaving.eml | cut -d' ' -f1,2)" "held command-like" "as people say it: $words"
done
echo 'Stop à la voiture !' | mail talk alix@example.org 'Content-Type: text/plain; charset=utf-8'
is "$(explain talk.eml | cut -d' ' -f1)" accepted "a word among others is none"
printf '<p>&nbsp;</p><br>&#8203;\n' | mail blank alix@example.org 'Content-Type: text/html'
is "$(explain blank.eml | cut -d' ' -f1,2)" "held empty" "blanks that HTML keeps are nothing"
printf '\n \n' | mail empty alix@example.org
is "$(explain empty.eml | cut -d' ' -f1,2)" "held empty" "nor is nothing"
echo Bonjour | mail many alix@example.org "Cc: $(seq -f 'p%g@example.net' -s ', ' 1 25)"
is "$(explain many.eml | cut -d' ' -f1,2)" "held too-many-recipients" "a mail to too many others waits"
# shellcheck disable=SC2046
(IFS='
'; echo Bonjour | mail hops alix@example.org $(seq -f 'Received: from h%g by h; Thu, 26 Nov 2026 09:00:00 +0100' 1 51))
is "$(explain hops.eml | cut -d' ' -f1,2)" "refused loop" "a way without end is a loop"

# --- the same mail under another Message-ID ---
echo Pareil | mail same alix@example.org
deliver same
sed 's/^Message-ID: .*/Message-ID: <by-another-way@example.org>/' same.eml >other.eml
is "$(explain other.eml | cut -d' ' -f1,2)" "repeated repeated" "the same author, date, subject and body is the same mail"
deliver other
is "$(sql "SELECT (SELECT count(*) FROM post), (SELECT count(*) FROM mailing WHERE kind = 'post')")" "3|2" "it is kept in the archive and goes to nobody"
sed 's/09:00:00/09:00:01/; s/by-another-way/later/' other.eml >later.eml
is "$(explain later.eml | cut -d' ' -f1)" accepted "a second later it is another"

# --- members and bans ---
run colporteur list posting mobilites alix@example.org watchd
like "$err" 'did you mean "watched"' "a word for a member is checked"
for word in watched muted trusted rules; do
  colporteur list posting mobilites alix@example.org $word >/dev/null
  echo "$word $(explain later.eml | cut -d' ' -f1,2)"
done >words
is "$(tr '\n' ';' <words)" "watched held watched;muted refused muted;trusted accepted trusted;rules accepted subscriber;" "what moderators decide of a member counts"
run colporteur list posting mobilites nobody@example.org muted
is "$status" 67 "of a member only"
colporteur list ban mobilites @example.net --reason 'publicité' >/dev/null
is "$(explain stranger.eml | cut -d' ' -f1,2)" "refused banned" "who is banned is refused"
echo Bonjour | mail from alix@example.org
run deliver from someone@example.net
like "$err" 'takes no mail from this sender' "at RCPT, by the envelope"
is "$status" 77 "for good"
colporteur deliver --sender someone@example.net mobilites-owner@lists.example.org <from.eml
is $? 0 "they can still write to the owners"
colporteur list unban mobilites @example.net >/dev/null
colporteur list ban --all @.example.net >/dev/null
like "$(colporteur list bans mobilites)" '^all +@.example.net' "bans by all lists are shown"
is "$(explain stranger.eml | cut -d' ' -f2)" banned "and count"
run colporteur list unban mobilites @.example.net
is "$status" 67 "they are lifted where they were made"
is "$(colporteur list unban --all @.example.net)" "banned no more: 1" "with --all"
like "$(colporteur audit list --json)" '"object" : "ban"' "the audit log has it"
colporteur list ban mobilites camille@example.org >/dev/null
colporteur subscriber erase camille@example.org --yes >/dev/null 2>&1
is "$(sql "SELECT (SELECT count(*) FROM ban), (SELECT count(*) FROM audit a WHERE a::text LIKE '%camille%')")" "0|0" "an erased person's address stays in no ban and its log"

done_testing
