#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Help, manual page and completion say the same as the command table; each command has its help;
# the settings manual and the sample file name the same settings.
cd "$SRCDIR" || exit 1
c=$BUILDDIR/colporteur
man=$($c help --format=man | sed 's/\\-/-/g; s/\\e/\\/g')
bash_words=$($c help --format=bash)
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
# has TEXT WORD: without a process, as it is asked some thousand times
has() { case $1 in *"$2"*) ;; *) return 1 ;; esac; }
commands=$($c --help | sed -n 's/^  \([a-z][a-z]* [a-z-]*\).*/\1/p' | sed 's/ *$//')
[ "$(printf '%s\n' "$commands" | wc -l)" -ge 3 ]; ok $? "help lists commands"
while read -r command; do
  # shellcheck disable=SC2086
  help=$($c $command --help) && printf '%s\n' "$help" | grep -q "^usage: colporteur $command"; ok $? "$command --help"
  has "
$man" "
.B $command"; ok $? "manual page names $command"
  completed=$(bash -c "$bash_words"'; COMP_WORDS=(colporteur "$@" --); COMP_CWORD=$(($# + 1)); _colporteur; printf "%s\n" "${COMPREPLY[@]}"' bash $command | sort | xargs)
  [ "$completed" = "$( (echo --help; printf '%s\n' "$help" | sed -n 's/^  \(-., \)*\(--[a-z-]*\).*/\2/p') | sort | xargs)" ]; ok $? "completion offers the options of $command and no others"
  words=$(printf '%s\n' "$bash_words" | grep -F "\"$command\"")
  for o in $(printf '%s\n' "$help" | sed -n 's/^  \(-., \)*\(--[a-z-]*\).*/\2/p'); do
    has "$man" "$o"; ok $? "manual page names $o of $command"
    has "$words" " $o"; ok $? "completion knows $o of $command"
  done
done <<EOF
$commands
EOF
bash -n -c "$bash_words" 2>/dev/null; ok $? "completion is bash"
sample=$($c help --format=settings-sample | sed -n 's/^#\([a-z-]*\) = .*/\1/p' | sort)
manual=$($c help --format=settings-man | sed -n 's/^.B //p' | sort)
[ -n "$sample" ] && [ "$sample" = "$manual" ]; ok $? "sample file and settings manual name the same settings"
$c help --format=man >"$BUILDDIR/lint.1" && { ! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l "$BUILDDIR/lint.1" 2>&1 >/dev/null)" ]; }
ok $? "manual page formats without a warning"
page=contrib/man/colporteur-edition.5
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-edition(5) formats without a warning"
for word in $(sed -n '/^static const char \*const keys/,/};/p' src/news/edition-draft.c src/news/section.c | grep -o '"[a-z-]*[]\[{}]*"' | tr -d '"[]{}'); do
  grep -q "^\.B[I]* $word:" $page; ok $? "colporteur-edition(5) describes $word:"
done
page=contrib/man/colporteur-import.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-import(7) formats without a warning"
for word in $(sed -n '/headings_known\[\]/,/^};/s/^    {"\([a-z-]*\)", FIELD_.*/\1/p' src/people/import-format.c | grep -x 'address\|name\|first-name\|last-name\|territory\|insee\|postal-code\|interests\|language\|knowledge\|lists\|notes\|status\|delivery'); do
  grep -Eq "^\.BR? .*$word" $page; ok $? "colporteur-import(7) describes $word"
done
page=contrib/man/colporteur-audience.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-audience(7) formats without a warning"
for word in $(sed -n '/^const char \*const audience_term_words/,/};/p' src/people/audience-parse.c | grep -o '"[a-z-]*"' | tr -d '"'); do
  grep -q "^.BI $word:" $page; ok $? "colporteur-audience(7) describes $word:"
done
page=contrib/man/colporteur-coordinator.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-coordinator(7) formats without a warning"
page=contrib/man/colporteur-list.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-list(7) formats without a warning"
for word in $(sed -n '/list_given_words\[\] = /,/;/p' src/list/list-template.c | grep -o '"[a-z-]*"' | tr -d '"'); do
  sed 's/\\-/-/g' $page | grep -qw -- "$word"; ok $? "colporteur-list(7) describes $word"
done
page=contrib/man/colporteur-archive.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-archive(7) formats without a warning"
for verb in $(printf '%s\n' "$commands" | sed -n 's/^archive //p'); do
  grep -Eq "^\.BI? \"?archive $verb" $page; ok $? "colporteur-archive(7) describes archive $verb"
done
page=contrib/man/colporteur-policy.7
! command -v man >/dev/null || [ -z "$(LC_ALL=C.UTF-8 man --warnings -l $page 2>&1 >/dev/null)" ]; ok $? "colporteur-policy(7) formats without a warning"
for word in $(sed -n '/_words\[\] = {/,/};/p' src/list/policy-parse.c | grep -o '"[a-z-]*"' | tr -d '"' | sort -u); do
  grep -Eq "^\.BI? \"?$(printf '%s' "$word" | sed 's/-/\\\\-/g')( |$)" $page; ok $? "colporteur-policy(7) describes $word"
done
for word in $(sed -n '/^const char \*const policy_names/,/};/p' src/list/policy-named.c | grep -o '"[a-z-]*"' | tr -d '"'); do
  grep -q "^\.B $word$" $page; ok $? "colporteur-policy(7) describes the policy $word"
done
echo "1..$n"
