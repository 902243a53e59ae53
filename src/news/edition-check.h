/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-check - whether a composed edition may go
 *
 * Judges whole copies, as readers get them, in each of its languages: all that it holds, the least
 * that any reader gets, and how large the largest is.
 */
#pragma once

#include "news/edition.h"
#include "page/html-review.h"

typedef struct {
    ReviewGrade grade;
    const char *rule; /* one word */
    char *language;
    const char *part; /* "subject", "preheader", "headers", "text", "html",
                         "schedule" */
    char *item;       /* "head", "section 2", "contribution 14", "foot"; "" for the whole */
    guint line;       /* of the part; 0: the whole */
    char *words;
} Finding;

typedef struct {
    GPtrArray *findings; /* of Finding, graver ones first */
    GPtrArray *links; /* of Finding without words, whose `rule` is "link" and whose `words` is the
                         URL: each http(s) one once, without readers' own and those to this
                         edition in the archive, which is not there yet */
    gsize largest;    /* bytes of the largest HTML that a reader gets */
} EditionCheck;

/* How large the HTML of a letter may be, in bytes: Gmail shows no more. */
enum { EDITION_CLIPPED_AT = 102 * 1024 };

/* Errors of letter_open(); of the audience; of templates/check/. No link is followed. */
EditionCheck *edition_check(Store *store, const Settings *settings, const Edition *edition,
                            GError **error);
void finding_free(gpointer finding);
void edition_check_free(EditionCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionCheck, edition_check_free)

/* Adds what was found about one of its links. */
void edition_check_link(EditionCheck *check, const Finding *link, ReviewGrade grade,
                        const char *words);

/* How many there are of a grade. */
guint edition_check_count(const EditionCheck *check, ReviewGrade grade);

/* Graver ones first; after links were added. */
void edition_check_sort(EditionCheck *check);

/* "error", "warning", "note". */
const char *review_grade_word(ReviewGrade grade);

/* One sentence for who wants to send: ERROR_BAD_INPUT when there is any error. */
gboolean edition_check_may_go(const EditionCheck *check, const Edition *edition, GError **error);
