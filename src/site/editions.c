/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editions - every edition that was sent, of all lists or of one, the latest first; and its feeds
 */
#include "store/query.h"

#include "site/feed.h"
#include "site/pages.h"
#include "site/written.h"

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
page_url(const char *path, guint page)
{
    g_autofree char *number = g_strdup_printf("%u", page);

    return page > 1 ? route_with(path, "page", number) : g_strdup(path);
}

static gboolean
add_page(Visit *visit, const char *path, GError **error)
{
    guint page = route_read_page(params_get(visit->request->query, "page"), PAGES_MAX);
    SiteEditions row;
    guint n = 0;

    if (page == 0)
        return visit_not_found(error);
    g_autoptr(Rows) rows =
        site_editions(visit->store, visit->route.list, (gint32)(page - 1) * EDITIONS_SHOWN,
                      EDITIONS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    if (page > 1 && rows_count(rows) == 0)
        return visit_not_found(error);
    Value *editions = value_set_list(visit->page, "editions");
    for (; n < EDITIONS_SHOWN && site_editions_next(rows, &row); n++)
        add_edition(visit, editions, &row);
    g_autofree char *newer = page > 1 ? page_url(path, page - 1) : NULL;
    g_autofree char *older = rows_count(rows) > EDITIONS_SHOWN ? page_url(path, page + 1) : NULL;
    visit_pages(visit, newer, older);
    if (page == 1)
        visit_canonical(visit, path);
    return TRUE;
}

static gboolean
render_feed(Visit *visit, const char *title, const char *path, GError **error)
{
    g_autoptr(Rows) rows = site_editions(visit->store, visit->route.list, 0, FEED_ENTRIES, error);
    SiteEditions row;

    if (rows == NULL)
        return FALSE;
    feed_begin(visit, title, path);
    while (site_editions_next(rows, &row)) {
        g_autofree char *url = route_edition(row.list, row.number);
        g_autofree char *html = written_html(row.editorial, 2);
        feed_add(visit, url, row.title, row.language, row.sent, row.list_title, row.summary, html);
    }
    return feed_render(visit, error);
}

gboolean
page_editions(Visit *visit, GError **error)
{
    g_autofree char *path = route_editions(visit->route.list);
    g_autofree char *title = g_strdup(words_get(visit->words, "editions"));

    if (visit->route.list != NULL) {
        g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
        SiteList row;
        if (rows == NULL)
            return FALSE;
        if (!site_list_next(rows, &row))
            return visit_not_found(error);
        g_free(title);
        title = g_strdup(row.title);
        visit_in_list(visit, row.title);
    }
    if (visit->route.feed != ROUTE_FEED_NONE)
        return render_feed(visit, title, path, error);
    value_set_bool(visit->page, "at_editions", TRUE);
    feed_offer(visit, path);
    return add_page(visit, path, error) && visit_render(visit, "site/editions", error);
}
