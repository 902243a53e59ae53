#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each reason that a mail is turned away for has its sentence in each language; whoever wrote the mail
# sees it in their own mail program.
cd "$SRCDIR" || exit 1
n=0
for reason in $(sed -n 's/^    {"\([a-z-]*\)", "5[.][0-9][.][0-9]", .*/\1/p' src/list/post-authorise.c) $(grep -rhoE '"(not-theirs|not-valid|no-address)"' src/list/turned-away.c src/list/moderate.c | tr -d '"' | sort -u); do
  for language in fr en br; do
    n=$((n + 1))
    if grep -A1 -Fx "{{#reason.$reason}}" "templates/mail/$language/turned-away.txt.mustache" | grep -q '[a-z]\([.]\|}}\)$'; then echo "ok $n - $language says $reason"; else
      echo "not ok $n - templates/mail/$language/turned-away.txt.mustache has no sentence for reason.$reason"
    fi
  done
done
n=$((n + 1))
if [ "$n" -gt 100 ]; then echo "ok $n - the reasons were read"; else echo "not ok $n - the reasons were not read: $n"; fi
echo "1..$n"
