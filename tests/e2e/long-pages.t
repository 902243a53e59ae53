# SPDX-License-Identifier: GPL-3.0-or-later
# What is long comes in pages that a telephone can take: threads, messages, lists of attachments and
# of lists. None is over 60 KB, nothing is left out, and a link to a post lands where it stands.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start '[site]' 'listen = 127.0.0.1:0'
colporteur list create cafe --kind discussion --title 'Café' --owner ana@example.org >/dev/null 2>&1

# 700 posts that answer each other every which way, the last of them first; and one of 500 KB, twice:
# with prose and with nothing but what HTML has to escape.
python3 - >posts.mbox <<'END'
import random
random.seed(3)
words = "la haie de demain & les vélos <du pont> une remorque prêtée par quelqu'un \"d'ici\" https://example.org/a?b=c&d".split()
def mail(n, subject, refers, text, more=''):
    print(f'From x Mon Nov  2 08:00:00 2026\nFrom: Personne {n} <p@example.net>\nTo: cafe@lists.example.org\nSubject: {subject}')
    print(f'Message-ID: <{n}@example.net>\nDate: Mon, {n % 28 + 1 if isinstance(n, int) else 2:02} Nov 2026 08:00:00 +0000\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit')
    print(f'References: {refers}' if refers else 'X-First: 1', more or 'Content-Type: text/plain; charset=UTF-8', '', text, '', sep='\n')
for n in range(700):
    text = '\n\n'.join(' '.join(random.choices(words, k=random.choice([5, 40]))) for _ in range(random.choice([1, 3, 9])))
    mail(n, 'Un fil', f'<{random.randrange(n)}@example.net>' if n else '', text + f'\n\nfin du message {n}.')
mail('prose', 'Le compte rendu', '', '\n\n'.join(f'alinéa {i}, ' + ' '.join(random.choices(words, k=60)) for i in range(1200)))
mail('signes', 'Des signes', '', '&<>"' * 120000)
rows = ''.join(f'<tr><td>ligne {i}</td><td>x</td></tr>' for i in range(6000))
mail('tableau', 'Un tableau', '', f'<table>{rows}</table>', 'Content-Type: text/html; charset=UTF-8')
parts = ''.join(f'--b\nContent-Type: text/plain; name="pièce {i} d\'un long nom.txt"\nContent-Disposition: attachment\n\nx\n' for i in range(300))
mail('pieces', 'Des pièces', '', f'--b\n\nVoici.\n{parts}--b--', 'Content-Type: multipart/mixed; boundary=b')
for n in range(60):
    mail(f'reponse{n}', 'Re: Des pièces', '<pieces@example.net>', 'oui')
END
colporteur archive import cafe posts.mbox >/dev/null 2>&1
sql "INSERT INTO list (name, domain, kind, title, description, is_public) SELECT 'cafe-' || n, 'lists.example.org', 'discussion', 'Café ' || n, repeat('x ', 200), true FROM generate_series(1, 150) n" >/dev/null
command colporteur --config "$conf" --state "$state" serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 20 grep -q 'ready ROLE=web' web.log
url=http://$(sed -n 's/.*ready ROLE=web LISTEN=\([^ ]*\).*/\1/p' web.log)

# pages NAME PATH: each page of what is at PATH in NAME.1, NAME.2 and so on; how many they are
pages() {
  pages_n=0 pages_at=$2
  while [ -n "$pages_at" ] && [ "$pages_n" -lt 300 ]; do
    pages_n=$((pages_n + 1))
    curl -s -f -o "$1.$pages_n" "$url$pages_at" || { diag "no $pages_at"; return 1; }
    pages_at=$(sed -n 's/^<li class="last"><a rel="next" href="\([^"]*\)".*/\1/p' "$1.$pages_n" | sed 's/&amp;/\&/g')
  done
  echo "$pages_n"
}
heaviest() { wc -c "$@" | awk '$2 != "total" && $1 > most { most = $1 } END { print most }'; }
light() { [ "$(heaviest "$@")" -le 60000 ] || { diag "$(heaviest "$@") bytes"; return 1; }; }

for form in t T; do
  n=$(pages "$form" "/cafe/0%40example.net/$form/")
  [ "$n" -gt 5 ]; ok $? "a thread of 700 has $n pages ($form)"
  light "$form".*; ok $? "none is over 60 KB"
  is "$(cat "$form".* | grep -o '^<article [^>]* id="[^"]*"' | sort -u | wc -l)" 700 "each post is on one of them"
  is "$(cat "$form".* | grep -c '^<article ')" 700 "and on no other"
  ends=$(cat "$form".* | grep -c 'fin du message ') more=$(cat "$form".* | grep -c 'Lire la suite de ce message')
  is "$((ends + more))" 700 "whole, or leading on to its own page"
  curl -s "$url/cafe/456%40example.net/$form/" >found
  like "$(cat found)" '<h2>Personne 456</h2>' "under the name of a post one gets the page on which it stands"
  n=$(sed -n 's/.*>Page \([0-9]*\) sur.*/\1/p' found | head -1)
  is "$(grep -v hreflang found | cksum)" "$(grep -v hreflang "$form.$n" | cksum)" "which is that very page"
done
# An answer on another page than what it answers leads there.
far=$(sed -n 's/.*href="\(\/cafe\/[^"]*\/t\/#m-[a-z2-7]*\)".*/\1/p' t.3 | head -1)
curl -s "$url${far%#*}" | grep -q "id=\"${far#*#}\""
ok $? "an answer leads to what it answers on another page ($far)"
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/cafe/0%40example.net/t/?page=999")" 404 "beyond the end is nothing"
is "$(curl -s -o /dev/null -w '%{http_code}' "$url/cafe/0%40example.net/t/?page=x")" 404 "nor where no number is"

n=$(pages prose /cafe/prose%40example.net/)
[ "$n" -gt 5 ]; ok $? "a text of 500 KB has $n pages"
light prose.*; ok $? "none is over 60 KB"
is "$(cat prose.* | grep -o 'alinéa [0-9]*' | sort -u | wc -l)" 1200 "nothing of it is left out"
like "$(cat prose.2)" 'rel="bookmark" href="https://lists.example.org/cafe/prose%40example.net/">' "each names the permanent link to cite"
like "$(cat prose.2)" 'rel="prev" href="/cafe/prose%40example.net/"' "pages lead back"
n=$(pages signes /cafe/signes%40example.net/)
light signes.*; ok $? "nor is one of signs to escape ($n pages)"
is "$(cat signes.* | sed 's/&amp;quot;//g' | grep -o '&quot;' | wc -l)" 120000 "of which none is lost"
n=$(pages tableau /cafe/tableau%40example.net/)
light tableau.*; ok $? "nor one of a long HTML table ($n pages)"
is "$(cat tableau.* | grep -o 'ligne [0-9]*' | sort -u | wc -l)" 6000 "all of whose lines are there"
like "$(cat tableau.1)" 'se lit ici en texte' "it says that this is its text"
n=$(pages pieces /cafe/pieces%40example.net/)
light pieces.*; ok $? "300 attachments have $n pages"
is "$(cat pieces.* | grep -o 'href="[^"]*-pi%C3%A8ce%20[0-9]*' | sort -u | wc -l)" 300 "all of them"
like "$(cat pieces.1)" 'Toutes les réponses, dans le fil' "of 60 answers the first are there"
n=$(pages home /)
light home.*; ok $? "150 lists have $n pages"
is "$(cat home.* | grep -c '<h3><a href="/cafe-[0-9]*/">')" 150 "all of them"
n=$(pages month /cafe/2026/11/)
light month.*; ok $? "a month of 764 has $n pages"
is "$(cat month.* | grep -c '^<a class="title"')" 764 "all of them"
done_testing
