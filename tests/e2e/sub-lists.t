#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists below others: what is posted to a list reaches the members of those below it, each once, as
# they read theirs and with the way to leave theirs.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-address = 50' 'per-network = 500' 'overall = 1000'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z

# --- the tree ---
colporteur list create bretagne --title 'Bretagne' --prefix '[bzh]' --owner chef@example.org --private >/dev/null
colporteur list create brest --title 'Brest' --prefix '[brest]' --owner chef@example.org --parent bretagne >/dev/null
colporteur list create rennes --title 'Rennes' --owner chef@example.org >/dev/null
run colporteur list set rennes --parent bretagne
is "$status" 0 "a list is put below another"
run colporteur list set bretagne --parent rennes
is "$status" 73 "but not below what is below it"
like "$err" '^colporteur: a list would be below itself' "which is said, without a word about statements"
run colporteur list set rennes
is "$status" 65 "who sets nothing is told"
run colporteur list set rennes --parent bretange
is "$status" 67 "nor below what is no list"
like "$err" 'did you mean "bretagne"' "with the nearest name"
run colporteur list set rennes --posts-up perhaps
is "$status" 65 "what is neither yes nor no is neither"
like "$(colporteur list list --tree)" 'bretagne .*
  brest .*
  rennes ' "the tree is shown as one"
like "$(colporteur list show brest)" 'parent *bretagne' "a list shows what is above it"
like "$(colporteur list show bretagne)" 'sub-lists *brest, rennes' "and what is below it"
is "$(colporteur list list --json | python3 -c 'import json, sys; print([l["name"] + ":" + l["parent"] for l in json.load(sys.stdin)])')" \
  "['brest:bretagne', 'bretagne:', 'rennes:bretagne']" "programs are told too"

for who in anna/bretagne bob/brest cleo/brest dan/rennes; do
  colporteur subscriber add "${who%/*}@example.org" --language fr --list "${who#*/}" >/dev/null
done
colporteur list subscribe rennes cleo@example.org anna@example.org >/dev/null
colporteur list reading rennes dan@example.org digest >/dev/null
colporteur list set brest --prefix '[brest]' >/dev/null 2>&1
printf 'Pour quitter : brest-leave@lists.example.org\n' >footer
colporteur list prepare brest --footer footer >/dev/null

# mail FROM TO SUBJECT [HEADER]
mail() {
  n=$((${n:-0} + 1))
  printf 'From: %s@example.org\nTo: %s@lists.example.org\nSubject: %s\nMessage-ID: <m%s@example.org>\nDate: Mon, 02 Nov 2026 08:00:%02d +0000\n%s\nBonjour.\n' \
    "$1" "$2" "$3" "$n" "$n" "${4:+$4
}" >"mail-$n.eml"
  colporteur deliver --sender "$1@example.org" "$2@lists.example.org" <"mail-$n.eml"
}
# sent: what has gone out since, a line each: to whom, return path, and headers of it
sent() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox <<'PY'
import email, email.policy, glob, os, re, sys
lines = []
for path in glob.glob(sys.argv[1] + "/**/*", recursive=True):
    if os.path.isfile(path):
        mail = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        back = re.match(r"<?([a-z]*)-bounces", mail["Return-Path"] or "")
        leave = re.search(r"mailto:([a-z]*)-leave", mail["List-Unsubscribe"] or "")
        text = mail.get_body(("plain",)).get_content() if mail.get_body(("plain",)) else ""
        foot = re.search(r"([a-z]+)-leave@", text)
        lines.append(" ".join([(mail["Delivered-To"] or mail["To"]).split("@")[0], (mail["List-Id"] or "-").strip("<>").split(".")[0],
            leave.group(1) if leave else "-", back.group(1) if back else "-", foot.group(1) if foot else "-", mail["Subject"] + (" " + mail["Archived-At"] if mail["Archived-At"] else "")]))
        os.remove(path)
print("\n".join(sorted(line for line in lines if line.split()[1] != "-")))
PY
}
sent >/dev/null

# --- down ---
mail anna bretagne 'Réunion'
is "$(sent)" "anna bretagne bretagne bretagne - [bzh] Réunion
bob bretagne brest brest brest [bzh] Réunion
cleo bretagne brest brest brest [bzh] Réunion" "each gets it once, named for the list it was written to, to be left where they are"
is "$(sql 'SELECT l.name FROM post p JOIN list l ON l.id = p.list')" "bretagne" "the archive has it once"
is "$(sql 'SELECT l.name, m.total, o.name FROM mailing m JOIN list l ON l.id = m.list LEFT JOIN list o ON o.id = m.posted_to WHERE m.message IS NOT NULL ORDER BY l.name' | tr '\n' ' ')" \
  "brest|2|bretagne bretagne|1| rennes|0|bretagne " "a mailing for each list that has readers of it"
mail bob brest 'Ici'
is "$(sent | cut -d' ' -f1-3)" "bob brest brest
cleo brest brest" "what is posted below stays there"

# The same mail to both.
mail bob brest 'Partout'
colporteur deliver --sender bob@example.org bretagne@lists.example.org <"mail-$n.eml"
is "$(sent | cut -d' ' -f1-2)" "anna bretagne
bob brest
cleo brest" "written to both, it reaches nobody twice"

# --- digests ---
export COLPORTEUR_TIME=2026-11-02T20:00:00Z
command colporteur --config "$conf" --state "$state" serve clock >clock.log 2>&1 9>&- &
clock=$!
digest_made() { [ "$(sql "SELECT count(*) FROM mailing WHERE kind = 'digest'")" = 1 ]; }
wait_for 30 digest_made
kill "$clock"
wait "$clock"
colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
digest=$(find outbox -type f | head -1)
like "$(cat "$digest")" 'List-Id: <rennes\.' "a digest is of the list that it is read through"
like "$(cat "$digest")" '<m1@example.org>' "and holds what came from above"
unlike "$(cat "$digest")" 'example.org/h/' "without links into an archive that is private"
rm -f "$digest"
export COLPORTEUR_TIME=2026-11-03T08:00:00Z

# --- who may write ---
mail bob bretagne 'Moi aussi'
is "$(sql "SELECT count(*) FROM held_message WHERE state = 'held'") $(sent | wc -l)" "0 3" "whom a list reaches so may write to it"
colporteur list set bretagne --reached-post no >/dev/null
mail cleo bretagne 'Et moi'
is "$(sql "SELECT count(*) FROM held_message WHERE state = 'held'") $(sent | wc -l)" "1 1" "unless it says no"
colporteur list set bretagne --reached-post yes >/dev/null
colporteur list posting brest cleo@example.org muted >/dev/null
like "$(colporteur list explain bretagne "mail-$n.eml")" 'muted' "who is muted below is so above"
colporteur list posting brest cleo@example.org rules >/dev/null
mail anna brest 'Chez vous'
is "$(sql "SELECT count(*) FROM held_message h JOIN list l ON l.id = h.list WHERE l.name = 'brest'")" "1" "members above are strangers below"

# --- up ---
colporteur list set brest --posts-up yes >/dev/null
mail bob brest 'Pour tous'
is "$(sent | cut -d' ' -f1-4)" "anna brest bretagne bretagne
bob brest brest brest
cleo brest brest brest" "a list whose posts go up reaches those above, and not its neighbours"
mail anna brest 'Merci'
like "$(sent | cut -d' ' -f1-2)" 'anna brest' "who may answer there"

# --- leaving, and what is left ---
printf 'From: cleo@example.org\nTo: bretagne-leave@lists.example.org\nSubject: x\nMessage-ID: <k@example.org>\n\n' | colporteur deliver --sender cleo@example.org bretagne-leave@lists.example.org
mail anna bretagne 'Sans Cleo'
mail bob brest 'Avec Cleo'
is "$(sent | cut -d' ' -f1-2 | tr '\n' ' ')" "anna brest anna bretagne bob brest bob bretagne cleo brest " "who leaves the list above stays on theirs, and gets no more of it"
sql "DELETE FROM subscription u USING list l, address a WHERE l.id = u.list AND l.name = 'bretagne' AND a.subscriber = u.subscriber AND a.address = 'cleo@example.org'"
link=$(mail anna bretagne 'Adieu'; colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1; grep -rl '^Delivered-To: bob\|^To: bob' outbox | head -1)
token=$(sed -n 's/.*brest-leave@lists.example.org?subject=\([A-Za-z0-9_.-]*\)>.*/\1/p' "$link")
n=$((n + 1))
printf 'From: bob@example.org\nTo: brest-leave@lists.example.org\nSubject: %s\nMessage-ID: <l@example.org>\n\n' "$token" | colporteur deliver --sender bob@example.org brest-leave@lists.example.org
is "$(sql "SELECT u.state FROM subscription u JOIN address a USING (subscriber) WHERE a.address = 'bob@example.org'")" "unsubscribed" "the way to leave in what came from above leaves the list one is on"
sent >/dev/null
mail anna bretagne 'Sans Bob'
is "$(sent | cut -d' ' -f1-2 | tr '\n' ' ')" "anna bretagne cleo bretagne " "and nothing comes from above any more"
colporteur list rename bretagne breizh >/dev/null
colporteur list close rennes >/dev/null
mail anna breizh 'Autre nom'
is "$(sent | cut -d' ' -f1-2 | tr '\n' ' ')" "anna breizh cleo breizh " "called otherwise it goes on"
like "$(colporteur list delete breizh --yes --with-archive)" 'deleted' "the list above is deleted"
is "$(colporteur list show brest | sed -n 's/^parent *//p')" "-" "and those below stand for themselves"
mail cleo brest 'Encore'
is "$(sent | cut -d' ' -f1-2)" "cleo brest" "and go on"

# --- what the doctor says ---
colporteur list create haut --title 'Haut' --owner chef@example.org --private >/dev/null
colporteur list set brest --parent haut >/dev/null
like "$(colporteur list doctor brest)" 'below the private list haut' "that a public list lets in to a private one is told"
colporteur list set haut --public >/dev/null
unlike "$(colporteur list doctor brest)" 'below the private list' "and not where both are public"
colporteur list close haut >/dev/null
like "$(colporteur list doctor brest)" 'haut, which is above it, is closed' "and that nothing comes from above any more"
colporteur list set brest --no-parent >/dev/null
unlike "$(colporteur list doctor brest)" 'haut' "unless it is below nothing"

# --- both at the same moment ---
colporteur list create mer --title 'La mer' --owner chef@example.org >/dev/null
colporteur list create port --title 'Le port' --owner chef@example.org --parent mer >/dev/null
colporteur list create quai --title 'Le quai' --owner chef@example.org --parent port --private >/dev/null
colporteur list subscribe port anna@example.org bob@example.org >/dev/null
colporteur list subscribe mer cleo@example.org >/dev/null
colporteur list reading port bob@example.org digest >/dev/null
# A mail that is on a third list already: nothing else makes the two wait for each other.
colporteur list create ailleurs --owner chef@example.org >/dev/null
colporteur list subscribe ailleurs anna@example.org >/dev/null
mail anna ailleurs 'Marée'
tide=$(sql "SELECT id FROM message WHERE subject = 'Marée'")
fill="PREPARE fill(bigint, bigint) AS $(sed -e '/^--/d' "$SRCDIR/sql/query/mailing-post-fill.sql")"
number() { sql "SELECT id FROM list WHERE name = '$1'"; }
sql "$fill BEGIN; EXECUTE fill($(number mer), $tide); SELECT pg_sleep(3); COMMIT" >first.out &
first=$!
wait_for 20 eval "[ \"\$(sql \"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'\")\" = 1 ]"
ok $? "one copy is being filled"
sql "$fill EXECUTE fill($(number port), $tide)" >second.out
wait "$first"
is "$(cut -d'|' -f2 first.out | tr -d '\n') $(cut -d'|' -f2 second.out)" "2 0" "another to a list below waits for it, and finds that everybody has it"
is "$(sql "SELECT a.address, count(*) FROM (SELECT d.recipient AS r FROM delivery d JOIN mailing m ON m.id = d.mailing AND m.list <> $(number ailleurs)
  AND m.message = $tide UNION ALL SELECT subscriber FROM digest_wait WHERE message = $tide) x JOIN address a ON a.subscriber = x.r GROUP BY 1 ORDER BY 1" | tr '\n' ' ')" \
  "anna@example.org|1 bob@example.org|1 cleo@example.org|1 " "so that each has it once"

# --- what pages and programs are told ---
port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" serve web >web.log 2>&1 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
like "$(curl -s "http://127.0.0.1:$port/port/")" 'Ses membres reçoivent aussi ce qui s’écrit sur <a href="/mer/">La mer</a>\.' "the page of a list names the one above"
like "$(curl -s "http://127.0.0.1:$port/mer/")" '<li><a href="/port/">Le port</a></li>' "and those below"
unlike "$(curl -s "http://127.0.0.1:$port/port/")" 'quai' "but none that is private"
token=$(colporteur token create lire --scope subscriptions:read 2>/dev/null)
is "$(curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$port/api/lists" | python3 -c '
import json, sys
print(*("%s:%s:%s:%s" % (l["name"], l["parent"], ",".join(l["sub_lists"]), l["posts_up"]) for l in json.load(sys.stdin)["items"] if l["name"] in ("mer", "port")))')" \
  "mer:None:port:False port:mer:quai:False" "programs are told both ways"
colporteur list set port --no-parent >/dev/null
unlike "$(curl -s "http://127.0.0.1:$port/mer/")" 'Le port' "what changes is seen at once"
done_testing
