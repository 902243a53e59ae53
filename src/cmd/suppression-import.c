/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppression-import - read who is written to no more; see suppression-import.h */
#include "cmd/suppression-import.h"

#include <csv.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "mime/text.h"

enum { COLUMN_ADDRESS, COLUMN_REASON, COLUMN_NOTE, COLUMN_LIST, N_COLUMNS };
enum { NOTE_MAX = 200, SHOWN_MAX = 60 };

typedef struct {
    SuppressionFile *file;
    GPtrArray *cells;
    gint columns[N_COLUMNS]; /* where each is; -1: nowhere */
    gboolean has_begun;
    guint line;  /* where we are, from 1 */
    guint began; /* where the row did */
} Reader;

static const struct {
    const char *reason;
    const char *words;
} reasons[] = {
    {"complaint", "complain|plainte|spam|abus"},
    {"request", "request|demande|unsub|d[ée]sabo|d[ée]sinscri|opt.?out|left|manual|person"},
    {"bounce", "bounce|hard|invalid|undeliver|unknown|dead|retour|inconnu|erreur|error"},
    {"import", "^import$"},
};

static const char *
reason_of(const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (g_regex_match_simple(reasons[i].words, text, G_REGEX_CASELESS, 0))
            return reasons[i].reason;
    return NULL;
}

static const char *
cell(const Reader *reader, guint column)
{
    gint at = reader->columns[column];

    return at >= 0 && (guint)at < reader->cells->len ? reader->cells->pdata[at] : "";
}

/* TRUE when this row was a heading. */
static gboolean
read_heading(Reader *reader)
{
    static const char *const names[N_COLUMNS] = {
        "e-?mail|address|adresse|courriel", "reason|raison|motif|type|status|statut|category",
        "^(note|comment|description|message)", "^(list|liste)$"};
    gboolean found = FALSE;

    for (guint i = 0; i < reader->cells->len; i++) {
        const char *name = reader->cells->pdata[i];
        if (address_is_valid(name, NULL))
            return FALSE;
        for (guint c = 0; c < N_COLUMNS; c++)
            if (g_regex_match_simple(names[c], name, G_REGEX_CASELESS, 0)) {
                if (c == COLUMN_ADDRESS ? !found : reader->columns[c] < 0)
                    reader->columns[c] = (gint)i;
                found = found || c == COLUMN_ADDRESS;
                break;
            }
    }
    return TRUE;
}

static void
read_row(Reader *reader)
{
    SuppressionFile *file = reader->file;
    const char *address = cell(reader, COLUMN_ADDRESS);
    const char *said = cell(reader, COLUMN_REASON), *note = cell(reader, COLUMN_NOTE);
    const char *reason = *said != '\0' ? reason_of(said) : "import";

    if (!address_is_valid(address, NULL)) {
        g_autofree char *shown = text_line(address, (gssize)strnlen(address, SHOWN_MAX));
        g_ptr_array_add(file->refused,
                        *shown == '\0' ? g_strdup_printf("line %u has no address", reader->began)
                                       : g_strdup_printf("line %u: \"%s\" is no address",
                                                         reader->began, shown));
        return;
    }
    const char *words = *note == '\0' && reason == NULL ? said : note;
    g_autofree char *head = g_utf8_substring(words, 0, MIN(g_utf8_strlen(words, -1), NOTE_MAX));
    g_ptr_array_add(file->keys, address_fold(address));
    g_ptr_array_add(file->lists, g_ascii_strdown(cell(reader, COLUMN_LIST), -1));
    g_ptr_array_add(file->reasons, g_strdup(reason != NULL ? reason : "import"));
    g_ptr_array_add(file->notes, text_line(head, -1));
    g_array_append_val(file->lines, reader->began);
    file->n++;
}

/* Our own export marks what a spreadsheet would take for a formula. */
static void
on_cell(void *text, size_t size, void *data)
{
    Reader *reader = data;
    g_autofree char *raw = text != NULL ? g_strndup(text, size) : g_strdup("");
    g_autofree char *valid = g_strstrip(g_utf8_make_valid(raw, -1));
    gboolean is_marked = valid[0] == '\'' && valid[1] != '\0' && strchr("=+-@", valid[1]) != NULL;

    if (reader->cells->len == 0)
        reader->began = reader->line;
    for (gsize i = 0; text != NULL && i < size; i++)
        reader->line += ((const char *)text)[i] == '\n';
    g_ptr_array_add(reader->cells, g_strdup(valid + is_marked));
}

static void
on_row(int end, void *data)
{
    Reader *reader = data;
    gboolean is_empty = reader->cells->len == 0 ||
                        (reader->cells->len == 1 && *(char *)reader->cells->pdata[0] == '\0');

    if (!is_empty && (reader->has_begun || !read_heading(reader)))
        read_row(reader);
    reader->has_begun = reader->has_begun || !is_empty;
    g_ptr_array_set_size(reader->cells, 0);
    reader->line += end == '\n';
}

/* What stands most often in the first line. */
static char
separator_of(const char *text)
{
    static const char separators[] = {',', ';', '\t'};
    guint counts[G_N_ELEMENTS(separators)] = {0}, best = 0;

    for (; *text != '\0' && *text != '\n'; text++)
        for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
            counts[i] += *text == separators[i];
    for (guint i = 1; i < G_N_ELEMENTS(separators); i++)
        if (counts[i] > counts[best])
            best = i;
    return separators[best];
}

SuppressionFile *
suppression_file_read(const char *path, GError **error)
{
    g_autoptr(SuppressionFile) file = g_new0(SuppressionFile, 1);
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) broken = NULL;
    g_autofree char *text = NULL;
    Reader reader = {file, cells, {0, -1, -1, -1}, FALSE, 1, 1};
    GPtrArray **const columns[] = {&file->keys, &file->lists, &file->reasons, &file->notes};
    struct csv_parser csv;
    gsize size;

    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        *columns[i] = g_ptr_array_new_with_free_func(g_free);
    file->lines = g_array_new(FALSE, FALSE, sizeof(guint));
    file->refused = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_get_contents(path, &text, &size, &broken))
        return fail_null(error, error_kind(broken), "cannot read \"%s\": %s", path,
                         broken->message);
    const char *start = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
    csv_init(&csv, CSV_REPALL_NL); /* empty lines too: they count */
    csv_set_delim(&csv, (unsigned char)separator_of(start));
    csv_parse(&csv, start, size - (gsize)(start - text), on_cell, on_row, &reader);
    csv_fini(&csv, on_cell, on_row, &reader);
    csv_free(&csv);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        g_ptr_array_add(*columns[i], NULL);
    return g_steal_pointer(&file);
}

void
suppression_file_free(SuppressionFile *file)
{
    if (file == NULL)
        return;
    g_clear_pointer(&file->keys, g_ptr_array_unref);
    g_clear_pointer(&file->lists, g_ptr_array_unref);
    g_clear_pointer(&file->reasons, g_ptr_array_unref);
    g_clear_pointer(&file->notes, g_ptr_array_unref);
    g_clear_pointer(&file->lines, g_array_unref);
    g_clear_pointer(&file->refused, g_ptr_array_unref);
    g_free(file);
}
