#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A list opened to an audience: who matches is invited once, and is on it once they answer.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z

colporteur list create lettre --kind newsletter --title 'La lettre' --owner chef@example.org >/dev/null
colporteur list create velos --title 'Vélos' --description 'Tout sur le vélo.' --owner chef@example.org >/dev/null
colporteur list create autre --title 'Autre' --owner chef@example.org >/dev/null
person() { # NAME [OPTION...]
  who=$1
  shift
  colporteur subscriber add "$who@example.org" --language fr --list lettre --territory 29019 --interest velo "$@" >/dev/null
}
person alix
person jo
person sam
person deja && colporteur list subscribe velos deja@example.org >/dev/null
person parti && colporteur list subscribe velos parti@example.org >/dev/null && colporteur list unsubscribe velos parti@example.org >/dev/null
person bloque && colporteur suppression add bloque@example.org --note essai >/dev/null
person quitte && colporteur list unsubscribe lettre quitte@example.org >/dev/null
person efface && colporteur subscriber erase efface@example.org --yes >/dev/null
person pause && colporteur subscriber suspend pause@example.org --until 2026-11-10 >/dev/null
colporteur subscriber add loin@example.org --list lettre --territory 35238 --interest velo >/dev/null
colporteur subscriber set sam@example.org --language en >/dev/null

# letters WHO: what went to them since the last time
letters() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox "$1@example.org" <<'PY'
import email, email.policy, glob, os, sys
for path in sorted(p for p in glob.glob(sys.argv[1] + "/**/*", recursive=True) if os.path.isfile(p)):
    mail = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if sys.argv[2] in (mail["Delivered-To"] or mail["To"]):
        assert not mail.defects, mail.defects
        print("SUBJECT", mail["Subject"])
        print("REPLY", mail["Reply-To"])
        print(" ".join(mail.get_body(("plain",)).get_content().split()))
        os.remove(path)
PY
}
round_done() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_engine' AND state = 'idle' AND query LIKE '%search_words_due%'")" = 1 ]; }
tick() {
  command colporteur --config "$conf" --state "$state" --set clock.interval=3600 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 60 round_done
  kill "$clock"
  wait "$clock"
}
invited() { sql "SELECT string_agg(split_part(a.address, '@', 1), ' ' ORDER BY a.address) FROM list_invitation i JOIN list l ON l.id = i.list AND l.name = '$1' JOIN address a USING (subscriber)"; }
answer() { # WHO TO
  printf 'From: %s@example.org\nTo: %s\nSubject: Re: une invitation\nMessage-ID: <%s-%s@example.org>\n\nOui.\n' "$1" "$2" "$1" "$((k = ${k:-0} + 1))" | colporteur deliver --sender "$1@example.org" "$2"
}

# --- who, before anything happens ---
run colporteur list audience velos 'territory:29 and interest:velo' --dry-run --json
like "$out" '"people" ?: ?3' "a dry run counts who would be invited"
like "$out" 'alix@example.org, jo@example.org, sam@example.org' "and names some"
is "$(invited velos)" "" "and invites nobody"
run colporteur list audience velos 'territory:29 and interest:velo' </dev/null
is "$status" 77 "it asks before it invites"
run colporteur list audience velos ''
is "$status" 65 "everybody is no audience"
run colporteur list audience velos 'territory:29 and interest:veloo' --yes
is "$status" 67 "a theme is one that there is"
run colporteur list audience velos 'territory:29 and interest:velo' --yes --keep
is "$status" 0 "a list is opened to an audience"
is "$(invited velos)" "alix jo sam" "who was on it, left, is erased, on a break, on nothing or not written to is not invited"
is "$(sql "SELECT after->>'people' FROM audit WHERE object = 'invitation' AND name = 'velos'")" 3 "the log has it"

# --- the letter, and an answer to it ---
tick
out=$(letters alix)
like "$out" '^SUBJECT Vélos : une invitation$' "the invitation is in their language"
like "$out" 'Vous recevez déjà : La lettre\..*Où vous vivez ou travaillez : Brest Ce qui vous intéresse : Vélo' "and says why they get it"
like "$(letters sam)" '^SUBJECT Vélos: an invitation$' "others have another"
confirm=$(printf '%s\n' "$out" | sed -n 's/^REPLY //p')
is "$(sql "SELECT count(*) FROM subscription u JOIN list l ON l.id = u.list WHERE l.name = 'velos' AND u.state <> 'unsubscribed'")" 1 "nobody is on the list by being invited"
answer alix "$confirm"
is "$(sql "SELECT u.state FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'velos' AND a.address = 'alix@example.org'")" confirmed "who answers is"
like "$(colporteur consent list alix@example.org)" 'velos.*mail: invited|mail: invited.*velos' "and there is a proof of it"
like "$(letters alix)" 'Vélos' "they are welcomed"
colporteur list unsubscribe velos alix@example.org >/dev/null
answer alix "$confirm"
is "$(sql "SELECT u.state FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'velos' AND a.address = 'alix@example.org'")" unsubscribed "an old invitation brings nobody back who left"
COLPORTEUR_TIME=2027-02-02T08:00:00Z
answer jo "$(letters jo | sed -n 's/^REPLY //p')"
is "$(sql "SELECT count(*) FROM subscription u JOIN list l ON l.id = u.list JOIN address a USING (subscriber) WHERE l.name = 'velos' AND a.address = 'jo@example.org'")" 0 "nor is it good for ever"

# --- once, and later ---
like "$(colporteur list audience velos 'territory:29 and interest:velo' --dry-run)" 'among them +pause@example.org|pause@example.org' "a break ends"
person tard
tick
is "$(invited velos)" "alix jo pause sam tard" "who comes to match is invited by the clock, nobody a second time"
like "$(letters tard)" '^SUBJECT Vélos : une invitation' "with a letter"
is "$(letters jo)" "" "who did not answer gets no other"
run colporteur list audience velos --json
like "$out" '"joined" ?: ?0' "what became of it is shown"
colporteur list audience autre 'interest:velo' --yes >/dev/null
tick
is "$(letters tard)" "" "one invitation a day is enough"
COLPORTEUR_TIME=2027-02-03T09:00:00Z
tick
like "$(letters tard)" '^SUBJECT Autre' "the next waits for the next day"
like "$(colporteur list audience velos --close)" 'no audience any more' "a list is closed to it"
person apres
COLPORTEUR_TIME=2027-02-03T12:00:00Z
tick
like "$(invited velos)" '^alix jo pause sam tard$' "then nobody more is invited"
colporteur subscriber merge sam@example.org tard@example.org --yes >/dev/null 2>&1 || colporteur subscriber merge sam@example.org tard@example.org >/dev/null
is "$(invited autre | tr ' ' '\n' | grep -c sam)" 1 "who was invited stays so when two records become one"
like "$(colporteur subscriber export sam@example.org --json)" '"invitations": \[\{.*"list": "autre"|"list": "autre"' "and is told so where they ask what is known"
colporteur list close velos >/dev/null
run colporteur list audience velos 'interest:velo' --yes
is "$status" 77 "a closed list invites nobody"
done_testing
