#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Importing from other systems and back: encodings, statuses, mapping, rejected rows, consent, what
# an import must not undo, and an export that comes back as the same bytes.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

import() { run colporteur subscriber import "$@" --consent "sign-up sheet" --yes; }
field() { colporteur subscriber show "$1" | sed -n "s/^$2  *//p"; }
state() { sql "SELECT s.state || ' ' || s.delivery FROM subscription s JOIN list l ON l.id = s.list JOIN address a USING (subscriber)
  WHERE l.name = '$2' AND a.address_key = '$1'"; }
# Every row with the transaction that wrote it.
rows() { sql "SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
  SELECT 's' || id || ':' || xmin AS x FROM subscriber UNION ALL SELECT 'a' || address_key || ':' || xmin FROM address
  UNION ALL SELECT 'l' || list || ':' || subscriber || ':' || xmin FROM subscription UNION ALL SELECT 'c' || id FROM consent_event) r"; }

run colporteur list create lettre --kind newsletter --title "La lettre" --owner ange@example.org
run colporteur list create mobilites --kind discussion --title "Mobilités" --owner ange@example.org

# --- encodings ---
printf 'adresse;nom\nlatin@example.org;Ma\353lle \200\n' >latin.csv
import latin.csv
like "$out" '^latin.csv: CSV in WINDOWS-1252$' "Windows-1252 is recognised and told"
is "$(field latin@example.org name)" "Maëlle €" "and read"
printf 'adresse;nom\nwide@example.org;Maëlle\n' | iconv -t UTF-16LE | { printf '\377\376'; cat; } >wide.csv
import wide.csv
is "$(field wide@example.org name)" "Maëlle" "UTF-16 is known by its mark"
printf '\357\273\277adresse;nom\nmark@example.org;Maëlle\nbroken@example.org;Ma\353lle\n' >mark.csv
import mark.csv
is "$(field mark@example.org name)" "Maëlle" "UTF-8 with a mark is read"
like "$err" '^mark.csv:3: a field is not UTF-8$' "and one broken row is refused"
printf 'PK\003\004\000\000' >book.xlsx
import book.xlsx
is "$status" 65 "what is no text is refused"

# --- other systems, and what they say of people ---
cat >listmonk.csv <<'END'
uuid,email,name,attributes,status,created_at
1,in@example.org,In,"{""city"": ""Rennes"", ""interests"": [""velo""]}",enabled,2026
2,blocked@example.org,Blocked,{},blocklisted,2026
3,disabled@example.org,Disabled,{},disabled,2026
END
import listmonk.csv --list lettre
is "$status" 0 "an export of listmonk is imported"
like "$out" '^listmonk.csv: listmonk in UTF-8' "and recognised"
like "$out" '^1 were blocked' "whom it blocks is told"
is "$(field in@example.org territories)" "35238 Rennes" "attributes are columns"
is "$(state in@example.org lettre)" "confirmed each" "a member is on the list"
is "$(state blocked@example.org lettre)" "unsubscribed each" "a blocked person is off it"
is "$(sql "SELECT address_key || ' ' || reason FROM suppression")" "blocked@example.org import" "and written to no more"
is "$(state disabled@example.org lettre)" "unconfirmed none" "a disabled one is not confirmed"
printf 'Email Address,First Name,UNSUB_TIME,LEID\nleft@example.org,Left,2026,1\n' >unsubscribed.csv
import unsubscribed.csv --list lettre
is "$(state left@example.org lettre)" "unsubscribed each" "who left Mailchimp is not put on the list"
before=$(rows)
import unsubscribed.csv --list lettre
is "$(rows)" "$before" "nothing is written again"
import listmonk.csv --list lettre
is "$(rows)" "$before" "nor of a blocked person"
import unsubscribed.csv --list lettre
like "$out" '^0 added, 0 changed, 1 unchanged' "twice changes nothing"
printf 'Maud <maud@example.org>\nange@example.org\nno address\n' >members.txt
import members.txt --list mobilites
like "$out" '^members.txt: list of addresses' "a list of addresses is recognised"
is "$(state maud@example.org mobilites)" "confirmed each" "and read"
like "$err" '^members.txt:3: .*is not a mail address' "and a bad line is told"
printf 'email sympa@example.org\ngecos Sympa\nreception digest\n\nemail nomail@example.org\nreception nomail\n' >dump
import dump --list mobilites
is "$(state sympa@example.org mobilites)" "confirmed digest" "a dump of Sympa keeps digests"
is "$(state nomail@example.org mobilites)" "unconfirmed none" "who gets no mail is not confirmed"

# --- how people read ---
cat >reading.csv <<'END'
adresse,listes,remise
weekly@example.org,mobilites:digest:weekly:plain:12,
few@example.org,mobilites:important,
french@example.org,mobilites,résumé hebdomadaire texte
important@example.org,mobilites,Messages importants
own@example.org,mobilites:importants;lettre,digest
unsure@example.org,mobilites:sometimes,
odd@example.org,mobilites,sometimes
END
import reading.csv
reading() { sql "SELECT l.name || ' ' || delivery || ' ' || digest_every || ' ' || digest_form FROM subscription s JOIN list l ON l.id = s.list JOIN address a USING (subscriber)
  WHERE a.address_key = '$1' ORDER BY 1"; }
is "$(reading weekly@example.org)" "mobilites digest weekly plain" "digests have their rhythm and form"
is "$(reading few@example.org)" "mobilites important daily mime" "the important alone is a way of reading"
is "$(reading french@example.org)" "mobilites digest weekly plain" "in French words too"
is "$(reading important@example.org)" "mobilites important daily mime" "and the important"
is "$(reading own@example.org | tr '\n' ,)" "lettre digest daily mime,mobilites important daily mime," "a list's own way comes before the row's"
like "$err" '^reading.csv:7: "mobilites:sometimes" is no list with a state and a way of reading' "an unknown way is told"
like "$err" '^reading.csv:8: "sometimes" is no way of delivery; it is each, digest, important or none' "in either column"
run colporteur subscriber export --list mobilites
like "$out" '^weekly@example.org,.*,mobilites:digest:weekly:plain:12,$' "an export says all of it"
like "$out" '^few@example.org,.*,mobilites:important,$' "and the important"
# What a digest would be stays known while another way is chosen.
sql "UPDATE subscription SET digest_every = 'weekly', digest_form = 'mime' WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'own@example.org')
  AND delivery = 'digest'; UPDATE subscription SET delivery = 'each' WHERE digest_every = 'weekly' AND digest_form = 'mime'" >out
run colporteur subscriber export --list lettre
like "$out" '^own@example.org,.*,"lettre:each:weekly;mobilites:important",$' "of who gets each post too"

# --- what they take of a list ---
colporteur list create themes --title 'Thèmes' --owner chef@example.org --interest mobilite --interest alimentation >out
cat >topics.csv <<'END'
adresse,listes,remise
takes.some@example.org,themes:digest:weekly:+Vélo+alimentation,
takes.one@example.org,themes:+velo+habitat-partage,
takes.all@example.org,themes,
takes.wrong@example.org,themes:+velooo,
END
import topics.csv
like "$err" '^topics.csv:5: .*velooo' "a topic is an interest"
topics() { sql "SELECT string_agg(a.address || ' ' || i.slug, ', ' ORDER BY a.address, i.slug) FROM subscription_topic JOIN interest i ON i.id = interest JOIN address a USING (subscriber)"; }
is "$(topics)" "takes.one@example.org velo, takes.some@example.org alimentation, takes.some@example.org velo" "topics come along, but for what the list is not about"
run colporteur subscriber export --list themes
like "$out" '^takes.some@example.org,.*themes:digest:weekly:[+]alimentation[+]velo,$' "an export has them"
printf '%s\n' "$out" >exported.csv
before=$(topics)
for who in takes.some takes.one takes.all; do colporteur subscriber erase $who@example.org --yes >/dev/null; done
sql "DELETE FROM tombstone" >out
import exported.csv
is "$(topics)" "$before" "which an import takes back"
sql "DELETE FROM subscription_topic" >out
import exported.csv
is "$(topics)" "" "who is on the list takes what they took"

# --- mapping ---
printf 'Mail,Home town,Shoe size\nmapped@example.org,Brest,42\n' >odd.csv
import odd.csv
is "$status" 65 "an unknown heading is refused"
import odd.csv --map 'home town=territory' --map 'Shoe size=-'
is "$(field mapped@example.org territories)" "29019 Brest" "or mapped, or left aside"
import odd.csv --map 'Town=territory'
like "$err" 'no column is called "Town"' "a mapping that fits nothing is told"
printf 'a|b@example.org\n' >bar.csv
import bar.csv --separator '?'
like "$err" '"\?" is no separator' "a strange separator is refused"

# --- programmes and other addresses ---
colporteur programme add 'Savoirs à égalité' >out
colporteur programme add Marche >out
cat >more.csv <<'END'
courriel,Autres adresses,Programmes
two-ways@example.org,"Two-Ways@Example.NET; third|way@example.org, two-ways@example.org","savoirs-a-egalite;MARCHE"
none@example.org,,Marcher
mapped@example.org,mapped@example.net,marche
taken@example.org,MAPPED@example.net,
double@example.org,latin@example.org,
bent@example.org,not an address,
END
import more.csv
is "$status.$(printf '%s\n' "$out" | tail -1)" "65.1 added, 1 changed, 0 unchanged, 4 refused" "other addresses and programmes are imported"
is "$(sql "SELECT string_agg(address || ' ' || is_primary, ',' ORDER BY address_key) FROM address WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'two-ways@example.org')")" \
  "third|way@example.org false,Two-Ways@Example.NET false,two-ways@example.org true" "mail goes to one, and each counts once"
is "$(sql "SELECT string_agg(p.slug, ',' ORDER BY p.slug) FROM programme p JOIN subscriber s ON p.id = ANY (s.programmes) JOIN address a ON a.subscriber = s.id WHERE address_key = 'two-ways@example.org'")" \
  "marche,savoirs-a-egalite" "programmes go by slug or name"
is "$(sql "SELECT programmes FROM subscriber s JOIN address a ON a.subscriber = s.id WHERE address_key = 'mapped@example.net'")" \
  "$(sql "SELECT ARRAY[id] FROM programme WHERE slug = 'marche'")" "whoever is known is given both"
like "$err" '^more.csv:3: no programme is called "Marcher"; did you mean marche' "an unknown programme refuses the row"
like "$err" '^more.csv:5: "MAPPED@example.net" is on line 4 already$' "an address is one person's"
like "$err" '^more.csv:6: "latin@example.org" is somebody else' "and stays theirs"
like "$err" '^more.csv:7: "not an address" is not a mail address' "and is one"
before=$(rows)
import more.csv
is "$(rows)" "$before" "again they change nothing"
printf 'courriel,Deuxième,Projet\nfield@example.org,field@example.net,marche\n' >field.csv
import field.csv --map 'deuxième=other-addresses' --map 'projet=programmes'
is "$(sql "SELECT count(*) FROM address a JOIN subscriber s ON s.id = a.subscriber WHERE address_key = 'field@example.net' AND cardinality(programmes) = 1")" 1 "columns are mapped to them"

# --- rejected rows come back ---
cat >bad.csv <<'END'
courriel;nom;territoire
one@example.org;"One; the first";Brst
two@example.org;Two;Brest
three@example.org;"Three;Brest
END
import bad.csv --rejected rejected.csv
is "$status.$(printf '%s\n' "$out" | tail -1)" "65.1 added, 0 changed, 0 unchanged, 2 refused" "good rows go in"
is "$(sed -n 1p rejected.csv)" 'courriel,nom,territoire,reason' "bad ones are written back"
like "$(sed -n 2p rejected.csv)" '^one@example.org,"One; the first",Brst,"no territory is called ""Brst""; did you mean 29019 Brest' "with their reasons"
is "$(sed -n 3p rejected.csv)" 'three@example.org,"Three;Brest",,a quotation mark is never closed' "as well as they can be taken apart"
sed 's/Brst/Brest/; s/^three.*/three@example.org,Three,Brest/' rejected.csv >corrected.csv
import corrected.csv --rejected again.csv
is "$status.$(printf '%s\n' "$out" | tail -1)" "0.2 added, 0 changed, 0 unchanged, 0 refused" "and taken when they are corrected"
[ ! -e again.csv ]
ok $? "where nothing is refused nothing is written"
import bad.csv --rejected bad.csv
is "$status" 65 "rejected rows do not take the place of the file"
is "$(wc -l <bad.csv)" 4 "which is still there"

# --- consent ---
printf 'address,notes\nproof@example.org,"met at the market\nlikes tea"\n' >proof.csv
run colporteur subscriber import proof.csv --list lettre --consent "paper form" --consent-by "Maud" --consent-date 2026-05-12 --yes
is "$(sql "SELECT at::date || ' ' || regexp_replace(how, 'by [^,]*', 'by x') FROM consent_event JOIN address USING (subscriber) WHERE address_key = 'proof@example.org'")" \
  "2026-05-12 import by x, Maud says so: paper form" "who says so, when and by which means is kept"
run colporteur subscriber import proof.csv --consent x --consent-date 2099-01-01 --yes
is "$status" 65 "nobody agrees in the future"
printf 'address\nalone@example.org\n' >alone.csv
import alone.csv
is "$(sql "SELECT what FROM consent_event JOIN address USING (subscriber) WHERE address_key = 'alone@example.org'")" import \
  "who is put on no list has a proof too"

# --- dry run ---
printf 'address,name,interests\nalone@example.org,Alone,velo\nfresh@example.org,,\nleft@example.org,Left,\nx,,\n' >dry.csv
before=$(rows)
run colporteur subscriber import dry.csv --list lettre --consent x --dry-run --verbose
like "$out" '^dry.csv:2: alone@example.org: changed: name, interests, lists$' "a dry run tells what changes"
like "$out" '^dry.csv:3: fresh@example.org: added$' "who is added"
like "$out" '^dry.csv:4: left@example.org: unchanged: has left$' "and who is kept off"
like "$out" '^would be: 1 added, 1 changed, 1 unchanged, 1 refused' "with totals"
is "$(rows)" "$before" "and changes nothing"

# --- back and forth ---
run colporteur subscriber export
is "$status" 65 "whom to export must be said"
run colporteur subscriber export --all --output all.csv
is "$status" 0 "everybody is exported"
like "$(cat all.csv)" '^mapped@example.org,mapped@example.net,,fr,,insee:29019,,marche,,$' "a commune's code is marked"
like "$(cat all.csv)" '^two-ways@example.org,"third\|way@example.org;Two-Ways@Example.NET",,fr,,,,"marche;savoirs-a-egalite",,$' "programmes and other addresses are told"
like "$(cat all.csv)" '^nomail@example.org,.*,mobilites:unconfirmed:none,$' "lists have their state and delivery"
before=$(rows)
import all.csv
like "$out" ', 0 changed, .* 0 refused' "what was exported changes nothing where it comes from"
is "$(rows)" "$before" "not one row"
run colporteur subscriber export --list mobilites
is "$(printf '%s\n' "$out" | wc -l)" 9 "a list is exported"
run colporteur subscriber export --list nope
is "$status" 67 "a list that is not there is not found"
run colporteur subscriber export --audience 'territory:29' --json
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys; print(sorted(json.loads(l)["address"] for l in sys.stdin))')" \
  "['mapped@example.org', 'one@example.org', 'three@example.org', 'two@example.org']" "an audience is, as JSON lines"
sql "DELETE FROM subscriber" >out
is "$(sql "SELECT (SELECT count(*) FROM address) + (SELECT count(*) FROM subscription)")" 0 "addresses and subscriptions go with people"
import all.csv
is "$status" 0 "an export is imported into an empty database"
run colporteur subscriber export --all --output back.csv
cmp all.csv back.csv
ok $? "and exported as the same bytes"

# --- names that a spreadsheet would run ---
n=0
for name in '=HYPERLINK("https://example.net")' '+1' '-1' '@SUM(A1)'; do
  n=$((n + 1))
  colporteur subscriber add "formula$n@example.org" --name "$name" >/dev/null
done
colporteur subscriber export --all | grep -E '^(address|formula)' >formulas.csv
is "$(grep -cE '^formula[0-9]@example.org,[^,]*,"?'"'"'[=+@-]' formulas.csv)" 4 "each begins with an apostrophe in an export"
import formulas.csv
like "$out" '^0 added, 0 changed, 4 unchanged, 0 refused' "which an import knows for what it is"

# --- departures ---
i=0
{ echo address; while [ $((i += 1)) -le 300 ]; do echo "many$i@example.org"; done; } >many.csv
import many.csv --list lettre
sql "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber IN (SELECT subscriber FROM address WHERE address_key LIKE 'many1%')" >out
before=$(rows)
import many.csv --list lettre
like "$out" '^111 have left a list before' "who has left is told"
is "$(rows)" "$before" "nobody is put on the list again"

# --- who must not come back ---
printf 'address\nerased@example.org\nsilent@example.org\nother@example.org\n' >back.csv
import back.csv
run colporteur subscriber erase erased@example.org --yes
sql "INSERT INTO suppression (address_key, reason) VALUES ('silent@example.org', 'bounce')" >out
import back.csv --list lettre
is "$status" 65 "who was erased is refused"
like "$err" '^back.csv:2: the person with this address asked to be erased$' "and told"
is "$(sql "SELECT count(*) FROM address WHERE address_key = 'erased@example.org'")" 0 "and stays away"
is "$(state silent@example.org lettre)" "" "who is written to no more is put on no list"
like "$out" '^1 have left a list before, or are written to no more' "which is told"
is "$(state other@example.org lettre)" "confirmed each" "others are"
printf 'address,other-addresses\nnew-name@example.org,erased@example.org\n' >again.csv
import again.csv
like "$err" '^again.csv:2: the person with this address asked to be erased$' "nor does who was erased come back by another address"

# --- a database that fails in the middle ---
sql "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END'" >out
sql "CREATE TRIGGER fall BEFORE INSERT ON address FOR EACH ROW WHEN (NEW.address_key = 'fall4500@example.org') EXECUTE FUNCTION fall()" >out
before=$(rows)
i=0
{ echo address; while [ $((i += 1)) -le 9000 ]; do echo "fall$i@example.org"; done; } >fall.csv
import fall.csv --list lettre
[ "$status" != 0 ]
ok $? "an import that cannot be written fails"
like "$err" 'the disk is full' "says why"
is "$(rows)" "$before" "and leaves nothing behind, of no chunk"
sql "DROP FUNCTION fall CASCADE" >out 2>&1
import fall.csv --list lettre
like "$out" '^9000 added, 0 changed, 0 unchanged, 0 refused' "and goes in when it can"

done_testing
