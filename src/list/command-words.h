/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command-words - what people write to a robot in French, English or Breton, kept as data
 *
 * templates/mail/commands.tsv says which words there are; a file of the same name in the directory
 * of templates of one's own replaces it. A CommandWords may be read by many threads.
 */
#pragma once

#include "base/settings.h"

typedef struct CommandWords CommandWords;

typedef enum {
    WORD_FILLER,
    WORD_COMMAND,
    WORD_MODE,
    WORD_DAY,
    WORD_MONTH,
    WORD_DECISION,
    WORD_FIELD,
    WORD_VALUE,
    WORD_QUOTE,
    WORD_SPAN,
    WORD_NUMBER,
    WORD_WEEKDAY,
    WORD_POST,
    WORD_REST,
    WORD_N_KINDS
} WordKind;

typedef struct {
    WordKind kind;
    const char *meaning;  /* "subscribe" */
    const char *language; /* "fr", "en" or "br"; "filler" has one too */
    const char *written;  /* in lower case, with its accents: "résumé" */
} CommandWord;

/* Reads them. ERROR_BAD_INPUT for a line that is none, with its number; ERROR_NOT_FOUND. */
CommandWords *command_words_open(const Settings *settings, GError **error);
CommandWords *command_words_read(const char *path, GError **error);
void command_words_free(CommandWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandWords, command_words_free)

/* As they are compared: lower case without accents, everything that is neither letter nor digit a
 * blank, single blanks, none at the ends. At most `max` bytes of `text` are looked at. Free it. */
char *command_words_fold(const char *text, gsize max);

/* The longest entry of `kind` that the folded text at `*at` begins with, as whole words; `*at` then
 * stands behind it and the blank. NULL, and `*at` as it was, for none. */
const CommandWord *command_words_match(const CommandWords *words, WordKind kind, const char **at);

/* The entry of `kind`, of one word of seven letters or more, that the word at `*at` is but for one
 * letter left out, put in, changed, or changed about with the next; not by its last alone, which
 * makes another word of it. NULL for none, and for two of different meanings. */
const CommandWord *command_words_near(const CommandWords *words, WordKind kind, const char **at);

/* Passes over `folded`, a text of its own, where `*at` begins with it as whole words; "" is none.
 */
gboolean command_words_skip(const char *folded, const char **at);
