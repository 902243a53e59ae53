/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience-value - what may stand behind the colon of a term
 *
 *     values = [ "=" ] ( value | "{" value { "," value } "}" )
 *     value  = word | '"' text '"' | "«" text "»" | "“" text "”"
 *
 * In a set a value may have blanks without quotation marks: the comma tells where it ends.
 */
#include <string.h>

#include "base/error.h"

#include "people/audience-internal.h"

/* Kinds of values that can be told wrong without looking at the database. */
static const char *const languages[] = {"fr", "en", "br", NULL};

static const char *
closing_quote(const char *at)
{
    switch (g_utf8_get_char(at)) {
    case '"':
        return "\"";
    case 0xab: /* « */
        return "»";
    case 0x201c: /* “ */
        return "”";
    default:
        return NULL;
    }
}

/* Without the blanks at both ends; French typography puts them inside, no-break ones often. */
static char *
trimmed(const char *start, const char *end)
{
    while (start < end && g_unichar_isspace(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    while (end > start && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return g_strndup(start, (gsize)(end - start));
}

/* The text between quotes; the reader stands on the opening one. */
static char *
read_quoted(Reader *reader, const char *closing, GError **error)
{
    const char *start = reader->at;
    const char *inside = g_utf8_next_char(start);
    const char *end = strstr(inside, closing);

    if (end == NULL) {
        audience_fail_at(reader, start, error, "the quotation mark is never closed");
        fail_hint(error, "close it with %s", closing);
        return NULL;
    }
    reader->at = end + strlen(closing);
    return trimmed(inside, end);
}

static gboolean
read_value(Reader *reader, Node *node, gboolean in_set, GError **error)
{
    const char *start = reader->at;
    const char *closing = closing_quote(start);
    char *text;

    if (closing != NULL) {
        text = read_quoted(reader, closing, error);
        if (text == NULL)
            return FALSE;
    } else {
        const char *end = in_set ? start + strcspn(start, ",}") : audience_word_end(start);
        text = trimmed(start, end);
        reader->at = end;
    }
    Value *value = g_new0(Value, 1);
    value->text = text;
    value->column = audience_column(reader, start);
    g_ptr_array_add(node->values, value);
    if (*text != '\0')
        return TRUE;
    audience_fail_at(reader, start, error, "\"%s:\" wants a value",
                     audience_term_words[node->term]);
    return fail_hint(error,
                     "put it directly behind the colon, in quotation marks if it has blanks");
}

static gboolean
read_set(Reader *reader, Node *node, GError **error)
{
    const char *start = reader->at;

    do {
        reader->at++;
        audience_skip_blanks(reader);
        if (++reader->terms > AUDIENCE_MAX_TERMS)
            return audience_fail_at(reader, reader->at, error, "more than %d terms",
                                    AUDIENCE_MAX_TERMS) != NULL;
        if (!read_value(reader, node, TRUE, error))
            return FALSE;
        audience_skip_blanks(reader);
    } while (*reader->at == ',');
    if (*reader->at == '}') {
        reader->at++;
        return TRUE;
    }
    if (*reader->at == '\0') {
        audience_fail_at(reader, start, error, "the set is never closed");
        return fail_hint(error, "close it with }");
    }
    audience_fail_at(reader, reader->at, error, "a comma or \"}\" is missing");
    return FALSE;
}

static gboolean
check_time(Reader *reader, Node *node, GError **error)
{
    Value *value = node->values->pdata[0];

    if (node->values->len == 1 && node->term == TERM_BOUNCED &&
        (g_ascii_strcasecmp(value->text, "yes") == 0 ||
         g_ascii_strcasecmp(value->text, "no") == 0)) {
        for (char *p = value->text; *p != '\0'; p++)
            *p = g_ascii_tolower(*p);
        node->from = g_strdup("-infinity");
        node->until = g_strdup("infinity");
        return TRUE;
    }
    if (node->values->len == 1 && audience_read_time(value->text, node))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "audience, column %u: \"%s\" is no time", value->column,
         value->text);
    fail_place(error, reader->text, value->column);
    return fail_hint(error, "write %s:2026-11-23, %s:<2026, %s:>=2026-06 or %s:2025..2026-03%s",
                     audience_term_words[node->term], audience_term_words[node->term],
                     audience_term_words[node->term], audience_term_words[node->term],
                     node->term == TERM_BOUNCED ? ", or yes or no" : "");
}

static gboolean
check_language(const Reader *reader, Value *value, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(value->text, -1);

    if (g_strv_contains(languages, lower)) {
        g_free(value->text);
        value->text = g_steal_pointer(&lower);
        return TRUE;
    }
    fail(error, ERROR_BAD_INPUT,
         "audience, column %u: \"%s\" is no language letters are written in", value->column,
         value->text);
    fail_place(error, reader->text, value->column);
    return fail_hint(error, "it is fr, en or br");
}

gboolean
audience_read_values(Reader *reader, Node *node, GError **error)
{
    gboolean may_be_exact = node->term == TERM_TERRITORY || node->term == TERM_INTEREST;

    node->values = g_ptr_array_new();
    if (may_be_exact && *reader->at == '=') {
        node->exact = TRUE;
        reader->at++;
    }
    if (!(*reader->at == '{' ? read_set(reader, node, error)
                             : read_value(reader, node, FALSE, error)))
        return FALSE;
    if (node->term == TERM_JOINED || node->term == TERM_LAST_CONTACT || node->term == TERM_BOUNCED)
        return check_time(reader, node, error);
    for (guint i = 0; i < node->values->len && node->term == TERM_LANGUAGE; i++)
        if (!check_language(reader, node->values->pdata[i], error))
            return FALSE;
    return TRUE;
}
