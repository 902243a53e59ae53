#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever the pages read from a stranger is in tests/attack/targets: names of queries and forms, header
# fields, words of the interface for programs, and the words that addresses are made of.
cd "$SRCDIR" || exit 1
targets=$(mktemp)
trap 'rm -f "$targets"' EXIT
grep -v '^#' tests/attack/targets >"$targets"
# named NUMBER WHAT PATTERN: each word of standard input is there as the pattern says, where WORD is it;
# where there is none at all, what they were read from is somewhere else now
named() {
  n=$1
  shift
  words=$(LC_ALL=C sort -u)
  [ -n "$words" ] || {
    echo "not ok $n - $1: none was found in the source"
    return
  }
  missing=$(printf '%s\n' "$words" | while read -r word; do
    grep -qE -- "$(printf '%s' "$2" | sed "s/WORD/$word/g")" "$targets" || printf ' %s' "$word"
  done)
  if [ -z "$missing" ]; then echo "ok $n - $1"; else
    echo "not ok $n - $1"; echo "# missing in tests/attack/targets:$missing"; fi
}
{
  grep -rhoE '(params_get|params_nth|field)\([^;"]*, "[A-Za-z_-]+"' src/site | sed 's/.*"\(.*\)"/\1/'
  grep -rhoE 'name="[A-Za-z_-]+"' templates/site | sed 's/name="\(.*\)"/\1/' |
    grep -vE '^(viewport|robots|description|color-scheme|referrer|theme-color)$'
} | named 1 'names of queries and forms' '[?&	]WORD='
grep -rhoE 'http_request_header\([^;"]*, "[A-Za-z-]+"' src/site src/http | sed 's/.*"\(.*\)"/\1/' | named 2 'header fields' '	WORD: '
sed -n '/ways\[\] = {/,/};/p' src/site/api.c | grep -oE '"[a-z]+"' | tr -d '"' | named 3 'words of the interface for programs' '/api/.*WORD'
grep -hoE '"[a-z]+"' src/site/api-contribution.c src/site/api-people.c | tr -d '"' | grep -vE '^(fr|each|daily|weekly|important|none)$' |
  grep -vE '^(accepted|declined)$' | named 4 'members of its bodies' '"WORD":'
n=4
for table in site_words token_words message_files rooms; do
  n=$((n + 1))
  sed -n "/ $table\[\] = {/,/};/p" src/site/route.c | grep -oE '"[A-Za-z.]+"' | tr -d '"' | sed 's/\..*//' |
    named $n "words of addresses: $table" '/WORD([/?.*@-]|	|$)'
done
echo 1..$n
