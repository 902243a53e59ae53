/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * editorial - read the fields and blocks of an editorial; see editorial.h
 *
 * They are looked for before Markdown is: what a block holds is ordinary Markdown.
 */
#include "news/editorial.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "people/interest.h"
#include "people/territory.h"

static const char *const fields[] = {"name", "territory", "interest", NULL};

enum { FIELD_NAME, FIELD_TERRITORY, FIELD_INTEREST };

typedef struct {
    OwnPlace place; /* OWN_PLACE_IF or OWN_PLACE_UNLESS */
    guint number;
    int field;
    guint line;
} Block;

typedef struct {
    Store *store;
    const OwnWords *words;
    GArray *conditions;
    GString *out;
    guint line;
    Block blocks[EDITORIAL_DEPTH_MAX];
    guint depth;
} Reader;

static gboolean G_GNUC_PRINTF(3, 4)
    reader_fail(const Reader *reader, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return fail(error, ERROR_BAD_INPUT, "line %u of the text: %s", reader->line, what);
}

static void
put(Reader *reader, OwnPlace place, guint number)
{
    g_autofree char *word = own_word(reader->words, place, number);

    g_string_append(reader->out, word);
}

static int
field_find(const Reader *reader, const char *word, GError **error)
{
    for (int i = 0; fields[i] != NULL; i++)
        if (g_str_equal(fields[i], word))
            return i;
    const char *nearest = nearest_name(word, fields);
    reader_fail(reader, error, "there is no field \"%s\"", word);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error,
                  "fields are {{name|...}} and {{territory|...}}; blocks begin with {{#name}}, "
                  "{{#territory CODE}} or {{#interest SLUG}}");
    return -1;
}

/* Whether a block around says that the reader has the field. */
static gboolean
is_certain(const Reader *reader, guint condition)
{
    for (guint i = 0; i < reader->depth; i++)
        if (reader->blocks[i].place == OWN_PLACE_IF && reader->blocks[i].number == condition)
            return TRUE;
    return FALSE;
}

/* {{name}} or {{name|instead}} */
static gboolean
read_field(Reader *reader, const char *word, const char *instead, GError **error)
{
    int field = field_find(reader, word, error);

    if (field < 0)
        return FALSE;
    if (field == FIELD_INTEREST)
        return reader_fail(reader, error, "\"interest\" is for blocks, {{#interest SLUG}}");
    guint condition = field == FIELD_NAME ? CONDITION_NAME : CONDITION_TERRITORY;
    OwnPlace place = field == FIELD_NAME ? OWN_PLACE_NAME : OWN_PLACE_TERRITORY;
    if (is_certain(reader, condition)) {
        put(reader, place, 0);
        return TRUE;
    }
    if (instead == NULL || *instead == '\0') {
        reader_fail(reader, error, "{{%s}} says nothing for a reader who has none", word);
        return fail_hint(error,
                         "{{%s|...}} says what stands for it, {{#%s}}...{{/%s}} leaves the "
                         "words around it out",
                         word, word, word);
    }
    put(reader, OWN_PLACE_IF, condition);
    put(reader, place, 0);
    put(reader, OWN_PLACE_END, condition);
    put(reader, OWN_PLACE_UNLESS, condition);
    g_string_append(reader->out, instead);
    put(reader, OWN_PLACE_END, condition);
    return TRUE;
}

/* The number of the condition to live in, or to follow, what `text` names. */
static gboolean
condition_find(Reader *reader, int field, const char *text, guint *number, GError **error)
{
    EditorialCondition wanted = {0};
    gint64 *id = field == FIELD_TERRITORY ? &wanted.territory : &wanted.interest;

    if (field == FIELD_TERRITORY ? !territory_find(reader->store, text, id, error)
                                 : !interest_find(reader->store, text, id, error)) {
        /* What is missing is missing in the text: that is where to mend it. */
        if (error != NULL && error_kind(*error) == ERROR_NOT_FOUND)
            (*error)->code = ERROR_BAD_INPUT;
        g_prefix_error(error, "line %u of the text: ", reader->line);
        return FALSE;
    }
    for (guint i = 0; i < reader->conditions->len; i++) {
        const EditorialCondition *c = &g_array_index(reader->conditions, EditorialCondition, i);
        *number = CONDITION_FIRST + i;
        if (c->territory == wanted.territory && c->interest == wanted.interest)
            return TRUE;
    }
    *number = CONDITION_FIRST + reader->conditions->len;
    if (*number == CONDITION_MAX)
        return reader_fail(reader, error, "the edition has more than %d different blocks",
                           CONDITION_MAX - CONDITION_FIRST);
    g_array_append_val(reader->conditions, wanted);
    return TRUE;
}

/* {{#field}}, {{#field which}} or {{^...}} */
static gboolean
read_block(Reader *reader, OwnPlace place, char *word, GError **error)
{
    char *which = word + strcspn(word, " ");
    guint number = 0;

    if (*which != '\0')
        *which++ = '\0';
    which = g_strstrip(which);
    int field = field_find(reader, word, error);
    if (field < 0)
        return FALSE;
    if (reader->depth == EDITORIAL_DEPTH_MAX)
        return reader_fail(reader, error, "over %d blocks in each other", EDITORIAL_DEPTH_MAX);
    if (*which == '\0' && field == FIELD_INTEREST)
        return reader_fail(reader, error, "{{#interest SLUG}} says which interest");
    if (*which != '\0' && field == FIELD_NAME)
        return reader_fail(reader, error, "{{#name}} takes no \"%s\"", which);
    if (*which == '\0')
        number = field == FIELD_NAME ? CONDITION_NAME : CONDITION_TERRITORY;
    else if (!condition_find(reader, field, which, &number, error))
        return FALSE;
    reader->blocks[reader->depth++] = (Block){place, number, field, reader->line};
    put(reader, place, number);
    return TRUE;
}

static gboolean
read_end(Reader *reader, const char *word, GError **error)
{
    int field = field_find(reader, word, error);

    if (field < 0)
        return FALSE;
    if (reader->depth == 0)
        return reader_fail(reader, error, "{{/%s}} closes no block", word);
    const Block *block = &reader->blocks[reader->depth - 1];
    if (block->field != field)
        return reader_fail(reader, error,
                           "{{/%s}} stands where {{/%s}} closes the block of line %u", word,
                           fields[block->field], block->line);
    reader->depth--;
    put(reader, OWN_PLACE_END, block->number);
    return TRUE;
}

/* What stands between "{{" and "}}". */
static gboolean
read_tag(Reader *reader, char *tag, GError **error)
{
    char *word = g_strstrip(tag);
    char *bar = strchr(word, '|');

    if (*word == '#')
        return read_block(reader, OWN_PLACE_IF, g_strstrip(word + 1), error);
    if (*word == '^')
        return read_block(reader, OWN_PLACE_UNLESS, g_strstrip(word + 1), error);
    if (*word == '/')
        return read_end(reader, g_strstrip(word + 1), error);
    if (bar == NULL)
        return read_field(reader, word, NULL, error);
    *bar = '\0';
    return read_field(reader, g_strchomp(word), g_strchug(bar + 1), error);
}

/* Whether the tag from `at` to `end` has its line to itself; Markdown then sees paragraphs. */
static gboolean
is_alone(const char *text, const char *at, const char *end)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    end += strspn(end, " \t");
    return (at == text || at[-1] == '\n') && (*end == '\0' || *end == '\n');
}

char *
editorial_mark(Store *store, const char *markdown, const OwnWords *words, GArray *conditions,
               GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(strlen(markdown) * 5 / 4);
    Reader reader = {store, words, conditions, out, 1, {{0}}, 0};
    const char *rest = markdown;

    for (const char *at; (at = strstr(rest, "{{")) != NULL;) {
        const char *close = strstr(at, "}}");
        const char *line_end = at + strcspn(at, "\n");
        for (const char *p = rest; p < at; p++)
            reader.line += *p == '\n';
        g_string_append_len(out, rest, at - rest);
        if (close == NULL || close > line_end) {
            reader_fail(&reader, error, "\"{{\" is not closed by \"}}\" on its line");
            return NULL;
        }
        g_autofree char *tag = g_strndup(at + 2, (gsize)(close - at - 2));
        gboolean alone = is_alone(markdown, at, close + 2) && strchr("#^/", tag[strspn(tag, " ")]);
        if (alone)
            g_string_append(out, "\n\n");
        if (!read_tag(&reader, tag, error))
            return NULL;
        if (alone)
            g_string_append(out, "\n\n");
        rest = close + 2;
    }
    if (reader.depth > 0) {
        const Block *block = &reader.blocks[reader.depth - 1];
        reader.line = block->line;
        reader_fail(&reader, error, "the block is not closed by {{/%s}}", fields[block->field]);
        return NULL;
    }
    g_string_append(out, rest);
    return g_string_free(g_steal_pointer(&out), FALSE);
}
