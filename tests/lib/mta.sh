# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
#
# mta.sh - what the tests of settings for mail servers share
#
#   . "$SRCDIR/tests/lib/tap.sh"; . "$SRCDIR/tests/lib/mta.sh"
#   in_namespace Debian-exim               # users that a package would make, and mounts of one's own
#   unpack exim4-daemon-light exim4-base   # $root has their files, whether or not they are installed
#   mta_start                              # lists, members, a role that takes mail at $lmtp_port
#   smtp PORT FROM TO [FILE]               # prints how the server answered: "RCPT 550 5.1.1 ..."
#
# Mail servers cannot be installed beside each other as packages, so those that are not there are
# downloaded and unpacked (kept in $BUILDDIR/packages).

# Begins the test anew where mounts are its own, with these users beside those of the system.
in_namespace() {
  if [ -z "${MTA_NAMESPACE-}" ]; then
    [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip_all "a mount namespace of its own cannot be had here"
    MTA_NAMESPACE=$(mktemp -d "${TMPDIR:-/tmp}/users.XXXXXX") exec unshare -m sh "$0"
  fi
  cp /etc/passwd /etc/group "$MTA_NAMESPACE/"
  mta_number=64000
  for mta_user; do
    mta_number=$((mta_number + 1))
    echo "$mta_user:x:$mta_number:$mta_number::/nonexistent:/usr/sbin/nologin" >>"$MTA_NAMESPACE/passwd"
    echo "$mta_user:x:$mta_number:" >>"$MTA_NAMESPACE/group"
  done
  mount --bind "$MTA_NAMESPACE/passwd" /etc/passwd
  mount --bind "$MTA_NAMESPACE/group" /etc/group
  rm -rf "$MTA_NAMESPACE" # the mounts keep what they show
}

unpack() {
  root=$BUILDDIR/packages/$1
  [ ! -e "$root/ready" ] || return 0
  mkdir -p "$root/deb"
  for mta_package; do
    (cd "$root/deb" && apt-get -qq download "$mta_package") >"$root/log" 2>&1 &&
      dpkg -x "$root"/deb/"$mta_package"_*.deb "$root" || skip_all "package $mta_package cannot be had here"
  done
  touch "$root/ready"
}

lmtp_start() {
  : >lmtp.log
  command colporteur --config "$conf" --state "$state" serve lmtp >lmtp.log 2>&1 9>&- &
  lmtp=$!
  wait_for 20 grep -q 'ready ROLE=lmtp' lmtp.log
}

lmtp_stop() {
  kill "$lmtp"
  wait "$lmtp" 2>/dev/null || :
}

mta_start() {
  lmtp_port=$(free_port)
  smtp_port=$(free_port)
  e2e_start '[lmtp]' "listen = 127.0.0.1:$lmtp_port" '[bounce]' 'feedback-address = complaints@lists.example.org'
  colporteur list create mobilites --title 'Mobilités' --owner chef@example.org >/dev/null
  colporteur subscriber add alix@example.org --list mobilites >/dev/null
  lmtp_start
}

smtp() {
  python3 - "$@" <<'END'
import smtplib, sys, time
port, sender, recipients = int(sys.argv[1]), sys.argv[2], sys.argv[3].split(",")
server = smtplib.SMTP("127.0.0.1", port, timeout=60)
server.ehlo("client.example.org")
server.docmd("MAIL", f"FROM:<{sender}>")
accepted = False
for recipient in recipients:
    code, text = server.docmd("RCPT", f"TO:<{recipient}>")
    accepted = accepted or code == 250
    if code != 250:
        print("RCPT", code, text.decode().replace("\n", " "))
if accepted and len(sys.argv) > 4:
    server.docmd("DATA")
    data = open(sys.argv[4], "rb").read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..")
    server.send(data + b"\r\n.\r\n")
    code, text = server.getreply()
    print("DATA", code)
elif accepted:
    print("RCPT 250")
server.close()
END
}

# eml NAME [HEADER...]: NAME.eml from a member, its body from standard input
eml() {
  mta_name=$1
  shift
  {
    printf 'From: Alix <alix@example.org>\nTo: mobilites@lists.example.org\nSubject: %s\nMessage-ID: <%s@example.org>\nDate: Thu, 26 Nov 2026 09:00:00 +0100\n' "$mta_name" "$mta_name"
    for mta_header; do printf '%s\n' "$mta_header"; done
    echo
    cat
  } >"$mta_name.eml"
}

archived() { sql "SELECT count(*) FROM post JOIN message m ON m.id = message WHERE m.message_id = '$1@example.org'"; }

# mta_takes PORT: what every server does with these settings
mta_takes() {
  like "$(smtp "$1" alix@example.org nobody@lists.example.org)" '^RCPT 5[0-9][0-9] ' "an unknown address is refused at RCPT"
  like "$(smtp "$1" alix@example.org mobilites@elsewhere.example)" '^RCPT [45][0-9][0-9] ' "so is another domain: no open relay"
  is "$(smtp "$1" '' complaints@lists.example.org)" "RCPT 250" "the address that feedback loops report to is taken at RCPT"
  echo Bonjour | eml plain
  is "$(smtp "$1" alix@example.org mobilites@lists.example.org plain.eml)" "DATA 250" "a member's mail is taken"
  wait_for 60 eval '[ "$(archived plain)" = 1 ]'
  ok $? "and comes into the archive"
  printf 'D\303\251part\n.\n..deux points\n' | eml eight 'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit'
  smtp "$1" alix@example.org mobilites@lists.example.org eight.eml >/dev/null
  wait_for 60 eval '[ "$(archived eight)" = 1 ]'
  ok $? "8-bit mail and lines of dots too"
  is "$(sql "SELECT split_part(convert_from(raw, 'UTF8'), E'\r\n\r\n', 2) FROM message WHERE message_id = 'eight@example.org'" | tr -d '\r')" "$(sed '1,/^$/d' eight.eml)" "as they were"
  is "$(smtp "$1" alix@example.org mobilites-owner@lists.example.org plain.eml)" "DATA 250" "addresses of the list's are known"
  wait_for 60 eval '[ "$(sql "SELECT count(*) FROM mailing WHERE kind = '"'notice'"'")" -ge 1 ]'
  ok $? "and reach whom they should"
  for mta_who in postmaster abuse; do
    mta_notices=$(sql "SELECT count(*) FROM mailing WHERE kind = 'notice'")
    echo Bonjour | eml "to-$mta_who"
    is "$(smtp "$1" someone@example.net "$mta_who@lists.example.org" "to-$mta_who.eml")" "DATA 250" "$mta_who is an address of the domain"
    wait_for 60 eval '[ "$(sql "SELECT count(*) FROM mailing WHERE kind = '"'notice'"'")" -gt "$mta_notices" ]'
    ok $? "that reaches whom one names"
  done
}
