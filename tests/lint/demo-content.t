#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The demo's people, contributions and mails agree with sql/data and with each other.
cd "$SRCDIR/contrib/demo.d" || exit 1
LC_ALL=C
export LC_ALL
data=../../sql/data
n=0

# same WHAT EXPECTED FOUND
same() {
  n=$((n + 1))
  if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
    echo "not ok $n - $1"
    echo "# expected: $2"
    echo "$3" | sed 's/^/#    found: /'
  fi
}

same "subscribers.csv is what make-subscribers writes" "$(cksum <subscribers.csv)" "$(./make-subscribers | cksum)"
same "there are 200 subscribers" 200 "$(($(wc -l <subscribers.csv) - 1))"
same "no address comes twice" "" "$(cut -d, -f1 subscribers.csv | sort | uniq -d)"
same "addresses are plain" "" "$(sed 1d subscribers.csv | grep -vE '^[a-z]+\.[0-9]{3}@sample\.example\.net,')"

# A territory must mean one thing, whether read as a code, as a name or as a postal code.
same "every territory means exactly one" "" "$(
  awk '
    FILENAME ~ /territory.tsv$/ { split($0, f, "\t"); many[f[1]]++
      if (f[4] != f[1]) many[f[4]]++; next }
    FILENAME ~ /postal-code.tsv$/ { split($0, f, "\t"); many[f[1]]++; next }
    FILENAME ~ /\.csv$/ && FNR > 1 { split($0, f, ","); check(f[3], ";") }
    FILENAME ~ /\.md$/ && /^territory: / { sub(/^territory: \[/, ""); sub(/\]$/, ""); check($0, ", ") }
    function check(list, by,   i, k, v) {
      k = split(list, v, by)
      for (i = 1; i <= k; i++) if (many[v[i]] != 1) print FILENAME ": " v[i] " means " many[v[i]] + 0
    }' $data/territory.tsv $data/territory-postal-code.tsv subscribers.csv contributions/*.md)"

same "every interest is known" "" "$(
  awk '
    FILENAME ~ /interest.tsv$/ { split($0, f, "\t"); known[f[1]]; next }
    FILENAME ~ /\.csv$/ && FNR > 1 { split($0, f, ","); check(f[4], ";") }
    FILENAME ~ /\.md$/ && /^interests: / { sub(/^interests: \[/, ""); sub(/\]$/, ""); check($0, ", ") }
    function check(list, by,   i, k, v) {
      k = split(list, v, by)
      if (k < 1 || k > 4) print FILENAME ": " k " interests"
      for (i = 1; i <= k; i++) if (!(v[i] in known)) print FILENAME ": " v[i]
    }' $data/interest.tsv subscribers.csv contributions/*.md)"

same "every interest is somebody's, every theme has a contribution" "" "$(
  awk '
    FILENAME ~ /interest.tsv$/ { split($0, f, "\t"); theme[f[1]] = f[2] == "\\N" ? f[1] : f[2]; next }
    FILENAME ~ /\.csv$/ { split($0, f, ","); k = split(f[4], v, ";"); for (i = 1; i <= k; i++) liked[v[i]]; next }
    /^interests: / { gsub(/^interests: \[|\]$/, ""); k = split($0, v, ", "); for (i = 1; i <= k; i++) told[theme[v[i]]] }
    END { for (i in theme) { if (!(i in liked)) print i " has nobody"; if (!(theme[i] in told)) print theme[i] " has nothing" } }' \
    $data/interest.tsv subscribers.csv contributions/*.md)"

same "contributions have their keys, and a body of 60 to 150 words" "" "$(
  for f in contributions/*.md; do
    awk '
      $0 == "---" { fences++; next }
      fences == 1 { key = $1; sub(/:$/, "", key); value[key] = substr($0, length($1) + 2) }
      fences == 2 { words += NF }
      END {
        split("title territory interests author knowledge source", need, " ")
        for (i in need) if (value[need[i]] == "") print FILENAME ": no " need[i]
        if (value["kind"] !~ /^(finding|initiative)$/) print FILENAME ": kind " value["kind"]
        if (value["source"] !~ /^https:\/\/example\.org\//) print FILENAME ": source " value["source"]
        gsub(/scientific|professional|citizen/, "", value["knowledge"])
        if (value["knowledge"] !~ /^\[[, ]*\]$/) print FILENAME ": knowledge"
        if (words < 60 || words > 150) print FILENAME ": " words " words"
      }' "$f"
  done)"
same "20 contributions, findings and initiatives" "9 finding 11 initiative" "$(
  cat contributions/*.md | awk '$1 == "kind:" { n[$2]++ } END { print n["finding"], "finding", n["initiative"], "initiative" }')"
same "texts use typographic apostrophes" "" "$(grep -lE "[[:alpha:]]'" contributions/*.md edition.md)"
same "texts use narrow no-break spaces" "" "$(
  awk 'FNR == 1 { fences = 0 } $0 == "---" { fences++ } fences == 2 && / [;:!?%]|« | »/ { print FILENAME ": " $0 }' \
    contributions/*.md edition.md)"
same "the edition has a title, a preheader and a language" "title: preheader: language:" "$(
  awk '$0 == "---" { fences++; next } fences == 1 { print $1 }' edition.md | tr '\n' ' ' | sed 's/ $//')"

same "each mail is from somebody on its list and answers an earlier one there" "" "$(
  awk '
    FILENAME ~ /\.csv$/ { split($0, f, ","); lists[FNR - 1] = ";" f[7] ";"; next }
    FNR == 1 { number = FILENAME; gsub(/^.*\/|\.mail$/, "", number); head = 1 }
    head && $0 == "" { head = 0
      if (!index(lists[from], ";" list ";")) print number ": " from " is not on " list
      place[number] = list; from = list = "" }
    head && $1 == "from:" { from = $2 }
    head && $1 == "list:" { list = $2 }
    head && $1 == "reply-to:" && (place[$2] == "" || place[$2] != list) { print number ": answers " $2 }
    !head && length($0) > 100 { print number ": long line " FNR }' subscribers.csv replies/*.mail)"
echo "1..$n"
