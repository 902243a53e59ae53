#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each file of sql/query is a statement that the role using it can prepare on the real schema, with
# the columns and as many parameters as its first line says, its arrays and tsvectors of the type it says:
# they go over in binary, where a wrong type is read as nonsense or refused.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start

# describe ROLE SEARCH-PATH FILE...: "@name", then its columns as "name|type", or an error
describe() {
  role=$1 path=$2
  shift 2
  for file do
    printf '\\echo @%s\n' "$(basename "$file" .sql)"
    sed '1d; $ s/; *$//' "$file"
    printf '\n\\gdesc\n\\r\n'
  done >script
  PGOPTIONS="-c search_path=$path" psql -X -q -At -h "$state/postgresql" -U "$role" -d colporteur -f script 2>&1
}
site=$(ls "$SRCDIR"/sql/query/site-*.sql 2>/dev/null)
engine=$(find "$SRCDIR/sql/query" -name '*.sql' ! -name 'site-*' | sort)
# shellcheck disable=SC2086
{
  [ -z "$site" ] || describe colporteur_site site $site
  describe colporteur_engine colporteur,public $engine
} >described

# A line for each file: its name, then columns said and found, then parameters said and found.
python3 - "$SRCDIR"/sql/query/*.sql >compared <<'PYTHON'
import os, re, sys
types = {"bigint": "bigint", "int": "integer", "bool": "boolean", "text": "text", "bytea": "bytea", "float": "double precision"}
found, name = {}, None
for line in open("described"):
    line = line.rstrip("\n")
    if line.startswith("@"):
        name = line[1:]
        found[name] = []
    elif "The command has no result" not in line and not line.endswith("|void"):
        found[name].append(line.split("|", 1)[-1])
for path in sys.argv[1:]:
    name = os.path.basename(path)[: -len(".sql")]
    head, _, body = open(path).read().partition("\n")
    columns = head.partition(") -> ")[2]
    said = [types.get(c.split()[1], "unknown type " + c.split()[1]) for c in columns.split(",") if c.strip()]
    parameters = [p for p in re.search(r"\((.*?)\)", head)[1].split(",") if p.strip() and not p.endswith(" audience")]
    used = re.findall(r"\$(\d+)", re.sub(r"--.*", "", body))
    print(name, ",".join(said), ",".join(found.get(name, ["not described"])), len(parameters), max(map(int, used), default=0), sep="\t")
PYTHON
tab=$(printf '\t')
while read -r line; do
  rest=${line#*"$tab"} name=${line%%"$tab"*}
  wanted=${rest%%"$tab"*} rest=${rest#*"$tab"}
  is "${rest%%"$tab"*}" "$wanted" "$name: columns"
  rest=${rest#*"$tab"}
  is "${rest#*"$tab"}" "${rest%%"$tab"*}" "$name: parameters"
done <compared
is "$(wc -l <compared)" "$(find "$SRCDIR/sql/query" -name '*.sql' | wc -l)" "each file was looked at"

# arrays SEARCH-PATH ROLE FILE...: "name $n type" of each parameter that is an array or a tsvector
arrays() {
  path=$1 role=$2
  shift 2
  for file do
    name=$(basename "$file" .sql)
    printf 'PREPARE "%s" AS\n' "$name"
    sed '1d; s/; *$//' "$file"
    printf ';\n'
  done >script
  cat >>script <<'SQL'
SELECT format('%s $%s %s', p.name, t.n, t.type) FROM pg_prepared_statements p, unnest(p.parameter_types) WITH ORDINALITY t (type, n)
WHERE t.type::text LIKE '%[]' OR t.type::text = 'tsvector';
SQL
  PGOPTIONS="-c search_path=$path" psql -X -q -At -h "$state/postgresql" -U "$role" -d colporteur -f script 2>&1
}
said=$(grep -l '^-- [^)]*\[\]' "$SRCDIR"/sql/query/*.sql)
# shellcheck disable=SC2046
{
  arrays site colporteur_site $(printf '%s\n' $said | grep /site-)
  arrays colporteur,public colporteur_engine $(printf '%s\n' $said | grep -v /site-)
} | sort >found
for file in $said; do
  sed -n '1 s/^-- *//p' "$file" | sed 's/(\([^)]*\)).*/,\1/' | awk -F, -v name="$(basename "$file" .sql)" '{
    for (i = 2; i <= NF; i++) { n = split($i, words, " "); type = words[n]; sub(/^int\[/, "integer[", type)
      if (type ~ /\[\]$/ || type == "tsvector") print name " $" i - 1 " " type } }'
done | sort >wanted
is "$(diff wanted found)" "" "arrays and tsvectors are of the types that are said"
[ "$(wc -l <wanted)" -gt 50 ]; ok $? "they are many: $(wc -l <wanted)"
done_testing
