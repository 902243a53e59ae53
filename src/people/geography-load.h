/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geography-load - bring a vintage of the geography, and the interests, into the database */
#pragma once

#include "store/store.h"

/* What becomes of a vintage that is older than the one that is loaded. */
typedef enum { OLDER_KEEP, OLDER_REFUSE, OLDER_LOAD } OlderVintage;

typedef struct {
    const char *directory; /* see sql/data/README */
    gboolean interests;    /* interest.tsv as well */
    OlderVintage older;
    gboolean dry_run; /* do everything, say what it did, and take it back */
} GeographyPlan;

/* What was loaded; all 0 and NULL when the database had these very files already. */
typedef struct {
    gint64 territories;
    gint64 postal_codes;
    gint64 interests;
    char *kept;    /* the newer vintage that was kept (OLDER_KEEP); NULL: none */
    Rows *changes; /* for people_territory_change_list_next(); NULL: the first geography, or none */
} GeographyLoaded;

void geography_loaded_clear(GeographyLoaded *loaded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GeographyLoaded, geography_loaded_clear)

/* Brings the database in line with the tables in `plan->directory`, in one transaction. Rows are
 * found again by their codes. A commune that is no more is removed and leads to the one that its
 * code leads to: subscribers, contributions and whatever else refers to it are carried along, and
 * its code and name still find it. An EPCI (a département, a region) that is no more leads to the
 * one that holds most of its communes. What nothing takes the place of stays, marked retired. Who
 * lives in a commune that another is split from stays there. The community's own territories stay
 * and keep what they hold. Each change is noted in territory_change.
 *
 * Does nothing when the very same files were loaded last. `store` is a STORE_ENGINE, outside a
 * transaction; `*loaded` is to be cleared.
 * Errors: ERROR_NOT_FOUND when a file is missing, ERROR_REFUSED when the vintage is older and
 * `plan->older` is OLDER_REFUSE, ERROR_BAD_INPUT when a file does not hold what it should; then
 * nothing has changed. */
gboolean geography_load(Store *store, const GeographyPlan *plan, GeographyLoaded *loaded,
                        GError **error);
