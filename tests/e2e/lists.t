#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The life of a list on the command line: set, closed, renamed, deleted with and without its archive.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
colporteur list create savoirs --title 'Savoirs' --owner chef@example.org >/dev/null
for who in alix camille; do colporteur subscriber add "$who@example.org" --list mobilites --list savoirs >/dev/null; done
post() { # LIST-ADDRESS ID
  printf 'From: alix@example.org\nTo: %s\nSubject: Bonjour\nMessage-ID: <%s@example.org>\n\nBonjour.\n' "$1" "$2" |
    colporteur deliver --sender alix@example.org "$1" 2>>deliver.err
}
post mobilites@lists.example.org one
post savoirs@lists.example.org two
post savoirs@lists.example.org one

# --- set ---
run colporteur list set mobilites --title 'Se déplacer' --language br --private --moderator maud@example.org --owner paul@example.org --not-owner chef@example.org --domain Lists.Example.NET
is "$status" 0 "a list is changed"
like "$out" "^mobilites@lists.example.org is taken too for as long" "and it is said what goes on at the domain it was at"
for at in lists.example.org Lists.Example.Net; do
  is "$(printf 'From: chef@example.org\nSubject: x\n\nsubscribe\n' | colporteur deliver --sender chef@example.org "mobilites-request@$at" 2>&1)" "" "mail to $at arrives"
done
is "$(sql "SELECT site.mail_recipient('mobilites-owner@lists.example.org'), site.mail_recipient('mobilites@lists.example.net'), site.mail_recipient('savoirs@lists.example.net'), site.mail_domain('lists.example.net'), site.mail_domain('example.net')")" "mobilites|mobilites||lists.example.net|" "a mail server that asks hears of both"
is "$(colporteur list addresses mobilites --json | grep -c '"mobilites@lists.example.\(org\|net\)"')" 2 "and of each address"
is "$(sql "SELECT title, language, is_public, domain, kind FROM list WHERE name = 'mobilites'")" "Se déplacer|br|f|lists.example.net|discussion" "in what was said and nothing else"
is "$(sql "SELECT string_agg(address || ' ' || role, ', ' ORDER BY address) FROM list_role JOIN list ON id = list WHERE name = 'mobilites'")" "maud@example.org moderator, paul@example.org owner" "and who looks after it"
run colporteur list set mobilites --title 'Autre' --not-owner nobody@example.org
is "$status $(sql "SELECT title FROM list WHERE name = 'mobilites'")" "67 Se déplacer" "all of it or nothing"
run colporteur list set mobilites --language de
is "$status" 65 "a language that is none is refused"
run colporteur list set mobilites --title ''
is "$status" 65 "an empty title too"
run colporteur list set mobilites --public --private
is "$status" 65 "and what contradicts itself"
run colporteur list set mobilites --domain lists.example.org --public
is "$status $(sql "SELECT string_agg(domain, ' ') FROM list_former_domain")" "0 lists.example.net" "it can have its domain back"

like "$out" "list set mobilites --forget-domain lists.example.net" "and that it need not be reached at the other for ever is said"
run colporteur list set mobilites --forget-domain Lists.Example.NET
is "$status $(sql "SELECT count(*) FROM list_former_domain")" "0 0" "which can be ended"
like "$out" "^mail to mobilites@Lists.Example.NET is not taken" "and is said"
is "$(sql "SELECT site.mail_recipient('mobilites@lists.example.net'), site.mail_domain('lists.example.net')")" "|" "the mail server hears so"
printf 'From: chef@example.org\nSubject: x\n\nx\n' | colporteur deliver --sender chef@example.org mobilites@lists.example.net 2>/dev/null
is $? 67 "and mail there is nobody's"
run colporteur list set mobilites --forget-domain lists.example.org --title 'Autre'
is "$status $(sql "SELECT title FROM list WHERE name = 'mobilites'")" "67 Se déplacer" "no list forgets where it is, nor changes then"

# --- closed ---
colporteur list close savoirs >/dev/null
post savoirs@lists.example.org three
is $? 77 "nobody writes to a closed list"
colporteur deliver --sender dany@example.org savoirs-join@lists.example.org <"$SRCDIR/tests/e2e/lists.t" 2>/dev/null
is $? 77 "nobody joins it"
printf 'From: dany@example.org\nSubject: subscribe\n\n' | colporteur deliver --sender dany@example.org savoirs-request@lists.example.org 2>>deliver.err
is "$? $(sql "SELECT count(*) FROM join_request WHERE list = (SELECT id FROM list WHERE name = 'savoirs')")" "0 0" "in another way neither"
printf 'From: camille@example.org\nSubject: x\n\n' | colporteur deliver --sender camille@example.org savoirs-leave@lists.example.org 2>>deliver.err
is "$(sql "SELECT state FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'savoirs' AND a.address_key = 'camille@example.org'")" unsubscribed "who is on it can leave"
colporteur list close savoirs --reopen >/dev/null
post savoirs@lists.example.org three
is $? 0 "open again, it is written to"

# --- renamed ---
run colporteur list rename mobilites deplacements
is "$status" 0 "a list is renamed"
like "$out" 'List-Id, which is deplacements\.lists\.example\.org now' "what changes for its readers is told"
post mobilites@lists.example.org four
post Deplacements@lists.example.org five
is "$(sql "SELECT count(*) FROM post JOIN list ON id = list WHERE name = 'deplacements'")" 3 "mail to its old and new address arrives"
like "$(colporteur list show mobilites)" 'deplacements@lists' "the old name leads to it"
run colporteur list create mobilites
is "$status" 73 "no other list takes the old name"
run colporteur list rename savoirs mobilites
is "$status" 73 "by renaming neither"
run colporteur list rename deplacements mobilites
is "$status $(sql "SELECT string_agg(name, ' ') FROM list_former_name")" "0 deplacements" "it itself can have it back"

# --- deleted ---
run colporteur list delete savoirs --dry-run
like "$out" '1 subscription and 0 held mails go; its archive of 3 posts stays' "a dry run tells what goes"
is "$(sql "SELECT count(*) FROM list WHERE deleted_at IS NULL")" 2 "and changes nothing"
run colporteur list delete savoirs </dev/null
is "$status" 77 "it asks first"
run colporteur list delete savoirs --yes
is "$status" 0 "a list is deleted"
is "$(sql "SELECT count(*) FROM post JOIN list ON id = list WHERE name = 'savoirs'") $(sql "SELECT count(*) FROM consent_event WHERE what = 'unsubscribe' AND how = 'the list was deleted'")" "3 1" "its archive stays, subscriptions end with their proofs"
post savoirs@lists.example.org six
is $? 67 "its address is no more"
unlike "$(colporteur list list)" savoirs "it is listed no more"
run colporteur list delete mobilites --with-archive --yes
is "$status" 0 "a list is deleted with its archive"
is "$(sql "SELECT string_agg(message_id, ' ' ORDER BY message_id) FROM message")" "one@example.org three@example.org two@example.org" "what another list has stays"
is "$(sql "SELECT count(*) FROM list WHERE name = 'mobilites'")" 0 "and nothing else of it"
done_testing
