/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer-read - what somebody answered to a letter that asks; see answer-read.h */
#include "list/answer-read.h"

#include <string.h>

#include "list/command-text.h"

typedef struct {
    const CommandWords *words;
    char *name, *title; /* of the list, folded */
    char **author;      /* words of the author's name, folded */
    gboolean no, leave, more;
    gboolean begun; /* some line said something */
} Reading;

/* What the author wrote, without what they quote and the line that introduces it. */
static char **
own_lines(const CommandWords *words, const Mail *mail)
{
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", COMMAND_LINES_MAX + 1);
    g_autoptr(GString) own = g_string_new(NULL);

    for (guint i = 0; i < COMMAND_LINES_MAX && lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);
        if (command_is_quoted(line)) {
            while (g_str_has_suffix(own->str, "\n"))
                g_string_truncate(own, own->len - 1);
            if (g_str_has_suffix(own->str, ":"))
                command_cut_introduction(own);
            g_string_append_c(own, '\n');
            continue;
        }
        if (command_is_signature(line) || command_is_quoted_head(words, lines + i) ||
            command_is_advertisement(words, line))
            break;
        g_string_append_printf(own, "%s\n", line);
    }
    return g_strsplit(own->str, "\n", -1);
}

static gboolean
skip_name(const Reading *reading, const char **at)
{
    if (command_words_skip(reading->name, at) || command_words_skip(reading->title, at))
        return TRUE;
    for (guint i = 0; reading->author[i] != NULL; i++)
        if (command_words_skip(reading->author[i], at))
            return TRUE;
    return FALSE;
}

/* A no or a wish to leave at `*at`. */
static gboolean
take_meaning(Reading *reading, const char **at)
{
    const char *behind = *at;
    const CommandWord *word = command_words_match(reading->words, WORD_DECISION, &behind);

    if (word != NULL &&
        (g_str_equal(word->meaning, "no") || g_str_equal(word->meaning, "cancel"))) {
        reading->no = TRUE;
        *at = behind;
        return TRUE;
    }
    behind = *at;
    word = command_words_match(reading->words, WORD_COMMAND, &behind);
    if (word == NULL ||
        (!g_str_equal(word->meaning, "unsubscribe") && !g_str_equal(word->meaning, "stop")))
        return FALSE;
    reading->leave = TRUE;
    *at = behind;
    return TRUE;
}

/* "Désabonement": what a word is but for a letter is not sure enough to act on, nor to pass over.
 */
static void
take_guess(Reading *reading, const char *at)
{
    const CommandWord *word = command_words_near(reading->words, WORD_COMMAND, &at);

    if (word != NULL && g_str_equal(word->meaning, "unsubscribe"))
        reading->leave = TRUE;
}

/* What may stand beside a no or a wish to leave: "not on Sunday" is more. */
static gboolean
skip_rest(const Reading *reading, const char **at)
{
    const char *day = *at;

    return command_words_match(reading->words, WORD_WEEKDAY, &day) == NULL &&
           ((reading->leave && command_words_match(reading->words, WORD_REST, at) != NULL) ||
            command_words_match(reading->words, WORD_FILLER, at) != NULL || skip_name(reading, at));
}

/* "Oui, mais désabonnez-moi", "C'est Alix, je ne veux pas": behind other words too, what takes
 * somebody off, or says no in more than a word, leaves it unclear; on the first line, as what a
 * program quotes below may speak of both. */
static void
take_behind(Reading *reading, const char *at)
{
    for (at += strcspn(at, " "); *at == ' '; at += strcspn(at, " ")) {
        const char *behind = ++at;
        gboolean had = reading->no;
        if (take_meaning(reading, &behind) && memchr(at, ' ', (gsize)(behind - at) - 1) == NULL)
            reading->no = had; /* "it is no bother" */
    }
}

static void
read_line(Reading *reading, const char *line)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = folded;
    gboolean said = FALSE, is_first = !reading->begun;

    reading->begun |= *folded != '\0';
    while (*at != '\0') {
        if (take_meaning(reading, &at))
            said = TRUE;
        else if (!skip_rest(reading, &at))
            break;
    }
    if (*at == '\0')
        return;
    reading->more = TRUE;
    if (!said) {
        take_guess(reading, at);
        if (is_first)
            take_behind(reading, at);
    }
}

Answer
answer_read(const CommandWords *words, const Mail *mail, const char *list_name,
            const char *list_title)
{
    g_autofree char *name = command_words_fold(list_name, COMMAND_LINE_BYTES);
    g_autofree char *title = command_words_fold(list_title, COMMAND_LINE_BYTES);
    g_autofree char *from =
        command_words_fold(mail->from_name != NULL ? mail->from_name : "", COMMAND_LINE_BYTES);
    g_auto(GStrv) author = g_strsplit(from, " ", -1);
    g_auto(GStrv) lines = own_lines(words, mail);
    Reading reading = {.words = words, .name = name, .title = title, .author = author};
    guint i = 0;

    for (; lines[i] != NULL && !reading.no && !reading.leave; i++)
        read_line(&reading, lines[i]);
    if (!reading.no && !reading.leave)
        return ANSWER_PLAIN;
    gboolean more = reading.more;
    g_autofree char *below = g_strjoinv("\n", lines + i);
    for (; lines[i] != NULL; i++)
        read_line(&reading, lines[i]);
    /* Below it somebody may sign, as it is usual. */
    if (!more)
        reading.more = reading.more && !command_says_nothing(words, mail, g_strstrip(below), TRUE);
    if (reading.more || (reading.no && reading.leave))
        return ANSWER_UNCLEAR;
    return reading.no ? ANSWER_NO : ANSWER_LEAVE;
}
