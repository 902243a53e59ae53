#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What other programs leave of an archive: pipermail's months and pages, MHonArc's pages, Sympa's
# folders; brought in, and their addresses answered. And what is no archive at all.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
port=$(free_port)
e2e_start "listen = 127.0.0.1:$port"
for list in haies pages arc; do colporteur list create $list --kind discussion --title "$list" --owner ange@example.org >/dev/null; done

# --- pipermail: months that anybody could fetch, in which addresses are written out, and pages ---
mkdir -p pipermail/2026-March/attachments
cat >march.txt <<'END'
From maud at example.net  Sun Mar  1 10:00:00 2026
From: maud at example.net (=?utf-8?q?Ma=C3=ABlle?=)
Date: Sun, 01 Mar 2026 10:00:00 +0000
Subject: [haies] Les haies
Message-ID: <one@example.net>

Bonjour. See you at example.net tomorrow.

From erwan at example.net  Sun Mar  1 11:00:00 2026
From: erwan at example.net (Erwan)
Date: Sun, 01 Mar 2026 11:00:00 +0000
Subject: [haies] Les haies
In-Reply-To: <one@example.net>
References: <one@example.net>
Message-ID: <two@example.net>

Oui.
-------------- next part --------------
Name: plan.pdf
URL: <http://lists.example.net/pipermail/haies/2026-March/attachments/plan.pdf>

END
gzip -c march.txt >pipermail/2026-March.txt.gz
printf '<HTML><A HREF="mailto:haies%%40example.net?Subject=Re:%%20x&In-Reply-To=%%3Ctwo%%40example.net%%3E" TITLE="x">x</A>' >pipermail/2026-March/000001.html
printf '<HTML>' >pipermail/2026-March/thread.html
printf '%%PDF' >pipermail/2026-March/attachments/plan.pdf
tar cf pipermail.tar pipermail
run colporteur archive import haies pipermail.tar
is "$status.$(printf '%s\n' "$out" | sed -n '/mails read/p')" "0.2 mails read, 2 filed, 0 known, 0 repeated, 0 withdrawn" \
  "months that are packed within a tar are read" || diag "$out$err"
is "$(sql "SELECT string_agg(from_name || ' ' || from_address || ' ' || array_to_string(oddities, ','), '; ' ORDER BY id) FROM message")" \
  "Maëlle maud@example.net ; Erwan erwan@example.net " "authors whose addresses were written out have their names"
run colporteur archive old-urls haies https://lists.example.net/pipermail/haies/ pipermail
like "$out" '^1 address of a message, 6 of other pages$' "its addresses are known"

# --- MHonArc: nothing but pages is left ---
mkdir mhonarc
page() { # N ID FROM-R13 SUBJECT BODY [REFERENCE]
  cat >"mhonarc/msg0000$1.html" <<END
<!-- MHonArc v2.6.19+ -->
<!--X-Subject: $4 -->
<!--X-From-R13: $3 -->
<!--X-Date: Sun, 01 Mar 2026 1$1:00:00 +0000 -->
<!--X-Message-Id: $2 -->
<!--X-Content-Type: text/plain -->
${6:+<!--X-Reference: $6 -->}
<!--X-Head-End-->
<html><body><h1>x</h1>
<!--X-Body-of-Message-->
<pre>$5</pre>
<!--X-Body-of-Message-End-->
</body></html>
END
}
page 1 'p1@example.net' '[nhq Zr Ubss &#60;znhqNrknzcyr.arg>' '=?utf&#45;8?b?TCfDqXTDqQ==?=' 'Une ligne de l&#x2019;&#xE9;t&#xE9;.

&gt; cit&eacute;e'
page 2 'p&#45;2@example.net' 'Sejna &#60;rejnaNrknzcyr.arg>' 'Re: x' 'Oui &lt;b&gt;.' 'p1@example.net'
printf '<!-- MHonArc v2.6.19+ -->\n<html>index' >mhonarc/maillist.html
run colporteur archive import pages mhonarc
is "$(printf '%s\n' "$out" | tr -s ' ' | tr '\n' ';')" "oddity mails first;mhonarc-page 2 mhonarc/msg00001.html;no-mail 1 mhonarc/maillist.html;2 mails read, 2 filed, 0 known, 0 repeated, 0 withdrawn;1 file holds no mail, or was passed over;" \
  "pages of MHonArc are read back" || diag "$err"
is "$(sql "SELECT string_agg(concat_ws('|', m.message_id, from_name, from_address, subject, m.date AT TIME ZONE 'UTC', t.root), ' ' ORDER BY m.id)
  FROM message m JOIN post p ON p.message = m.id JOIN list l ON l.id = p.list JOIN thread t ON t.id = p.thread WHERE l.name = 'pages'" | sed 's/|[0-9]*\( \|$\)/\1/g')" \
  "p1@example.net|Maud Le Goff|maud@example.net|L'été|2026-03-01 11:00:00 p-2@example.net|Erwan|erwan@example.net|Re: x|2026-03-01 12:00:00" "with author, subject and date"
is "$(sql "SELECT count(DISTINCT thread) FROM post p JOIN list l ON l.id = p.list WHERE l.name = 'pages'")" 1 "in one thread"
is "$(sql "SELECT body FROM message WHERE message_id = 'p1@example.net'")" "$(printf 'Une ligne de l’été.\n\n> citée')" "and the words"
is "$(sql "SELECT body FROM message WHERE message_id = 'p-2@example.net'")" 'Oui <b>.' "as they were written"
run colporteur archive import pages mhonarc
like "$out" '0 filed, 2 known' "once"

# --- Sympa: raw mails, and pages of them ---
mkdir -p arc/2026-03/arctxt
printf 'X-Sympa-To: arc@example.org\nFrom: Maud <maud@example.net>\nDate: Sun, 01 Mar 2026 11:00:00 +0000\nMessage-ID: <p1@example.net>\n\nThe mail itself.\n' >arc/2026-03/arctxt/1
cp mhonarc/msg00001.html arc/2026-03/
run colporteur archive import arc arc
like "$out" '2 mails read, 1 filed, 1 known' "where there is the mail its page is no other"
run colporteur archive old-urls arc /sympa/arc/arc arc
run colporteur archive old-urls pages /hk/list/pages@example.org --hyperkitty
like "$out" '^6 addresses of messages, 1 of other pages$' "HyperKitty's are worked out"

# --- what is no archive ---
for file in /etc/ld.so.cache empty recipe.txt folder; do
  : >empty
  printf 'Une recette.\n\nDe la farine.\n' >recipe.txt
  mkdir -p folder
  run colporteur archive import haies "$file" --dry-run
  is "$status" 65 "no mail in $file is an error"
  like "$err" 'no mail in' "that is told"
done

# --- each address leads on ---
colporteur serve web >web.log 2>&1 &
e2e_pids=$!
wait_for 10 curl -s -o /dev/null "http://127.0.0.1:$port/"
goes() { # PATH WHERE NAME
  is "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$port$1")" "301 http://127.0.0.1:$port$2" "$3"
}
goes /pipermail/haies/2026-March/000001.html /haies/two%40example.net/ "a page of pipermail leads to its message"
goes /pipermail/haies/2026-March/thread.html /haies/ "another one to the list"
goes /pipermail/haies /haies/ "a folder without its slash too"
goes /pipermail/haies/2026-March.txt.gz /haies/ "and a month"
goes /sympa/arc/arc/2026-03/msg00001.html "/arc/$(sql "SELECT replace(link, '@', '%40') FROM message WHERE raw LIKE 'X-Sympa%'")/" "a page of Sympa leads to the mail itself"
goes "/hk/list/pages@example.org/message/$(sql "SELECT short_hash FROM message WHERE link = 'p1@example.net'")/" /pages/p1%40example.net/ "one of HyperKitty to its message"
goes /hk/list/pages%40example.org/2026/3/ /pages/ "a month of it to the list"
goes /hk/list/pages%40example.org/latest /pages/ "so does what was latest"
is "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/pipermail/haies/2026-March/000099.html")" 404 "what never was is not found"

done_testing
