/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search-words - what the database makes of a word that is to be searched for, remembered
 *
 * To find the words of a text and to stem them, in French and in English, takes PostgreSQL longer
 * than all else about filing a post, and most of them were in other posts before. What stands
 * between two blanks is asked once: nothing here knows what a word is or how one is stemmed.
 *
 * One memory for the process. Hold it from the look-ups until what they gave is used.
 */
#pragma once

#include "store/store.h"

typedef enum { SEARCH_FRENCH, SEARCH_ENGLISH, SEARCH_LANGUAGES } SearchLanguage;

typedef struct {
    const char *lexeme;    /* the same pointer wherever it is the same */
    guint16 place;         /* from 1 */
    guint16 is_of_english; /* else of French */
} SearchLexeme;

typedef struct {
    guint16 places; /* what comes next is so many places on */
    guint16 n;
    SearchLexeme lexemes[]; /* by place */
} SearchWord;

/* The next word of `*text`, which ends at `end`, as it is looked up: appended to nothing, in `key`.
 * FALSE: no more. `is_first`: nothing stands before it. `*spans` becomes TRUE when it may be the
 * beginning of something that goes on behind the blank: a tag of HTML. */
gboolean search_word_next(const char **text, const char *end, gboolean is_first, GString *key,
                          gboolean *spans);

void search_words_hold(void);
void search_words_release(void);

/* NULL: not known. */
const SearchWord *search_word_find(const char *key);

/* Asks about `keys` (NULL at the end), which must not be held meanwhile. Errors: those of the
 * store. */
gboolean search_words_learn(Store *store, const char *const *keys, GError **error);
