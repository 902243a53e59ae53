/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-text - the lines of a mail to a robot; see command-text.h */
#include "list/command-text.h"

#include <string.h>

#include "page/html.h"

enum { TEXT_MAX = 16 * 1024 };

char *
command_text(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, TEXT_MAX, &is_html);

    return is_html ? html_to_text(text, strlen(text)) : g_steal_pointer(&text);
}

gboolean
command_is_quoted(const char *line)
{
    return *line == '>' || *line == '|';
}

gboolean
command_is_signature(const char *line)
{
    return g_str_has_prefix(line, "--") || g_str_has_prefix(line, "__");
}

gboolean
command_is_quoted_head(const CommandWords *words, const char *line, const char *next)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    g_autofree char *below = command_words_fold(next != NULL ? next : "", COMMAND_LINE_BYTES);
    const char *at = folded, *behind = below;
    const CommandWord *first = command_words_match(words, WORD_QUOTE, &at);
    const CommandWord *second = command_words_match(words, WORD_QUOTE, &behind);

    return strchr(line, ':') != NULL && first != NULL && g_str_equal(first->meaning, "from") &&
           second != NULL && g_str_equal(second->meaning, "sent");
}

gboolean
command_is_advertisement(const CommandWords *words, const char *line)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = folded;
    const CommandWord *word = command_words_match(words, WORD_QUOTE, &at);

    return word != NULL && g_str_equal(word->meaning, "phone");
}

guint
command_count_words(const char *folded, const char *end)
{
    guint n = 0;

    for (const char *p = folded; p < end; p++)
        n += *p != ' ' && (p == folded || p[-1] == ' ');
    return n;
}

const char *
command_behind_words(const char *line, guint words)
{
    const char *p = line;
    gboolean inside = FALSE;

    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean letter = g_unichar_isalnum(c) || g_unichar_ismark(c);
        if (letter && !inside && words-- == 0)
            return p;
        inside = letter;
    }
    return p;
}
