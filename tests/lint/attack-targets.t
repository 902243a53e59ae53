#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever the pages read from a stranger is in tests/attack/targets: names of queries and forms, header
# fields, words of the interface for programs, and the words that addresses are made of.
cd "$SRCDIR" || exit 1
targets=$(mktemp)
trap 'rm -f "$targets"' EXIT
grep -v '^#' tests/attack/targets >"$targets"
# named NUMBER WHAT PATTERN: each word of standard input is there as the pattern says, where WORD is it
named() {
  n=$1
  shift
  missing=$(LC_ALL=C sort -u | while read -r word; do
    grep -qE -- "$(printf '%s' "$2" | sed "s/WORD/$word/g")" "$targets" || printf ' %s' "$word"
  done)
  if [ -z "$missing" ]; then echo "ok $n - $1"; else
    echo "not ok $n - $1"; echo "# missing in tests/attack/targets:$missing"; fi
}
{
  grep -rhoE '(params_get|params_nth|field)\([^;"]*, "[A-Za-z-]+"' src/site | sed 's/.*"\(.*\)"/\1/'
  grep -rhoE 'name="[A-Za-z_-]+"' templates/site | sed 's/name="\(.*\)"/\1/' |
    grep -vE '^(viewport|robots|description|color-scheme|referrer|theme-color)$'
} | named 1 'names of queries and forms' '[?&	]WORD='
grep -rhoE 'http_request_header\([^;"]*, "[A-Za-z-]+"' src/site src/http | sed 's/.*"\(.*\)"/\1/' | named 2 'header fields' '	WORD: '
sed -n '/ways\[\] = {/,/};/p' src/site/api.c | grep -oE '"[a-z]+"' | tr -d '"' | named 3 'words of the interface for programs' '/api/.*WORD'
grep -hoE '"[a-z]+"' src/site/api-contribution.c src/site/api-people.c | tr -d '"' | grep -vE '^(fr|each|daily|weekly|important|none)$' |
  grep -vE '^(accepted|declined)$' | named 4 'members of its bodies' '"WORD":'
sed -n '/site_words\[\] = {/,/};/p; /token_words\[\] = {/,/};/p; /message_files\[\] = {/,/};/p; /rooms\[\] = {/,/};/p' src/site/route.c |
  grep -oE '"[A-Za-z.]+"' | tr -d '"' | sed 's/\..*//' | named 5 'words of addresses' '/WORD'
echo 1..5
