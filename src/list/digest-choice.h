/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest-choice - which post of a digest an answer to all of it means
 *
 * For digest_answer_find(), which says how it is chosen, apart from what is asked of the database:
 * begin, look at each post of the digest from the oldest, end.
 */
#pragma once

#include "store/query.h"

#include "list/digest-answer.h"

typedef struct {
    const List *list; /* borrowed */
    char *text;       /* what was written and quoted, of the answer */
    char *subject;    /* without prefix and "Re:" */
    guint count, n_named;
    char *named, *same_subject;
    char *last; /* the newest post on the list; NULL: there was none */
} DigestChoice;

/* Clear it with digest_choice_clear() (or g_auto). */
void digest_choice_begin(DigestChoice *choice, const List *list, const Mail *mail);
void digest_choice_look(DigestChoice *choice, const ListDigestPosts *row);

/* Fills `message_id` and `is_unclear` of `out`. */
void digest_choice_end(const DigestChoice *choice, const Settings *settings, DigestAnswer *out);
void digest_choice_clear(DigestChoice *choice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DigestChoice, digest_choice_clear)
