/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-link - what opens the archive of a private list; see archive-link.h */
#include "list/archive-link.h"

#include "base/clock.h"
#include "base/token.h"

#include "list/notice.h"

enum { ISO_DAY_SIZE = 10 };

void
archive_link_set(Value *value, Store *store, const Settings *settings, const List *list,
                 gint64 subscriber)
{
    gint64 until =
        clock_now() / G_USEC_PER_SEC + settings_number(settings, SETTING_SITE_PRIVATE_FOR);
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_ARCHIVE,
                                        (const gint64[]){list->id, subscriber, until}, 3);
    g_autofree char *url =
        g_strdup_printf("%s/archive/%s", settings_text(settings, SETTING_SITE_URL), token);
    g_autofree char *time = clock_format(until * G_USEC_PER_SEC);
    g_autofree char *day = g_strndup(time, ISO_DAY_SIZE);

    value_set_text(value, "archive_url", url);
    notice_set_day(value, "archive_until", day);
}
