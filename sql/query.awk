# SPDX-License-Identifier: GPL-3.0-or-later
#
# query.awk - turn sql/query/*.sql into typed C (mode=header or mode=source)
#
# The first line of each file names parameters and columns:
#   -- people-subscriber-find(address text) -> id bigint, name text
# and yields
#   typedef struct { gint64 id; const char *name; } PeopleSubscriberFind;
#   Rows *people_subscriber_find(Store *, const char *address, GError **);
#   gboolean people_subscriber_find_next(Rows *, PeopleSubscriberFind *);
# A statement without columns yields a function that says how many rows it touched.
# The final semicolon goes: PQprepare() refuses it.

function die(text) { print FILENAME ":" FNR ": " text > "/dev/stderr"; failed = 1; exit 1 }
function trim(s) { gsub(/^[ \t]+|[ \t;]+$/, "", s); return s }
function words(s,   a, n, i, r) {
    n = split(s, a, "-"); r = ""
    for (i = 1; i <= n; i++) r = r toupper(substr(a[i], 1, 1)) substr(a[i], 2)
    return r
}
function c_name(s) { gsub(/-/, "_", s); return s }
function c_string(s) { gsub(/\\/, "&&", s); gsub(/"/, "\\\"", s); return "\"" s "\\n\"" }

BEGIN {
    letter["bigint"] = "i"; letter["int"] = "n"; letter["bool"] = "b"; letter["text"] = "t"
    letter["bytea"] = "y"; letter["text[]"] = "T"; letter["bigint[]"] = "I"; letter["int[]"] = "J"; letter["bytea[]"] = "Y"; letter["float"] = "f"; letter["audience"] = "A"
    in_type["bigint"] = "gint64 "; in_type["int"] = "gint32 "; in_type["bool"] = "gboolean "
    in_type["text"] = "const char *"; in_type["bytea"] = "GBytes *"; in_type["float"] = "double "
    in_type["text[]"] = "const char *const *"; in_type["bigint[]"] = "const GArray *"; in_type["int[]"] = "const GArray *"; in_type["bytea[]"] = "const GPtrArray *"; in_type["audience"] = "const AudienceSql *"
    out_type["bigint"] = "gint64 "; out_type["int"] = "gint32 "; out_type["bool"] = "gboolean "
    out_type["text"] = "const char *"; out_type["bytea"] = "Blob "; out_type["float"] = "double "
    letter["tsvector"] = "y"; in_type["tsvector"] = "GBytes *" # as tsvectorrecv() reads it
    print "/* Made from sql/query/ by sql/query.awk: change those. */"
    if (mode == "header") print "#pragma once\n"
    else print "#include <stddef.h>\n\n#include \"store/query.h\"\n#include \"store/statement.h\"\n"
}

FNR == 1 {
    if (count > 0) finish()
    file = FILENAME; sub(/^.*\//, "", file); sub(/\.sql$/, "", file)
    head = $0
    if (head !~ /^-- [a-z0-9-]+\(.*\)/) die("the first line must read: -- " file "(name type, ...) -> name type, ...")
    sub(/^-- /, "", head)
    name = head; sub(/\(.*/, "", name)
    if (name != file) die("the statement is called " name " but the file " file)
    parameters = head; sub(/^[^(]*\(/, "", parameters); sub(/\).*/, "", parameters)
    columns = ""
    if (head ~ /\) -> /) { columns = head; sub(/^.*\) -> /, "", columns) }
    names[++count] = name; sql = ""
    next
}
{ sub(/[ \t]+$/, ""); if ($0 != "" && $0 !~ /^[ \t]*--/) sql = sql "    " c_string($0) "\n" }
END {
    if (failed) exit 1
    if (count > 0) finish()
    if (mode == "source") {
        print "const Statement *const statements[] = {"
        for (i = 1; i <= count; i++) print "    &statement_" c_name(names[i]) ","
        print "    NULL,\n};"
    }
}

function finish(   a, n, i, f, proto, in_letters, out_letters, call, struct_body, offsets) {
    sub(/;\\n"\n$/, "\\n\"\n", sql)
    proto = "Store *store"; call = ""; in_letters = ""
    n = split(parameters, a, ",")
    for (i = 1; i <= n; i++) {
        split(trim(a[i]), f, " ")
        if (!(f[2] in in_type)) die("unknown parameter type \"" f[2] "\"")
        proto = proto ", " in_type[f[2]] f[1]; call = call ", " f[1]; in_letters = in_letters letter[f[2]]
    }
    out_letters = ""; struct_body = ""; offsets = ""
    n = split(columns, a, ",")
    for (i = 1; i <= n; i++) {
        split(trim(a[i]), f, " ")
        if (!(f[2] in out_type)) die("unknown column type \"" f[2] "\"")
        struct_body = struct_body "    " out_type[f[2]] f[1] ";\n"; out_letters = out_letters letter[f[2]]
        offsets = offsets "    offsetof(" words(name) ", " f[1] "),\n"
    }
    if (mode == "header") {
        if (columns != "") {
            print "typedef struct {\n" struct_body "} " words(name) ";"
            print "Rows *" c_name(name) "(" proto ", GError **error);"
            print "gboolean " c_name(name) "_next(Rows *rows, " words(name) " *row);\n"
        } else
            print "gboolean " c_name(name) "(" proto ", gint64 *affected, GError **error);\n"
        return
    }
    if (columns != "") print "static const size_t offsets_" c_name(name) "[] = {\n" offsets "};"
    print "static const Statement statement_" c_name(name) " = {"
    print "    \"" name "\",\n    \"" in_letters "\",\n    \"" out_letters "\",\n" sql "    ,"
    print "    " (columns != "" ? "offsets_" c_name(name) : "NULL") ",\n};"
    if (columns != "") {
        print "Rows *\n" c_name(name) "(" proto ", GError **error)\n{"
        print "    return statement_query(store, &statement_" c_name(name) ", error" call ");\n}"
        print "gboolean\n" c_name(name) "_next(Rows *rows, " words(name) " *row)\n{"
        print "    return statement_next(rows, &statement_" c_name(name) ", row);\n}\n"
    } else {
        print "gboolean\n" c_name(name) "(" proto ", gint64 *affected, GError **error)\n{"
        print "    return statement_execute(store, &statement_" c_name(name) ", affected, error" call ");\n}\n"
    }
}
