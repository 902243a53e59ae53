/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text becomes rows as RFC 4180 and other systems' exports say, with the line of each row; what is
 * broken spoils its own row; it does not matter in which pieces the text comes. */
#include <string.h>

#include "base/error.h"
#include "people/import-inside.h"

/* In pieces of `step` bytes. */
static GPtrArray *
read_pieces(const char *text, gsize size, gsize step, const char *const *map, char **kind,
            GError **error)
{
    g_autoptr(ImportReader) reader = import_reader_new(0, map, TRUE);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);

    for (gsize at = 0; at < size; at += step)
        if (!import_reader_feed(reader, text + at, MIN(step, size - at), FALSE, rows, error))
            return NULL;
    if (!import_reader_feed(reader, "", 0, TRUE, rows, error))
        return NULL;
    if (kind != NULL)
        *kind = g_strdup(import_reader_kind(reader));
    return g_steal_pointer(&rows);
}

/* What rows hold, to compare them. */
static char *
rows_text(const GPtrArray *rows)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < rows->len; i++) {
        const ImportRow *row = rows->pdata[i];
        g_string_append_printf(text, "%u %s %s %d %s\n", row->line, row->address, row->name,
                               row->standing, row->refusal);
        for (guint k = 0; row->fields[k] != NULL; k++)
            g_string_append_printf(text, "[%s]", row->fields[k]);
    }
    return g_string_free(text, FALSE);
}

static GPtrArray *
read_sized(const char *text, gsize size)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = read_pieces(text, size, size + 1, NULL, NULL, &error);

    g_assert_no_error(error);
    g_autofree char *whole = rows_text(rows);
    for (gsize step = 1; step < 8; step++) {
        g_autoptr(GPtrArray) again = read_pieces(text, size, step, NULL, NULL, &error);
        g_assert_no_error(error);
        g_autofree char *pieces = rows_text(again);
        g_assert_cmpstr(pieces, ==, whole);
    }
    return rows;
}

static GPtrArray *
read_text(const char *text)
{
    return read_sized(text, strlen(text));
}

static const ImportRow *
row_at(const GPtrArray *rows, guint i)
{
    g_assert_cmpuint(rows->len, >, i);
    return rows->pdata[i];
}

static void
joined(char **values, const char *expected)
{
    g_autofree char *found = g_strjoinv("+", values);
    g_assert_cmpstr(found, ==, expected);
}

static void
refused(const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = read_pieces(text, strlen(text), 5, NULL, NULL, &error);

    g_assert_null(rows);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_cmpstr(error->message, ==, message);
}

static void
test_fields(void)
{
    g_autoptr(GPtrArray) rows =
        read_text("address,name,territory,interests,language,knowledge,lists\n"
                  "a@example.org,Ange,29019;Rennes, velo | covoiturage ,fr,citizen,lettre\n"
                  "b@example.org,,,,,,\n"
                  "c@example.org\n");
    const ImportRow *first = row_at(rows, 0);
    const ImportRow *second = row_at(rows, 1);

    g_assert_cmpuint(rows->len, ==, 3);
    g_assert_cmpstr(first->address, ==, "a@example.org");
    g_assert_cmpstr(first->name, ==, "Ange");
    joined(first->territories, "29019+Rennes");
    joined(first->interests, "velo+covoiturage");
    joined(first->knowledge, "citizen");
    joined(first->lists, "lettre");
    g_assert_null(second->name);
    g_assert_null(second->language);
    joined(second->territories, "");
    g_assert_cmpstr(row_at(rows, 2)->address, ==, "c@example.org");
}

static void
test_french_semicolons(void)
{
    g_autoptr(GPtrArray) rows = read_text("Courriel;Nom;Intérêts;LANGUE\r\n"
                                          "a@example.org;\"Ange; Maël\";velo|sobriete;br\r\n");
    const ImportRow *row = row_at(rows, 0);

    g_assert_cmpstr(row->name, ==, "Ange; Maël");
    joined(row->interests, "velo+sobriete");
    g_assert_cmpstr(row->language, ==, "br");
}

static void
test_lines(void)
{
    g_autoptr(GPtrArray) rows = read_text("address,name\n"
                                          "a@example.org,\"two\nlines, and \"\"quotes\"\"\"\n"
                                          "\n"
                                          ",\n"
                                          "b@example.org,Maël\r\n"
                                          "c@example.org,x,too many\n"
                                          "d@example.org,last");

    g_assert_cmpuint(rows->len, ==, 4);
    g_assert_cmpuint(row_at(rows, 0)->line, ==, 2);
    g_assert_cmpstr(row_at(rows, 0)->name, ==, "two\nlines, and \"quotes\"");
    g_assert_cmpuint(row_at(rows, 1)->line, ==, 6);
    g_assert_cmpstr(row_at(rows, 1)->name, ==, "Maël");
    g_assert_cmpuint(row_at(rows, 2)->line, ==, 7);
    g_assert_cmpstr(row_at(rows, 2)->refusal, ==, "3 fields, and the first line names 2");
    g_assert_cmpuint(row_at(rows, 3)->line, ==, 8);
    g_assert_null(row_at(rows, 3)->refusal);
}

static void
test_refusals(void)
{
    refused("", "the file is empty");
    refused("\n\n", "the file is empty");
    refused("adress,name\n", "line 1: unknown heading \"adress\"");
    refused("name,language\nAnge,fr\n", "line 1: no column is called \"address\"");
    refused("address,email\n", "line 1: two columns are \"address\"");
    refused("\n\nadresse,\"nom\n\nx", "line 3: a quotation mark is never closed");
    refused("address,n\xf6m\n", "line 1: a field is not UTF-8");
}

/* What is broken is refused where it is, and what follows is read. */
static void
test_broken_rows(void)
{
    static const char text[] = "address,name\n"
                               "a@example.org,\"Ange\" Goff\n"
                               "b@example.org,\"Maud\n"
                               "c@example.org,Ma\xebl\n"
                               "d@example.org,\"Da\"\n"
                               "e@example.org,E\0e\n"
                               "f@example.org,\"open\n"
                               "g@example.org,Gwen\n";
    g_autoptr(GPtrArray) rows = read_sized(text, sizeof text - 1);
    static const char *const refusals[] = {"a quotation mark is out of place",
                                           "a quotation mark is out of place",
                                           "a field is not UTF-8",
                                           NULL,
                                           "a field is not UTF-8",
                                           "a quotation mark is never closed",
                                           NULL};

    g_assert_cmpuint(rows->len, ==, G_N_ELEMENTS(refusals));
    for (guint i = 0; i < rows->len; i++) {
        g_assert_cmpuint(row_at(rows, i)->line, ==, i + 2);
        g_assert_cmpstr(row_at(rows, i)->refusal, ==, refusals[i]);
    }
    g_assert_cmpstr(row_at(rows, 0)->fields[0], ==, "a@example.org");
    g_assert_cmpstr(row_at(rows, 1)->fields[0], ==, "b@example.org");
    g_assert_cmpstr(row_at(rows, 6)->name, ==, "Gwen");
}

static void
test_separators(void)
{
    static const char *const texts[] = {"address\tname\r\na@example.org\tAnge; x\r\n",
                                        "address|name\ra@example.org|Ange; x\r",
                                        "\"address\";name\n\"a@example.org\";\"Ange; x\"\n"};

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GPtrArray) rows = read_text(texts[i]);
        g_assert_cmpuint(rows->len, ==, 1);
        g_assert_cmpstr(row_at(rows, 0)->name, ==, "Ange; x");
        g_assert_cmpuint(row_at(rows, 0)->line, ==, 2);
    }
}

/* Each system's export by its headings, and what it says of people. */
static void
test_kinds(void)
{
    static const struct {
        const char *kind;
        const char *text;
        ImportStanding standing;
        const char *name;
        const char *delivery;
    } cases[] = {
        {"listmonk",
         "uuid,email,name,attributes,status,created_at\n"
         "x,a@example.org,Ange,\"{\"\"city\"\": \"\"Rennes\"\", \"\"interests\"\": [\"\"velo\"\", "
         "\"\"habitat\"\"], \"\"n\"\": 3}\",blocklisted,2026\n",
         IMPORT_BLOCKED, "Ange", NULL},
        {"Mailchimp",
         "Email Address,First Name,Last Name,MEMBER_RATING,LEID,NOTES\n"
         "a@example.org,Ange,Le Goff,2,17,\n",
         IMPORT_MEMBER, "Ange Le Goff", NULL},
        {"Mailchimp", "Adresse e-mail,Prénom,Nom,UNSUB_TIME,LEID\na@example.org,Ange,Goff,2026,1\n",
         IMPORT_LEFT, "Ange Goff", NULL},
        {"Mailchimp", "Email Address,CLEAN_TIME,LEID\na@example.org,2026,1\n", IMPORT_BOUNCED, NULL,
         NULL},
        {"Mailman 2", "email,name,mod,nomail,digest,plain\na@example.org,Ange,off,off,on,off\n",
         IMPORT_MEMBER, "Ange", "digest"},
        {"Mailman 2", "email,nomail\na@example.org,[B]\n", IMPORT_BOUNCED, NULL, NULL},
        {"Mailman 2", "email,nomail\na@example.org,on\n", IMPORT_SILENT, NULL, NULL},
        {"Mailman 3",
         "email,display_name,delivery_mode,delivery_status\n"
         "a@example.org,Ange,mime_digests,by_bounces\n",
         IMPORT_BOUNCED, "Ange", "digest"},
        {"Mailman 3", "email,delivery_mode,delivery_status\na@example.org,regular,enabled\n",
         IMPORT_MEMBER, NULL, "each"},
        {"list of addresses", "Ange Le Goff <a@example.org>\n", IMPORT_MEMBER, "Ange Le Goff",
         NULL},
        {"list of addresses", "\n\"Ange \\\"x\\\"\" <a@example.org>\r\n", IMPORT_MEMBER,
         "Ange \"x\"", NULL},
        {"list of addresses", "a@example.org", IMPORT_MEMBER, NULL, NULL},
        {"Sympa", "email;gecos;reception\na@example.org;Ange;summary\n", IMPORT_MEMBER, "Ange",
         "digest"},
        {"Sympa",
         "date 1700000000\nemail a@example.org\ngecos Ange Goff\nreception nomail\n"
         "subscribed 1\nvisibility noconceal\n\n",
         IMPORT_SILENT, "Ange Goff", NULL},
        {"Sympa", "email a@example.org\nbounce 1700000000 1700000000 9 550\n", IMPORT_BOUNCED, NULL,
         NULL},
        {"CSV", "address,status\na@example.org,désabonné\n", IMPORT_LEFT, NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *kind = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) rows =
            read_pieces(cases[i].text, strlen(cases[i].text), 3, NULL, &kind, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(kind, ==, cases[i].kind);
        g_assert_cmpuint(rows->len, ==, 1);
        g_assert_cmpstr(row_at(rows, 0)->refusal, ==, NULL);
        g_assert_cmpstr(row_at(rows, 0)->address, ==, "a@example.org");
        g_assert_cmpint(row_at(rows, 0)->standing, ==, cases[i].standing);
        g_assert_cmpstr(row_at(rows, 0)->name, ==, cases[i].name);
        g_assert_cmpstr(row_at(rows, 0)->reading.delivery, ==, cases[i].delivery);
        if (i == 0) {
            joined(row_at(rows, 0)->territories, "Rennes");
            joined(row_at(rows, 0)->interests, "velo+habitat");
        }
    }
}

static void
test_blocks(void)
{
    g_autoptr(GPtrArray) rows = read_text("email a@example.org\ngecos Ange\n\n\n"
                                          "email b@example.org\nreception digest");

    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpuint(row_at(rows, 1)->line, ==, 5);
    g_assert_cmpstr(row_at(rows, 1)->address, ==, "b@example.org");
    g_assert_null(row_at(rows, 1)->name);
    g_assert_cmpstr(row_at(rows, 1)->reading.delivery, ==, "digest");
}

static void
test_map(void)
{
    static const char text[] =
        "Wo,mail,x,attributes\nBrest,a@example.org,y,\"{\"\"stadt\"\": 29019}\"\n";
    static const struct {
        const char *const map[4];
        const char *territories;
        const char *message;
    } cases[] = {
        {{"wo=territory", "X=-", NULL}, "Brest", NULL},
        {{"x=name", "attributes.Stadt=insee", NULL}, "insee:29019", NULL},
        {{"Where=territory", NULL}, NULL, "line 1: no column is called \"Where\""},
        {{"Wo=teritory", NULL},
         NULL,
         "line 1: \"teritory\" is no field that a column can be mapped to"},
        {{"Wo", NULL}, NULL, "line 1: \"Wo\" maps nothing"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) rows =
            read_pieces(text, sizeof text - 1, 9, cases[i].map, NULL, &error);
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, cases[i].message);
        if (rows != NULL)
            joined(row_at(rows, 0)->territories, cases[i].territories);
    }
}

static void
test_seen(void)
{
    g_autoptr(ImportSeen) seen = import_seen_new();

    for (guint i = 1; i <= 50000; i++) {
        g_autofree char *key = g_strdup_printf("reader%u@example.org", i);
        g_assert_cmpuint(import_seen_line(seen, key, i), ==, 0);
    }
    for (guint i = 1; i <= 50000; i++) {
        g_autofree char *key = g_strdup_printf("reader%u@example.org", i);
        g_assert_cmpuint(import_seen_line(seen, key, 99999), ==, i);
    }
}

static void
test_bounds(void)
{
    g_autoptr(GString) text = g_string_new("address,interests\na@example.org,");

    for (guint i = 0; i < 101; i++)
        g_string_append(text, "v;");
    g_string_append(text, "\nb@example.org,");
    for (guint i = 0; i < 10001; i++)
        g_string_append_c(text, 'v');
    g_string_append(text, "\nc@example.org,v\n");
    g_autoptr(GPtrArray) rows = read_text(text->str);
    g_assert_cmpstr(row_at(rows, 0)->refusal, ==, "a field has more than 100 values");
    g_assert_cmpstr(row_at(rows, 1)->refusal, ==, "a field has more than 10000 bytes");
    g_assert_null(row_at(rows, 2)->refusal);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import-read/fields-and-values-are-taken-apart", test_fields);
    g_test_add_func("/import-read/semicolons-and-french-headings-are-understood",
                    test_french_semicolons);
    g_test_add_func("/import-read/a-row-knows-its-line", test_lines);
    g_test_add_func("/import-read/a-file-without-headings-is-refused", test_refusals);
    g_test_add_func("/import-read/what-is-broken-spoils-its-own-row", test_broken_rows);
    g_test_add_func("/import-read/any-separator-and-line-end-will-do", test_separators);
    g_test_add_func("/import-read/exports-of-other-systems-are-recognised", test_kinds);
    g_test_add_func("/import-read/blocks-end-at-blank-lines", test_blocks);
    g_test_add_func("/import-read/headings-are-mapped", test_map);
    g_test_add_func("/import-read/an-address-is-seen-once", test_seen);
    g_test_add_func("/import-read/a-field-out-of-bounds-refuses-its-row-only", test_bounds);
    return g_test_run();
}
