/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-link - have the link to one's own page sent; the answer tells nothing of the address */
#include "base/address.h"
#include "store/query.h"

#include "site/pages.h"

enum { STATUS_MISTAKE = 422, STATUS_LATER = 429 };

static gboolean
ask(Visit *visit, const char *address, gboolean *later, GError **error)
{
    const Settings *settings = visit->site->settings;
    g_autoptr(Store) forms = store_open(settings, visit->site->state, STORE_FORMS, error);
    g_autofree char *key = address_fold(address);
    SiteMeLink row;

    if (forms == NULL)
        return FALSE;
    g_autoptr(Rows) rows =
        site_me_link(forms, key, visit->request->remote,
                     (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                     (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
                     (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    if (rows == NULL || !site_me_link_next(rows, &row))
        return FALSE;
    *later = g_str_equal(row.verdict, "later");
    return TRUE;
}

gboolean
page_me_link(Visit *visit, GError **error)
{
    const char *address = params_get(visit->request->form, "address");
    const char *trap = params_get(visit->request->form, "website");
    gboolean later = FALSE;

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
    if ((trap == NULL || *trap == '\0') && !ask(visit, address, &later, error))
        return FALSE;
    value_set_bool(visit->page, later ? "later" : "sent", TRUE);
    value_set_bool(visit->page, "form", later);
    if (later)
        visit->response->status = STATUS_LATER;
    return visit_render(visit, "site/me-link", error);
}
