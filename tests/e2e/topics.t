#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Topics of a list: what posts are about, and members who take only some of it, whatever they get by.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[robot]' 'per-address = 50' 'per-network = 500' 'overall = 1000'
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z

colporteur list create cafes --title 'Cafés' --prefix '[cafés]' --owner chef@example.org --interest mobilite --interest alimentation >/dev/null
colporteur list create salon --title 'Salon' --owner chef@example.org >/dev/null
for who in tout velo mobile gourmand jour; do
  colporteur subscriber add "$who@example.org" --language fr --list cafes --list salon >/dev/null
done

# mail FROM TO SUBJECT [BODY [HEADER]]
mail() {
  n=$((${n:-0} + 1))
  printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <m%s@example.org>\nDate: Mon, 02 Nov 2026 08:00:%02d +0000\nContent-Type: text/plain; charset=UTF-8\n%s\n%s\n' \
    "$1" "$2" "$3" "$n" "$n" "${5:+$5
}" "${4:-Bonjour.}" >"mail-$n.eml"
  colporteur deliver --sender "$1" "$2" <"mail-$n.eml"
}
post() { mail tout@example.org cafes@lists.example.org "$@"; }
ask() { mail "$1@example.org" cafes-request@lists.example.org "$2" ' ' && n=$((n - 1)); }
# got NUMBER: who is sent that mail, or waits for a digest with it
got() {
  sql "SELECT string_agg(split_part(a.address, '@', 1), ' ' ORDER BY a.address)
       FROM (SELECT d.recipient, g.message FROM delivery d JOIN mailing g ON g.id = d.mailing AND g.kind = 'post'
             UNION ALL SELECT subscriber, message FROM digest_wait) x JOIN message m ON m.id = x.message JOIN address a ON a.subscriber = x.recipient
       WHERE m.message_id = 'm$1@example.org'"
}
about() { sql "SELECT string_agg(i.slug, ' ' ORDER BY i.slug) FROM post_topic t JOIN message m ON m.id = t.message JOIN interest i ON i.id = t.interest WHERE m.message_id = 'm$1@example.org'"; }
# told WHO: the last answer of the robot
told() {
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox "$1@example.org" <<'PY'
import email, email.policy, glob, os, sys
for path in sorted((p for p in glob.glob(sys.argv[1] + "/**/*", recursive=True) if os.path.isfile(p)), key=os.path.getmtime):
    mail = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if sys.argv[2] in (mail["Delivered-To"] or mail["To"]):
        print(" ".join(mail.get_body(("plain",)).get_content().split()))
        os.remove(path)
PY
}

# --- choosing, by mail in three languages and by command ---
told velo >/dev/null
ask velo 'thèmes Vélo'
like "$(told velo)" 'vous recevez les messages qui portent sur Vélo, et ceux qui n’indiquent aucun thème' "a member takes one topic, and is told what that means"
ask mobile 'set topics mobility.'
ask gourmand 'temoù boued'
ask gourmand 'thèmes alimentation, marche à pied'
like "$(told gourmand)" 'rien n’a changé, .* il y a : Mobilité, Covoiturage.*Alimentation' "a word that is no topic changes nothing, and the topics are listed"
run colporteur list reading cafes jour@example.org digest --topics 'velo; Circuits courts'
is "$status" 0 "somebody is set to topics by command, with their digest"
is "$(sql "SELECT string_agg(split_part(a.address, '@', 1) || ' ' || i.slug, ', ' ORDER BY a.address, i.slug) FROM subscription_topic s JOIN interest i ON i.id = s.interest JOIN address a USING (subscriber)")" \
  "gourmand alimentation, jour circuits-courts, jour velo, mobile mobilite, velo velo" "as they said"
run colporteur list reading cafes jour@example.org --topics habitat-partage
is "$status" 67 "what the list is not about is no topic of it"
like "$err" 'its topics: Mobilité, ' "and its topics are named"
run colporteur list reading salon jour@example.org --topics velo
like "$err" 'it has none; colporteur list set salon --interest' "nor has a list without interests any"
mail velo@example.org salon-request@lists.example.org 'thèmes vélo' ' '
like "$(told velo)" 'cette liste n’en a pas' "which a member is told too"
ask passant 'thèmes vélo'
like "$(colporteur subscriber show velo@example.org)" 'cafes confirmed about velo' "what somebody chose is shown"
like "$(colporteur subscriber export velo@example.org)" 'topics velo' "and is in what they can ask for"
ask velo 'mes listes'
like "$(told velo)" 'chaque message ; thèmes choisis : Vélo' "they see it among their lists"
ask velo 'info'
like "$(told velo)" 'Thèmes : Mobilité, Covoiturage' "and what there is in what the list says of itself"

# --- what a post is about, and whom it reaches ---
n=0
post 'Bonjour'
is "$(about 1): $(got 1)" ": gourmand jour mobile tout velo" "a post without topics goes to everybody"
post '[cafés] [Vélo] Une pompe'
is "$(about 2): $(got 2)" "velo: jour mobile tout velo" "a word in brackets is a topic; who takes what is above it gets it"
post 'Un car' '' 'Keywords: transport, =?utf-8?q?Mobilit=C3=A9?='
is "$(about 3): $(got 3)" "mobilite: mobile tout" "so is a keyword; what is below it is not meant"
post 'Une récolte [circuits-courts; vélo]'
is "$(about 4): $(got 4)" "circuits-courts velo: gourmand jour mobile tout velo" "a post has several topics"
post 'Un jardin' '' 'X-Topics: Jardins partagés'
is "$(about 5): $(got 5)" "jardins-partages: gourmand tout" "a header of ours says it too"
post '[habitat partagé] Une maison'
is "$(about 6): $(got 6)" ": gourmand jour mobile tout velo" "what the list is not about is no topic"
post 'Re: Un jardin' '' 'References: <m5@example.org>'
is "$(about 7): $(got 7)" "jardins-partages: gourmand tout" "an answer is about what its thread is about"
mail velo@example.org cafes@lists.example.org 'Re: Un jardin' 'Où ?' 'References: <m5@example.org> <m7@example.org>'
is "$(got 8)" "gourmand tout velo" "who writes in a thread gets it"
post 'Re: Un jardin' '' 'References: <m5@example.org> <m8@example.org>'
is "$(got 9)" "gourmand tout velo" "from then on"
post 'Re: Une pompe [covoiturage]' '' 'References: <m2@example.org>'
is "$(about 10): $(got 10)" "covoiturage: mobile tout" "an answer may say otherwise"
colporteur list reading cafes velo@example.org important >/dev/null
run colporteur archive important cafes m3@example.org --dry-run
like "$out" 'would go to 0 more' "what is important about something else is not important to them"
colporteur list reading cafes velo@example.org each >/dev/null
mail tout@example.org salon@lists.example.org '[vélo] Ici'
is "$(about 11): $(got 11)" ": gourmand jour mobile tout velo" "a list without interests has no topics"

# --- by those who look after it ---
run colporteur archive topics cafes m1@example.org 'velo'
like "$out" 'set the topics of 1 post' "a thread is given topics"
post 'Re: Bonjour' '' 'References: <m1@example.org>'
is "$(about 12): $(got 12)" "velo: jour mobile tout velo" "which answers inherit"
like "$(colporteur archive topics cafes m12@example.org)" 'velo' "they are shown"
colporteur archive topics cafes m12@example.org --none >/dev/null
is "$(about 1)$(about 12)" "" "and taken back, from the whole thread"
is "$(sql "SELECT count(*) FROM audit WHERE after ? 'topics' AND actor <> 'nobody'")" 2 "the log has both"
run colporteur archive topics cafes m1@example.org 'veloo'
is "$status" 67 "a topic is one that there is"

like "$(colporteur list show cafes)" '^topics +mobilite, covoiturage, .*alimentation, .*jardins-partages' "those of a list are shown in the order of the tree"
is "$(colporteur list show salon --json | python3 -c 'import json, sys; print(repr(json.load(sys.stdin)["topics"]))')" "''" "also to programs, where there are none"
like "$(colporteur list members cafes)" '^gourmand@.* confirmed +each +- +alimentation ' "and what each member takes"
mail passant@example.org cafes@lists.example.org 'Une idée [vélo]'
held=$(sql "SELECT max(id) FROM held_message")
run colporteur held accept "$held" --topic 'jardins partagés, habitat'
is "$status $(sql "SELECT state FROM held_message WHERE id = $held")" "67 held" "a held mail is not accepted under what is no topic"
run colporteur held accept "$held" --topic 'jardins partagés'
is "$status $(about 13): $(got 13)" "0 jardins-partages: gourmand tout" "what who accepts it says goes before what it says"
mail passant@example.org cafes@lists.example.org 'Une autre'
held=$(sql "SELECT max(id) FROM held_message")
notice=$(told chef)
like "$notice" 'Thèmes de la liste : Mobilité, Covoiturage' "who decides by mail is told the topics"
moderate=$(printf '%s\n' "$notice" | grep -o 'cafes-accept+[a-z2-7]*@lists.example.org' | tail -1 | sed 's/accept/moderate/')
decide() { mail chef@example.org "$moderate" 'Re: en attente' "$1"; }
decide 'Accepter, thèmes : jardinage'
like "$(told chef)" 'attend toujours : un des thèmes que vous indiquez .* Mobilité, Covoiturage' "what is no topic decides nothing, and there is another try"
is "$(sql "SELECT state FROM held_message WHERE id = $held")" held "it waits on"
decide 'Bonjour,

Accepter, thèmes : jardins partagés, vélo'
is "$(about 14): $(got 14)" "jardins-partages velo: gourmand jour mobile tout velo" "topics are said in the answer that accepts"
mail passant@example.org cafes@lists.example.org 'Une dernière'
held=$(sql "SELECT max(id) FROM held_message")
python3 - "$conf" "$state" >review.out 2>&1 9>&- <<'PY'
import os, pty, sys
answers = [b"a jardinage\n", b"a velo\n"]
pid, fd = pty.fork()
if pid == 0:
    os.execvp("colporteur", ["colporteur", "--config", sys.argv[1], "--state", sys.argv[2], "held", "review", "cafes"])
seen = b""
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if seen.rstrip().endswith(b'"a velo"?'):
        os.write(fd, answers.pop(0) if answers else b"q\n")
        seen += b"<"
sys.stdout.buffer.write(seen)
os.waitpid(pid, 0)
PY
like "$(cat review.out)" 'Topics of the list: Mobility' "a review on a terminal says what there is"
is "$(about 17)" "velo" "and takes topics behind the answer"

searched() { colporteur archive search "$1" --json | grep -o 'm[0-9]*@example.org' | sort -u | sed 's/@.*//' | sort -V | tr '\n' ' '; }
is "$(searched 'interest:jardins-partages')" "m5 m7 m8 m9 m13 m14 " "a search for an interest finds what is about it"
is "$(searched 'thème:alimentation')" "m1 m4 m5 m6 m7 m8 m9 m12 m13 m14 " "and what is below it, or has no topic on a list about it"

# --- whatever changes ---
ask mobile 'thèmes tous'
like "$(told mobile)" 'les messages sur tous les thèmes' "somebody takes everything again"
colporteur list set cafes --not-interest alimentation >/dev/null
is "$(sql "SELECT string_agg(split_part(a.address, '@', 1) || ' ' || i.slug, ', ' ORDER BY a.address, i.slug) FROM subscription_topic s JOIN interest i ON i.id = s.interest JOIN address a USING (subscriber)")" \
  "jour velo, velo velo" "nobody waits for what the list is about no more"
post '[vélo] Un antivol'
is "$(got 18)" "gourmand jour mobile tout velo" "who had chosen nothing else gets everything"
sql "INSERT INTO interest (slug, parent, label_fr, label_en, label_br) SELECT 'tandem', id, 'Tandem', 'Tandem', 'Tandem' FROM interest WHERE slug = 'velo';
     SELECT interest_closure_rebuild(); UPDATE interest SET label_fr = 'Bicyclette', slug = 'bicyclette' WHERE slug = 'velo'" >sql.out
post '[Tandem] À deux'
is "$(got 19)" "gourmand jour mobile tout velo" "a theme that is new below one they take is theirs"
post '[bicyclette] À un'
is "$(about 20)" "bicyclette" "one that is called otherwise is the same"
like "$(colporteur subscriber show velo@example.org)" 'about bicyclette' "for who takes it too"
post '[covoiturage] À quatre'
is "$(got 21)" "gourmand mobile tout" "others go where they went"
sql "DELETE FROM interest WHERE slug = 'tandem'; UPDATE interest SET parent = NULL WHERE slug = 'bicyclette'" >sql.out
is "$? $(about 15)" "0 " "one that is no more leaves its posts to everybody"
colporteur subscriber erase velo@example.org --yes >/dev/null
is "$(sql "SELECT count(*) FROM subscription_topic")" 1 "erasing somebody erases what they chose"
done_testing
