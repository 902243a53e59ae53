# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
#
# tap.sh - what shell tests share: TAP, a private PostgreSQL, a settings file, cleaning up
#
#   . "$SRCDIR/tests/lib/tap.sh"
#   e2e_start                                  # sets $dir $state $conf, defines colporteur
#   run colporteur subscriber list             # sets $status $out $err
#   is "$status" 0 "subscribers are listed"
#   like "$err" 'did you mean "list"' "a typo is told"
#   done_testing

tap_n=0
tap_failed=0

# ok STATUS NAME: `some_command; ok $? "it works"`
ok() {
  tap_n=$((tap_n + 1))
  if [ "$1" = 0 ]; then echo "ok $tap_n - $2"; else
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_n - $2"
    return 1
  fi
}

diag() { printf '%s\n' "$*" | sed 's/^/# /'; }

# is FOUND EXPECTED NAME
is() {
  if [ "$1" = "$2" ]; then ok 0 "$3"; else
    ok 1 "$3" || :
    diag "   found: $1"
    diag "expected: $2"
    return 1
  fi
}

# like TEXT PATTERN NAME: an extended regular expression that a line of the text matches
like() {
  if printf '%s\n' "$1" | grep -Eq -e "$2"; then ok 0 "$3"; else
    ok 1 "$3" || :
    diag "no line matches: $2"
    diag "$1"
    return 1
  fi
}

# unlike TEXT PATTERN NAME
unlike() {
  if printf '%s\n' "$1" | grep -Eq -e "$2"; then
    ok 1 "$3" || :
    diag "a line matches: $2"
    diag "$1"
    return 1
  else ok 0 "$3"; fi
}

# run COMMAND...: $status, $out and $err are what it gave
run() {
  status=0
  out=$("$@" 2>"${dir:-${TMPDIR:-/tmp}}/stderr.$$") || status=$?
  err=$(cat "${dir:-${TMPDIR:-/tmp}}/stderr.$$")
  rm -f "${dir:-${TMPDIR:-/tmp}}/stderr.$$"
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
  tap_left=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    tap_left=$((tap_left - 1))
    [ "$tap_left" -gt 0 ] || return 1
    sleep 0.1
  done
}

skip_all() {
  echo "1..0 # SKIP $*"
  exit 0
}

done_testing() {
  echo "1..$tap_n"
  [ "$tap_failed" = 0 ]
  exit
}

# A TCP port nobody listens on now.
free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# --- a private PostgreSQL of the test's own ---

# state_start DIR: a ready state directory whose server runs until state_stop, whoever uses it
state_start() {
  sh "$SRCDIR/tests/lib/state" "$1" || return 1
  state_start_prepared "$1"
}

# state_start_prepared DIR: the same for a state directory that is there already
state_start_prepared() {
  exec 9<>"$1/postgresql/cluster.users" || return 1
  flock -s 9
  command colporteur --state "$1" schema version >/dev/null 9>&-
}

# Nothing in it will be needed again, so it need not stop tidily.
state_stop() {
  tap_pid=$(sed -n 1p "$1/postgresql/data/postmaster.pid" 2>/dev/null)
  exec 9>&-
  if [ -n "$tap_pid" ]; then
    kill -QUIT "$tap_pid" 2>/dev/null
    wait_for 10 eval '! kill -0 "$tap_pid"'
  fi
}

# sql STATEMENT...: as the superuser, one line a row, columns separated by |
sql() { psql -X -q -At -h "$state/postgresql" -U postgres -d colporteur -c 'SET search_path = colporteur, public' -c "$*" 9>&-; }

# --- end-to-end tests ---

# e2e_start [LINE...]: $dir is an empty directory, removed in the end; $state has the schema and
# the shipped data, its server running; $conf is a settings file with the LINEs at its end.
# Processes whose ids are in $e2e_pids are ended in the end.
e2e_start() {
  dir=$(mktemp -d "${TMPDIR:-/tmp}/e2e.XXXXXX")
  state=$dir/state
  conf=$dir/colporteur.conf
  e2e_pids=
  trap e2e_end EXIT
  trap 'exit 1' HUP INT TERM
  chmod 755 "$dir" # the unprivileged user walks through
  state_start "$state" || {
    echo "Bail out! no private PostgreSQL"
    exit 1
  }
  cat >"$conf" <<EOF
[paths]
data = $SRCDIR
templates = $dir/templates

[mail]
domain = lists.example.org

[site]
url = https://lists.example.org
EOF
  for tap_line in "$@"; do printf '%s\n' "$tap_line" >>"$conf"; done
  cd "$dir" || exit 1
}

e2e_end() {
  # shellcheck disable=SC2086
  [ -z "$e2e_pids" ] || kill $e2e_pids 2>/dev/null
  # shellcheck disable=SC2086
  [ -z "$e2e_pids" ] || wait $e2e_pids 2>/dev/null
  state_stop "$state"
  cd / && rm -rf "$dir"
}

# The command under test, with the test's settings and state.
colporteur() { command colporteur --config "$conf" --state "$state" "$@" 9>&-; }
