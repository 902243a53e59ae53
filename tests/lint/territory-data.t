#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The geography and the interests in sql/data are whole: counts, unique keys, no dangling code.
cd "$SRCDIR/sql/data" || exit 1
LC_ALL=C
export LC_ALL
n=0

# same WHAT EXPECTED FOUND
same() {
  n=$((n + 1))
  if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
    echo "not ok $n - $1"
    echo "# expected: $2"
    echo "#    found: $3"
  fi
}

# unknown FILE COLUMN REFERENCES: values of a column that are no code of REFERENCES
unknown() {
  awk -F'\t' -v column="$2" 'NR == FNR { known[$1]; next }
    $column != "\\N" && !($column in known) { print $column }' "$3" "$1" | head -5
}

twice() { cut -f "$2" "$1" | sort | uniq -d | head -5; }
kinds() { awk -F'\t' '{ n[$2]++ } END { for (kind in n) print kind, n[kind] }' territory.tsv | sort | tr '\n' ' '; }

same "each kind of territory is there" \
  "commune 34969 country 1 departement 109 epci 1255 own 1 region 26 " "$(kinds)"
same "no territory code comes twice" "" "$(twice territory.tsv 1)"
same "no territory slug comes twice" "" "$(twice territory.tsv 5)"
same "slugs are plain words" "" "$(cut -f 5 territory.tsv | grep -vE '^[a-z0-9]+(-[a-z0-9]+)*$' | head -5)"
same "Brest is 29019" "Brest brest" "$(awk -F'\t' '$1 == "29019" { print $4, $5 }' territory.tsv)"
same "every child is known" "" "$(unknown territory-parent.tsv 1 territory.tsv)"
same "every parent is known" "" "$(unknown territory-parent.tsv 2 territory.tsv)"
same "every commune has one département, every département one région" "" "$(
  awk -F'\t' 'FNR == 1 { file++ }
    file == 1 { kind[$1] = $2; next }
    kind[$1] == "commune" && kind[$2] == "departement" { above[$1]++ }
    kind[$1] == "departement" && kind[$2] == "region" { above[$1]++ }
    END { for (code in kind) if (kind[code] ~ /^(commune|departement)$/ && above[code] != 1) print code }' \
    territory.tsv territory-parent.tsv | head -5)"
same "nothing but communes is under an EPCI" "" "$(
  awk -F'\t' 'NR == FNR { kind[$1] = $2; next } kind[$2] == "epci" && kind[$1] != "commune"' \
    territory.tsv territory-parent.tsv | head -5)"
# above CODE: what is directly above it
above() { awk -F'\t' -v code="$1" '$1 == code { print $2 }' territory-parent.tsv | tr '\n' ' '; }
same "an EPCI inside one département is under it" "29 " "$(above 242900314)"
same "an EPCI across a border inside a région is under the région, and an own territory that holds it" \
  "R53 bretagne-historique " "$(above 243500725)"
same "an EPCI across a border of régions is under the country, and an own territory that holds it" \
  "FR bretagne-historique " "$(above 243500741)"
same "every EPCI is under something" "" "$(
  awk -F'\t' 'NR == FNR { above[$1]; next } $2 == "epci" && !($1 in above) { print $1 }' \
    territory-parent.tsv territory.tsv | head -5)"
same "what is above an EPCI holds every one of its communes" "" "$(
  awk -F'\t' 'FNR == 1 { file++ }
    file == 1 { kind[$1] = $2; next }
    file == 2 { up[$1] = up[$1] " " $2; if (kind[$2] == "epci") member[$2] = member[$2] " " $1; next }
    function holds(holder, code,   a, n, i) {
      if (holder == code) return 1
      n = split(up[code], a, " ")
      for (i = 1; i <= n; i++) if (kind[a[i]] != "epci" && holds(holder, a[i])) return 1
      return 0
    }
    END { for (epci in member) {
      n = split(up[epci], u, " "); m = split(member[epci], c, " ")
      for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) if (!holds(u[i], c[j])) print epci, u[i], c[j]
    } }' territory.tsv territory-parent.tsv | head -5)"
same "historical Brittany groups five départements" "22 29 35 44 56 " "$(
  awk -F'\t' 'NR == FNR { kind[$1] = $2; next } $2 == "bretagne-historique" && kind[$1] == "departement" { print $1 }' \
    territory.tsv territory-parent.tsv | tr '\n' ' ')"
same "historical Brittany covers 1,409 communes" 1409 "$(
  awk -F'\t' 'FNR == 1 { file++ }
    file == 1 { kind[$1] = $2; next }
    file == 2 { if ($2 == "bretagne-historique") inside[$1]; next }
    $2 in inside && kind[$1] == "commune" && kind[$2] == "departement" { n++ } END { print n }' \
    territory.tsv territory-parent.tsv territory-parent.tsv)"
same "no former code comes twice" "" "$(twice territory-former-code.tsv 1)"
same "no former code is in use" "" "$(
  awk -F'\t' 'NR == FNR { known[$1]; next } $1 in known' territory.tsv territory-former-code.tsv | head -5)"
same "every former code leads to a territory" "" "$(unknown territory-former-code.tsv 2 territory.tsv)"
same "every postal code leads to a territory" "" "$(unknown territory-postal-code.tsv 2 territory.tsv)"
same "postal codes have five digits" "" "$(cut -f 1 territory-postal-code.tsv | grep -vE '^[0-9]{5}$' | head -5)"
same "no pair of postal code and commune comes twice" "" "$(sort territory-postal-code.tsv | uniq -d | head -5)"
same "the own territories are merged" "" "$(unknown own-territory.tsv 1 territory.tsv)"
same "28 interests, 7 of them themes" "28 7" "$(awk -F'\t' '$2 == "\\N" { n++ } END { print NR, n }' interest.tsv)"
same "no interest comes twice" "" "$(twice interest.tsv 1)"
same "an interest comes after its parent" "" "$(
  awk -F'\t' '$2 != "\\N" && !($2 in seen) { print $1 } { seen[$1] }' interest.tsv)"
same "every interest has its three labels and a position" "" "$(
  awk -F'\t' 'NF != 6 || $3 == "" || $4 == "" || $5 == "" || $6 !~ /^[0-9]+$/ || position[$2 FS $6]++ { print $1 }' interest.tsv)"
for f in territory territory-parent territory-former-code territory-postal-code; do
  same "$f.tsv is sorted" "" "$(sort -c $f.tsv 2>&1)"
done
for f in *.tsv; do
  same "$f has the same number of columns everywhere" 1 "$(awk -F'\t' '{ print NF }' "$f" | sort -u | wc -l | tr -d ' ')"
  same "$f ends its lines in LF alone" 0 "$(grep -c "$(printf '\r')" "$f")"
done
echo "1..$n"
