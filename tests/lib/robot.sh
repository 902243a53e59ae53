# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
#
# robot.sh - what the tests of mail to robots share: a mail goes in, and what each was written is read
#
#   . "$SRCDIR/tests/lib/tap.sh"; . "$SRCDIR/tests/lib/robot.sh"
#   e2e_start ...; mkdir outbox; chmod 777 outbox

# mail FROM TO SUBJECT [BODY [HEADER]]: as a mail server would hand it in
mail() {
  n=$((${n:-0} + 1))
  printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\nContent-Type: text/plain; charset=UTF-8\n%s\n%s\n' \
    "$1" "$2" "$3" "$n" "${5:+$5
}" "${4:-}" >"mail-$n.eml"
  colporteur deliver --sender "${sender-$(printf '%s' "$1" | sed 's/.*<\(.*\)>/\1/')}" "$2" <"mail-$n.eml"
}
# flush: what waits goes to the outbox
flush() { colporteur --set mail.outlet=maildir --set "mail.maildir=$dir/outbox" serve deliver --once >>deliver.log 2>&1; }
# news WHO: the mails that went to them since the last time, read by a foreign parser: subject, Reply-To, text
news() {
  flush
  python3 - outbox "$1" <<'PY'
import email, email.policy, glob, os, sys
for path in sorted(glob.glob(sys.argv[1] + "/**/*", recursive=True), key=lambda p: (os.path.isfile(p) and os.stat(p).st_mtime_ns, p)):
    if not os.path.isfile(path):
        continue
    message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if message["To"] != sys.argv[2]:
        continue
    assert not message.defects, message.defects
    assert message["Auto-Submitted"] == "auto-generated" and message["Return-Path"] in ("<>", None), message
    print("SUBJECT", message["Subject"])
    print("REPLY", message["Reply-To"])
    print(message.get_body(("plain",)).get_content())
    os.remove(path)
PY
}
state_of() { sql "SELECT u.state, u.delivery FROM subscription u JOIN address a USING (subscriber) JOIN list l ON l.id = u.list WHERE a.address_key = '$1' AND l.name = '${2:-mobilites}'"; }
reply_to() { printf '%s\n' "$1" | sed -n 's/^REPLY //p' | tail -1; }
