#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A look of letters says twice how it is in the dark: to clients that ask for it, and to Outlook.com,
# which marks what it recolours. Both say the same of the same classes.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
# "CLASS... PROPERTY COLOUR" of each rule, whatever marks its selectors have.
rules() { sed 's/\[data-ogs[bc]\]//g; s/,/ /g; s/[{}:;]/ /g; s/!important//g' | awk '{ c = ""; n = split($0, w, " "); for (i = 1; i <= n - 2; i++) if (!seen[NR, w[i]]++) c = c " " w[i]; print c, w[n - 1], w[n] }' | sort; }
for look in "$SRCDIR"/templates/edition/*/head.mustache; do
  name=$(basename "$(dirname "$look")")
  dark=$(sed -n '/prefers-color-scheme: dark) {/,/^}/p' "$look" | grep '^  ' | rules)
  ogs=$(grep '^[^{]*\[data-ogs' "$look" | rules)
  unlike "x$dark" '^x$' "$name has rules for the dark"
  is "$ogs" "$dark" "$name: Outlook.com gets the same"
done
done_testing
