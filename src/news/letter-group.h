/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-group - the different letters that the readers of an edition get
 *
 * Readers whose letters are the same but for their names are one group, found in one query; one
 * reader stands for each. So the largest letter that anybody gets is known, and a few that differ
 * most can be looked at, at the cost of the groups and not of the readers.
 */
#pragma once

#include "news/letter.h"

enum { LETTER_GROUPS_MAX = 20000 };

typedef struct {
    gint64 reader; /* one of them */
    gint64 n;      /* how many they are */
    char *language;
    GArray *has;     /* of guint, ascending: the contributions, sections left empty and blocks */
    guint n_items;   /* contributions among these */
    gsize html_size; /* encoded */
} LetterGroup;

/* The groups among those who would get the letter's edition, the largest first, LETTER_GROUPS_MAX
 * at most; empty when nobody would. `audience` is the edition's, compiled. Forgets whom the letter
 * was chosen for. g_ptr_array_unref(). */
GPtrArray *letter_groups(Letter *letter, Store *store, const AudienceSql *audience, GError **error);

/* The one with the largest HTML; NULL of none. */
const LetterGroup *letter_group_largest(const GPtrArray *groups);

/* Up to `n` groups that differ most: the one with the most contributions, then each time the one
 * whose letter is farthest from those taken, of equals the one with more readers.
 * g_ptr_array_unref(); the groups belong to `groups`. */
GPtrArray *letter_groups_differing(const GPtrArray *groups, guint n);
