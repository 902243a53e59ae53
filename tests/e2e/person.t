#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A person on the command line: changed, given more addresses, merged, on a break, exported, erased.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
colporteur list create lettre --kind newsletter --title 'La lettre' >/dev/null
colporteur list create mobilites --title 'Mobilités' >/dev/null
colporteur subscriber add maud@example.org --name Maud --territory Brest --interest velo --knowledge citizen \
  --list lettre --list mobilites --consent 'a form' >/dev/null
colporteur subscriber add ange@example.org --name Ange --territory Quimper --list lettre --consent 'a form' >/dev/null

field() { colporteur subscriber show "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$2"; }

# --- set ---
colporteur subscriber set maud@example.org --name 'Maud K.' --territory +Rennes --interest +mobilite --interest -velo --notes 'met in May' >out
is "$(field maud@example.org territories)" "29019 Brest;35238 Rennes" "a territory is added"
is "$(field maud@example.org interests)" "mobilite" "an interest is added, another taken out"
is "$(field maud@example.org name)" "Maud K." "a name is changed"
colporteur subscriber set MAUD@Example.ORG --territory Quimper --knowledge scientifique --knowledge citizen --name '' >out
is "$(field maud@example.org territories)" "29232 Quimper" "one takes the place of all"
is "$(field maud@example.org knowledge)" "citizen;scientific" "so does knowledge, in French too"
is "$(field maud@example.org name)" "" "an empty name takes it away"
is "$(colporteur audience count territory:Quimper)" 2 "audiences follow"
run colporteur subscriber set maud@example.org --territory Brst --notes 'changed'
is "$status" 67 "a territory that is none"
is "$(field maud@example.org notes)" "met in May" "changes nothing"
run colporteur subscriber set maud@example.org
is "$status" 65 "nothing to set is told"
colporteur subscriber set maud@example.org --name Maud >out

# --- addresses ---
colporteur subscriber add-address maud@example.org maud@école.example >out
is "$(field 'maud@xn--cole-9oa.example' addresses)" "maud@example.org;maud@école.example" "one more address, in Unicode, found in ASCII"
run colporteur subscriber add-address maud@example.org Ange@example.org
is "$status" 73 "an address has one person"
run colporteur subscriber remove-address maud@example.org
is "$status" 73 "the one that mail goes to stays"
colporteur subscriber set maud@école.example --primary >out
is "$(field maud@example.org addresses)" "maud@école.example;maud@example.org" "another has the first place"
colporteur subscriber move-address maud@example.org maud@example.net >out
is "$(field maud@example.net addresses)" "maud@école.example;maud@example.net" "an address is moved"
run colporteur subscriber show maud@example.org
is "$status" 67 "the old one is nobody's"
colporteur subscriber remove-address maud@example.net >out
is "$(field maud@école.example addresses)" "maud@école.example" "one is removed"
colporteur subscriber move-address maud@école.example maud@example.org >out

# --- break ---
run colporteur subscriber suspend maud@example.org
is "$status" 65 "a break has an end"
run colporteur subscriber suspend maud@example.org --from 2026-12-01 --until 2026-11-01
is "$status" 65 "after its beginning"
run colporteur subscriber suspend maud@example.org --until 2026-02-30
is "$status" 65 "on a day that there is"
today=$(date -u +%Y-%m-%d)
colporteur subscriber suspend maud@example.org --until "$today" >out
printf 'From: ange@example.org\nTo: mobilites@lists.example.org\nSubject: one\nMessage-ID: <one@example.org>\n\nx\n' >one.mail
colporteur list subscribe mobilites ange@example.org >out
colporteur deliver --sender ange@example.org mobilites@lists.example.org <one.mail
is "$(sql "SELECT count(*) FROM delivery d JOIN subscriber s ON s.id = d.recipient WHERE s.name = 'Maud'")" 0 "no mail during a break"
colporteur subscriber suspend maud@example.org --end >out
sed 's/one/two/' one.mail | colporteur deliver --sender ange@example.org mobilites@lists.example.org
is "$(sql "SELECT count(*) FROM delivery d JOIN subscriber s ON s.id = d.recipient WHERE s.name = 'Maud'")" 1 "mail after it"

# --- merge ---
colporteur subscriber add maud@example.net --name 'M.' --territory Rennes --interest velo --list mobilites --consent 'another form' >out
colporteur list unsubscribe mobilites maud@example.net >out
old=$(sql "SELECT subscriber FROM address WHERE address_key = 'maud@example.net'")
run colporteur subscriber merge maud@example.org maud@example.net
is "$status" 77 "merging is asked about"
run colporteur subscriber merge maud@example.org MAUD@example.org --yes
is "$status" 73 "one person is not merged with themselves"
colporteur subscriber merge maud@example.org maud@example.net --yes >out
is "$(field maud@example.net addresses)" "maud@example.org;maud@example.net" "both addresses are one person's"
is "$(field maud@example.net name)" "Maud" "the kept name stays"
is "$(field maud@example.net interests)" "mobilite;velo" "what both follow is one"
is "$(field maud@example.net lists)" "lettre confirmed;mobilites unsubscribed" "what was said last holds on each list"
is "$(sql "SELECT subscriber_now($old) = subscriber FROM address WHERE address_key = 'maud@example.org'")" t "old links find who it is now"

# --- export ---
run colporteur subscriber export maud@example.org --json
is "$(printf '%s' "$out" | python3 -c '
import json, sys
d = json.load(sys.stdin)
print(len(d["addresses"]), [s["list"] for s in d["subscriptions"]], len(d["consent"]), len(d["deliveries"]), d["notes"])')" \
  "2 ['lettre', 'mobilites'] 4 1 met in May" "all that is known, as JSON, what was merged too"
run colporteur subscriber export maud@example.org
like "$out" '^  - primary yes, address maud@example.org$' "and for people to read"

# --- erase ---
printf 'From: Maud Kervella <maud@example.org>\nTo: mobilites@lists.example.org\nSubject: from Maud\nMessage-ID: <three@example.org>\nReceived: from x (192.0.2.7)\n\nMy text.\n' >three.mail
colporteur list subscribe mobilites maud@example.org >out
sql "UPDATE subscription SET state = 'confirmed' WHERE state = 'unsubscribed'" >out
colporteur deliver --sender maud@example.org mobilites@lists.example.org <three.mail
printf 'From: ange@example.org\nTo: mobilites@lists.example.org\nSubject: Re: from Maud\nIn-Reply-To: <three@example.org>\nMessage-ID: <four@example.org>\n\nMaud Kervella wrote: My text.\n' |
  colporteur deliver --sender ange@example.org mobilites@lists.example.org
run colporteur subscriber erase maud@example.org --dry-run
like "$out" '^addresses 2, subscriptions 2, proofs of consent [0-9]+,' "a dry run tells what would go"
like "$out" '^public posts 1' "and what is public"
is "$(colporteur audience count '')" 2 "and changes nothing"
run colporteur subscriber erase maud@example.org
is "$status" 77 "erasing is asked about"
colporteur subscriber erase maud@example.org --redact --yes >out
is "$(colporteur audience count '')" 1 "one is gone"
PGOPTIONS= pg_dump -h "$state/postgresql" -U postgres --inserts colporteur >dump 2>&1 9>&-
is "$(grep -ci 'maud@\|kervella\|192\.0\.2\.7' dump)" 0 "nothing of them is in the database, archive included"
is "$(sql "SELECT count(*) FROM tombstone")" 2 "but a tombstone for each address"
is "$(sql "SELECT string_agg(what, ' ') FROM consent_event WHERE subscriber NOT IN (SELECT id FROM subscriber)")" "erase" "and the proof that they were erased"
is "$(sql "SELECT is_erased('maud@example.net'), is_erased('ange@example.org')")" "t|f" "that knows its address"
is "$(sql "SELECT body FROM message WHERE message_id = 'three@example.org'")" "My text." "the text stays"
like "$(sql "SELECT body FROM message WHERE message_id = 'four@example.org'")" '^… wrote' "without the name where others answered"
done_testing
