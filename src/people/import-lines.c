/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-lines - lists that are no CSV; see import-lines.h */
#include "people/import-lines.h"

#include <string.h>

#include "people/import-format.h"
#include "people/import-inside.h"

struct ImportLines {
    gboolean is_blocks;
    guint line; /* where the open block began; 0: none is open */
    const char *fault;
    char *texts[N_FIELDS];
};

/* Of a block, what says something to us; the first alone opens a dump. */
static const struct {
    const char *word;
    ImportField field;
} block_words[] = {
    {"email", FIELD_ADDRESS},      {"gecos", FIELD_NAME},          {"reception", FIELD_DELIVERY},
    {"date", FIELD_NOTHING},       {"update_date", FIELD_NOTHING}, {"visibility", FIELD_NOTHING},
    {"subscribed", FIELD_NOTHING}, {"included", FIELD_NOTHING},    {"bounce", FIELD_STATUS},
    {"suspend", FIELD_STATUS},
};

static char *
line_text(const char *line, gsize size)
{
    return g_strstrip(g_strndup(line, size));
}

static gboolean
is_block_line(const char *text)
{
    gsize size = strcspn(text, " \t");

    if (text[size] == '\0')
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(block_words); i++)
        if (strlen(block_words[i].word) == size && strncmp(block_words[i].word, text, size) == 0)
            return TRUE;
    return FALSE;
}

/* An address alone, or "Name <address>", and no heading: it has an @ and no separator behind it. */
static gboolean
is_address_line(const char *text)
{
    const char *open = strrchr(text, '<');
    gsize size = strlen(text);

    if (open != NULL && strchr(open, '@') != NULL && size > 0 && text[size - 1] == '>')
        return TRUE;
    return strchr(text, '@') != NULL && strpbrk(text, ",;|\t \"") == NULL;
}

ImportLines *
import_lines_recognise(const char *line, gsize size)
{
    g_autofree char *text = line_text(line, size);
    gboolean is_blocks = is_block_line(text);

    if (!is_blocks && !is_address_line(text))
        return NULL;
    ImportLines *lines = g_new0(ImportLines, 1);
    lines->is_blocks = is_blocks;
    return lines;
}

const char *
import_lines_kind(const ImportLines *lines)
{
    return lines->is_blocks ? "Sympa" : "list of addresses";
}

static void
add_row(guint line, const char *const texts[N_FIELDS], const char *fault, GPtrArray *rows)
{
    ImportRow *row = import_row_new();

    row->line = line;
    row->fields = g_new0(char *, 3);
    row->fields[0] = g_strdup(texts[FIELD_ADDRESS] != NULL ? texts[FIELD_ADDRESS] : "");
    row->fields[1] = g_strdup(texts[FIELD_NAME] != NULL ? texts[FIELD_NAME] : "");
    row->refusal = g_strdup(fault);
    if (fault == NULL)
        import_fields_fill(texts, NULL, row);
    g_ptr_array_add(rows, row);
}

/* Takes the quotes off "Maud \"Le Goff\"". */
static void
unquote(char *name)
{
    gsize size = strlen(name);
    char *to = name;

    if (size < 2 || name[0] != '"' || name[size - 1] != '"')
        return;
    name[size - 1] = '\0';
    for (const char *from = name + 1; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from;
    }
    *to = '\0';
}

static void
take_address(guint number, char *text, const char *fault, GPtrArray *rows)
{
    const char *texts[N_FIELDS] = {NULL};
    gsize size = strlen(text);
    char *open = strrchr(text, '<');

    texts[FIELD_ADDRESS] = text;
    if (open != NULL && text[size - 1] == '>') {
        text[size - 1] = '\0';
        *open = '\0';
        texts[FIELD_ADDRESS] = open + 1;
        g_strchomp(text);
        unquote(text);
        texts[FIELD_NAME] = text;
    }
    add_row(number, texts, fault, rows);
}

static void
end_block(ImportLines *lines, GPtrArray *rows)
{
    if (lines->line != 0)
        add_row(lines->line, (const char *const *)lines->texts, lines->fault, rows);
    for (guint i = 0; i < N_FIELDS; i++)
        g_clear_pointer(&lines->texts[i], g_free);
    lines->line = 0;
    lines->fault = NULL;
}

static void
take_block_line(ImportLines *lines, guint number, const char *text, const char *fault,
                GPtrArray *rows)
{
    gsize size = strcspn(text, " \t");
    const char *value = text + size;

    if (*text == '\0') {
        end_block(lines, rows);
        return;
    }
    if (lines->line == 0)
        lines->line = number;
    if (fault != NULL)
        lines->fault = fault;
    for (guint i = 0; i < G_N_ELEMENTS(block_words); i++) {
        ImportField field = block_words[i].field;
        if (field == FIELD_NOTHING || strlen(block_words[i].word) != size ||
            strncmp(block_words[i].word, text, size) != 0)
            continue;
        g_free(lines->texts[field]);
        /* The values are dates and counts: that they are there says it. */
        lines->texts[field] = field != FIELD_STATUS            ? g_strdup(value)
                              : g_str_equal(text, "suspend 0") ? NULL
                              : *text == 'b'                   ? g_strdup("bounced")
                                                               : g_strdup("suspended");
    }
}

void
import_lines_take(ImportLines *lines, guint number, const char *line, gsize size, GPtrArray *rows)
{
    const char *fault = size > IMPORT_MAX_FIELD ? "a line has more than 10000 bytes"
                        : !g_utf8_validate_len(line, size, NULL) ? "a line is not UTF-8"
                                                                 : NULL;
    gsize kept = MIN(size, IMPORT_MAX_FIELD);
    g_autofree char *text =
        fault == NULL ? line_text(line, kept) : g_strstrip(g_utf8_make_valid(line, (gssize)kept));

    if (lines->is_blocks)
        take_block_line(lines, number, text, fault, rows);
    else if (*text != '\0')
        take_address(number, text, fault, rows);
}

void
import_lines_end(ImportLines *lines, GPtrArray *rows)
{
    end_block(lines, rows);
}

void
import_lines_free(ImportLines *lines)
{
    if (lines == NULL)
        return;
    for (guint i = 0; i < N_FIELDS; i++)
        g_free(lines->texts[i]);
    g_free(lines);
}
