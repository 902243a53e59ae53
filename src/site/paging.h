/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paging - a long listing, a page at a time
 *
 * A further page begins after a row and its time, not after a count: it stays where it is while
 * people write, and costs the same however far back it is. Going back, rows come the other way
 * round.
 */
#pragma once

#include "site/visit.h"

/* Moments before and after everything, for the database. */
#define PAGING_START_OF_TIME G_GINT64_CONSTANT(-62000000000000000)
#define PAGING_END_OF_TIME G_GINT64_CONSTANT(250000000000000000)

typedef struct {
    const char *onward; /* names of the parameters, "before" where the newest come first */
    const char *backward;
    gboolean back;  /* rows come in the reverse of the page's order */
    gboolean first; /* nothing comes before for sure */
    gint64 time;    /* begin beyond this place; with first, at paging's start */
    gint64 number;
} Paging;

/* Where the visit's page begins: newest first, or from the oldest on. ERROR_NOT_FOUND for a place
 * that nobody can have been given. */
gboolean paging_read(Visit *visit, gboolean newest_first, Paging *paging, GError **error);

/* Of `found` rows, one more than `max` having been asked for, how many the page shows. */
guint paging_shown(guint found, guint max);

/* Which of the rows shown comes at `place` on the page. */
guint paging_index(const Paging *paging, guint shown, guint place);

typedef struct {
    gint64 time;
    gint64 number;
} PagingPlace;

/* The address of the page before (backward) or after the place of a row; `path` may have a query.
 * Free it. */
char *paging_url(const Paging *paging, gboolean onward, const char *path, PagingPlace place);

/* Whether there are pages before and after this one. */
gboolean paging_has_previous(const Paging *paging, guint found, guint max);
gboolean paging_has_next(const Paging *paging, guint found, guint max);
