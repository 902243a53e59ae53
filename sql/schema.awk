# SPDX-License-Identifier: GPL-3.0-or-later
#
# schema.awk - turn sql/schema/NNNN-name.sql, in order, into the table of migrations

function c_string(s) { gsub(/\\/, "&&", s); gsub(/"/, "\\\"", s); return "\"" s "\\n\"" }

BEGIN { print "/* Made from sql/schema/ by sql/schema.awk: change those. */\n#include \"store/schema.h\"\n\nconst Migration migrations[] = {" }
FNR == 1 {
    if (open) print "    },"
    file = FILENAME; sub(/^.*\//, "", file); sub(/\.sql$/, "", file)
    if (file !~ /^[0-9][0-9][0-9][0-9]-[a-z0-9-]+$/) {
        print FILENAME ": a migration is called NNNN-name.sql" > "/dev/stderr"; exit 1
    }
    print "    {" (substr(file, 1, 4) + 0) ", \"" substr(file, 6) "\","
    open = 1
}
{ print "    " c_string($0) }
END {
    if (open) print "    },"
    print "    {0, NULL, NULL},\n};"
}
