/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-rest - what stands around the word of a command; see command-rest.h */
#include "list/command-rest.h"

#include <string.h>

#include "list/command-text.h"

gboolean
command_skip_fillers(const CommandWords *words, const CommandList *list, const char **at)
{
    gboolean named = FALSE;

    for (;;) {
        if (command_words_match(words, WORD_FILLER, at) != NULL)
            continue;
        if (list == NULL ||
            (!command_words_skip(list->name, at) && !command_words_skip(list->title, at)))
            return named;
        named = TRUE;
    }
}

gboolean
command_skip_author(const CommandList *list, const char **at)
{
    for (guint i = 0; list->author[i] != NULL; i++)
        if (command_words_skip(list->author[i], at))
            return TRUE;
    return command_words_skip(list->from, at);
}

/* "Je ne veux plus recevoir le résumé" does not leave the list. */
static gboolean
is_about_digests(const CommandWords *words, const char *tail)
{
    for (; *tail != '\0'; tail += strcspn(tail, " "), tail += *tail == ' ') {
        const char *at = tail;
        const CommandWord *word = command_words_match(words, WORD_MODE, &at);
        if (word != NULL && !g_str_equal(word->meaning, "each") &&
            !g_str_equal(word->meaning, "none") && !g_str_equal(word->meaning, "posts"))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_one_word(const CommandWord *word)
{
    return strpbrk(word->written, " '-") == NULL;
}

static gboolean
is_all_of_leaving(const CommandWords *words, const CommandList *list, const char *tail)
{
    while (*tail != '\0') {
        const char *day = tail;
        if (command_words_match(words, WORD_WEEKDAY, &day) != NULL ||
            (!command_skip_author(list, &tail) &&
             command_words_match(words, WORD_REST, &tail) == NULL &&
             command_words_match(words, WORD_FILLER, &tail) == NULL &&
             !command_words_skip(list->name, &tail) && !command_words_skip(list->title, &tail)))
            return FALSE;
    }
    return TRUE;
}

gboolean
command_says_leaving(const CommandWords *words, const CommandList *list, const CommandWord *word,
                     const char *at, gboolean named)
{
    if (is_all_of_leaving(words, list, at))
        return TRUE;
    named = command_skip_fillers(words, list, &at) || named;
    return !list->guess && named && is_one_word(word) &&
           command_count_words(at, at + strlen(at)) <= NAMED_TAIL_MAX &&
           !is_about_digests(words, at);
}
