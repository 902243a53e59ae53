/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * me - the page where people set what they receive
 *
 * GET and HEAD show it and change nothing. The link may be in a forwarded letter, so that the page
 * shows no address whole, gives nothing away and erases nobody: what is known goes to their
 * address, and so does the link that erases; addresses change by mail (see me-address.c). Each form
 * is one change, told on the page; one with a mistake changes nothing and keeps what was typed.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "site/me-address.h"
#include "site/me-reading.h"
#include "site/me-view.h"

enum { VALUES_MAX = 200, STATUS_MISTAKE = 422 };

/* One form on its way. */
typedef struct {
    Visit *visit;
    MeTyped typed; /* what is shown as it was typed */
    PlaceOutcome outcome;
    char *place; /* the territory that was typed and found */
} Change;

static void
change_clear(Change *change)
{
    g_free(change->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

static const char *
field(const Visit *visit, const char *name)
{
    const char *value = params_get(visit->request->form, name);

    return value != NULL ? value : "";
}

static void
mistake(Change *change, MeTyped typed, const char *word)
{
    change->typed = typed;
    value_set_bool(change->visit->page, word, TRUE);
    change->visit->response->status = STATUS_MISTAKE;
}

/* What of a list they want to read about: a field "topic-NAME" for each; none: everything. That the
 * form has them to tick is said by its field "topics-NAME". */
static gboolean
set_topics(Visit *visit, Store *forms, const char *list, GError **error)
{
    g_autofree char *asked = g_strconcat("topics-", list, NULL);
    g_autofree char *name = g_strconcat("topic-", list, NULL);

    if (params_get(visit->request->form, asked) == NULL)
        return TRUE;
    g_autofree const char **slugs = subscribe_view_values(visit->request->form, name, VALUES_MAX);
    g_autoptr(Rows) rows = site_me_set_topics(forms, visit->route.name, list, slugs, error);
    return rows != NULL;
}

/* One list in one of the ways to receive it, or "leave": its field "list-NAME". */
static gboolean
set_list(Visit *visit, Store *forms, const char *list, gboolean leave_all, GError **error)
{
    static const char *const ways[] = {"each", "daily", "weekly", "important",
                                       "none", "leave", NULL};
    g_autofree char *name = g_strconcat("list-", list, NULL);
    const char *way = leave_all ? "leave" : field(visit, name);
    SiteMeSetList done;

    if (!leave_all && !set_topics(visit, forms, list, error))
        return FALSE;
    if (!g_strv_contains(ways, way))
        return TRUE;
    g_autoptr(Rows) rows = site_me_set_list(forms, visit->route.name, list, way, error);
    if (rows == NULL || !site_me_set_list_next(rows, &done))
        return FALSE;
    if (done.done && g_str_equal(way, "leave"))
        value_set_bool(visit->page, "left", TRUE);
    return TRUE;
}

/* Each list that they are on, or all left. */
static gboolean
set_lists(Change *change, Store *forms, gboolean leave_all, GError **error)
{
    Visit *visit = change->visit;
    g_autofree char *bad = NULL;
    g_autoptr(Rows) rows = site_me_page(forms, visit->route.name, language_code(visit->language), 0,
                                        NULL, NULL, error);
    SiteMePage row;

    if (rows == NULL)
        return FALSE;
    while (site_me_page_next(rows, &row))
        if (g_str_equal(row.part, "list") && !set_list(visit, forms, row.name, leave_all, error))
            return FALSE;
    if (!leave_all && !me_reading_set(visit, forms, &bad, error))
        return FALSE;
    if (bad == NULL)
        value_set_bool(visit->page, "saved", TRUE);
    else
        mistake(change, ME_LISTS, "bad_reading");
    value_set_text(visit->page, "bad_field", bad);
    return TRUE;
}

/* Territories, interests and language; only looked at, with `saves` FALSE. The place that was typed
 * was looked for before. */
static gboolean
set_person(Change *change, Store *forms, gboolean saves, GError **error)
{
    Visit *visit = change->visit;
    const Params *form = visit->request->form;

    if (!saves) {
        change->typed = ME_PERSON;
        value_set_bool(visit->page, "previewed", TRUE);
        return TRUE;
    }
    g_autofree const char **kept = subscribe_view_values(form, "keep", VALUES_MAX);
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    for (guint i = 0; kept[i] != NULL; i++)
        g_ptr_array_add(places, (gpointer)kept[i]);
    if (change->place != NULL)
        g_ptr_array_add(places, change->place);
    g_ptr_array_add(places, NULL);
    g_autofree const char **interests = subscribe_view_values(form, "interest", VALUES_MAX);
    Language language = language_read(params_get(form, "language"), visit->language);
    g_autoptr(Rows) rows = site_me_set_person(forms, visit->route.name, language_code(language),
                                              (const char *const *)places->pdata, interests, error);
    value_set_bool(visit->page, "saved", TRUE);
    return rows != NULL;
}

/* What is wrong is found before a connection that may write is taken, and so before anything is
 * written: the page with its mistake is shown by the one that reads. */
static gboolean
find_mistake(Change *change, const char *act, GError **error)
{
    Visit *visit = change->visit;
    const char *from = field(visit, "from"), *until = field(visit, "until");

    if (g_str_equal(act, "break") &&
        (!me_is_day(from) || !me_is_day(until) || strcmp(from, until) > 0))
        mistake(change, ME_BREAK, "bad_break");
    if (!g_str_equal(act, "person") && !g_str_equal(act, "preview"))
        return TRUE;
    if (!subscribe_view_place(visit, visit->request->form, &change->outcome, &change->place, error))
        return FALSE;
    if (change->outcome == PLACE_UNKNOWN)
        mistake(change, ME_PERSON, "bad_place");
    if (change->outcome == PLACE_SEVERAL)
        mistake(change, ME_PERSON, "which_place");
    return TRUE;
}

static gboolean
set_break(Change *change, Store *forms, gboolean ends, GError **error)
{
    Visit *visit = change->visit;
    const char *from = field(visit, "from"), *until = field(visit, "until");

    g_autoptr(Rows) rows =
        site_me_set_break(forms, visit->route.name, ends ? NULL : from, ends ? NULL : until, error);
    value_set_bool(visit->page, "saved", TRUE);
    return rows != NULL;
}

static gboolean
set_zone(Change *change, Store *forms, GError **error)
{
    Visit *visit = change->visit;
    g_autoptr(Rows) rows = site_me_set_zone(forms, visit->route.name, field(visit, "zone"), error);
    SiteMeSetZone row;

    if (rows == NULL || !site_me_set_zone_next(rows, &row))
        return FALSE;
    if (row.done)
        value_set_bool(visit->page, "saved", TRUE);
    else
        mistake(change, ME_ZONE, "bad_zone");
    return TRUE;
}

static gboolean
set_initials(Visit *visit, Store *forms, GError **error)
{
    g_autoptr(Rows) rows = site_me_set_initials(
        forms, visit->route.name, g_str_equal(field(visit, "shown"), "initials"), error);

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
set_address(Change *change, Store *forms, const char *act, GError **error)
{
    Visit *visit = change->visit;

    if (g_str_equal(act, "address-first"))
        return me_address_first(visit, forms, error);
    if (g_str_equal(act, "address-remove"))
        return me_address_remove(visit, forms, error);
    if (!me_address_add(visit, forms, error))
        return FALSE;
    if (visit->response->status == STATUS_MISTAKE)
        change->typed = ME_ADDRESS;
    return TRUE;
}

static gboolean
make(Change *change, Store *forms, GError **error)
{
    Visit *visit = change->visit;
    const char *act = field(visit, "act");

    if (g_str_equal(act, "lists") || g_str_equal(act, "leave-all"))
        return set_lists(change, forms, g_str_equal(act, "leave-all"), error);
    if (g_str_equal(act, "person") || g_str_equal(act, "preview"))
        return set_person(change, forms, g_str_equal(act, "person"), error);
    if (g_str_equal(act, "break") || g_str_equal(act, "resume"))
        return set_break(change, forms, g_str_equal(act, "resume"), error);
    if (g_str_equal(act, "zone"))
        return set_zone(change, forms, error);
    if (g_str_equal(act, "shown"))
        return set_initials(visit, forms, error);
    if (g_str_equal(act, "export") || g_str_equal(act, "erase"))
        return send_letter(visit, forms, act, error);
    if (g_str_equal(act, "archive"))
        return send_archive(visit, forms, error);
    if (g_str_has_prefix(act, "address-"))
        return set_address(change, forms, act, error);
    return fail(error, ERROR_BAD_INPUT, "the page has no such form");
}

static gboolean
make_it(Store *forms, gpointer data, GError **error)
{
    Change *change = data;

    change->typed = ME_KEPT;
    return make(change, forms, error);
}

/* What holds then is read where it was written: a standby may not have it yet. */
static gboolean
show_it(Store *forms, gpointer data, GError **error)
{
    const Change *change = data;

    return me_view(change->visit, forms, change->typed, change->place, error);
}

/* The answer to a form; whoever has no page is told that alone. */
static gboolean
take(Change *change, GError **error)
{
    Visit *visit = change->visit;
    SiteMeOpens row;

    if (!find_mistake(change, field(visit, "act"), error))
        return FALSE;
    if (change->typed != ME_KEPT)
        return me_view(visit, visit->store, change->typed, NULL, error);
    if (g_str_equal(field(visit, "act"), "preview")) /* which writes nothing */
        return make_it(visit->store, change, error) && show_it(visit->store, change, error);
    /* A connection that may write is for who has a page. */
    g_autoptr(Rows) rows = site_me_opens(visit->store, visit->route.name, error);
    if (rows == NULL || !site_me_opens_next(rows, &row))
        return FALSE;
    if (!row.opens)
        return me_view(visit, visit->store, ME_KEPT, NULL, error);
    return site_forms_do_once(visit->site->forms, make_it, change, error) &&
           site_forms_do(visit->site->forms, show_it, change, error);
}

gboolean
page_me(Visit *visit, GError **error)
{
    g_auto(Change) change = {.visit = visit, .typed = ME_KEPT};

    visit->response->log_path = g_strdup("/me/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    gboolean good = visit->request->method == HTTP_POST
                        ? take(&change, error)
                        : me_view(visit, visit->store, ME_KEPT, NULL, error);
    return good && visit_render(visit, "site/me", error);
}
