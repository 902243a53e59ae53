/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - what there is about a territory or inside it, and about a theme or below it
 *
 * Contributions, discussions and editions, as a page and as one feed. A territory has one address,
 * its code: its word, and the codes of communes that merged, lead there.
 */
#include "site/contribution-view.h"
#include "site/pages.h"
#include "site/post-feed.h"
#include "site/written.h"

enum { THREADS_SHOWN = 10 };

/* The threads that moved last, and the search that has all of them. */
static gboolean
add_threads(Visit *visit, const ContributionChoice *choice, GError **error)
{
    g_autoptr(Rows) rows =
        site_threads_about(visit->store, choice->territory, choice->interest, THREADS_SHOWN, error);
    g_autofree char *query =
        g_strdup_printf("%s:%s", choice->territory != NULL ? "territory" : "interest",
                        choice->territory != NULL ? choice->territory : choice->interest);
    g_autofree char *found = route_with("/", "q", query);
    g_autofree char *all = route_with(found, "order", "newest");
    SiteThreadsAbout row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_threads", rows_count(rows) > 0);
    value_set_text(visit->page, "threads_url", all);
    Value *threads = value_set_list(visit->page, "threads");
    while (site_threads_about_next(rows, &row)) {
        Value *thread = value_append_dict(threads);
        g_autofree char *url =
            row.posts > 1 ? route_thread(row.list, row.link) : route_message(row.list, row.link);
        value_set_text(thread, "url", url);
        visit_set_subject(visit, thread, row.subject);
        value_set_text(thread, "author", visit_author(visit, row.author));
        value_set_text(thread, "list_title", row.list_title);
        value_set_int(thread, "posts", row.posts);
        visit_date(visit, thread, "last", row.last);
    }
    return TRUE;
}

static gboolean
add_edition_items(Visit *visit, const ContributionChoice *choice, FeedItems *items, GError **error)
{
    g_autoptr(Rows) rows =
        site_editions_about(visit->store, choice->territory, choice->interest, FEED_ENTRIES, error);
    SiteEditionsAbout row;

    if (rows == NULL)
        return FALSE;
    while (site_editions_about_next(rows, &row)) {
        g_autofree char *url = route_edition(row.list, row.number);
        g_autofree char *message = route_message(row.list, row.link);
        g_autofree char *html = written_html(row.editorial, 2);
        feed_items_drop(items, message);
        feed_items_add(items, url, row.title, row.language, row.sent, row.list_title, html);
    }
    return TRUE;
}

static gboolean
render_feed(Visit *visit, const ContributionChoice *choice, GError **error)
{
    g_autoptr(FeedItems) items = feed_items_new();

    if (!contribution_view_feed(visit, choice, items, error) ||
        !post_feed_about(visit, choice->territory, choice->interest, items, error) ||
        !add_edition_items(visit, choice, items, error))
        return FALSE;
    feed_begin(visit, choice->title, choice->path);
    feed_add_items(visit, items);
    return feed_render(visit, error);
}

static gboolean
show(Visit *visit, const ContributionChoice *choice, GError **error)
{
    value_set_text(visit->page, "name", choice->title);
    if (visit->route.feed != ROUTE_FEED_NONE)
        return render_feed(visit, choice, error);
    feed_offer(visit, choice->path);
    if (!contribution_view_list(visit, choice, error) ||
        !contribution_view_editions(visit, choice->territory, choice->interest, error) ||
        !add_threads(visit, choice, error))
        return FALSE;
    /* 36,000 communes of which nothing is known yet are no find for a search engine. */
    value_set_bool(visit->page, "noindex",
                   value_first(value_get(visit->page, "contributions")) == NULL &&
                       value_first(value_get(visit->page, "threads")) == NULL);
    return visit_render(visit, "site/place", error);
}

gboolean
page_territory(Visit *visit, GError **error)
{
    static const char *const files[] = {
        [ROUTE_FEED_NONE] = "", [ROUTE_FEED_ATOM] = "new.atom", [ROUTE_FEED_JSON] = "feed.json"};
    g_autoptr(Rows) rows = site_territory(visit->store, visit->route.name, error);
    SiteTerritory row;

    if (rows == NULL)
        return FALSE;
    if (!site_territory_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_in("territories", row.code);
    if (!g_str_equal(row.code, visit->route.name)) {
        g_autofree char *url = g_strconcat(path, files[visit->route.feed], NULL);
        http_response_redirect(visit->response, 301, url);
        return TRUE;
    }
    const ContributionChoice choice = {.territory = row.code, .path = path, .title = row.name};
    value_set_bool(visit->page, "is_territory", TRUE);
    value_set_bool(visit->page, row.kind, TRUE);
    return show(visit, &choice, error);
}

gboolean
page_interest(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows =
        site_interest(visit->store, visit->route.name, language_code(visit->language), error);
    SiteInterest row;

    if (rows == NULL)
        return FALSE;
    if (!site_interest_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_in("interests", visit->route.name);
    const ContributionChoice choice = {
        .interest = visit->route.name, .path = path, .title = row.label};
    return show(visit, &choice, error);
}
