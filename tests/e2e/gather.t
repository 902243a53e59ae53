#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Feeds become proposals, once; nothing in them becomes markup, and nothing is accepted by itself.
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
feeds=$SRCDIR/tests/fuzz/corpus/feed
gather() { run colporteur contribution gather "$@"; }

gather --dry-run --territory 29019 "$feeds/rss2.xml"
is "$status" 0 "a dry run works" || diag "$err"
like "$out" 'would propose 2, known already 0, without words 1' "and says what would come"
is "$(sql 'SELECT count(*) FROM contribution')" 0 "and keeps nothing"

gather --yes --territory 29019 --interest velo --programme Quais --kind finding --language br "$feeds/rss2.xml"
is "$status" 0 "a feed is gathered" || diag "$err"
like "$out" 'proposed 2, known already 0, without words 1' "two items have words"
is "$(sql "SELECT string_agg(DISTINCT concat_ws(' ', state, kind, language, programme), ',') FROM contribution")" \
  "proposed finding br Quais" "they are proposed, as the options say"
is "$(sql "SELECT string_agg(DISTINCT t.code || ' ' || i.slug, ',') FROM contribution c JOIN contribution_territory ct ON ct.contribution = c.id
  JOIN territory t ON t.id = ct.territory JOIN contribution_interest ci ON ci.contribution = c.id JOIN interest i ON i.id = ci.interest")" \
  "29019 velo" "with place and theme"
is "$(sql "SELECT concat_ws('|', title, author, source) FROM contribution WHERE source <> ''")" \
  "Un vélo * réparé|Enora|https://atelier.example.org/1" "title, author and source are the item's, in its encoding"
body=$(sql "SELECT body FROM contribution WHERE source <> ''")
like "$body" 'Le samedi' "the longer text is taken"
unlike "$body" 'alert\(1\)' "without its script"
like "$body" '\\\[piege\\\]\(javascript' "what Markdown would make a link of is text"
like "$body" '\\<b>' "and so is what was escaped"

gather --yes "$feeds/rss2.xml"
is "$status" 0 "gathered again"
like "$out" 'proposed 0, known already 2' "the same items change nothing"
sql "DELETE FROM contribution" >/dev/null
gather --yes "$feeds/rss2.xml"
like "$out" 'proposed 0, known already 2' "nor do they once a person has thrown them away"

gather --yes - <"$feeds/rss1.xml"
like "$out" 'proposed 1,' "RSS 1.0 is read, from standard input too"
is "$(sql "SELECT body FROM contribution WHERE title = 'Haies'")" "Douze haies" "its text is no HTML"
gather --yes "$feeds/atom.xml"
like "$out" 'proposed 2,' "Atom is read"
is "$(sql "SELECT concat_ws('|', title, author, source, body) FROM contribution WHERE author <> ''")" \
  'Compter & voir|Maud|https://quai.example.org/1|Un samedi.' "with XHTML in it"
is "$(sql "SELECT body FROM contribution WHERE title = 'a < b'")" '1 \< 2' "and with plain text"
gather --json --dry-run "$feeds/atom.xml"
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "JSON is nothing but JSON"

gather --yes "$feeds/laughs.xml"
is "$status" 65 "a feed with entities of its own is refused"
like "$err" 'declares entities' "and the message says why"
gather --yes "$SRCDIR/README"
is "$status" 65 "so is what is no XML"
like "$err" 'line 1' "with its line"
gather --yes --kind finidng "$feeds/atom.xml"
like "$err" 'did you mean "finding"' "a kind mistyped gets a hint"
gather --yes https://example.org/feed
is "$status" 65 "an address is not fetched"
like "$err" 'curl .*gather -' "and the hint shows how to"
gather "$feeds/rss1.xml" </dev/null
is "$status" 0 "with nothing new there is nothing to ask"
done_testing
