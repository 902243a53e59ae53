/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * front-matter-parse - what a Markdown file says about itself, read
 *
 * Keeps the part of YAML 1.2 that front-matter.h draws, line by line; no anchors, tags, nested
 * mappings, block texts. Either the whole front matter is understood or nothing is returned and
 * the error names the line.
 */
#include <string.h>

#include "base/error.h"

#include "page/front-matter-internal.h"

typedef struct {
    FrontMatter *front_matter;
    guint line;
    FrontMatterEntry *open; /* "key:" with nothing behind it: "- item" lines may follow */
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
entry_open(const Reader *reader, const char *line, gsize size, GError **error)
{
    FrontMatter *front_matter = reader->front_matter;
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

static gboolean
read_line(Reader *reader, const char *line, GError **error)
{
    const char *at = skip_blanks(line);
    gsize size = 0;

    if (*at == '\0' || *at == '#')
        return TRUE;
    if (*at == '-' && is_blank(at[1])) {
        if (reader->open == NULL)
            return reader_fail(reader, error, "there is no \"key:\" above this item");
        reader->open->is_list = TRUE;
        return read_value(reader, reader->open, skip_blanks(at + 1), error);
    }
    while (g_ascii_isalnum(line[size]) || line[size] == '_' || line[size] == '-')
        size++;
    if (size == 0 || line[size] != ':' || (line[size + 1] != '\0' && !is_blank(line[size + 1]))) {
        reader_fail(reader, error, "this is no \"key: value\"");
        return fail_hint(error, "keys begin the line and are followed by a colon and a blank");
    }
    FrontMatterEntry *entry = entry_open(reader, line, size, error);
    if (entry == NULL)
        return FALSE;
    at = line + size + 1;
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
    for (guint i = 0; i < front_matter->entries->len; i++)
        g_ptr_array_add(((FrontMatterEntry *)front_matter->entries->pdata[i])->items, NULL);
    front_matter->body = body_of(at);
    return g_steal_pointer(&front_matter);
}
