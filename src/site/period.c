/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * period - a list by the calendar: the months it has, and the posts of a month or a day
 *
 * Months and days are those of the site's time zone. A month without a post is not there, today's
 * excepted.
 */
#include "base/clock.h"
#include "store/query.h"

#include "site/pages.h"
#include "site/paging.h"
#include "site/post-feed.h"

enum { POSTS_SHOWN = 120 };

static gboolean
enter(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
    SiteList row;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(rows, &row))
        return visit_not_found(error);
    visit_in_list(visit, row.title);
    return TRUE;
}

static Rows *
months(Visit *visit, GError **error)
{
    return site_months(visit->store, visit->route.list, words_zone(visit->words), error);
}

gboolean
page_months(Visit *visit, GError **error)
{
    SiteMonths row;
    gint32 year = 0;
    Value *in_year = NULL;

    if (!enter(visit, error))
        return FALSE;
    g_autoptr(Rows) rows = months(visit, error);
    if (rows == NULL)
        return FALSE;
    Value *years = value_set_list(visit->page, "years");
    while (site_months_next(rows, &row)) {
        g_autofree char *url = route_period(visit->route.list, row.year, row.month, 0);
        if (row.year != year || in_year == NULL) {
            Value *dict = value_append_dict(years);
            value_set_int(dict, "year", row.year);
            in_year = value_set_list(dict, "months");
            year = row.year;
        }
        Value *month = value_append_dict(in_year);
        value_set_text(month, "url", url);
        value_set_text(month, "name", words_month_name(visit->words, row.month));
    }
    value_set_bool(visit->page, "noindex", TRUE);
    return visit_render(visit, "site/months", error);
}

typedef struct {
    gint64 from; /* microseconds */
    gint64 to;
    char *path;
    char *title;
} Period;

static void
period_clear(Period *period)
{
    g_free(period->path);
    g_free(period->title);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Period, period_clear)

static void
period_read(const Visit *visit, Period *period)
{
    const Route *route = &visit->route;
    const Words *words = visit->words;
    int day = MAX(route->day, 1);

    period->from = words_moment(words, route->year, route->month, day);
    period->to = route->day > 0 ? words_moment(words, route->year, route->month, day + 1)
                                : words_moment(words, route->year, route->month + 1, 1);
    period->path = route_period(route->list, route->year, route->month, route->day);
    period->title = route->day > 0 ? words_date(words, period->from)
                                   : words_month(words, route->year, route->month);
}

/* The way to the month beside, of those that the list has. */
static gboolean
add_neighbours(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = months(visit, error);
    int here = visit->route.year * 12 + visit->route.month;
    SiteMonths row, earlier = {0}, later = {0};

    if (rows == NULL)
        return FALSE;
    while (earlier.year == 0 && site_months_next(rows, &row)) {
        if (row.year * 12 + row.month > here)
            later = row;
        else if (row.year * 12 + row.month < here)
            earlier = row;
    }
    if (earlier.year != 0) {
        g_autofree char *url = route_period(visit->route.list, earlier.year, earlier.month, 0);
        g_autofree char *name = words_month(visit->words, earlier.year, earlier.month);
        value_set_text(visit->page, "earlier_url", url);
        value_set_text(visit->page, "earlier", name);
    }
    if (later.year != 0) {
        g_autofree char *url = route_period(visit->route.list, later.year, later.month, 0);
        g_autofree char *name = words_month(visit->words, later.year, later.month);
        value_set_text(visit->page, "later_url", url);
        value_set_text(visit->page, "later", name);
    }
    return TRUE;
}

static void
add_crumbs(Visit *visit, const Period *period)
{
    const Route *route = &visit->route;
    g_autofree char *list = route_list(route->list);
    g_autofree char *all = route_with(list, "by", "month");

    value_set_text(visit->page, "months_url", all);
    value_set_text(visit->page, "title", period->title);
    if (route->day > 0) {
        g_autofree char *url = route_period(route->list, route->year, route->month, 0);
        g_autofree char *name = words_month(visit->words, route->year, route->month);
        value_set_text(visit->page, "month_url", url);
        value_set_text(visit->page, "month", name);
        return;
    }
    g_autofree char *mbox =
        g_strdup_printf("/%s/%04d-%02d.mbox.gz", route->list, route->year, route->month);
    value_set_text(visit->page, "mbox_url", mbox);
}

/* A heading for each day. */
static void
add_post(Visit *visit, Value *days, Value **posts, int *last_day, const SitePosts *row)
{
    g_autofree char *url = route_message(visit->route.list, row->link);
    int year, month, day;

    words_day_of(visit->words, row->date, &year, &month, &day);
    if (*posts == NULL || day != *last_day) {
        g_autofree char *day_url = route_period(visit->route.list, year, month, day);
        Value *dict = value_append_dict(days);
        visit_date(visit, dict, "day", row->date);
        if (visit->route.day == 0)
            value_set_text(dict, "day_url", day_url);
        *posts = value_set_list(dict, "posts");
        *last_day = day;
    }
    Value *post = value_append_dict(*posts);
    value_set_text(post, "url", url);
    visit_set_subject(visit, post, row->subject);
    value_set_text(post, "author", visit_author(visit, row->author));
    visit_date_time(visit, post, "date", row->date);
}

static PagingPlace
place_of(const SitePosts *row)
{
    return (PagingPlace){row->date, row->message};
}

static gboolean
add_posts(Visit *visit, const Period *period, GError **error)
{
    SitePosts rows_read[POSTS_SHOWN + 1];
    Paging paging;
    Value *posts = NULL;
    int last_day = 0;
    guint n = 0;

    if (!paging_read(visit, FALSE, &paging, error))
        return FALSE;
    g_autoptr(Rows) rows =
        site_posts(visit->store, visit->route.list, period->from, period->to, paging.time,
                   paging.number, paging.back, POSTS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    while (n < G_N_ELEMENTS(rows_read) && site_posts_next(rows, &rows_read[n]))
        n++;
    if (n == 0 && (clock_now() < period->from || clock_now() >= period->to))
        return visit_not_found(error);
    guint shown = paging_shown(n, POSTS_SHOWN);
    Value *days = value_set_list(visit->page, "days");
    for (guint i = 0; i < shown; i++)
        add_post(visit, days, &posts, &last_day, &rows_read[paging_index(&paging, shown, i)]);

    g_autofree char *previous = NULL, *next = NULL;
    if (paging_has_previous(&paging, n, POSTS_SHOWN))
        previous = paging_url(&paging, FALSE, period->path,
                              place_of(&rows_read[paging_index(&paging, shown, 0)]));
    if (paging_has_next(&paging, n, POSTS_SHOWN))
        next = paging_url(&paging, TRUE, period->path,
                          place_of(&rows_read[paging_index(&paging, shown, shown - 1)]));
    value_set_bool(visit->page, "has_pages", previous != NULL || next != NULL);
    value_set_text(visit->page, "previous_url", previous);
    value_set_text(visit->page, "next_url", next);
    if (paging.first)
        visit_canonical(visit, period->path);
    return TRUE;
}

gboolean
page_period(Visit *visit, GError **error)
{
    g_auto(Period) period = {0};

    if (!enter(visit, error))
        return FALSE;
    period_read(visit, &period);
    add_crumbs(visit, &period);
    /* A day is a part of its month: found there. */
    value_set_bool(visit->page, "noindex", visit->route.day > 0);
    return add_posts(visit, &period, error) &&
           (visit->route.day > 0 || add_neighbours(visit, error)) &&
           visit_render(visit, "site/period", error);
}
