#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Members read the archive of a private list by a link that is sent to their address; nobody else
# can tell that there is one, no cache keeps a page of it, and it is in nothing that is the site's.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
colporteur list create bureau --kind discussion --title "Le bureau" --private --owner chef@example.org >/dev/null
colporteur list create conseil --kind discussion --title "Le conseil" --private --owner chef@example.org >/dev/null
colporteur list create mobilites --kind discussion --title "Mobilités" --owner chef@example.org >/dev/null
colporteur subscriber add maud@example.org --name Maud >/dev/null
colporteur subscriber add yann@example.org --name Yann >/dev/null
for list in bureau mobilites; do colporteur list subscribe $list maud@example.org >/dev/null; done
colporteur list subscribe mobilites yann@example.org >/dev/null
cat >one.mbox <<'MBOX'
From x@example.org Sun Mar  1 10:00:00 2026
From: Zincou <zincou@example.org>
Message-ID: <zinc@example.org>
Date: Sun, 1 Mar 2026 10:00:00 +0000
Subject: Zincpost
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Zinctexte, entre nous.
--x
Content-Type: text/csv; name=compte.csv
Content-Disposition: attachment; filename=compte.csv

zinc;12
--x--

From x@example.org Sun Mar  1 10:00:00 2026
From: Erwan <erwan@example.org>
Message-ID: <reply@example.org>
In-Reply-To: <zinc@example.org>
Date: Sun, 1 Mar 2026 11:00:00 +0000
Subject: Re: Zincpost

Vu.

MBOX
for list in bureau conseil; do colporteur archive import $list one.mbox >/dev/null; done

port=$(free_port)
url=http://127.0.0.1:$port
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=1 serve web 2>web.log 9>&- &
e2e_pids=$!
command colporteur --config "$conf" --state "$state" --set clock.interval=1h serve clock 2>clock.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 30 grep -q 'ready ROLE=web' web.log
wait_for 30 grep -q 'ready ROLE=clock' clock.log

mail() { # the mails that go out now: recipient, subject, then the text
  wait_for 20 eval '[ "$(sql "SELECT count(*) FROM page_letter")" = 0 ]'
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
  python3 - outbox <<'PY'
import email, email.policy, glob, os, sys
for path in glob.glob(sys.argv[1] + "/**/*", recursive=True):
    if os.path.isfile(path):
        message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        print(message["To"], message["Subject"], sep="|")
        print(message.get_content())
        os.remove(path)
PY
}
ask() { # ask WHO LIST: by mail
  printf 'From: <%s>\r\nTo: %s-request@lists.example.org\r\nMessage-ID: <%s.%s@example.org>\r\nSubject: archive\r\n\r\n\r\n' "$1" "$2" "$$" "$(date +%N)" |
    colporteur deliver --sender "$1" "$2-request@lists.example.org"
}
link_in() { printf '%s\n' "$1" | sed -n "s/^ *https:\/\/lists.example.org\(\/archive\/[a-z2-7]*\)\$/\1/p" | head -1; }
code() { curl -s -o page -w '%{http_code}' "$@"; }
pages='/ / ?by=month ?q=zinctexte /2026/03/ /2026/03/01/ /2026-03.mbox.gz /new.atom /feed.json /zinc%40example.org/ /zinc%40example.org/t/ /zinc%40example.org/T/
  /zinc%40example.org/raw /zinc%40example.org/t.mbox.gz /zinc%40example.org/t.atom /zinc%40example.org/2-compte.csv'
paths() { for p in $pages; do case $p in /) echo "/$1/" ;; '?'*) echo "/$1/$p" ;; *) echo "/$1$p" ;; esac; done | sort -u; }
codes() { for p in $(paths "$1"); do code ${cookie:+-H "Cookie: $cookie"} "$url$p"; echo; done | sort | uniq -c | sed 's/^ *//' | tr '\n' ' '; }

# --- without a link there is nothing ---
cookie=
is "$(codes bureau)" "15 404 " "no page of a private list is there"
for p in /zinc%40example.org/ /2026/03/ /new.atom /; do
  code "$url/bureau$p" >/dev/null
  sed 's/bureau/x/g' page >private
  code "$url/rien$p" >/dev/null
  sed 's/rien/x/g' page | cmp -s - private
  ok $? "/bureau$p is answered as of a list that does not exist"
done
is "$(code "$url/archive/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")" 404 "a link that was made up opens nothing"

# --- asking for it ---
ask yann@example.org bureau
sent=$(mail)
like "$sent" 'pas sur cette liste' "who is not on the list is told that alone" || diag "$sent"
is "$(link_in "$sent")" "" "and gets no link"
ask maud@example.org mobilites
like "$(mail)" 'https://lists.example.org/mobilites/$' "of a public list the address is told"
ask maud@example.org bureau
sent=$(mail)
like "$sent" '^maud@example.org\|' "a member is answered at her address" || diag "$sent"
link=$(link_in "$sent")
like "$link" '^/archive/[a-z2-7]{23,}$' "with a link"

# --- opening it ---
is "$(code "$url$link")" 200 "the link shows a page"
like "$(cat page)" 'Ouvrir l’archive' "with a button"
is "$(code -I "$url$link").$(code "$url$link").$(code "$url$link")" "200.200.200" "which scanners use up as little as they like"
curl -s -o page -D head -X POST "$url$link"
like "$(tr -d '\r' <head)" '^Set-Cookie: archive=[a-z2-7]+; Path=/bureau; Max-Age=[0-9]+; HttpOnly; SameSite=Lax; Secure$' "the button hands a cookie over, for the list's pages alone"
like "$(tr -d '\r' <head)" '^HTTP/1.1 303' "and leads there"
like "$(tr -d '\r' <head)" '^Location: /bureau/$' "to the list"
cookie=$(sed -n 's/^Set-Cookie: \(archive=[a-z2-7]*\);.*/\1/p' head)
is "$(codes bureau)" "15 200 " "every page of it can be read"
is "$(codes conseil)" "15 404 " "of another private list none"
curl -s -H "Cookie: $cookie" "$url/bureau/" >page
like "$(cat page)" 'Zincpost' "the list shows its threads"
curl -s -H "Cookie: $cookie" "$url/bureau/2026-03.mbox.gz" | gzip -dc >page
like "$(cat page)" 'Zinctexte' "a month has its messages"
curl -s -H "Cookie: $cookie" "$url/bureau/zinc%40example.org/2-compte.csv" >page
like "$(cat page)" 'zinc;12' "an attachment its bytes"
curl -s -H "Cookie: $cookie" "$url/bureau/?q=zinctexte" >page
like "$(cat page)" 'zinc%40example.org' "a search in the list finds"

# --- nobody keeps it ---
for p in $(paths bureau); do
  curl -s -o page -D head -H "Cookie: $cookie" "$url$p"
  tr -d '\r' <head | grep -qx 'Cache-Control: private, no-store' && tr -d '\r' <head | grep -qx 'X-Robots-Tag: noindex' || echo "$p"
done >kept
is "$(cat kept)" "" "no cache and no search engine keeps a page of it"
is "$(cookie='' codes bureau)" "15 404 " "the next reader of the same thread is shown nothing"

# --- and it is nowhere else ---
for p in / /new.atom /feed.json /sitemap.xml '/?q=zinctexte' '/?q=list:bureau+zinctexte' /bureau/months.txt /bureau/2026-03.sitemap.xml /h/QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ /subscribe /mobilites/ '/mobilites/?q=zinctexte' /editions/bureau/; do
  curl -s -H "Cookie: $cookie" "$url$p" | grep -qi 'zincou\|zincpost\|Le bureau' && echo "$p"
done >elsewhere
is "$(cat elsewhere)" "" "with the same cookie nothing of it is shown elsewhere"
is "$(code -H "Cookie: ${cookie}a" "$url/bureau/").$(code -H "Cookie: x$cookie" "$url/bureau/").$(code -H "Cookie: archive=" "$url/bureau/")" "404.404.404" "an altered cookie opens nothing"
is "$(code -H "Cookie: a=b; $cookie; language=en" "$url/bureau/")" 200 "among others it is found"
is "$(code -H "Cookie: $cookie" "$url/bureau").$(code "$url/bureau").$(code "$url/rien").$(code "$url/search")" "301.404.404.404" "without its slash too"
is "$(code "$url/bureau/?archive=${cookie#archive=}")" 404 "in an address it is none"
unlike "$(cat web.log)" "${link#/archive/}" "the log has no link"

# --- on her page ---
colporteur subscriber export maud@example.org >/dev/null
curl -s -o page -d address=maud@example.org "$url/me"
me=$(mail | sed -n 's/^ *https:\/\/lists.example.org\(\/me\/[a-z2-7]*\)$/\1/p' | head -1)
curl -s "$url$me" >page
like "$(cat page)" 'name="list" value="bureau"' "her page offers the archive of the private list"
unlike "$(cat page)" '/archive/[a-z2-7]{20}' "without opening it: such a page may have been forwarded"
is "$(code -d act=archive -d list=bureau "$url$me")" 200 "its button has the link sent"
like "$(link_in "$(mail)")" '^/archive/' "to her address"
is "$(code -d act=archive -d list=conseil "$url$me")" 200 "for a list that she is not on"
is "$(mail)" "" "nothing is sent, and nothing said"

# --- leaving ---
colporteur list unsubscribe bureau maud@example.org >/dev/null
is "$(codes bureau)" "15 404 " "who leaves the list reads no more, at once"
is "$(code "$url$link")" 404 "and the link is worth nothing"
sql "UPDATE subscription SET state = 'confirmed'" >/dev/null
is "$(code -H "Cookie: $cookie" "$url/bureau/")" 200 "back on it she reads again"
colporteur list set bureau --public >/dev/null
cookie=
is "$(codes bureau)" "15 200 " "a list made public needs no link"
done_testing
