/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text-flow - lines that a mail program broke for want of room, told from those that somebody ended
 *
 * Most mail programs break lines at some 72 letters and do not say so (RFC 3676 section 3 has what
 * those do who say it). Such lines on a narrower screen break twice, a long and a short one in
 * turn. What looks like a list, a table, a program, a header or a log keeps its lines.
 */
#include "page/text-flow.h"

#include <string.h>

/* A shorter line was ended by somebody; a longer one no program broke; some break here and there
 * beyond where most do. */
enum { BROKEN_MIN = 55, BROKEN_MAX = 85, BROKEN_USUAL = 74, BLANKS_MIN = 5, SIGNED_MAX = 30 };

static glong
letters(const Line *line)
{
    return g_utf8_strlen(line->text, (gssize)line->size);
}

glong
text_flow_width(const Line *lines, gsize count)
{
    glong width = 0;

    for (gsize i = 0; i < count; i++)
        width = MAX(width, letters(&lines[i]));
    return width <= BROKEN_MAX ? width : 0;
}

/* Without its last blank, which some programs leave where they break. */
static Line
trimmed(const Line *line)
{
    gsize size = line->size;

    return (Line){line->text, size > 0 && line->text[size - 1] == ' ' ? size - 1 : size};
}

static Line
first_word(const Line *line)
{
    const char *blank = memchr(line->text, ' ', line->size);

    return (Line){line->text, blank != NULL ? (gsize)(blank - line->text) : line->size};
}

/* Words with a blank between them, or two after a sentence; no columns. */
static gboolean
is_prose(const Line *line)
{
    guint blanks = 0;

    for (gsize i = 0; i < line->size; i++) {
        if (line->text[i] == '\t')
            return FALSE;
        if (line->text[i] != ' ')
            continue;
        blanks++;
        if (i > 1 && line->text[i - 1] == ' ' && strchr(".!?:", line->text[i - 2]) == NULL)
            return FALSE;
    }
    return blanks >= BLANKS_MIN && strchr(":;{}\\|=", line->text[line->size - 1]) == NULL;
}

/* Not a point of a list, an hour of an agenda, a field of a header, a new column. */
static gboolean
goes_on(const Line *next, const Line *word)
{
    const char *opens[] = {"(", "\"", "'", "«", "“", "‘", "’", "*", "_", "/"};
    gsize digits = strspn(next->text, "0123456789");

    if (word->size == 0 || word->text[word->size - 1] == ':' ||
        (word->size == 1 && strchr("o*_/", word->text[0]) != NULL) ||
        (digits > 0 && digits < word->size && strchr(".)-:h", next->text[digits]) != NULL))
        return FALSE;
    /* A name below what it signs, a line of verse: the widest line says nothing of its own end. */
    if (g_unichar_isupper(g_utf8_get_char(word->text)) && letters(next) < SIGNED_MAX)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(opens); i++)
        if (word->size >= strlen(opens[i]) && memcmp(word->text, opens[i], strlen(opens[i])) == 0)
            return TRUE;
    return g_unichar_isalnum(g_utf8_get_char(word->text));
}

gboolean
text_flows(const Line *line, const Line *next, glong width)
{
    const Line own = trimmed(line);
    const Line word = first_word(next);
    const Line begin = first_word(&own);
    glong size = letters(&own);

    if (size < BROKEN_MIN || size + 1 + letters(&word) <= MIN(width, BROKEN_USUAL) ||
        !is_prose(&own) || !goes_on(next, &word))
        return FALSE;
    /* Line after line that begins alike is a list or a log. */
    return begin.size != word.size || memcmp(begin.text, word.text, word.size) != 0;
}
