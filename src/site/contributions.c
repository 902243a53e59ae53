/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contributions - every contribution that was accepted, the latest first; all or of one kind */
#include "site/contribution-view.h"
#include "site/feed.h"
#include "site/pages.h"

static gboolean
kind_read(const char *text, const char **kind)
{
    *kind = text;
    return text == NULL || g_str_equal(text, "finding") || g_str_equal(text, "initiative");
}

gboolean
page_contributions(Visit *visit, GError **error)
{
    const char *kind;

    if (!kind_read(params_get(visit->request->query, "kind"), &kind))
        return visit_not_found(error);
    if (visit->route.feed != ROUTE_FEED_NONE)
        kind = NULL; /* a feed's address has no query */
    g_autofree char *path =
        kind != NULL ? route_with("/contributions/", "kind", kind) : g_strdup("/contributions/");
    const ContributionChoice choice = {
        .kind = kind, .path = path, .title = words_get(visit->words, "contributions")};
    value_set_bool(visit->page, "at_contributions", TRUE);
    value_set_bool(visit->page, "only_findings", g_strcmp0(kind, "finding") == 0);
    value_set_bool(visit->page, "only_initiatives", g_strcmp0(kind, "initiative") == 0);
    value_set_bool(visit->page, "all_kinds", kind == NULL);
    feed_offer(visit, "/contributions/");
    if (!contribution_view_list(visit, &choice, error))
        return FALSE;
    return visit->route.feed != ROUTE_FEED_NONE || visit_render(visit, "site/contributions", error);
}
