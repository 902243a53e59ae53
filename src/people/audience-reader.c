/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-reader - what both readers of an expression stand on: words, columns, blanks */
#include "base/error.h"

#include "people/audience-internal.h"

const char *const audience_term_words[TERM_N + 1] = {
    "territory", "near",         "interest", "list",    "language", "knowledge", "programme",
    "joined",    "last-contact", "bounced",  "address", "audience", NULL};

guint
audience_column(const Reader *reader, const char *at)
{
    return (guint)g_utf8_pointer_to_offset(reader->text, at) + 1;
}

gpointer
audience_fail_at(const Reader *reader, const char *at, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fail(error, ERROR_BAD_INPUT, "audience, column %u: %s", audience_column(reader, at), what);
    fail_place(error, reader->text, audience_column(reader, at));
    return NULL;
}

void
audience_skip_blanks(Reader *reader)
{
    while (*reader->at != '\0' && g_unichar_isspace(g_utf8_get_char(reader->at)))
        reader->at = g_utf8_next_char(reader->at);
}

const char *
audience_word_end(const char *at)
{
    while (*at != '\0' && *at != '(' && *at != ')' && !g_unichar_isspace(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return at;
}
