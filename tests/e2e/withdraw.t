#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is taken out of the archive is gone from every kind of page, feed, mbox and search, at
# once, also for who asks only whether something changed; its address says so.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

run colporteur list create mobilites --kind discussion --title "Mobilités" --owner ange@example.org
run colporteur list create champs --kind discussion --title "Champs" --owner ange@example.org
mail() { # mail ID DATE NAME SUBJECT TEXT [HEADER]
  printf 'From maud@example.org Sun Mar  1 10:00:00 2026\nFrom: %s <someone@example.org>\nMessage-ID: <%s>\nDate: %s\nSubject: %s\n' "$3" "$1" "$2" "$4"
  [ -z "${6-}" ] || printf '%s\n' "$6"
  printf '\n%s\n\n' "$5"
}
{
  mail before@example.org 'Sun, 1 Mar 2026 09:00:00 +0000' Yann 'Avant' 'Bonjour'
  mail start@example.org 'Sun, 1 Mar 2026 10:00:00 +0000' Maud 'Les haies' 'Combien de haies ?'
  mail zinc@example.org 'Sun, 1 Mar 2026 11:00:00 +0000' Zincou 'Zincpost' 'Le zincotexte est de trop' 'In-Reply-To: <start@example.org>'
  mail end@example.org 'Sun, 1 Mar 2026 12:00:00 +0000' Solène 'Re: Les haies' 'Trois.' 'In-Reply-To: <zinc@example.org>'
  mail after@example.org 'Sun, 1 Mar 2026 13:00:00 +0000' Erwan 'Après' 'Bonsoir'
  mail start@example.org 'Sun, 1 Mar 2026 14:00:00 +0000' Maud 'Les haies encore' 'Le même identifiant, autre chose'
} >some.mbox
run colporteur archive import mobilites some.mbox
is "$(printf '%s\n' "$out" | tail -1)" "6 mails read, 6 filed, 0 known, 0 repeated, 0 withdrawn" "six mails are filed"

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=2 serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
status_of() { curl -s -o page -w '%{http_code}' "$@"; }
text() { case $1 in *.gz) gzip -dc page 2>/dev/null || cat page ;; *) cat page ;; esac; }

# Whatever shows it: as a page of its own, in a listing, as a neighbour, in a feed, a file or a search.
everywhere='/mobilites/ /mobilites/?by=month /mobilites/2026/03/ /mobilites/2026/03/01/ /mobilites/2026-03.mbox.gz /mobilites/2026-03.sitemap.xml
  /mobilites/new.atom /mobilites/feed.json /new.atom /feed.json / /sitemap.xml /?q=zincotexte /mobilites/?q=zincotexte
  /mobilites/start%40example.org/ /mobilites/start%40example.org/t/ /mobilites/start%40example.org/T/ /mobilites/start%40example.org/t.atom
  /mobilites/start%40example.org/t.json /mobilites/start%40example.org/t.mbox.gz /mobilites/end%40example.org/ /mobilites/end%40example.org/t/
  /mobilites/before%40example.org/ /mobilites/after%40example.org/'
own='/mobilites/zinc%40example.org/ /mobilites/zinc%40example.org/t/ /mobilites/zinc%40example.org/T/ /mobilites/zinc%40example.org/raw
  /mobilites/zinc%40example.org/t.mbox.gz /mobilites/zinc%40example.org/t.atom'
# shown PATH...: those that show something of it, or lead there; twice, so that what is kept in between counts
link='|%40'
shown() {
  for path; do
    status_of "$url$path" >/dev/null
    status_of "$url$path" >/dev/null
    if text "$path" | grep -Eqai "zinc(ou|post|otexte$link)"; then
      # What was asked for stands in the page of a search, without a result.
      case $path in *q=zincotexte) grep -q 'class="title"' page || continue ;; esac
      printf '%s ' "$path"
    fi
  done
}
# changed FILE: the paths in FILE (with their Last-Modified) that say that they changed since
remember() { # remember PATH...
  for path; do
    when=$(curl -s -o /dev/null -D - "$url$path" | tr -d '\r' | sed -n 's/^Last-Modified: //p')
    [ -z "$when" ] || printf '%s %s\n' "$path" "$when"
  done
}
stale() { while read -r path when; do [ "$(status_of -H "If-Modified-Since: $when" "$url$path")" != 304 ] || printf '%s ' "$path"; done <"$1"; }
next_second() { sleep 1.1; } # times of HTTP are whole seconds

# shellcheck disable=SC2086
before=$(shown $everywhere)$(shown $own)
for path in / /mobilites/ '/mobilites/?by=month' /sitemap.xml /mobilites/before%40example.org/ /mobilites/after%40example.org/; do
  case " $before" in *" $path "*) ok 1 "$path shows nothing of it" ;; *) ok 0 "$path shows nothing of it" ;; esac
done
is "$(printf '%s' "$before" | wc -w)" 24 "every other page, feed, file and search shows a message"
next_second
# shellcheck disable=SC2086
remember $everywhere $own >dated
is "$(wc -l <dated)" 18 "many say when they changed last"
is "$(stale dated | wc -w)" 18 "and are not sent again to who has them"

run colporteur archive hide mobilites zinc@example.org --reason "asked by its author" --yes
# shellcheck disable=SC2086
is "$status.$(shown $everywhere)$(link= shown $own)" "0." "taken out, it is nowhere, at once"
is "$(stale dated)" "/mobilites/before%40example.org/ /mobilites/after%40example.org/ " "nobody is told that what showed it has not changed"
for path in $own; do
  is "$(status_of "$url$path")" 410 "$path is gone"
done
status_of "$url/mobilites/zinc%40example.org/" >/dev/null
like "$(cat page)" 'Il a été retiré des archives le' "and says so"
is "$(status_of "$url/mobilites/zinc%40example.org")" 301 "without its slash it leads there"
hash=$(sql "SELECT short_hash FROM message WHERE message_id = 'zinc@example.org'")
is "$(status_of "$url/h/$hash")" 410 "so does its short link"
is "$(status_of "$url/champs/zinc%40example.org/")" 404 "another list knows nothing of it"

next_second
# shellcheck disable=SC2086
remember $everywhere >dated
run colporteur archive unhide mobilites zinc@example.org
# shellcheck disable=SC2086
is "$(shown $everywhere)$(shown $own)" "$before" "shown again, it is everywhere that it was"
is "$(stale dated)" "/mobilites/before%40example.org/ /mobilites/after%40example.org/ " "and nobody is told that nothing changed"

# --- a name ---
next_second
# shellcheck disable=SC2086
remember $everywhere $own >dated
run colporteur archive redact mobilites --name Zincou --reason "asked" --yes
# shellcheck disable=SC2086
for path in $everywhere $own; do
  status_of "$url$path" >/dev/null
  text "$path" | grep -qa Zincou && printf '%s ' "$path"
done >found
is "$(cat found)" "" "a name that was taken out is nowhere"
is "$(stale dated)" "/mobilites/before%40example.org/ /mobilites/after%40example.org/ " "and nobody is told that what showed it has not changed"

# --- links ---
second=$(sql "SELECT link FROM message WHERE message_id = 'start@example.org' AND link <> message_id")
like "$second" '^start@example.org~[0-9a-f]{8}$' "a Message-ID that came twice has two links"
path=/mobilites/$(printf %s "$second" | sed 's/@/%40/; s/~/%7E/')/
is "$(status_of "$url$path")" 200 "the second has its page"
like "$(cat page)" 'autre chose' "with its own text"
status_of "$url/mobilites/start%40example.org/" >/dev/null
like "$(cat page)" 'Combien de haies' "and the first another"

# --- which of several ---
first=start@example.org~$(sql "SELECT left(encode(content_hash, 'hex'), 8) FROM message WHERE link = 'start@example.org'")
run colporteur archive hide mobilites start@example.org --reason asked --yes
is "$status" 65 "a Message-ID that two have does not say which"
like "$err" "name one of $first \\(\"Les haies\", 2026-03-01\\), $second \\(\"Les haies encore\", 2026-03-01\\)" "the choices are listed"
run colporteur archive redact mobilites start@example.org --name Maud --reason asked --yes
is "$status" 65 "no more than for a name"
run colporteur archive redact mobilites start@example.org --part 1 --reason asked --yes
is "$status" 65 "or a part"
for act in 'split' 'important --dry-run' 'topics'; do
  # shellcheck disable=SC2086
  run colporteur archive $act mobilites start@example.org
  is "$status" 65 "or to $act"
  like "$err" "name one of $first .*, $second .*\)\$" "which lists them too"
done
run colporteur archive join mobilites start@example.org start@example.org
is "$status" 65 "or to join it to another"
run colporteur archive important mobilites "$second" --dry-run
like "$out" "^$second: " "under its own name it is marked"
run colporteur archive hide mobilites start@example.org --reason asked --all --dry-run
is "$out" "$first: \"Les haies\" by Maud
$second: \"Les haies encore\" by Maud" "all of them can be meant"
run colporteur archive redact mobilites "$second" --name Maud --reason asked --yes
is "$(sql "SELECT string_agg(from_name, ',' ORDER BY id) FROM message WHERE message_id = 'start@example.org'")" "Maud,…" "a name goes from the one that is meant"
run colporteur archive hide mobilites "$first" --reason asked --yes
is "$(status_of "$url/mobilites/start%40example.org/").$(status_of "$url$path")" 301.200 "the first has a name of its own too, and what it shared leads to the other"
run colporteur archive unhide mobilites "$first"
run colporteur archive hide mobilites "$second" --reason asked --yes
is "$(status_of "$url/mobilites/start%40example.org/").$(status_of "$url$path")" 200.410 "so has the second"
run colporteur archive unhide mobilites start@example.org --all
is "$(printf '%s\n' "$out" | grep -v :)" "it was not hidden
shown again" "both are shown again"
run colporteur archive import champs some.mbox
sql "DELETE FROM post WHERE list = (SELECT id FROM list WHERE name = 'champs') AND message IN (SELECT id FROM message WHERE link = 'start@example.org')" >out
is "$(curl -s -o page -w '%{http_code} %{redirect_url}' "$url/champs/start%40example.org/raw")" "301 $url/champs/$(printf %s "$second" | sed 's/@/%40/')/raw" \
  "where only one of them is, the Message-ID leads to it"
run colporteur list rename champs prairies
is "$(curl -s -o page -w '%{http_code} %{redirect_url}' "$url/champs/2026/03/")" "301 $url/prairies/2026/03/" "the former name of a list leads on"
sql "INSERT INTO old_url (path, list, message_id) SELECT '/pipermail/haies/2026-March/000012.html', id, 'end@example.org' FROM list WHERE name = 'mobilites'
     UNION ALL SELECT '/pipermail/haies/', id, '' FROM list WHERE name = 'mobilites'" >out
is "$(curl -s -o page -w '%{http_code} %{redirect_url}' "$url/pipermail/haies/2026-March/000012.html")" "301 $url/mobilites/end%40example.org/" \
  "an address of an old archive leads to the message"
is "$(curl -s -o page -w '%{http_code} %{redirect_url}' "$url/pipermail/haies/")" "301 $url/mobilites/" "or to the list"
run colporteur archive delete mobilites end@example.org --reason "asked" --yes
is "$(curl -s -L -o page -w '%{http_code}' "$url/pipermail/haies/2026-March/000012.html")" 410 "or to what says that it is gone"

# --- people, and the end of a list ---
sql "INSERT INTO subscriber (name) VALUES ('Un'), ('Deux');
     UPDATE withdrawn_post SET subscriber = (SELECT id FROM subscriber WHERE name = 'Deux');
     SELECT subscriber_merge((SELECT id FROM subscriber WHERE name = 'Un'), (SELECT id FROM subscriber WHERE name = 'Deux'))" >out
is "$(sql "SELECT s.name FROM withdrawn_post w JOIN subscriber s ON s.id = w.subscriber")" Un "what was taken out stays with its author"
is "$(sql "SELECT posts FROM subscriber_traces((SELECT id FROM subscriber WHERE name = 'Un'))")" 1 "and counts among their traces"
sql "SELECT subscriber_erase((SELECT id FROM subscriber WHERE name = 'Un'), 'test')" >out
is "$(sql "SELECT count(*), count(subscriber) FROM withdrawn_post")" "1|0" "which they may have forgotten"
run colporteur archive split mobilites zinc@example.org --reason "another subject"
run colporteur archive hide mobilites zinc@example.org --reason "asked" --yes
run colporteur list delete mobilites --with-archive --yes
is "$status" 0 "a list is deleted with its archive"
is "$(sql "SELECT count(*) FROM withdrawn_post")$(sql "SELECT count(*) FROM old_url")$(sql "SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT FROM post WHERE message = m.id)")" \
  "000" "and with what was taken out of it"
is "$(sql "SELECT count(*) FROM thread_edit")" 1 "what another list still has keeps its thread"
run colporteur list delete prairies --with-archive --yes
is "$status.$(sql "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM thread_edit)")" "0.0" "until that goes too"

done_testing
