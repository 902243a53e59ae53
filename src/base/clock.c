/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock - the time, which a test can freeze; see clock.h */
#include "base/clock.h"

static gint64 frozen_at;
static const char *frozen_text;

static gpointer
clock_read_environment(gpointer unused G_GNUC_UNUSED)
{
    const char *text = g_getenv("COLPORTEUR_TIME");
    if (text == NULL || *text == '\0')
        return NULL;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
    if (time == NULL)
        return NULL;
    frozen_at = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
    frozen_text = text;
    return NULL;
}

const char *
clock_frozen(void)
{
    static GOnce once = G_ONCE_INIT;

    g_once(&once, clock_read_environment, NULL);
    return frozen_text;
}

gint64
clock_now(void)
{
    return clock_frozen() != NULL ? frozen_at : g_get_real_time();
}

char *
clock_format(gint64 us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("-");
}
