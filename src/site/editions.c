/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editions - every edition that was sent, the latest first */
#include "store/query.h"

#include "site/pages.h"

enum { EDITIONS_SHOWN = 30, PAGES_MAX = 1000 };

static void
add_edition(Visit *visit, Value *editions, const SiteEditions *row)
{
    Value *edition = value_append_dict(editions);
    g_autofree char *url = route_edition(row->list, row->number);

    value_set_text(edition, "url", url);
    value_set_text(edition, "title", row->title);
    value_set_text(edition, "list_title", row->list_title);
    visit_set_written(edition, "summary", row->summary);
    visit_date(visit, edition, "date", row->sent);
}

static char *
page_url(guint page)
{
    g_autofree char *number = g_strdup_printf("%u", page);

    return page > 1 ? route_with("/editions/", "page", number) : g_strdup("/editions/");
}

gboolean
page_editions(Visit *visit, GError **error)
{
    guint page = route_read_page(params_get(visit->request->query, "page"), PAGES_MAX);
    SiteEditions row;
    guint n = 0;

    if (page == 0)
        return visit_not_found(error);
    g_autoptr(Rows) rows =
        site_editions(visit->store, (gint32)(page - 1) * EDITIONS_SHOWN, EDITIONS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    if (page > 1 && rows_count(rows) == 0)
        return visit_not_found(error);
    Value *editions = value_set_list(visit->page, "editions");
    for (; n < EDITIONS_SHOWN && site_editions_next(rows, &row); n++)
        add_edition(visit, editions, &row);
    g_autofree char *newer = page > 1 ? page_url(page - 1) : NULL;
    g_autofree char *older = rows_count(rows) > EDITIONS_SHOWN ? page_url(page + 1) : NULL;
    visit_pages(visit, newer, older);
    value_set_bool(visit->page, "at_editions", TRUE);
    if (page == 1)
        visit_canonical(visit, "/editions/");
    return visit_render(visit, "site/editions", error);
}
