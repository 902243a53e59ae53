/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geography-load - bring the shipped territories and interests into the database */
#pragma once

#include "store/store.h"

/* What was loaded; all 0 when the database had this edition of the data already. */
typedef struct {
    gint64 territories;
    gint64 postal_codes;
    gint64 interests;
} GeographyLoaded;

/* Reads the tables in `directory` (see sql/data/README) and brings the database in line with
 * them, in one transaction: rows are found again by their codes, nothing somebody may refer to is
 * removed, and the community's own territories stay. Does nothing when the very same files were
 * loaded before. `store` is a STORE_ENGINE, outside a transaction.
 * Errors: ERROR_NOT_FOUND when a file is missing, ERROR_BAD_INPUT when one does not hold what it
 * should; then nothing has changed. */
gboolean geography_load(Store *store, const char *directory, GeographyLoaded *loaded,
                        GError **error);
