#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs are told what happens, signed, in the order it happened, again until they take it, and
# not in private networks.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
port=$(free_port)
url=http://127.0.0.1:$port/hook
colporteur list create lettre --title 'La lettre' --kind newsletter --owner chef@example.org >/dev/null
colporteur subscriber add avant@example.org --list lettre >/dev/null
is "$(sql "SELECT count(*) FROM webhook_event")" 0 "without programs nothing is kept for them"

colporteur webhook add "$url" >secret 2>added
like "$(cat secret)" '^whsec_[A-Za-z0-9+/]{43}=$' "a secret is printed"
like "$(cat added)" 'webhook 1; .*this once' "once"
colporteur webhook add "http://127.0.0.1:$port/editions" --event edition >secret2 2>/dev/null
colporteur webhook add "$url" 2>/dev/null
is "$?" 73 "a program is told once"
colporteur webhook add "file:///etc/passwd" 2>/dev/null
is "$?" 65 "another address is none"
run colporteur webhook add "$url/x" --event editions
like "$err" 'did you mean "edition"' "a typo is told"

colporteur subscriber add apres@example.org --list lettre >/dev/null
colporteur list unsubscribe lettre apres@example.org >/dev/null
colporteur list unsubscribe lettre apres@example.org >/dev/null
printf -- '---\nkind: finding\ntitle: "Un"\n---\nTexte.\n' >one.md
colporteur contribution add one.md >/dev/null
colporteur contribution accept 1 >/dev/null
printf -- '---\ntitle: "Novembre"\n---\nBonjour.\n' >letter.md
colporteur edition new lettre letter.md >/dev/null
is "$(sql "SELECT string_agg(event, ' ' ORDER BY id) FROM webhook_event WHERE webhook = 1")" \
  "subscription.confirmed subscription.unsubscribed contribution.proposed contribution.accepted edition.draft" "what happens is kept, and what does not change is not"
is "$(sql "SELECT string_agg(event, ' ') FROM webhook_event WHERE webhook = 2")" edition.draft "for each what it wants"
unlike "$(sql "SELECT body FROM webhook_event")" '@' "no address goes along"

hook() { # OPTION...: the role, in the background
  command colporteur --config "$conf" --state "$state" "$@" serve hook >>hook.log 2>&1 9>&- &
  hook=$!
  e2e_pids="$listener $hook"
}
rest() { # until nothing was tried for the first time
  wait_for 20 eval "[ \"\$(sql \"SELECT count(*) FROM webhook_event WHERE state = 'q' AND attempts = 0\")\" = 0 ]"
}
end() { kill "$hook" && wait "$hook"; }

python3 "$SRCDIR/tests/lib/hook.py" "$port" secret told 3 9>&- &
listener=$!
wait_for 20 eval "curl -s http://127.0.0.1:$port/ >/dev/null"
hook
rest
end
is "$(cat told 2>/dev/null | wc -l)" 0 "a private network is not spoken to"
like "$(colporteur webhook list)" '^ *1 .* 5 +0 +it leads into a private network' "which the listing says"
is "$(sql "SELECT bool_and(next_try BETWEEN the_time() AND the_time() + interval '10 seconds') FROM webhook_event")" t "and is tried again later"
sql "UPDATE webhook_event SET next_try = the_time(), attempts = 0" >sql.out
hook --set webhook.private=yes
rest
end
is "$(grep -c ' 500 ' told)" 3 "what is not taken waits"
is "$(sql "SELECT count(*) FROM webhook_event WHERE state = 'q' AND answer = 'it answers 500'")" 3 "with the answer"
sql "UPDATE webhook_event SET next_try = the_time() WHERE state = 'q'" >sql.out
hook --set webhook.private=yes
wait_for 20 eval "[ \"\$(sql \"SELECT count(*) FROM webhook_event WHERE state = 'q'\")\" = 0 ]"
ok $? "and is taken in the end"
is "$(sort -u -k1,1n told | grep -c .) $(grep ' 204 ' told | cut -d' ' -f1 | sort | uniq -d | wc -l)" "6 0" "each once, by its id"
is "$(grep ' forged ' told | grep -vc '"edition')" 0 "what the program is told is signed with its secret"
like "$(grep ' 204 ' told)" '"type": "subscription.confirmed".*|"data": \{.*"list": "lettre".*' "and says what happened"
run colporteur webhook test 1
like "$out" 'event [0-9]+ of type "test"' "a test is asked for"
rest
wait_for 20 grep -q '"type": "test"' told
ok $? "and told"

# --- another secret, while events go on ---
cp secret before
run colporteur webhook rotate 1
like "$out" '^whsec_[A-Za-z0-9+/]{43}=$' "a secret is changed"
like "$err" 'webhook 1; shown this once; .*the one before, too, until 20' "and the one before counts for a time"
told_with() { # SECRET: how the next event is signed, as one reads it who knows that secret
  cp "$1" secret.next && mv secret.next secret
  before=$(wc -l <told)
  colporteur webhook test 1 >/dev/null
  wait_for 20 eval '[ "$(wc -l <told)" -gt '"$before"' ]'
  tail -n 1 told | cut -d' ' -f2
}
printf '%s\n' "$out" >after
is "$(told_with before) $(told_with after)" "signed signed" "an event holds with either"
sql "UPDATE webhook SET before_until = the_time() WHERE id = 1" >sql.out
is "$(told_with before) $(told_with after)" "forged signed" "later with the new one alone"
wait_for 20 eval '[ "$(sql "SELECT count(*) FROM webhook WHERE secret_before IS NOT NULL")" = 0 ]'
ok $? "the old one is forgotten"
colporteur webhook rotate 1 --hours 0 >gone 2>/dev/null
is "$(told_with after) $(told_with gone)" "forged signed" "one that leaked counts no more at once"
run colporteur webhook rotate 99
is "$status" 67 "there is one to change"

# --- what is no more, or somebody else's ---
events_since() { sql "SELECT string_agg(event || ' ' || coalesce(body::jsonb #>> '{data,subscriber}', ''), ', ' ORDER BY event, body) FROM webhook_event WHERE webhook = 1 AND id > $1"; }
last() { sql "SELECT max(id) FROM webhook_event"; }
number() { sql "SELECT subscriber FROM address WHERE address_key = '$1'"; }
colporteur list create bavard --owner chef@example.org >/dev/null
colporteur subscriber add un@example.org --list lettre --list bavard >/dev/null
colporteur subscriber add deux@example.org --list bavard >/dev/null
un=$(number un@example.org) deux=$(number deux@example.org)
mark=$(last)
sql "UPDATE subscription SET delivery = 'none' WHERE subscriber = $un AND list = (SELECT id FROM list WHERE name = 'lettre')" >sql.out
is "$(events_since "$mark")" "subscription.changed $un" "how somebody reads is told"
mark=$(last)
colporteur subscriber merge deux@example.org un@example.org --yes >/dev/null
is "$(events_since "$mark")" "subscription.confirmed $deux, subscription.removed $un, subscription.removed $un" "two that become one: what moved, and what is no more"
mark=$(last)
colporteur subscriber erase deux@example.org --yes >/dev/null
is "$(events_since "$mark")" "subscription.removed $deux, subscription.removed $deux" "who is erased is told of as a number"
colporteur subscriber add trois@example.org --list bavard >/dev/null
mark=$(last)
colporteur list delete bavard --yes >/dev/null
is "$(events_since "$mark")" "subscription.removed $(number trois@example.org)" "so is a list that is no more"
mark=$(last)
sql "UPDATE contribution SET title = 'Une' WHERE id = 1; UPDATE contribution SET title = 'Une' WHERE id = 1; DELETE FROM contribution WHERE id = 1" >sql.out
is "$(events_since "$mark" | tr -d ' ')" "contribution.changed,contribution.removed" "and a contribution that is corrected, then taken away"
end

# --- one who dies while telling ---
sql "INSERT INTO webhook_event (webhook, event, body, attempts, next_try) VALUES (1, 'test', '{\"lost\": 1}', 1, the_time() - interval '1 second')" >sql.out
hook --set webhook.private=yes
wait_for 20 grep -q lost told
ok $? "what a teller held that died is told again"
sql "UPDATE webhook SET url = 'http://127.0.0.1:1/' WHERE id = 2" >sql.out
sql "INSERT INTO webhook_event (webhook, event, body, attempts) VALUES (2, 'test', '{}', 23)" >sql.out
wait_for 20 eval "[ \"\$(sql \"SELECT count(*) FROM webhook_event WHERE state = 'f'\")\" = 1 ]"
ok $? "after days it is given up"
end

# --- one that hangs: it takes what is sent, and says nothing ---
silent=$(free_port)
python3 -c 'import socket, sys, time; s = socket.create_server(("127.0.0.1", int(sys.argv[1]))); time.sleep(600)' "$silent" 9>&- &
mute=$!
colporteur webhook add "http://127.0.0.1:$silent/" >/dev/null 2>&1
sql "INSERT INTO webhook_event (webhook, event, body, next_try) SELECT (SELECT max(id) FROM webhook), 'test', '{}', the_time() - interval '1 hour' FROM generate_series(1, 3)
  UNION ALL SELECT 1, 'test', '{\"behind\": 1}', the_time()" >sql.out
hook --set webhook.private=yes
wait_for 60 grep -q behind told
is "$(sql "SELECT sum(attempts) FROM webhook_event WHERE webhook = (SELECT max(id) FROM webhook)")" 1 "who hangs holds up others once, however much waits for it"
kill "$mute"
end
colporteur webhook remove 1 >/dev/null
is "$(sql "SELECT count(*) FROM webhook_event WHERE webhook = 1")" 0 "who is removed is told nothing"
colporteur webhook test 1 2>/dev/null
is "$?" 67 "nor tested"
done_testing
