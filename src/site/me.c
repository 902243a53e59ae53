/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * me - the page where people set what they receive
 *
 * GET and HEAD show it and change nothing. The link may be in a forwarded letter, so that the page
 * shows no address whole, gives nothing away and erases nobody: what is known goes to their
 * address, and so does the link that erases. Each form is one change, told on the page.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "site/subscribe-view.h"

enum { VALUES_MAX = 200, STATUS_MISTAKE = 422 };

static const char *
field(const Visit *visit, const char *name)
{
    const char *value = params_get(visit->request->form, name);

    return value != NULL ? value : "";
}

static gboolean
show_lists(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_lists(store, visit->route.name, error);
    SiteMeLists row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(visit->page, "lists");
    value_set_bool(visit->page, "has_lists", rows_count(rows) > 0);
    while (site_me_lists_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        g_autofree char *mode = g_strconcat("as_", row.delivery, NULL);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
        value_set_bool(list, "has_digest", !row.is_newsletter);
        value_set_bool(list, mode, TRUE);
    }
    return TRUE;
}

static gboolean
show_private(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_private(store, visit->route.name, error);
    SiteMePrivate row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(visit->page, "private_lists");
    value_set_bool(visit->page, "has_private_lists", rows_count(rows) > 0);
    while (site_me_private_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
    }
    return TRUE;
}

static gboolean
show_places(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_places(store, visit->route.name, error);
    SiteMePlaces row;

    if (rows == NULL)
        return FALSE;
    Value *own = value_set_list(visit->page, "own_places");
    while (site_me_places_next(rows, &row)) {
        Value *place = value_append_dict(own);
        value_set_text(place, "code", row.code);
        value_set_text(place, "name", row.name);
    }
    return TRUE;
}

static gboolean
show_interests(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_interests(store, visit->route.name, error);
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    SiteMeInterests row;

    if (rows == NULL)
        return FALSE;
    while (site_me_interests_next(rows, &row))
        g_ptr_array_add(slugs, (gpointer)row.slug);
    g_ptr_array_add(slugs, NULL);
    return subscribe_view_interests(visit, (const char *const *)slugs->pdata, error);
}

/* Fills the page with what holds now, as `store` sees it. */
static gboolean
show(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me(store, visit->route.name, error);
    SiteMe row;

    if (rows == NULL)
        return FALSE;
    if (!site_me_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/me", error);
    }
    value_set_bool(visit->page, "known", TRUE);
    value_set_text(visit->page, "masked", row.masked);
    value_set_text(visit->page, "action_url", visit->request->path);
    value_set_text(visit->page, "break_from", row.break_from);
    value_set_text(visit->page, "break_until", row.break_until);
    value_set_bool(visit->page, "has_break", *row.break_from != '\0');
    subscribe_view_languages(visit, language_read(row.language, visit->language));
    return show_lists(visit, store, error) && show_private(visit, store, error) &&
           show_places(visit, store, error) && show_interests(visit, store, error) &&
           visit_render(visit, "site/me", error);
}

/* Names the list and one of the ways to receive it, or "leave": a field "list-NAME" each. */
static gboolean
set_lists(Visit *visit, Store *forms, GError **error)
{
    g_autoptr(Rows) lists = site_me_lists(forms, visit->route.name, error);
    static const char *const ways[] = {"each", "digest", "none", "leave", NULL};
    SiteMeLists list;
    SiteMeSetList done;

    if (lists == NULL)
        return FALSE;
    while (site_me_lists_next(lists, &list)) {
        g_autofree char *name = g_strconcat("list-", list.name, NULL);
        const char *way = field(visit, name);
        if (!g_strv_contains(ways, way))
            continue;
        g_autoptr(Rows) rows = site_me_set_list(forms, visit->route.name, list.name, way, error);
        if (rows == NULL || !site_me_set_list_next(rows, &done))
            return FALSE;
    }
    value_set_bool(visit->page, "saved", TRUE);
    return TRUE;
}

static gboolean
set_person(Visit *visit, Store *forms, GError **error)
{
    const Params *form = visit->request->form;
    g_autofree char *code = NULL;
    PlaceOutcome place;

    if (!subscribe_view_place(visit, form, &place, &code, error))
        return FALSE;
    value_set_text(visit->page, "territory", params_get(form, "territory"));
    if (place == PLACE_UNKNOWN || place == PLACE_SEVERAL) {
        value_set_bool(visit->page, place == PLACE_UNKNOWN ? "bad_place" : "which_place", TRUE);
        visit->response->status = STATUS_MISTAKE;
        return TRUE;
    }
    g_autofree const char **kept = subscribe_view_values(form, "keep", VALUES_MAX);
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    for (guint i = 0; kept[i] != NULL; i++)
        g_ptr_array_add(places, (gpointer)kept[i]);
    if (code != NULL)
        g_ptr_array_add(places, code);
    g_ptr_array_add(places, NULL);
    g_autofree const char **interests = subscribe_view_values(form, "interest", VALUES_MAX);
    Language language = language_read(params_get(form, "language"), visit->language);
    g_autoptr(Rows) rows = site_me_set_person(forms, visit->route.name, language_code(language),
                                              (const char *const *)places->pdata, interests, error);
    value_set_bool(visit->page, "has_places", FALSE);
    value_set_text(visit->page, "territory", NULL);
    value_set_bool(visit->page, "saved", TRUE);
    return rows != NULL;
}

/* A day as date fields send it. */
static gboolean
is_day(const char *text)
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

static gboolean
set_break(Visit *visit, Store *forms, gboolean ends, GError **error)
{
    const char *from = field(visit, "from"), *until = field(visit, "until");

    if (!ends && (!is_day(from) || !is_day(until) || strcmp(from, until) > 0)) {
        value_set_bool(visit->page, "bad_break", TRUE);
        visit->response->status = STATUS_MISTAKE;
        return TRUE;
    }
    g_autoptr(Rows) rows =
        site_me_set_break(forms, visit->route.name, ends ? NULL : from, ends ? NULL : until, error);
    value_set_bool(visit->page, "saved", TRUE);
    return rows != NULL;
}

static gboolean
send_letter(Visit *visit, Store *forms, const char *what, GError **error)
{
    const Settings *settings = visit->site->settings;
    g_autoptr(Rows) rows =
        site_me_letter(forms, visit->route.name, what,
                       (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                       (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);

    value_set_bool(visit->page, "letter", TRUE);
    return rows != NULL;
}

/* As for export: the link goes to their address, since this page's may have been forwarded. */
static gboolean
send_archive(Visit *visit, Store *forms, GError **error)
{
    const Settings *settings = visit->site->settings;
    g_autoptr(Rows) rows =
        site_me_archive(forms, visit->route.name, field(visit, "list"),
                        (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);

    value_set_bool(visit->page, "letter", TRUE);
    return rows != NULL;
}

static gboolean
change(Visit *visit, Store *forms, GError **error)
{
    const char *act = field(visit, "act");

    if (g_str_equal(act, "lists"))
        return set_lists(visit, forms, error);
    if (g_str_equal(act, "person"))
        return set_person(visit, forms, error);
    if (g_str_equal(act, "break") || g_str_equal(act, "resume"))
        return set_break(visit, forms, g_str_equal(act, "resume"), error);
    if (g_str_equal(act, "export") || g_str_equal(act, "erase"))
        return send_letter(visit, forms, act, error);
    if (g_str_equal(act, "archive"))
        return send_archive(visit, forms, error);
    return fail(error, ERROR_BAD_INPUT, "the page has no such form");
}

gboolean
page_me(Visit *visit, GError **error)
{
    visit->response->log_path = g_strdup("/me/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    if (visit->request->method != HTTP_POST)
        return show(visit, visit->store, error);
    g_autoptr(Rows) rows = site_me(visit->store, visit->route.name, error);
    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0)
        return show(visit, visit->store, error);
    g_autoptr(Store) forms =
        store_open(visit->site->settings, visit->site->state, STORE_FORMS, error);
    return forms != NULL && change(visit, forms, error) && show(visit, forms, error);
}
