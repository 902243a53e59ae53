/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-view - what the page of one's own shows; see me.c */
#pragma once

#include "site/subscribe-view.h"

/* What of the form is shown as it was typed, in place of what is kept. */
typedef enum {
    ME_KEPT,    /* nothing */
    ME_PERSON,  /* territories, interests and language: not saved, or not yet */
    ME_BREAK,   /* the days of a break */
    ME_ADDRESS, /* an address to add */
    ME_ZONE,    /* a time zone */
    ME_LISTS,   /* when digests of the lists come, and breaks from them */
} MeTyped;

/* Fills the page with what holds now, as `store` sees it; with status 404 and "unknown" where the
 * token opens nobody's page. `place` is the code of a territory that was typed and found, or NULL.
 */
gboolean me_view(Visit *visit, Store *store, MeTyped typed, const char *place, GError **error);
