/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate - no more than so many in a time; see rate.h */
#include "base/rate.h"
#include "base/error.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define MOST (10 * 1000 * 1000)

gboolean
rate_read(const char *text, guint *n, gint64 *period, GError **error)
{
    static const struct {
        const char *word;
        gint64 seconds;
    } periods[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}};
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    guint64 number;

    if (parts[0] != NULL && parts[1] != NULL && *parts[1] != '\0' &&
        g_ascii_string_to_unsigned(parts[0], 10, 1, MOST, &number, NULL))
        for (gsize i = 0; i < G_N_ELEMENTS(periods); i++)
            if (g_str_has_prefix(periods[i].word, parts[1])) {
                *n = (guint)number;
                *period = periods[i].seconds * SECOND;
                return TRUE;
            }
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no rate", text);
    return fail_hint(error, "write 600/min or 5000/hour");
}

void
rate_set(Rate *rate, guint n, gint64 period)
{
    *rate = (Rate){0};
    if (n == 0)
        return;
    /* What the tolerance lets go early is spread over the period, so that it has no more of them.
     */
    rate->tolerance = MIN(SECOND, period / 10);
    rate->interval = (period + rate->tolerance + n - 1) / n;
}

gint64
rate_wait(const Rate *rate, gint64 now)
{
    return rate->interval > 0 ? MAX(rate->on_schedule - rate->tolerance - now, 0) : 0;
}

void
rate_take(Rate *rate, guint n, gint64 now)
{
    if (rate->interval > 0)
        rate->on_schedule = MAX(rate->on_schedule, now) + n * rate->interval;
}

void
rate_give_back(Rate *rate, guint n)
{
    rate->on_schedule -= n * rate->interval;
}
