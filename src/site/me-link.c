/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-link - have the link to one's own page sent; the answer tells nothing of the address */
#include "base/address.h"
#include "store/query.h"

#include "site/pages.h"

enum { STATUS_MISTAKE = 422, STATUS_LATER = 429 };

typedef struct {
    const Visit *visit;
    const char *address;
    gboolean later; /* the budget of letters of their network is used up */
    gboolean waits; /* the one of all: the letter waits for its turn */
} Asked;

static gboolean
ask(Store *store, gpointer data, GError **error)
{
    Asked *asked = data;
    const Settings *settings = asked->visit->site->settings;
    g_autofree char *key = address_fold(asked->address);
    SiteMeLink row;

    g_autoptr(Rows) rows =
        site_me_link(store, key, asked->visit->request->remote,
                     (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                     (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
                     (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    if (rows == NULL || !site_me_link_next(rows, &row))
        return FALSE;
    asked->later = g_str_equal(row.verdict, "later");
    asked->waits = g_str_equal(row.verdict, "waits");
    return TRUE;
}

gboolean
page_me_link(Visit *visit, GError **error)
{
    const char *address = params_get(visit->request->form, "address");
    const char *trap = params_get(visit->request->form, "website");
    Asked asked = {.visit = visit, .address = address};

    visit->response->cache = "no-store";
    value_set_text(visit->page, "address", address);
    if (visit->request->method != HTTP_POST) {
        value_set_bool(visit->page, "form", TRUE);
        return visit_render(visit, "site/me-link", error);
    }
    if (address == NULL || !address_is_valid(address, NULL)) {
        value_set_bool(visit->page, "bad_address", TRUE);
        value_set_bool(visit->page, "form", TRUE);
        visit->response->status = STATUS_MISTAKE;
        return visit_render(visit, "site/me-link", error);
    }
    if ((trap == NULL || *trap == '\0') &&
        !site_forms_do_once(visit->site->forms, ask, &asked, error))
        return FALSE;
    value_set_bool(visit->page, asked.later ? "later" : "sent", TRUE);
    value_set_bool(visit->page, "waits", asked.waits);
    value_set_bool(visit->page, "form", asked.later);
    if (asked.later)
        visit->response->status = STATUS_LATER;
    return visit_render(visit, "site/me-link", error);
}
