/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-read - from text to rows, a piece at a time
 *
 * libcsv does the quoting (RFC 4180), strictly. It counts no lines, so text is given to it line by
 * line and a row's line is the one before which no row was open. A quotation mark out of place
 * spoils its line and no other: the line is refused and reading goes on behind it. What was read
 * of an open row is kept for that, so rows are bounded in bytes.
 */
#include <string.h>

#include <csv.h>

#include "base/error.h"

#include "people/csv.h"
#include "people/import-inside.h"
#include "people/import-lines.h"

struct ImportReader {
    struct csv_parser csv;
    char separator;
    const char *const *map;
    gboolean keep_fields;
    ImportFormat format;
    ImportLines *lines; /* the file is no CSV */
    gboolean is_known;  /* what the file is */
    char **headings;    /* NULL: still to come */
    GString *carry;     /* the start of a line whose end is still to come */
    GString *open;      /* the lines of the open row */
    GPtrArray *fields;  /* of the open row */
    const char *fault;  /* of a field of the open row */
    guint line;         /* the physical line being read */
    guint row_line;     /* where the open row began */
    GPtrArray *rows;    /* of the caller, while feeding */
    GError *error;
};

ImportReader *
import_reader_new(char separator, const char *const *map, gboolean keep_fields)
{
    ImportReader *reader = g_new0(ImportReader, 1);

    reader->separator = separator;
    reader->map = map;
    reader->keep_fields = keep_fields;
    reader->carry = g_string_new(NULL);
    reader->open = g_string_new(NULL);
    reader->fields = g_ptr_array_new_with_free_func(g_free);
    csv_init(&reader->csv, CSV_STRICT | CSV_STRICT_FINI);
    return reader;
}

void
import_reader_free(ImportReader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->csv);
    import_lines_free(reader->lines);
    g_strfreev(reader->headings);
    g_string_free(reader->carry, TRUE);
    g_string_free(reader->open, TRUE);
    g_ptr_array_unref(reader->fields);
    g_clear_error(&reader->error);
    g_free(reader);
}

const char *
import_reader_kind(const ImportReader *reader)
{
    if (reader->lines != NULL)
        return import_lines_kind(reader->lines);
    return reader->headings != NULL ? reader->format.kind : NULL;
}

const char *const *
import_reader_headings(const ImportReader *reader)
{
    static const char *const of_lines[] = {"address", "name", NULL};

    return reader->lines != NULL ? of_lines : (const char *const *)reader->headings;
}

/* --- what the file is --- */

/* Of the separators, the one that the first line has most of. */
static char
separator_of(const char *line, gsize size)
{
    static const char choices[] = ",;\t|";
    guint counts[sizeof choices] = {0};
    guint best = 0;
    gboolean quoted = FALSE;

    for (gsize i = 0; i < size; i++) {
        if (line[i] == '"')
            quoted = !quoted;
        for (guint c = 0; c < sizeof choices - 1; c++)
            counts[c] += !quoted && line[i] == choices[c];
    }
    for (guint c = 1; c < sizeof choices - 1; c++)
        if (counts[c] > counts[best])
            best = c;
    return choices[best];
}

static void
recognise(ImportReader *reader, const char *line, gsize size)
{
    reader->is_known = TRUE;
    if (reader->separator == 0 && reader->map == NULL)
        reader->lines = import_lines_recognise(line, size);
    if (reader->separator == 0)
        reader->separator = separator_of(line, size);
    csv_set_delim(&reader->csv, (unsigned char)reader->separator);
}

/* --- rows --- */

static void
take_fields(ImportReader *reader, ImportRow *row)
{
    guint n = reader->fields->len;

    if (!reader->keep_fields) {
        g_ptr_array_set_size(reader->fields, 0);
        return;
    }
    g_ptr_array_add(reader->fields, NULL);
    row->fields = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        row->fields[i] = g_steal_pointer(&reader->fields->pdata[i]);
    g_ptr_array_set_size(reader->fields, 0);
}

static void
read_row(ImportReader *reader)
{
    ImportRow *row = import_row_new();

    row->line = reader->row_line;
    if (reader->fault != NULL)
        row->refusal = g_strdup(reader->fault);
    else
        import_format_fill(&reader->format, (char *const *)reader->fields->pdata,
                           reader->fields->len, row);
    take_fields(reader, row);
    g_ptr_array_add(reader->rows, row);
}

static void
read_headings(ImportReader *reader)
{
    guint n = reader->fields->len;

    if (reader->fault != NULL) {
        fail(&reader->error, ERROR_BAD_INPUT, "%s", reader->fault);
    } else if (import_format_read(&reader->format, (const char *const *)reader->fields->pdata, n,
                                  reader->map, &reader->error)) {
        reader->headings = g_new0(char *, n + 1);
        for (guint i = 0; i < n; i++)
            reader->headings[i] = g_strdup(reader->fields->pdata[i]);
    }
    if (reader->error != NULL)
        g_prefix_error(&reader->error, "line %u: ", reader->row_line);
}

static void
on_field(void *field, size_t size, void *data)
{
    ImportReader *reader = data;
    const char *text = field;

    if (reader->fields->len > IMPORT_MAX_COLUMNS)
        return;
    if (size > IMPORT_MAX_FIELD) {
        reader->fault = "a field has more than 10000 bytes";
        size = 0;
    }
    if (size > 0 && !g_utf8_validate_len(text, size, NULL)) {
        reader->fault = "a field is not UTF-8";
        g_autofree char *mended = g_utf8_make_valid(text, (gssize)size);
        g_ptr_array_add(reader->fields, g_steal_pointer(&mended));
        return;
    }
    gsize guard = csv_is_guarded(text, size) ? 1 : 0;
    g_ptr_array_add(reader->fields, g_strndup(text + guard, size - guard));
}

/* A line of separators only, as spreadsheets leave behind, is no row. */
static gboolean
is_blank(const ImportReader *reader)
{
    for (guint i = 0; i < reader->fields->len; i++)
        if (*(const char *)reader->fields->pdata[i] != '\0')
            return FALSE;
    return reader->fault == NULL;
}

static void
on_row(int terminator G_GNUC_UNUSED, void *data)
{
    ImportReader *reader = data;

    if (reader->error == NULL && !is_blank(reader)) {
        if (reader->headings == NULL)
            read_headings(reader);
        else
            read_row(reader);
    }
    g_ptr_array_set_size(reader->fields, 0);
    reader->fault = NULL;
}

/* --- lines --- */

/* The size of the first line with its end; 0 when its end is not there yet. */
static gsize
line_size(const char *text, gsize size, gboolean last)
{
    for (gsize i = 0; i < size; i++) {
        if (text[i] == '\n')
            return i + 1;
        if (text[i] != '\r')
            continue;
        if (i + 1 < size)
            return text[i + 1] == '\n' ? i + 2 : i + 1;
        break;
    }
    return last ? size : 0;
}

/* Fields of a line whose quotation marks are wrong, as well as can be told. */
static void
split_roughly(ImportReader *reader, const char *line, gsize size)
{
    struct csv_parser rough;

    while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
        size--;
    g_ptr_array_set_size(reader->fields, 0);
    csv_init(&rough, 0);
    csv_set_delim(&rough, (unsigned char)reader->separator);
    csv_parse(&rough, line, size, on_field, NULL, reader);
    csv_fini(&rough, on_field, NULL, reader);
    csv_free(&rough);
}

static gboolean take_line(ImportReader *reader, const char *line, gsize size);

/* The open row cannot be one: its first line is refused, the others are read again. Bounded: what
 * is read again holds no mark that opens a row, but for its last line. */
static void
give_up_row(ImportReader *reader, const char *fault)
{
    g_autoptr(GString) text = g_string_new_len(reader->open->str, (gssize)reader->open->len);
    gsize at = line_size(text->str, text->len, TRUE);

    csv_free(&reader->csv);
    csv_init(&reader->csv, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&reader->csv, (unsigned char)reader->separator);
    g_string_truncate(reader->open, 0);
    split_roughly(reader, text->str, at);
    reader->fault = fault;
    if (reader->headings == NULL)
        read_headings(reader);
    else
        read_row(reader);
    g_ptr_array_set_size(reader->fields, 0);
    reader->fault = NULL;
    reader->line = reader->row_line;
    while (at < text->len && reader->error == NULL) {
        gsize size = line_size(text->str + at, text->len - at, TRUE);
        take_line(reader, text->str + at, size);
        at += size;
    }
}

/* One line with its end. FALSE when the file cannot be understood. */
static gboolean
take_line(ImportReader *reader, const char *line, gsize size)
{
    reader->line++;
    if (!reader->is_known && size > 0 && *line != '\n' && *line != '\r')
        recognise(reader, line, size);
    if (reader->lines != NULL) {
        import_lines_take(reader->lines, reader->line, line, size, reader->rows);
        return TRUE;
    }
    if (reader->csv.pstate == 0) { /* no row is open */
        reader->row_line = reader->line;
        g_string_truncate(reader->open, 0);
    }
    gboolean parsed = csv_parse(&reader->csv, line, size, on_field, on_row, reader) == size;
    if (parsed && reader->csv.pstate == 0)
        return reader->error == NULL;
    g_string_append_len(reader->open, line, (gssize)size);
    if (!parsed)
        give_up_row(reader, "a quotation mark is out of place");
    else if (reader->open->len > IMPORT_MAX_ROW)
        give_up_row(reader, memchr(reader->open->str, '\n', reader->open->len) != NULL
                                ? "a quotation mark is never closed"
                                : "a line is longer than any row may be");
    return reader->error == NULL;
}

static gboolean
take_lines(ImportReader *reader, const char *text, gsize size, gboolean last, gsize *taken)
{
    gsize at = 0;

    for (;;) {
        gsize length = line_size(text + at, size - at, last);
        if (length == 0)
            break;
        if (!take_line(reader, text + at, length))
            return FALSE;
        at += length;
    }
    *taken = at;
    return TRUE;
}

static gboolean
take_end(ImportReader *reader, GError **error)
{
    if (reader->lines != NULL) {
        import_lines_end(reader->lines, reader->rows);
        return TRUE;
    }
    /* A mark that is never closed may hide others. */
    while (reader->error == NULL && reader->csv.pstate != 0 &&
           csv_fini(&reader->csv, on_field, on_row, reader) != 0)
        give_up_row(reader, "a quotation mark is never closed");
    if (reader->error != NULL || reader->headings != NULL)
        return reader->error == NULL;
    fail(error, ERROR_BAD_INPUT, "the file is empty");
    return fail_hint(error, "the first line names the columns: address, name, territory, ...");
}

gboolean
import_reader_feed(ImportReader *reader, const char *text, gsize size, gboolean last,
                   GPtrArray *rows, GError **error)
{
    gsize taken = 0;
    gboolean good;

    reader->rows = rows;
    if (reader->carry->len > 0) {
        g_string_append_len(reader->carry, text, (gssize)size);
        g_autoptr(GString) all = g_steal_pointer(&reader->carry);
        reader->carry = g_string_new(NULL);
        good = take_lines(reader, all->str, all->len, last, &taken);
        if (good)
            g_string_append_len(reader->carry, all->str + taken, (gssize)(all->len - taken));
    } else {
        good = take_lines(reader, text, size, last, &taken);
        if (good)
            g_string_append_len(reader->carry, text + taken, (gssize)(size - taken));
    }
    /* A line without end is cut, and refused for it. */
    if (good && reader->carry->len > IMPORT_MAX_ROW) {
        g_autoptr(GString) line = g_steal_pointer(&reader->carry);
        reader->carry = g_string_new(NULL);
        good = take_line(reader, line->str, line->len);
        reader->line--;
    }
    if (good && last)
        good = take_end(reader, error);
    if (reader->error != NULL)
        g_propagate_error(error, g_steal_pointer(&reader->error));
    return good;
}
