/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * front-matter-parse - what a Markdown file says about itself, read
 *
 * Keeps the part of YAML 1.2 that front-matter.h draws, line by line; no anchors, tags, block
 * texts, and mappings only as items of a list, one deep. Either the whole front matter is
 * understood or nothing is returned and the error names the line.
 */
#include "page/front-matter-internal.h"

#include <string.h>

#include "base/error.h"

typedef struct {
    FrontMatter *front_matter;
    guint line;
    FrontMatterEntry *open; /* "key:" with nothing behind it: "- item" lines may follow */
    FrontMatter *map;       /* of the item above: more of its keys may follow */
    gsize map_column;       /* where they begin */
} Reader;

static gboolean G_GNUC_PRINTF(3, 4)
    reader_fail(const Reader *reader, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return fail(error, ERROR_BAD_INPUT, "cannot read the front matter, line %u: %s", reader->line,
                what);
}

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *
skip_blanks(const char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

/* TRUE where only blanks and a comment are left of the line. "#velo" is taken for no comment:
 * read_plain() asks for quotes. */
static gboolean
is_over(const char *at)
{
    const char *next = skip_blanks(at);

    return *next == '\0' || (*next == '#' && next > at && (is_blank(next[1]) || next[1] == '\0'));
}

static gboolean
item_add(const Reader *reader, FrontMatterEntry *entry, char *item, GError **error)
{
    if (*item == '\0') {
        g_free(item);
        return TRUE;
    }
    g_ptr_array_add(entry->items, item);
    if (entry->items->len > FRONT_MATTER_ITEMS_MAX)
        return reader_fail(reader, error, "over %d items", FRONT_MATTER_ITEMS_MAX);
    return TRUE;
}

/* Reads a quoted value at *at, moves *at behind it. */
static char *
read_quoted(const Reader *reader, const char **at, GError **error)
{
    const char quote = **at;
    g_autoptr(GString) value = g_string_new(NULL);
    const char *c = *at + 1;

    for (;; c++) {
        if (*c == '\0') {
            reader_fail(reader, error, "the closing %c is missing", quote);
            return NULL;
        }
        if (*c == quote && quote == '\'' && c[1] == '\'') {
            c++;
        } else if (*c == quote) {
            break;
        } else if (*c == '\\' && quote == '"') {
            c++;
            if (*c != '"' && *c != '\\' && *c != '/') {
                reader_fail(reader, error, "only \\\" and \\\\ may follow a backslash");
                fail_hint(error, "in single quotes a backslash is a backslash");
                return NULL;
            }
        }
        g_string_append_c(value, *c);
    }
    *at = c + 1;
    return g_string_free(g_steal_pointer(&value), FALSE);
}

/* Reads a plain value at *at up to a comment, the end, or one of `stops`; moves *at behind it. */
static char *
read_plain(const Reader *reader, const char **at, const char *stops, GError **error)
{
    const char *begin = *at;
    const char *c = begin;

    if (*c != '\0' && strchr("[]{}&*!|>%@`,", *c) != NULL) {
        reader_fail(reader, error, "a plain value cannot begin with \"%c\"", *c);
        fail_hint(error, "put the value in quotes; texts of several lines belong below the ---");
        return NULL;
    }
    if ((*c == '-' || *c == '?') && (is_blank(c[1]) || c[1] == '\0')) {
        reader_fail(reader, error, "an item begins a line of its own");
        return NULL;
    }
    for (; *c != '\0' && strchr(stops, *c) == NULL; c++) {
        if (*c != '#' || (c > begin && !is_blank(c[-1])))
            continue;
        if (c[1] == '\0' || is_blank(c[1]))
            break;
        reader_fail(reader, error, "\"#\" after a blank begins a comment");
        fail_hint(error, "put the value in quotes, or a blank after the \"#\" of a comment");
        return NULL;
    }
    while (c > begin && is_blank(c[-1]))
        c--;
    *at = c;
    return g_strndup(begin, (gsize)(c - begin));
}

static char *
read_scalar(const Reader *reader, const char **at, const char *stops, GError **error)
{
    if (**at == '"' || **at == '\'')
        return read_quoted(reader, at, error);
    return read_plain(reader, at, stops, error);
}

/* [a, "b", c] */
static gboolean
read_flow_list(const Reader *reader, FrontMatterEntry *entry, const char *at, GError **error)
{
    entry->is_list = TRUE;
    at = skip_blanks(at + 1);
    while (*at != ']') {
        char *item = read_scalar(reader, &at, ",]", error);
        if (item == NULL || !item_add(reader, entry, item, error))
            return FALSE;
        at = skip_blanks(at);
        if (*at != ',' && *at != ']') {
            reader_fail(reader, error, "the list is not closed by \"]\" on its line");
            return fail_hint(error, "a long list is written one \"- item\" a line");
        }
        if (*at == ',')
            at = skip_blanks(at + 1);
    }
    return is_over(at + 1) || reader_fail(reader, error, "there is more after the list");
}

/* `at` has a blank before it. */
static gboolean
read_value(const Reader *reader, FrontMatterEntry *entry, const char *at, GError **error)
{
    if (is_over(at - 1))
        return TRUE;
    char *item = read_scalar(reader, &at, "", error);

    if (item == NULL || !item_add(reader, entry, item, error))
        return FALSE;
    return is_over(at) || reader_fail(reader, error, "there is more after the closing quote");
}

static FrontMatterEntry *
entry_open(const Reader *reader, FrontMatter *front_matter, const char *line, gsize size,
           GError **error)
{
    g_autofree char *key = g_strndup(line, size);
    FrontMatterEntry *before = front_matter_entry(front_matter, key);

    if (before != NULL) {
        reader_fail(reader, error, "\"%s\" was given in line %u", key, before->line);
        return NULL;
    }
    if (front_matter->entries->len == FRONT_MATTER_KEYS_MAX) {
        reader_fail(reader, error, "over %d keys", FRONT_MATTER_KEYS_MAX);
        return NULL;
    }
    return front_matter_add(front_matter, g_steal_pointer(&key), reader->line);
}

/* The size of the key at `at`, which a colon and a blank or the line's end follow; 0: none. */
static gsize
key_size(const char *at)
{
    gsize size = 0;

    while (g_ascii_isalnum(at[size]) || at[size] == '_' || at[size] == '-')
        size++;
    return at[size] == ':' && (at[size + 1] == '\0' || is_blank(at[size + 1])) ? size : 0;
}

/* A key of a mapping within a list, and its value. */
static gboolean
read_pair(Reader *reader, const char *at, gsize size, GError **error)
{
    FrontMatterEntry *entry = entry_open(reader, reader->map, at, size, error);

    if (entry == NULL)
        return FALSE;
    at += size + 1;
    if (is_over(at))
        return TRUE;
    at = skip_blanks(at);
    return *at == '[' ? read_flow_list(reader, entry, at, error)
                      : read_value(reader, entry, at, error);
}

/* `at` is behind the "- ". What may be a mapping is one, and a value as well where it can be read
 * as one: which of them is wanted is for front_matter_check_keys() to say. */
static gboolean
read_item(Reader *reader, const char *line, const char *at, GError **error)
{
    FrontMatterEntry *entry = reader->open;
    gsize size = key_size(at);

    reader->map = NULL;
    entry->is_list = TRUE;
    if (size == 0)
        return read_value(reader, entry, at, error);
    if (entry->maps->len == FRONT_MATTER_ITEMS_MAX)
        return reader_fail(reader, error, "over %d items", FRONT_MATTER_ITEMS_MAX);
    reader->map = front_matter_new();
    reader->map_column = (gsize)(at - line);
    g_ptr_array_add(entry->maps, reader->map);
    if (!read_pair(reader, at, size, error))
        return FALSE;
    char *item = read_plain(reader, &at, "", NULL);
    return item == NULL || item_add(reader, entry, item, error);
}

static gboolean
read_line(Reader *reader, const char *line, GError **error)
{
    const char *at = skip_blanks(line);

    if (*at == '\0' || *at == '#')
        return TRUE;
    if (*at == '-' && is_blank(at[1])) {
        if (reader->open == NULL)
            return reader_fail(reader, error, "there is no \"key:\" above this item");
        return read_item(reader, line, skip_blanks(at + 1), error);
    }
    gsize size = key_size(at);
    if (size > 0 && at > line && reader->map != NULL) {
        if (memchr(line, '\t', (gsize)(at - line)) == NULL &&
            (gsize)(at - line) == reader->map_column)
            return read_pair(reader, at, size, error);
        reader_fail(reader, error, "\"%.*s\" does not begin right under the key above", (int)size,
                    at);
        return fail_hint(error, "the keys of one item begin in one column, after blanks, no tabs");
    }
    if (size == 0 || at > line) {
        reader_fail(reader, error, "this is no \"key: value\"");
        return fail_hint(error, "keys begin the line and are followed by a colon and a blank");
    }
    FrontMatterEntry *entry = entry_open(reader, reader->front_matter, line, size, error);
    if (entry == NULL)
        return FALSE;
    at = line + size + 1;
    reader->map = NULL;
    reader->open = is_over(at) ? entry : NULL;
    at = skip_blanks(at);
    if (reader->open != NULL)
        return TRUE;
    return *at == '[' ? read_flow_list(reader, entry, at, error)
                      : read_value(reader, entry, at, error);
}

/* Control characters break headers, and bidirectional ones make names look like others. */
static gboolean
check_characters(const Reader *reader, const char *line, GError **error)
{
    for (; *line != '\0'; line = g_utf8_next_char(line)) {
        gunichar c = g_utf8_get_char(line);
        if ((g_unichar_iscntrl(c) && c != '\t') || (c >= 0x202a && c <= 0x202e) ||
            (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029)
            return reader_fail(reader, error, "the character U+%04X is not allowed", c);
    }
    return TRUE;
}

/* The next line, without its end, into `line`; FALSE at the end of the text. */
static gboolean
line_next(const char **at, char **line)
{
    g_free(*line);
    *line = NULL;
    if (**at == '\0')
        return FALSE;
    gsize size = strcspn(*at, "\n");
    *line = g_strndup(*at, size);
    *at += size + ((*at)[size] == '\n');
    if (size > 0 && (*line)[size - 1] == '\r')
        (*line)[size - 1] = '\0';
    return TRUE;
}

static gboolean
is_fence(const char *line)
{
    return g_str_has_prefix(line, "---") && *skip_blanks(line + 3) == '\0';
}

/* `at` is behind the opening fence; leaves it behind the closing one. */
static gboolean
read_entries(Reader *reader, const char **at, GError **error)
{
    g_autofree char *line = NULL;

    for (reader->line = 2; line_next(at, &line); reader->line++) {
        if (is_fence(line))
            return TRUE;
        if (strlen(line) > FRONT_MATTER_LINE_MAX)
            return reader_fail(reader, error, "over %d bytes", FRONT_MATTER_LINE_MAX);
        if (!check_characters(reader, line, error) || !read_line(reader, line, error))
            return FALSE;
    }
    fail(error, ERROR_BAD_INPUT, "the front matter that line 1 opens is never closed");
    return fail_hint(error, "a line \"---\" stands between the front matter and the text");
}

static char *
body_of(const char *at)
{
    GString *body = g_string_new(NULL);

    for (;;) {
        const char *next = at + strspn(at, " \t\r");
        if (*next != '\n')
            break;
        at = next + 1;
    }
    for (; *at != '\0'; at++)
        if (*at != '\r' || at[1] != '\n')
            g_string_append_c(body, *at);
    return g_string_free(body, FALSE);
}

/* Mappings hold no mappings: one step down is all. */
static void
close_lists(FrontMatter *front_matter)
{
    for (guint i = 0; i < front_matter->entries->len; i++) {
        FrontMatterEntry *entry = front_matter->entries->pdata[i];
        for (guint k = 0; k < entry->maps->len; k++)
            close_lists(entry->maps->pdata[k]);
        g_ptr_array_add(entry->items, NULL);
        g_ptr_array_add(entry->maps, NULL);
    }
}

FrontMatter *
front_matter_parse(const char *text, GError **error)
{
    g_autoptr(FrontMatter) front_matter = front_matter_new();
    Reader reader = {.front_matter = front_matter};
    g_autofree char *line = NULL;
    const char *at = text;

    if (strnlen(text, FRONT_MATTER_TEXT_MAX + 1) > FRONT_MATTER_TEXT_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "the text is over %d bytes",
                         FRONT_MATTER_TEXT_MAX);
    if (!g_utf8_validate(text, -1, NULL)) {
        fail(error, ERROR_BAD_INPUT, "the text is not UTF-8");
        fail_hint(error, "iconv -f WINDOWS-1252 -t UTF-8 converts older French texts");
        return NULL;
    }
    if (g_str_has_prefix(at, "\xef\xbb\xbf"))
        at += 3;
    if (!line_next(&at, &line) || !is_fence(line)) {
        fail(error, ERROR_BAD_INPUT, "the text does not begin with front matter");
        fail_hint(error, "it begins with a line \"---\", lines such as \"title: My title\", and "
                         "\"---\" again");
        return NULL;
    }
    if (!read_entries(&reader, &at, error))
        return NULL;
    close_lists(front_matter);
    front_matter->body = body_of(at);
    return g_steal_pointer(&front_matter);
}
