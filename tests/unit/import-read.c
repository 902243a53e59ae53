/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file is read as RFC 4180 says, with the line of each row, or refused in one clear error. */
#include <string.h>

#include "base/error.h"
#include "people/import.h"

static GPtrArray *
read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = import_read(text, strlen(text), &error);

    g_assert_no_error(error);
    return rows;
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
refused(const char *text, gssize size, const char *message)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = import_read(text, size < 0 ? strlen(text) : (gsize)size, &error);

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
test_french_semicolons_and_mark(void)
{
    g_autoptr(GPtrArray) rows = read_text("\xef\xbb\xbf"
                                          "Courriel;Nom;Intérêts;LANGUE\r\n"
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
    refused("", -1, "the file is empty");
    refused("\n\n", -1, "the file is empty");
    refused("adress,name\n", -1, "line 1: unknown heading \"adress\"");
    refused("name,language\nAnge,fr\n", -1, "line 1: no column is called \"address\"");
    refused("address,email\n", -1, "line 1: two columns are \"address\"");
    refused("address,name\na@example.org,\"Ange\nb@example.org,Maël\n", -1,
            "line 2: a quotation mark is never closed");
    refused("address,name\na@example.org,Ange\nb@example.org,\"Ma\"ël\n", -1,
            "line 3: a quotation mark is out of place");
    refused("address,name\na@example.org,Ma\xebl\n", -1, "line 2 is not UTF-8");
    refused("address\na@example.org\0\n", 23, "line 2 is not UTF-8");
    refused("\xff\xfe"
            "a\0d\0",
            6, "line 1 is not UTF-8");
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
    g_test_add_func("/import-read/semicolons-french-headings-and-a-byte-order-mark-are-understood",
                    test_french_semicolons_and_mark);
    g_test_add_func("/import-read/a-row-knows-its-line", test_lines);
    g_test_add_func("/import-read/a-broken-file-is-refused-with-its-line", test_refusals);
    g_test_add_func("/import-read/a-field-out-of-bounds-refuses-its-row-only", test_bounds);
    return g_test_run();
}
