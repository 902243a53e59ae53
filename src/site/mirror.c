/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mirror - what another Colporteur asks first that keeps a copy of a list
 *
 * The months, how many posts each has, and a word that changes when a post of it is added, changed
 * or taken out: who remembers them fetches only what differs, and hears of withdrawals in a month
 * long past, which no feed of the newest posts can tell. Plain lines, so that a reader needs no
 * parser that a stranger's nesting could exhaust:
 *
 *     Colporteur archive 1
 *     2026-11 12 0f343b0931126a20f133d67c2b018a3b
 */
#include <string.h>

#include "base/error.h"
#include "http/freshness.h"
#include "store/query.h"

#include "site/pages.h"
#include "site/paging.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

/* Another program, or another address, writes other bytes of the same posts. */
static char *
version_of(const Visit *visit, const char *version)
{
    g_autofree char *all = g_strjoin(
        "\n", version, settings_text(visit->site->settings, SETTING_SITE_URL), VERSION, NULL);

    return http_etag_of(all, strlen(all));
}

char *
mirror_month_version(Visit *visit, gint64 from, gint64 to, GError **error)
{
    g_autoptr(Rows) rows = site_month_versions(visit->store, visit->route.list,
                                               words_zone(visit->words), from, to, error);
    SiteMonthVersions row;

    if (rows == NULL)
        return NULL;
    if (site_month_versions_next(rows, &row))
        return version_of(visit, row.version);
    visit_not_found(error);
    return NULL;
}

gboolean
page_mirror(Visit *visit, GError **error)
{
    const char *list = visit->route.list;
    g_autoptr(Rows) lists = site_list(visit->store, list, error);
    g_autoptr(Rows) rows =
        lists != NULL ? site_month_versions(visit->store, list, words_zone(visit->words),
                                            PAGING_START_OF_TIME, PAGING_END_OF_TIME, error)
                      : NULL;
    SiteMonthVersions row;

    if (rows == NULL)
        return FALSE;
    if (rows_count(lists) == 0)
        return visit_not_found(error);
    http_response_header(visit->response, "Content-Type", "text/plain; charset=utf-8");
    visit->response->policy = HTTP_POLICY_FOREIGN;
    g_string_append(visit->response->body, "Colporteur archive 1\n");
    while (site_month_versions_next(rows, &row)) {
        g_autofree char *version = version_of(visit, row.version);
        g_string_append_printf(visit->response->body, "%04d-%02d %d %s\n", row.year, row.month,
                               row.posts, version);
    }
    return TRUE;
}
