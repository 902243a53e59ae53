#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An author who asks for it is shown by initials on every kind of page, feed, mbox and search, at
# once, also to who asks only whether something changed; and by their name again.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox

run colporteur list create mobilites --kind discussion --title "Mobilités" --owner ange@example.org
run colporteur subscriber add enora@example.org --name 'Enora Kerzoncou' --list mobilites --consent test
mail() { # mail ID DATE FROM SUBJECT TEXT [HEADER]
  printf 'From maud@example.org Sun Mar  1 10:00:00 2026\nFrom: %s\nMessage-ID: <%s>\nDate: %s\nSubject: %s\nContent-Type: text/plain; charset=UTF-8\n' "$3" "$1" "$2" "$4"
  [ -z "${6-}" ] || printf '%s\n' "$6"
  printf '\n%s\n\n' "$5"
}
{
  mail before@example.org 'Sun, 1 Mar 2026 09:00:00 +0000' 'Yann <yann@example.org>' 'Avant' 'Bonjour'
  mail start@example.org 'Sun, 1 Mar 2026 10:00:00 +0000' 'Enora Kerzoncou <enora@example.org>' 'Les haies' 'Combien de haies ?

Enora Kerzoncou, de Lampaul'
  mail end@example.org 'Sun, 1 Mar 2026 12:00:00 +0000' 'Yann <yann@example.org>' 'Re: Les haies' 'Le dimanche 1 mars 2026, Enora
Kerzoncou <enora@example.org> a écrit :
> Combien de haies ?

Trois.' 'In-Reply-To: <start@example.org>'
} >some.mbox
run colporteur archive import mobilites some.mbox
is "$(printf '%s\n' "$out" | tail -1)" "3 mails read, 3 filed, 0 known, 0 repeated, 0 withdrawn" "three mails are filed"
printf -- '---\ntitle: Un atelier\nkind: initiative\nauthor: Enora Kerzoncou\n---\nOn y répare.\n' >atelier.md
run colporteur contribution add --accept atelier.md
is "$status" 0 "a contribution of hers is accepted"

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
text() { case $1 in *.gz) gzip -dc page 2>/dev/null || cat page ;; *) cat page ;; esac; }

m=/mobilites
everywhere="$m/ $m/?by=month $m/2026/03/ $m/2026/03/01/ $m/2026-03.mbox.gz $m/2026-03.sitemap.xml $m/new.atom $m/feed.json /new.atom /feed.json / /sitemap.xml
  /?q=haies $m/?q=haies $m/new.atom?q=haies $m/start%40example.org/ $m/start%40example.org/raw $m/start%40example.org/t/ $m/start%40example.org/T/
  $m/start%40example.org/t.atom $m/start%40example.org/t.json $m/start%40example.org/t.mbox.gz $m/end%40example.org/ $m/end%40example.org/raw
  $m/before%40example.org/ /contributions/ /contributions/new.atom /contributions/feed.json /contributions/1/"
# shown WORD: the paths that say it, asked twice, so that what is kept in between counts
shown() {
  for path in $everywhere; do
    curl -s -o page "$url$path"
    curl -s -o page "$url$path"
    # The page of a search has what was asked for.
    text "$path" | sed 's/q=[^"&<]*//g; s/value="[^"]*"//g; s/<title>[^<]*//g; s/« [^»]* »//g' | grep -Eqai "$1" && printf '%s ' "$path"
  done
}
# remember: what each says of its state; unchanged: those that would tell somebody who asks whether it changed that it did not
remember() {
  for path in $everywhere; do
    curl -s -o /dev/null -D headers "$url$path"
    tr -d '\r' <headers | sed -n "s|^ETag: |$path If-None-Match: |p; s|^Last-Modified: |$path If-Modified-Since: |p"
  done
}
unchanged() { while read -r path header; do [ "$(curl -s -o /dev/null -w '%{http_code}' -H "$header" "$url$path")" != 304 ] || printf '%s (%s) ' "$path" "${header%%:*}"; done; }

named=$(shown kerzoncou)
is "$(printf '%s' "$named" | wc -w)" 24 "most pages show her name at first"
sleep 1
remember | while read -r line; do case " $named" in *" ${line%% *} "*) printf '%s\n' "$line" ;; esac; done >known
printf 'From: enora@example.org\nTo: mobilites-request@lists.example.org\nSubject: initiales\nMessage-ID: <ask@example.org>\n\n' >ask.eml
run colporteur deliver --sender enora@example.org mobilites-request@lists.example.org <ask.eml
is "$status" 0 "she asks for initials by mail"
is "$(shown kerzoncou)" "" "no page, feed, mbox, download or search has her name from then on"
like "$(shown 'E\. K\.')" "^($m/ .*/contributions/1/ )\$" "but her initials"
is "$(unchanged <known)" "" "and no answer says that nothing changed"
curl -s -o page "$url$m/start%40example.org/"
like "$(cat page)" '"name":"E. K."' "what machines read too"
like "$(cat page)" 'q=from%3A%22E.%20K.%22|q=from:%22E.%20K.%22|from%3A%22E\.' "the way to what else she wrote goes by initials"
curl -s -o page "$url/?q=from%3A%22E.%20K.%22"
like "$(cat page)" 'Les haies' "and leads there"
unlike "$(cat page)" 'enora' "without the name"
curl -s "$url$m/end%40example.org/" >page
like "$(cat page)" 'E\. K\.[^<]*<' "who quotes her says so"
command colporteur --config "$conf" --state "$state" --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >/dev/null 2>&1
like "$(find outbox -type f -exec cat {} + | python3 -c 'import sys, quopri; sys.stdout.buffer.write(quopri.decodestring(sys.stdin.buffer.read()))')" 'Initiales : les pages publiques ne montrent plus' "the robot says that it is done"
run colporteur subscriber show enora@example.org --json
like "$out" '"initials" : "yes"' "a coordinator sees it"
run colporteur subscriber export enora@example.org
like "$out" '^shown by initials: yes' "and what is known about her says it"
for q in from:kerzoncou from%3A%22Enora+Kerzoncou%22 kerzoncou; do
  curl -s -o page "$url/?q=$q"
  unlike "$(cat page)" '/mobilites/start|<mark>|/mobilites/end' "nothing is found by $q"
done
run colporteur archive export mobilites --output out.mbox
like "$(cat out.mbox)" 'Enora Kerzoncou' "what a coordinator takes out is the mail as it was"

run colporteur subscriber set enora@example.org --initials perhaps
is "$status" 65 "neither yes nor no"
run colporteur subscriber set enora@example.org --initials no
is "$(shown kerzoncou)" "$named" "her name is back where it was"
is "$(colporteur audit list --json | grep -c '"before".*by_initials')" 2 "the audit log has both changes"
done_testing
