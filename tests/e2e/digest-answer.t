#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who answers a whole digest is understood where it can be told which post they mean, and told how to
# answer it where it cannot.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z
colporteur list create mobilites --title 'Mobilités' --prefix '[mob]' --owner chef@example.org >/dev/null
colporteur list create bureau --title 'Bureau' --private --owner chef@example.org >/dev/null
for who in alix jour; do
  colporteur subscriber add "$who@example.org" --language fr >/dev/null
  for list in mobilites bureau; do colporteur list subscribe "$list" "$who@example.org" >/dev/null; done
done
sql "UPDATE subscription SET delivery = 'digest' WHERE subscriber = (SELECT subscriber FROM address WHERE address_key = 'jour@example.org')"

# post ID LIST SUBJECT [IN-REPLY-TO [BODY]]: what the pipe says
post() {
  printf 'From: alix@example.org\nTo: %s@lists.example.org\nSubject: %s\nMessage-ID: <%s@example.org>\nDate: Mon, 02 Nov 2026 08:00:00 +0000\nContent-Type: text/plain; charset=UTF-8\n%s\n%s\n' \
    "$2" "$3" "$1" "${4:+$(printf 'In-Reply-To: <%s>\nReferences: <%s>' "$4" "$4")
}" "${5:-Bonjour $1.}" | colporteur deliver --sender alix@example.org "$2@lists.example.org" 2>/dev/null
}
# threads: which posts are in one
threads() { sql "SELECT string_agg(ids, ' ' ORDER BY ids) FROM (SELECT string_agg(split_part(m.message_id, '@', 1), '+' ORDER BY m.id) AS ids FROM post p JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list WHERE l.name = 'mobilites' GROUP BY p.thread) t"; }
round_done() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_engine' AND state = 'idle' AND query LIKE '%search_words_due%'")" = 1 ]; }
tick() {
  command colporteur --config "$conf" --state "$state" --set clock.interval=3600 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 60 round_done
  kill "$clock"
  wait "$clock"
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
}
last_digest() { grep -rhao "^Message-ID: <digest[.][^>]*[.]$1@[^>]*" outbox | sort -t. -k2n | tail -1 | cut -d'<' -f2; }

post velos mobilites 'Vélos'
post cars mobilites 'Cars du soir'
post trains mobilites 'Trains'
post secret bureau 'Secret'
COLPORTEUR_TIME=2026-11-02T17:00:01Z
tick
digest=$(last_digest mobilites)
secret=$(last_digest bureau)
is "$(threads)" "cars trains velos" "three posts are in a digest"
is "$(printf '%s %s\n' "$digest" "$secret" | sed 's/[0-9]*//g')" "digest..mobilites@lists.example.org digest..bureau@lists.example.org" "which has an identifier of its own"

out=$(post whole mobilites 'Re: Mobilités : 3 messages' "$digest" 'Moi aussi.')
like "$out" "^5\.6\.0 La liste mobilites ne prend pas ce message : il répond à tout un récapitulatif" "who answers all of it is told to answer a message"
out=$(post both mobilites 'RE : [mob] Mobilités : 3 messages' "$digest" 'Moi aussi.
> Message-ID: <velos@example.org>
> Message-ID: <cars@example.org>')
like "$out" '^5\.6\.0 ' "and who quotes several"
out=$(post english mobilites 'Re: Mobilités: 3 messages' "$digest" 'Me too.')
like "$out" '^5\.6\.0 ' "whatever language they read it in"
is "$(sql 'SELECT count(*) FROM held_message')" 0 "no moderator has work of it"

is "$(post quoted mobilites 'Re: Mobilités : 3 messages' "$digest" 'Moi aussi.
> From: Alix <alix@example.org>
> Message-ID: <velos@example.org>
>
> Bonjour velos.')" "" "who quotes one is taken"
is "$(post titled mobilites 'Re: [mob] Cars du soir' "$digest" 'Moi aussi.')" "" "who names one in the subject too"
is "$(threads)" "cars+titled trains velos+quoted" "into the threads of these"
link=$(sql "SELECT short_hash FROM message WHERE message_id = 'trains@example.org'")
post linked mobilites 'Re: Mobilités : 3 messages' "$digest" "> https://lists.example.org/h/$link
Moi aussi." >/dev/null
post new mobilites 'Tout autre chose' "$digest" >/dev/null
is "$(threads)" "cars+titled new trains+linked velos+quoted" "a link names one, and a subject of its own begins a thread"
is "$(post forged mobilites 'Re: Secret' "$secret")$(post other mobilites 'Re: Secret' "$(printf '%s' "$secret" | sed 's/bureau/mobilites/')")" "" "the digest of another list says nothing here"
is "$(threads)" "cars+titled forged new other trains+linked velos+quoted" "and leads to nothing of it"
is "$(sql "SELECT count(*) FROM message WHERE 'secret@example.org' = ANY (refers_to)")" 0 "not by its name either"

COLPORTEUR_TIME=2026-11-03T17:00:01Z
sql "DELETE FROM digest_wait WHERE message <> (SELECT id FROM message WHERE message_id = 'new@example.org')"
tick
post single mobilites 'Re: Mobilités : un message' "$(last_digest mobilites)" 'Oui.' >/dev/null
is "$(threads)" "cars+titled forged new+single other trains+linked velos+quoted" "where there is but one, it is that one"

# --- a list that is at another domain, under another name ---
answer() { post "$1" mobilites 'Re: Mobilités : 3 messages' "$2" 'Moi aussi.'; }
is "$(answer foreign "${digest%@*}@elsewhere.example.net")" "" "what another system numbers alike is no digest of ours"
colporteur list set mobilites --domain lists.example.net >/dev/null
like "$(answer moved "$digest")" '^5\.6\.0 ' "a list that moved knows the digests it sent before"
colporteur list rename mobilites deplacements >/dev/null
like "$(answer renamed "$digest")" '^5\.6\.0 ' "under another name too"

done_testing
