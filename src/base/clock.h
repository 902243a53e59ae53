/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock - the time, which a test can freeze */
#pragma once

#include <glib.h>

/* Microseconds since the epoch. With COLPORTEUR_TIME in the environment (ISO 8601, for tests) it
 * stands still there; the store hands the same time to PostgreSQL. */
gint64 clock_now(void);

/* What COLPORTEUR_TIME holds, when it is a time; NULL otherwise. */
const char *clock_frozen(void);

/* "2026-11-23T09:30:00Z". Free it. */
char *clock_format(gint64 us);
