/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-text - the lines of a mail to a robot; see command-text.h */
#include "list/command-text.h"

#include <string.h>

#include "page/html.h"

enum { TEXT_MAX = 16 * 1024, NAME_WORDS_MAX = 3, INTRODUCTION_LINES = 3 };

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

/* "De : ...", "Envoyé : ...", in either order */
static gboolean
is_head_of_two(const CommandWords *words, const char *line, const char *next)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    g_autofree char *below = command_words_fold(next != NULL ? next : "", COMMAND_LINE_BYTES);
    const char *at = folded, *behind = below;
    const CommandWord *first = command_words_match(words, WORD_QUOTE, &at);
    const CommandWord *second = command_words_match(words, WORD_QUOTE, &behind);

    return strchr(line, ':') != NULL && first != NULL && second != NULL &&
           ((g_str_equal(first->meaning, "from") && g_str_equal(second->meaning, "sent")) ||
            (g_str_equal(first->meaning, "sent") && g_str_equal(second->meaning, "from")));
}

/* "Le lundi 2 novembre 2026 à 10:00, Alix <alix@example.org> a écrit :" */
static gboolean
is_introduction(const CommandWords *words, const char *line)
{
    gsize size = strlen(line);

    if (size == 0 || line[size - 1] != ':' || strpbrk(line, "0123456789@") == NULL)
        return FALSE;
    g_autofree char *folded = command_words_fold(line, size);
    for (const char *p = folded; *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
        const char *at = p;
        const CommandWord *word = command_words_match(words, WORD_QUOTE, &at);
        if (word != NULL && *at == '\0' && g_str_equal(word->meaning, "wrote"))
            return TRUE;
    }
    return FALSE;
}

gboolean
command_is_quoted_head(const CommandWords *words, char *const *lines)
{
    const char *line = lines[0];
    guint below = 1;

    if (is_head_of_two(words, line, lines[1]))
        return TRUE;
    if (!is_introduction(words, line))
        return FALSE;
    /* With marks the quotation ends where they do, and an answer may stand below it. */
    while (lines[below] != NULL && lines[below][strspn(lines[below], " \t\r")] == '\0')
        below++;
    return lines[below] == NULL || !command_is_quoted(lines[below]);
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

/* Words that all are the author's, by their name or address: how many, 0 for any that is not. */
static guint
count_own_words(const Mail *mail, const char *folded)
{
    const char *address = mail->from_address != NULL ? mail->from_address : "";
    g_autofree char *local = g_strndup(address, strcspn(address, "@"));
    g_autofree char *both =
        g_strdup_printf("%s %s", mail->from_name != NULL ? mail->from_name : "", local);
    g_autofree char *own = command_words_fold(both, COMMAND_LINE_BYTES);
    g_auto(GStrv) known = g_strsplit(own, " ", -1), said = g_strsplit(folded, " ", -1);

    for (guint i = 0; said[i] != NULL; i++)
        if (!g_strv_contains((const char *const *)known, said[i]))
            return 0;
    return g_strv_length(said);
}

/* "Lou", "Lou Kerbrat": capitals, no punctuation, and no word that a robot knows, as "Lundi". */
static gboolean
looks_like_a_name(const CommandWords *words, const char *written, const char *folded)
{
    gboolean inside = FALSE;

    for (guint kind = WORD_COMMAND; kind < WORD_N_KINDS; kind++) {
        const char *at = folded;
        if (command_words_match(words, (WordKind)kind, &at) != NULL)
            return FALSE;
    }
    for (const char *p = written; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != ' ' && c != '-' && !g_unichar_isalpha(c) && !g_unichar_ismark(c))
            return FALSE;
        if (!inside && g_unichar_isalpha(c) && !g_unichar_isupper(c))
            return FALSE;
        inside = g_unichar_isalpha(c) || g_unichar_ismark(c) || c == '-';
    }
    return command_count_words(folded, folded + strlen(folded)) <= NAME_WORDS_MAX;
}

/* Behind words that greet or thank, or say "this message"; "lundi" and "juste" say something where
 * somebody decides. */
static const char *
behind_thanks(const CommandWords *words, const char *folded)
{
    const char *at = folded;

    for (;;) {
        const char *day = at;
        if (command_words_match(words, WORD_WEEKDAY, &day) != NULL ||
            (command_words_match(words, WORD_FILLER, &at) == NULL &&
             command_words_match(words, WORD_POST, &at) == NULL))
            return at;
    }
}

/* What may follow the author's whole name: a post, a place, a number; not what goes on speaking. */
static gboolean
is_of_signature(const char *line, const char *folded)
{
    static const char *const beginnings[] = {"www ", "http ", "https ", "tel ", "mob ", "fax "};
    gsize first = strcspn(line, " \t");

    for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(folded, beginnings[i]))
            return TRUE;
    return memchr(line, '@', first) != NULL ||
           (!g_unichar_islower(g_utf8_get_char(line)) && !g_str_has_prefix(folded, "ps ") &&
            !g_str_has_prefix(folded, "p s "));
}

gboolean
command_says_nothing(const CommandWords *words, const Mail *mail, const char *text,
                     gboolean is_whole)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean signed_off = FALSE, named = FALSE;

    for (guint i = 0; lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);
        g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
        const char *at = behind_thanks(words, folded);
        if (strchr(line, '?') != NULL && (!signed_off || strstr(line, "://") == NULL))
            return FALSE;
        if (*at == '\0' || (signed_off && is_of_signature(line, folded)))
            continue;
        const char *written = command_behind_words(line, command_count_words(folded, at));
        guint own = count_own_words(mail, at);
        signed_off = own > 1;
        if (own == 0 && (named || (i == 0 && !is_whole) || !looks_like_a_name(words, written, at)))
            return FALSE;
        named |= own == 0;
    }
    return TRUE;
}

void
command_cut_introduction(GString *text)
{
    const char *paragraph = g_strrstr(text->str, "\n\n");
    const char *last = strrchr(text->str, '\n');
    guint lines = 1;

    paragraph = paragraph != NULL ? paragraph + 1 : text->str;
    for (const char *p = paragraph + 1; *paragraph != '\0' && *p != '\0'; p++)
        lines += *p == '\n';
    if (paragraph == text->str || lines > INTRODUCTION_LINES)
        paragraph = last != NULL ? last : text->str;
    g_string_truncate(text, (gsize)(paragraph - text->str));
}
