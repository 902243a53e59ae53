#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The ground under every command: usage, settings, the private PostgreSQL, a given PostgreSQL, a
# schema of another version, a database that is away.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
c=$BUILDDIR/colporteur

# --- usage ---
run colporteur lsit list
is "$status" 64 "an unknown noun is wrong use"
like "$err" 'did you mean "list"' "and the nearest is named"
run colporteur list craete x
like "$err" 'did you mean "list create"' "so is the nearest verb"
run colporteur help frob
is "$status" 64 "so is one that help is asked about"
run colporteur serve web2
is "$status" 64 "and a role that there is not"
run colporteur schema upgrade extra words
is "$status" 64 "too many arguments are wrong use"
run colporteur schema upgrade --frob
is "$status" 64 "an unknown option is wrong use"
like "$err" 'hint: colporteur schema upgrade --help' "and its help is named"
run colporteur list create --ownr=a@example.org x
like "$status $err" '^64 colporteur: Unknown option --ownr' "an option that is mistyped too"
like "$err" 'hint: did you mean "--owner"' "with the nearest"
run colporteur list list --confg x
like "$err" 'hint: did you mean "--config"' "among those of every command"
run colporteur --stat x list list
like "$status $err" '^64 .*--stat' "and before it"
like "$err" 'hint: did you mean "--state"' "as well"
run colporteur list create
like "$err" '^hint: usage: colporteur list create \[OPTION...\] NAME' "what is missing is shown where it belongs"

run colporteur help list
like "$out" '^  colporteur list create ' "help tells of a noun"
is "$(colporteur help list create)" "$(colporteur list create --help)" "help of a command is what --help shows"
run colporteur help list craete
like "$err" 'did you mean "list create"' "also of one that is mistyped"
run colporteur serve one two
is "$(printf '%s\n' "$err" | tail -1)" "hint: usage: colporteur serve [OPTION...] [ROLE]" "what a command wants is told without odd blanks"
run sh -c '"$1" help >/dev/full' sh "$c"
is "$status" 74 "output that does not fit is a failure, though its end would have"
like "$err" '^colporteur: could not write all of the output' "that is told"
run sh -c '{ "$1" help --format man; echo $? >pipe.status; } | true' sh "$c"
is "$err" "" "whoever closes a pipe is told nothing"

# --- files that commands write ---
mkfifo taker
timeout 20 cat taker >taken &
run colporteur subscriber export --all -o taker
wait $!
[ -p taker ]
ok $? "a pipe that is written to stays one"
like "$(cat taken)" '^address,' "and has what was written"
ln -s /dev/full full
run colporteur subscriber export --all -o full
is "$status" 75 "a device that takes nothing is told as such"
is "$(ls -l full | cut -c1)" "l" "and is not replaced by a file"
: >whole.csv
ln -s whole.csv link.csv
run colporteur subscriber export --all -o link.csv
is "$status" 0 "a link is followed"
like "$(cat whole.csv)" '^address,' "to the file that it leads to"
chmod 640 whole.csv
: >whole.csv.part # left by one that was killed, and readable by all
colporteur subscriber export --all -o whole.csv
is "$(stat -c %a whole.csv)" 640 "a file that was there keeps its mode"
(umask 022 && colporteur subscriber export --all -o people.csv)
is "$(stat -c %a people.csv)" 600 "one that has people in it is for its owner alone"
run colporteur subscriber export --all -o .
is "$status" 65 "a folder is no file to write"
run colporteur subscriber export --all -o nowhere/people.csv
is "$status" 67 "nor is one in a folder that there is not"
printf 'address\nnobody\n' >bad.csv
run colporteur subscriber import bad.csv --consent x --yes --rejected full
is "$status" 75 "nor do rejected rows get lost"

# --- what is not UTF-8 ---
run colporteur list show "$(printf 'm\351t\351o')"
is "$status" 64 "a word of another encoding is refused"
is "$(printf '%s\n' "$err" | head -1)" "colporteur: \"m$(printf '\357\277\275')t$(printf '\357\277\275')o\" is not UTF-8" "at the door"
run colporteur subscriber show 'Zoë@example.org'
like "$err" '^colporteur: "Zoë@example.org" is not a mail address' "an address with an accent is shown as it was typed"
run colporteur list create mots --owner mots@example.org --domain lists.example.org
is "$status" 0 "a list is made" || diag "$err"
printf '\357\273\277accept anyone\n' >marked.rules
run colporteur list policy mots marked.rules
is "$status" 0 "a mark at the head of a text is no part of it" || diag "$err"
printf "Bienvenue \340 tous" >latin.txt
run colporteur list text mots welcome latin.txt
is "$status" 65 "a text of another encoding is refused"
like "$err" '^colporteur: "latin.txt" is not UTF-8' "by its name"
like "$err" '^hint: iconv ' "with what makes it UTF-8"
run colporteur list text mots welcome .
is "$status" 65 "a folder is no text, and will be none later"
run colporteur list explain mots .
like "$err" '^colporteur: could not read "\.": Is a directory' "and no mail"
is "$status" 65 "later neither"

for tap_locale in C POSIX C.UTF-8; do
  run env LC_ALL=$tap_locale "$c" --config "$conf" --state "$state" territory show Trémargat
  like "$out" 'name  *Trémargat' "accents are understood in the locale $tap_locale"
done

# --- settings ---
printf '[mail]\nsmarthsot = x\n' >typo.conf
run "$c" --config typo.conf --state "$state" list list
is "$status" 78 "a typo in the settings is an error"
like "$err" 'hint: did you mean "smarthost"' "that names the nearest setting"
run "$c" --set site.url=lists.example.org/ --state "$state" list list
is "$status" 78 "an address that no link can begin with is an error"
run colporteur --set mail.window=mon-fry list list
is "$status" 78 "so is a window that no day is in, long before an edition is sent"
like "$err" '^colporteur: --set \[mail\]: window cannot be "mon-fry"' "which is told by its name"
run colporteur --set mail.window=mon-fry deliver list@lists.example.org </dev/null
is "$status" 75 "while mail from a pipe waits"
run timeout 20 "$c" --config "$conf" --state "$state" --set bounce.feedback-address=x serve
is "$status" 78 "and no role is started with it"
run "$c" --config nowhere.conf --state "$state" list list
is "$status" 67 "a settings file that was named must exist"

# --- the private server ---
newest=$(command colporteur --state "$state" schema version 9>&- | sed 's/.* //')
for command in "list list" "schema version" "serve" "serve clock"; do
  # shellcheck disable=SC2086
  run timeout 20 "$c" --state nowhere $command
  is "$status" 73 "$command does not work without a database"
  like "$err" 'there is no database in "nowhere"' "which is told"
  like "$err" '^hint: run: colporteur schema upgrade' "with what makes one"
  [ ! -e nowhere ]
  ok $? "and nothing is made"
done
mkdir fresh
chmod 755 fresh
for i in 1 2 3; do
  "$c" --state fresh schema upgrade --no-data >"upgrade.$i" 2>&1 9>&- &
  pids="${pids-} $!"
done
bad=0
for pid in $pids; do wait "$pid" || bad=1; done
is "$bad" 0 "three commands make it at once" || diag "$(tail -3 upgrade.*)"
is "$(cat upgrade.1 upgrade.2 upgrade.3 | grep -c '^applied 0001-')" 1 "and each migration is applied by one of them"
[ ! -e fresh/postgresql/data/postmaster.pid ]
ok $? "the last one out stopped it"
if [ "$(id -u)" = 0 ]; then
  [ "$(stat -c %u fresh/postgresql/data)" != 0 ]
  ok $? "root's server belongs to an unprivileged user"
fi
is "$(stat -c %a fresh/postgresql)" 700 "nobody else reaches its socket"
sql 'CREATE DATABASE empty OWNER colporteur_owner' >sql.out
run "$c" --set "storage.database=host=$state/postgresql dbname=empty" list list
is "$status" 73 "an empty database is refused"
like "$err" 'hint: run: colporteur schema upgrade' "with what to do"

# --- who starts us has closed what we write to ---
printf 'From: a@example.org\nTo: mots@lists.example.org\nMessage-ID: <closed@example.org>\n\nx\n' >closed.eml
command colporteur --config "$conf" --state "$state" deliver --sender a@example.org mots@lists.example.org <closed.eml 2>&- 9>&-
is "$?" 0 "a mail is taken without a place to write to"
is "$(cat "$state"/postgresql/cluster.*)" "" "and no log line goes where it was opened instead"

# --- a schema of another version ---
sql "COMMENT ON SCHEMA site IS 'schema 9999'" >sql.out
run colporteur list list
is "$status" 73 "a newer schema is refused"
like "$err" 'has schema 9999' "in one clear sentence"
run colporteur deliver --sender a@example.org list@lists.example.org
is "$status" 75 "and mail from a pipe waits in the mail server meanwhile"
run colporteur schema upgrade
is "$status" 73 "an upgrade does not touch a newer schema"
sql "COMMENT ON SCHEMA site IS 'schema 3'" >sql.out
run colporteur list list
like "$err" 'has schema 3 and this program needs' "an older schema is refused too"
sql "COMMENT ON SCHEMA site IS 'schema $newest'" >sql.out
run colporteur list list
is "$status" 0 "the right one is taken"

# --- a server given by a connection string ---
printf '[storage]\ndatabase = host=%s/postgresql dbname=colporteur\n' "$state" >given.conf
run "$c" --config given.conf --state /nonexistent list list --json
is "$status" 0 "the same commands work against a given server"
like "$out" '"name" : "mots"' "and see its data"

# --- away ---
printf '[storage]\ndatabase = host=127.0.0.1 port=1 dbname=colporteur\nconnect-timeout = 2s\n' >away.conf
run "$c" --config away.conf list list
is "$status" 75 "a database that is down is worth another try"
like "$err" '^colporteur: could not connect to PostgreSQL' "and is told in one line"
is "$(printf '%s\n' "$err" | wc -l)" 2 "with one hint"
run "$c" --set 'storage.database=hots=127.0.0.1' list list
is "$status" 78 "a connection string that cannot be read is a mistake for ever"
like "$err" 'cannot read the connection string of the database: invalid connection option "hots"' "that is told"
unlike "$err" '127\.0\.0\.1' "without the string, which may have a password in it"
run "$c" --config away.conf deliver list@lists.example.org </dev/null
is "$status" 75 "a pipe's mail stays in the mail server"

# --- the supervisor is killed ---
command colporteur --config "$conf" --state "$state" --set "lmtp.listen=127.0.0.1:$(free_port)" \
  --set "site.listen=127.0.0.1:$(free_port)" serve >serve.log 2>&1 9>&- &
supervisor=$!
e2e_pids=$supervisor
wait_for 30 grep -q 'all roles are ready' serve.log
ok $? "serve starts all roles" || diag "$(cat serve.log)"
roles=$(ps -o pid= --ppid "$supervisor")
is "$(printf '%s\n' "$roles" | wc -l)" 5 "which are five processes"
is "$(sed -n 's/.*ready ROLE=\([a-z]*\).*/\1/p' serve.log | sort | xargs)" "clock deliver hook lmtp web" "whose log is that of serve"

# --- a reload with a mistake in the settings ---
cp "$conf" good.conf
printf '[mail]\nwindow = nonsense\n' >>"$conf"
kill -HUP "$supervisor"
wait_for 10 grep -q 'goes on with the settings it has' serve.log
ok $? "a reload with a mistake in the settings is refused" || diag "$(cat serve.log)"
like "$(cat serve.log)" '^warning: .*nonsense' "which is told"
is "$(ps -o pid= --ppid "$supervisor")" "$roles" "and every role goes on"
cp good.conf "$conf"
kill -HUP "$supervisor"
wait_for 30 eval '[ "$(grep -c "all roles are ready" serve.log)" = 2 ]'
ok $? "once it is mended they start anew" || diag "$(cat serve.log)"
roles=$(ps -o pid= --ppid "$supervisor")

# --- a reload that comes before the settings are read ---
mkfifo slow.conf
"$c" --config slow.conf --state "$state" serve clock >early.log 2>&1 9>&- &
early=$!
sleep 0.5
kill -HUP "$early"
sleep 0.2
# Each opens once the role reads its settings: at its start, and before it makes way for the next.
timeout 20 cat "$conf" >slow.conf
sleep 0.5
timeout 20 cat "$conf" >slow.conf
[ "$(id -u)" = 0 ] || { timeout 20 cat "$conf" >slow.conf && kill "$early"; }
wait "$early"
status=$?
is "$status" 0 "a SIGHUP that comes before the settings are read waits its turn" || diag "$(cat early.log)"
like "$(cat early.log)" 'ready ROLE=clock' "by which the role has started"

# --- a role alone, reloaded with a mistake in the settings ---
cp "$conf" alone.conf
"$c" --config alone.conf --state "$state" serve clock >alone.log 2>&1 9>&- &
alone=$!
e2e_pids="$supervisor $alone"
wait_for 20 grep -q 'ready ROLE=clock' alone.log
echo 'nonsense' >>alone.conf
kill -HUP "$alone"
wait_for 10 eval '[ "$(grep -c "ready ROLE=clock" alone.log)" = 2 ]'
ok $? "it goes on with the settings it has" || diag "$(cat alone.log)"
like "$(cat alone.log)" '^warning: goes on with the settings it has .*alone.conf' "which is told"
cp "$conf" alone.conf
kill -HUP "$alone"
[ "$(id -u)" = 0 ] || { wait_for 10 eval '[ "$(grep -c "ready ROLE=clock" alone.log)" = 3 ]' && kill "$alone"; }
wait "$alone"
is "$?" 0 "once it is mended it starts anew, or ends for who started it as root to do so"
e2e_pids=$supervisor

# --- a second one, whose ports are taken ---
taken=$(sed -n 's/.*ROLE=lmtp LISTEN=//p' serve.log | tail -1)
command colporteur --config "$conf" --state "$state" --set "lmtp.listen=$taken" \
  --set "site.listen=127.0.0.1:$(free_port)" serve >second.log 2>&1 9>&- &
second=$!
e2e_pids="$supervisor $second"
wait_for 30 grep -q 'role ended ROLE=lmtp HOW="exit status 73"' second.log
wait_for 30 grep -q 'ready ROLE=hook' second.log
sleep 1 # several rounds of the supervisor
like "$(cat second.log)" "^colporteur: could not listen on \"$taken\": Address already in use" "a role that cannot start says why"
unlike "$(cat second.log)" 'all roles are ready' "and nobody says that all are ready"
kill "$second"
wait "$second"
e2e_pids=$supervisor
kill -9 "$supervisor"
e2e_pids=
# shellcheck disable=SC2086
wait_for 15 eval '! ps -o stat= -p $(echo $roles | tr " " ,) | grep -q "^[^Z]"'
ok $? "when it is killed they end too"

# --- keys ---
run colporteur key retire 1 --yes
is "$status" 73 "the key that signs cannot be retired"
like "$err" 'hint: make another first: colporteur key rotate' "with what to do"
run colporteur key rotate
is "$out" "made key 2; it signs in five minutes, when every process knows it" "a key is made"
later=$(date -u -d '+6 minutes' +%Y-%m-%dT%H:%M:%SZ)
is "$(colporteur key list | awk 'NR > 1 { printf "%s %s,", $1, $2 }')" "2 soon,1 signs," "and does not sign yet"
is "$(COLPORTEUR_TIME=$later colporteur key list | awk 'NR > 1 { printf "%s %s,", $1, $2 }')" "2 signs,1 verifies," "five minutes later it does"
run env COLPORTEUR_TIME="$later" "$c" --config "$conf" --state "$state" key retire 1
is "$status" 77 "retiring is asked about"
COLPORTEUR_TIME=$later run colporteur key retire 1 --yes
is "$out" "retired key 1" "the old one can be retired then"
is "$(sql "SELECT count(*) FROM token_key_in_force")" 1 "and is out of force"
run colporteur key retire 1 --yes
is "$status" 67 "once"
run colporteur key retire one --yes
is "$status" 65 "a word is no number"
done_testing
