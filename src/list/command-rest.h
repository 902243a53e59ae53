/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-rest - what stands around the word of a command, and behind a wish to leave */
#pragma once

#include "list/command-words.h"

/* Sympa's people write "subscribe LIST First Second Last Name". */
enum { NAMED_TAIL_MAX = 4 };

typedef struct {
    const char *name, *title; /* folded */
    const char *from;         /* the author's address, folded */
    char **author;            /* words of the author's name, folded */
    gboolean guess;           /* a word may be wrong by a letter */
    guint unknown;            /* lines of the body that were no command */
} CommandList;

/* Words that say nothing where a command stands: "please", "the", "to the list", its name or title
 * where `list` is given. TRUE: one of these was there. */
gboolean command_skip_fillers(const CommandWords *words, const CommandList *list, const char **at);

/* A word of the author's name, or their address. */
gboolean command_skip_author(const CommandList *list, const char **at);

/* Whether a wish to leave, by `word`, with `at` behind it, is that and no more: what, whom and
 * please may stand there, as in "your messages"; "attachments", "on Sunday" and "each message" make
 * something else of it. `named`: the list was named before `at`. */
gboolean command_says_leaving(const CommandWords *words, const CommandList *list,
                              const CommandWord *word, const char *at, gboolean named);
