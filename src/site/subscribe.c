/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscribe - ask to be on lists, by a form
 *
 * What costs least comes first: a field that only programs fill in and a time in which nobody reads
 * a form are looked at before the database is. A form that comes without that time, from another
 * site's page, is shown whole with what was typed, and so is one with a mistake. The answer to a
 * good one is the same whatever is true of the address: a letter to it says more.
 */
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "site/subscribe-view.h"

enum {
    READING_SECONDS = 2,  /* nobody is faster */
    FORM_SECONDS = 86400, /* a form left open for longer is shown again */
    VALUES_MAX = 200,
    STATUS_MISTAKE = 422,
    STATUS_LATER = 429,
};

static const char *
field(const Visit *visit, const char *name)
{
    const char *value = params_get(visit->request->form, name);

    return value != NULL ? value : "";
}

/* Fills the form with what was typed; `from` is the request's query or form. */
static gboolean
show_form(Visit *visit, const Params *from, GError **error)
{
    g_autofree const char **slugs = subscribe_view_values(from, "interest", VALUES_MAX);
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, clock_now() / G_USEC_PER_SEC);
    const char *delivery = params_get(from, "delivery");
    const Language language = language_read(params_get(from, "language"), visit->language);

    value_set_bool(visit->page, "form", TRUE);
    value_set_text(visit->page, "now", now);
    value_set_text(visit->page, "address", params_get(from, "address"));
    value_set_text(visit->page, "territory", params_get(from, "territory"));
    value_set_bool(visit->page, "as_digest", g_strcmp0(delivery, "digest") == 0);
    value_set_bool(visit->page, "as_weekly", g_strcmp0(delivery, "weekly") == 0);
    value_set_int(visit->page, "days",
                  settings_number(visit->site->settings, SETTING_RETENTION_UNCONFIRMED));
    value_set_text(visit->page, "script_url", visit->site->script.url);
    visit->response->policy = HTTP_POLICY_FORM;
    subscribe_view_languages(visit, language);
    return subscribe_view_lists(visit, from, error) &&
           subscribe_view_interests(visit, slugs, error) &&
           visit_render(visit, "site/subscribe", error);
}

/* How long somebody had the form: TRUE for a time in which it can be read. */
static gboolean
was_read(const Visit *visit)
{
    gint64 shown = 0;

    if (!g_ascii_string_to_signed(field(visit, "at"), 10, 0, G_MAXINT64, &shown, NULL))
        return FALSE;
    gint64 seconds = clock_now() / G_USEC_PER_SEC - shown;
    return seconds >= READING_SECONDS && seconds <= FORM_SECONDS;
}

/* Names of mistakes become true in the page; *code is the territory's or NULL. */
static gboolean
check(Visit *visit, char **code, gboolean *good, GError **error)
{
    PlaceOutcome place;
    g_autoptr(GError) wrong = NULL;

    *good = TRUE;
    if (!address_is_valid(field(visit, "address"), &wrong)) {
        value_set_bool(visit->page, "bad_address", TRUE);
        *good = FALSE;
    }
    if (params_get(visit->request->form, "list") == NULL) {
        value_set_bool(visit->page, "no_list", TRUE);
        *good = FALSE;
    }
    if (!subscribe_view_place(visit, visit->request->form, &place, code, error))
        return FALSE;
    value_set_bool(visit->page, "bad_place", place == PLACE_UNKNOWN);
    value_set_bool(visit->page, "which_place", place == PLACE_SEVERAL);
    *good &= place == PLACE_NONE || place == PLACE_FOUND;
    value_set_bool(visit->page, "mistake", !*good);
    return TRUE;
}

typedef struct {
    const Visit *visit;
    const char *code; /* of the territory, or NULL */
    gboolean waits;   /* the letter goes when the budget of all has room */
    gboolean later;   /* the budgets of letters are used up */
} Asked;

static gboolean
ask(Store *store, gpointer data, GError **error)
{
    Asked *asked = data;
    const Visit *visit = asked->visit;
    const Params *form = visit->request->form;
    const Settings *settings = visit->site->settings;
    g_autofree const char **lists = subscribe_view_values(form, "list", VALUES_MAX);
    g_autofree const char **interests = subscribe_view_values(form, "interest", VALUES_MAX);
    g_autofree char *key = address_fold(field(visit, "address"));
    static const char *const digests[] = {"digest", "weekly", NULL};
    const char *typed = field(visit, "delivery");
    const char *delivery = g_strv_contains(digests, typed) ? typed : "each";
    Language language = language_read(params_get(form, "language"), visit->language);
    SiteSubscribe row;

    g_autoptr(Rows) rows =
        site_subscribe(store, key, field(visit, "address"), language_code(language), lists,
                       delivery, asked->code, interests, visit->request->remote,
                       (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                       (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
                       (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    if (rows == NULL || !site_subscribe_next(rows, &row))
        return FALSE;
    asked->waits = g_str_equal(row.verdict, "waits");
    asked->later = g_str_equal(row.verdict, "later");
    return TRUE;
}

static gboolean
show_sent(Visit *visit, GError **error)
{
    value_set_bool(visit->page, "sent", TRUE);
    value_set_int(visit->page, "days",
                  settings_number(visit->site->settings, SETTING_RETENTION_UNCONFIRMED));
    return visit_render(visit, "site/subscribe", error);
}

gboolean
page_subscribe(Visit *visit, GError **error)
{
    g_autofree char *code = NULL;
    Asked asked = {.visit = visit};
    gboolean good = FALSE;

    visit->response->cache = "no-store";
    value_set_bool(visit->page, "at_subscribe", TRUE);
    if (visit->request->method != HTTP_POST)
        return show_form(visit, visit->request->query, error);
    if (*field(visit, "website") != '\0')
        return show_sent(visit, error);
    if (!was_read(visit)) {
        value_set_bool(visit->page, "again", TRUE);
        return show_form(visit, visit->request->form, error);
    }
    if (!check(visit, &code, &good, error))
        return FALSE;
    if (!good) {
        visit->response->status = STATUS_MISTAKE;
        return show_form(visit, visit->request->form, error);
    }
    asked.code = code;
    if (!site_forms_do_once(visit->site->forms, ask, &asked, error))
        return FALSE;
    value_set_bool(visit->page, "waits", asked.waits);
    if (!asked.later)
        return show_sent(visit, error);
    log_event(G_LOG_LEVEL_WARNING, "forms have had enough letters written", NULL);
    visit->response->status = STATUS_LATER;
    http_response_header(visit->response, "Retry-After", "3600");
    value_set_bool(visit->page, "later", TRUE);
    return show_form(visit, visit->request->form, error);
}
