/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-read - the rows of a CSV file
 *
 * libcsv does the quoting (RFC 4180), strictly: a stray quotation mark is an error with its line,
 * not a guess. It counts no lines, so the file is given to it line by line and a row's line is
 * the one before which no row was open. Bounded in bytes, rows, columns and values.
 */
#include <string.h>

#include <csv.h>

#include "base/error.h"
#include "base/nearest.h"

#include "people/import.h"

#define MAX_COLUMNS 50
#define MAX_FIELD 10000
#define MAX_VALUES 100

enum { ADDRESS, NAME, TERRITORY, INTERESTS, LANGUAGE, KNOWLEDGE, LISTS, N_COLUMNS };

/* English first; all are compared without accents and case. */
static const struct {
    const char *word;
    int column;
} headings[] = {
    {"address", ADDRESS},
    {"name", NAME},
    {"territory", TERRITORY},
    {"interests", INTERESTS},
    {"language", LANGUAGE},
    {"knowledge", KNOWLEDGE},
    {"lists", LISTS},
    {"adresse", ADDRESS},
    {"courriel", ADDRESS},
    {"email", ADDRESS},
    {"e-mail", ADDRESS},
    {"mail", ADDRESS},
    {"nom", NAME},
    {"territoire", TERRITORY},
    {"territoires", TERRITORY},
    {"territories", TERRITORY},
    {"interest", INTERESTS},
    {"interet", INTERESTS},
    {"interets", INTERESTS},
    {"langue", LANGUAGE},
    {"connaissance", KNOWLEDGE},
    {"connaissances", KNOWLEDGE},
    {"list", LISTS},
    {"liste", LISTS},
    {"listes", LISTS},
};

typedef struct {
    struct csv_parser csv;
    GPtrArray *rows;
    GPtrArray *fields;
    int columns[MAX_COLUMNS]; /* which column the n-th field is */
    guint n_columns;          /* 0: the heading is still to come */
    guint line;               /* the physical line being read */
    guint row_line;           /* where the open row began */
    gboolean too_long;
    GError *error;
} Reader;

static void
reader_clear(Reader *reader)
{
    csv_free(&reader->csv);
    g_clear_pointer(&reader->rows, g_ptr_array_unref);
    g_clear_pointer(&reader->fields, g_ptr_array_unref);
    g_clear_error(&reader->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

ImportRow *
import_row_new(void)
{
    ImportRow *row = g_new0(ImportRow, 1);

    row->territories = g_new0(char *, 1);
    row->interests = g_new0(char *, 1);
    row->knowledge = g_new0(char *, 1);
    row->lists = g_new0(char *, 1);
    return row;
}

void
import_row_free(ImportRow *row)
{
    if (row == NULL)
        return;
    g_free(row->address);
    g_free(row->name);
    g_free(row->language);
    g_strfreev(row->territories);
    g_strfreev(row->interests);
    g_strfreev(row->knowledge);
    g_strfreev(row->lists);
    g_free(row->refusal);
    g_free(row->address_key);
    g_free(row->territory_ids);
    g_free(row->interest_ids);
    g_free(row->list_ids);
    g_free(row);
}

/* "Intérêts " and "interets" are one heading. */
static char *
heading_key(const char *text)
{
    g_autofree char *ascii = g_str_to_ascii(text, "C");
    char *key = g_ascii_strdown(ascii, -1);
    return g_strstrip(key);
}

static gboolean
read_heading(Reader *reader, const char *text, GError **error)
{
    g_autofree char *key = heading_key(text);
    const char *words[G_N_ELEMENTS(headings) + 1] = {0};

    for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
        words[i] = headings[i].word;
        if (!g_str_equal(headings[i].word, key))
            continue;
        for (guint c = 0; c < reader->n_columns; c++)
            if (reader->columns[c] == headings[i].column)
                return fail(error, ERROR_BAD_INPUT, "line %u: two columns are \"%s\"",
                            reader->row_line, words[headings[i].column]);
        reader->columns[reader->n_columns++] = headings[i].column;
        return TRUE;
    }
    g_autofree char *shown = g_strescape(key, NULL);
    fail(error, ERROR_BAD_INPUT, "line %u: unknown heading \"%.60s\"", reader->row_line, shown);
    const char *nearest = nearest_name(key, words);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "the first line names the columns: address, name, territory, "
                            "interests, language, knowledge, lists");
}

static gboolean
read_headings(Reader *reader, GError **error)
{
    if (reader->fields->len > MAX_COLUMNS)
        return fail(error, ERROR_BAD_INPUT, "line %u: more than %d columns", reader->row_line,
                    MAX_COLUMNS);
    for (guint i = 0; i < reader->fields->len; i++)
        if (!read_heading(reader, reader->fields->pdata[i], error))
            return FALSE;
    for (guint i = 0; i < reader->n_columns; i++)
        if (reader->columns[i] == ADDRESS)
            return TRUE;
    fail(error, ERROR_BAD_INPUT, "line %u: no column is called \"address\"", reader->row_line);
    return fail_hint(error, "the first line names the columns");
}

static gboolean
split_values(const char *text, char ***values)
{
    g_auto(GStrv) parts = g_strsplit_set(text, ";|", MAX_VALUES + 1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

    if (g_strv_length(parts) > MAX_VALUES)
        return FALSE;
    for (guint i = 0; parts[i] != NULL; i++)
        if (*g_strstrip(parts[i]) != '\0')
            g_ptr_array_add(kept, g_strdup(parts[i]));
    g_ptr_array_add(kept, NULL);
    g_strfreev(*values);
    *values = (char **)g_ptr_array_steal(kept, NULL);
    return TRUE;
}

static void
set_text(char **field, const char *text)
{
    g_autofree char *stripped = g_strstrip(g_strdup(text));

    if (*stripped != '\0')
        *field = g_steal_pointer(&stripped);
}

static void
set_field(ImportRow *row, int column, const char *text)
{
    gboolean good = TRUE;

    switch (column) {
    case ADDRESS:
        set_text(&row->address, text);
        break;
    case NAME:
        set_text(&row->name, text);
        break;
    case LANGUAGE:
        set_text(&row->language, text);
        break;
    case TERRITORY:
        good = split_values(text, &row->territories);
        break;
    case INTERESTS:
        good = split_values(text, &row->interests);
        break;
    case KNOWLEDGE:
        good = split_values(text, &row->knowledge);
        break;
    default:
        good = split_values(text, &row->lists);
        break;
    }
    if (!good && row->refusal == NULL)
        row->refusal = g_strdup_printf("a field has more than %d values", MAX_VALUES);
}

static void
read_row(Reader *reader)
{
    ImportRow *row = import_row_new();

    row->line = reader->row_line;
    if (reader->too_long)
        row->refusal = g_strdup_printf("a field has more than %d bytes", MAX_FIELD);
    else if (reader->fields->len > reader->n_columns)
        row->refusal = g_strdup_printf("%u fields, and the first line names %u",
                                       reader->fields->len, reader->n_columns);
    for (guint i = 0; i < reader->fields->len && row->refusal == NULL; i++)
        set_field(row, reader->columns[i], reader->fields->pdata[i]);
    g_ptr_array_add(reader->rows, row);
}

static void
on_field(void *text, size_t size, void *data)
{
    Reader *reader = data;

    if (size > MAX_FIELD) {
        reader->too_long = TRUE;
        size = 0;
    }
    if (reader->fields->len <= MAX_COLUMNS)
        g_ptr_array_add(reader->fields, g_strndup(text, size));
}

/* A line of separators only, as spreadsheets leave behind, is no row. */
static gboolean
is_blank(const Reader *reader)
{
    for (guint i = 0; i < reader->fields->len; i++)
        if (*(const char *)reader->fields->pdata[i] != '\0')
            return FALSE;
    return !reader->too_long;
}

static void
on_row(int terminator G_GNUC_UNUSED, void *data)
{
    Reader *reader = data;

    if (reader->error == NULL && !is_blank(reader)) {
        if (reader->n_columns == 0)
            read_headings(reader, &reader->error);
        else if (reader->rows->len >= IMPORT_MAX_ROWS)
            fail(&reader->error, ERROR_BAD_INPUT, "line %u: more than %d rows", reader->row_line,
                 IMPORT_MAX_ROWS);
        else
            read_row(reader);
    }
    g_ptr_array_set_size(reader->fields, 0);
    reader->too_long = FALSE;
}

/* Comma or semicolon, whichever the first line has more of. */
static char
delimiter_of(const char *data, gsize size)
{
    guint commas = 0;
    guint semicolons = 0;

    for (gsize i = 0; i < size && data[i] != '\n' && data[i] != '\r'; i++) {
        commas += data[i] == ',';
        semicolons += data[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static gboolean
check_text(const char *data, gsize size, GError **error)
{
    const char *end = NULL;
    guint line = 1;

    if (size > IMPORT_MAX_BYTES)
        return fail(error, ERROR_BAD_INPUT, "the file has more than %d MB",
                    IMPORT_MAX_BYTES / 1024 / 1024);
    if (g_utf8_validate_len(data, size, &end))
        return TRUE;
    for (const char *p = data; p < end; p++)
        line += *p == '\n';
    fail(error, ERROR_BAD_INPUT, "line %u is not UTF-8", line);
    return fail_hint(error, "save the file as CSV in UTF-8 and import it again");
}

static gboolean
feed(Reader *reader, const char *data, gsize size, GError **error)
{
    const char *end = data + size;

    while (data < end && reader->error == NULL) {
        const char *newline = memchr(data, '\n', (gsize)(end - data));
        gsize length = newline != NULL ? (gsize)(newline + 1 - data) : (gsize)(end - data);
        reader->line++;
        if (reader->csv.pstate == 0) /* no row is open */
            reader->row_line = reader->line;
        if (csv_parse(&reader->csv, data, length, on_field, on_row, reader) != length) {
            fail(error, ERROR_BAD_INPUT, "line %u: a quotation mark is out of place", reader->line);
            return fail_hint(error, "a field that holds one is quoted, with the mark doubled: "
                                    "\"like \"\"this\"\"\"");
        }
        data += length;
    }
    if (reader->error == NULL && csv_fini(&reader->csv, on_field, on_row, reader) != 0) {
        fail(error, ERROR_BAD_INPUT, "line %u: a quotation mark is never closed", reader->row_line);
        return fail_hint(error, "nothing was imported");
    }
    if (reader->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&reader->error));
        return FALSE;
    }
    return TRUE;
}

GPtrArray *
import_read(const char *data, gsize size, GError **error)
{
    g_auto(Reader) reader = {0};

    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3;
        size -= 3;
    }
    if (!check_text(data, size, error))
        return NULL;
    reader.rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
    reader.fields = g_ptr_array_new_with_free_func(g_free);
    if (csv_init(&reader.csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return fail_null(error, ERROR_BUG, "cannot start the CSV reader");
    csv_set_delim(&reader.csv, (unsigned char)delimiter_of(data, size));
    if (!feed(&reader, data, size, error))
        return NULL;
    if (reader.n_columns == 0) {
        fail(error, ERROR_BAD_INPUT, "the file is empty");
        fail_hint(error, "the first line names the columns: address, name, territory, ...");
        return NULL;
    }
    return g_steal_pointer(&reader.rows);
}
