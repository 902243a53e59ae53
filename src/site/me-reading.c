/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-reading - how the digests of a list come, set on the page of one's own; see me-reading.h */
#include "site/me-reading.h"

#include <string.h>

#include "base/clock.h"
#include "store/query.h"

enum { POSTS_MAX = 200, ISO_DAY_SIZE = 10 };

gboolean
me_is_day(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "-", -1);
    guint64 numbers[3];

    if (strlen(text) != 10 || g_strv_length(parts) != 3)
        return FALSE;
    for (guint i = 0; i < 3; i++)
        if (!g_ascii_string_to_unsigned(parts[i], 10, 1, 9999, &numbers[i], NULL))
            return FALSE;
    return numbers[1] <= 12 && numbers[2] <= 31 &&
           g_date_valid_dmy((GDateDay)numbers[2], (GDateMonth)numbers[1], (GDateYear)numbers[0]);
}

/* NULL: the form has no such field. */
static const char *
field_of(const Visit *visit, const char *what, const char *list)
{
    g_autofree char *name = g_strconcat(what, "-", list, NULL);

    return params_get(visit->request->form, name);
}

/* Empty is as the list says: 0. */
static gboolean
is_posts(const char *text, guint64 *posts)
{
    *posts = 0;
    return *text == '\0' || g_ascii_string_to_unsigned(text, 10, 1, POSTS_MAX, posts, NULL);
}

static gboolean
is_day_or_none(const char *text)
{
    return text == NULL || *text == '\0' || me_is_day(text);
}

static void
note_bad(char **bad, const char *list, const char *what)
{
    if (*bad == NULL)
        *bad = g_strconcat(list, "-", what, NULL);
}

void
me_reading_show_typed(const Visit *visit, Value *list)
{
    const char *name = value_text(value_get(list, "name"));
    const char *posts = field_of(visit, "posts", name);
    const char *from = field_of(visit, "from", name);
    const char *until = field_of(visit, "until", name);
    guint64 number;

    if (until == NULL)
        return;
    value_set_text(list, "own_posts", posts);
    value_set_text(list, "pause_from", from);
    value_set_text(list, "pause_until", until);
    value_set_bool(list, "bad_posts", posts != NULL && !is_posts(posts, &number));
    value_set_bool(list, "bad_from", *until != '\0' && !is_day_or_none(from));
    value_set_bool(list, "bad_until", !is_day_or_none(until));
    value_set_bool(list, "is_own", TRUE);
}

static gboolean
set_one(Visit *visit, Store *forms, const SiteMeReading *row, const char *today, char **bad,
        GError **error)
{
    const char *form = field_of(visit, "form", row->list);
    const char *said = field_of(visit, "posts", row->list);
    const char *from = field_of(visit, "from", row->list);
    const char *until = field_of(visit, "until", row->list);
    guint64 posts = (guint64)row->posts;

    if (until == NULL)
        return TRUE;
    if (form == NULL || (!g_str_equal(form, "plain") && !g_str_equal(form, "mime")))
        form = row->form;
    if (said != NULL && !is_posts(said, &posts)) {
        posts = (guint64)row->posts;
        note_bad(bad, row->list, "posts");
    }
    if (*until != '\0' && (!is_day_or_none(from) || !me_is_day(until)))
        note_bad(bad, row->list, is_day_or_none(from) ? "until" : "from");
    if (*until == '\0')
        from = until = NULL;
    else if (from == NULL || *from == '\0')
        from = today;
    if (until != NULL && (!me_is_day(from) || !me_is_day(until))) {
        from = row->pause_from;
        until = row->pause_until;
    }
    gboolean turned = until != NULL && strcmp(from, until) > 0;
    g_autoptr(Rows) rows =
        site_me_set_reading(forms, visit->route.name, row->list, form, (gint32)posts,
                            turned ? until : from, turned ? from : until, error);
    return rows != NULL;
}

gboolean
me_reading_set(Visit *visit, Store *forms, char **bad, GError **error)
{
    g_autoptr(Rows) rows = site_me_reading(forms, visit->route.name, error);
    g_autofree char *now = clock_format(clock_now());
    g_autofree char *today = g_strndup(now, ISO_DAY_SIZE);
    SiteMeReading row;

    if (rows == NULL)
        return FALSE;
    while (site_me_reading_next(rows, &row))
        if (!set_one(visit, forms, &row, today, bad, error))
            return FALSE;
    return TRUE;
}
