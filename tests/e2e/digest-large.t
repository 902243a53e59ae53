#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What waits for a digest may be large, as on a private list, where nothing can be left to a page, or
# many, as where the clock was away: it goes as several digests, none of them too large for a mail server.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
mkdir outbox
chmod 777 outbox
export COLPORTEUR_TIME=2026-11-02T08:00:00Z

for list in bureau place; do colporteur list create $list --title "$list" --owner chef@example.org >/dev/null; done
colporteur list set bureau --private >/dev/null
for who in alix jour; do
  colporteur subscriber add "$who@example.org" --list bureau --list place >/dev/null
  for list in bureau place; do colporteur list reading $list "$who@example.org" "$([ $who = alix ] && echo none || echo digest)" >/dev/null; done
done
# post NUMBER LIST: one with 2 MB attached
post() {
  {
    printf 'From: alix@example.org\nTo: %s@lists.example.org\nSubject: Plan %s\nMessage-ID: <%s.%s@example.org>\nDate: Mon, 02 Nov 2026 08:00:0%s +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nVoici le plan %s.\n--b\nContent-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n' \
      "$2" "$1" "$1" "$2" "$1" "$1"
    head -c 1500000 /dev/zero | base64
    echo '--b--'
  } | colporteur deliver --sender alix@example.org "$2@lists.example.org"
}
# tick: one whole round of the clock, and what is due goes
round_done() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_engine' AND state = 'idle' AND query LIKE '%search_words_due%'")" = 1 ]; }
tick() {
  command colporteur --config "$conf" --state "$state" --set clock.interval=3600 serve clock >clock.log 2>&1 9>&- &
  clock=$!
  wait_for 60 round_done
  kill "$clock"
  wait "$clock"
  colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1
}

for n in 1 2 3 4 5 6; do post $n bureau; done
export COLPORTEUR_TIME=2026-11-02T18:00:00Z
tick
is "$(find outbox -type f -size +9000k | wc -l)" 0 "no digest is larger than mail servers take"
cat >look.py <<'PY'
import email, email.policy, glob, os
seen, digests = [], 0
for path in sorted(glob.glob("outbox/**/*", recursive=True)):
    if not os.path.isfile(path):
        continue
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    digests += mail["Message-ID"].startswith("<digest.")
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            post = part.get_payload(0)
            assert [p for p in post.iter_attachments()][0].get_content() == bytes(1500000)
            seen.append(post["Subject"][-1])
    os.remove(path)
print(digests, *sorted(seen))
PY
is "$(python3 look.py)" "2 1 2 3 4 5 6" "each post is in one, whole"
is "$(sql "SELECT count(*) FROM digest_wait")" 0 "nothing waits any more"

# --- one text that programs take apart ---
colporteur list create texte --title texte --owner chef@example.org >/dev/null
colporteur list subscribe texte alix@example.org jour@example.org >/dev/null
colporteur list reading texte jour@example.org plain >/dev/null
printf 'From: "Le \\"Goff\\", Alix" <alix@example.org>\nTo: texte@lists.example.org\nSubject: Oui\nMessage-ID: <oui@example.org>\nDate: Mon, 02 Nov 2026 18:00:00 +0000\n\nOui.\n' | colporteur deliver --sender alix@example.org texte@lists.example.org
export COLPORTEUR_TIME=2026-11-02T19:00:00Z
sql "UPDATE digest_wait SET at = '2026-11-02 12:00Z'"
tick
is "$(python3 -c '
import email, email.policy, email.utils, glob
for path in glob.glob("outbox/**/*.*", recursive=True):
    mail = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if mail["Message-ID"].startswith("<digest."):
        line = [l for l in mail.get_content().split("\n") if l.startswith("From: ")]
        print(*(email.utils.parseaddr(l[6:]) for l in line))
')" "('Le \"Goff\", Alix', 'alix@example.org')" "says who wrote as a header does"
rm -rf outbox/new/* outbox/cur/*

# --- many ---
sql "INSERT INTO message (message_id, content_hash, short_hash, raw, body, date, date_reason, search, link)
  SELECT 'm' || n || '@example.org', sha256(n::text::bytea), 'H' || n, convert_to(E'From: alix@example.org\r\nSubject: s\r\nMessage-ID: <m' || n || E'@example.org>\r\n\r\nx\r\n', 'UTF8'), 'x', now(), 'date', '', 'm' || n
  FROM generate_series(1, 205) n"
sql "INSERT INTO digest_wait (list, subscriber, message, at)
  SELECT l.id, a.subscriber, m.id, '2026-11-02 18:30Z' FROM list l, address a, message m WHERE l.name = 'place' AND a.address_key = 'jour@example.org' AND m.message_id ~ '^m[0-9]'"
export COLPORTEUR_TIME=2026-11-03T18:00:00Z
tick
is "$(sql "SELECT string_agg(cardinality(posts)::text, ' ' ORDER BY id) FROM mailing WHERE kind = 'digest' AND list = (SELECT id FROM list WHERE name = 'place')")" "200 5" \
  "more than two hundred go as several"

done_testing
