/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-address - addresses, changed on the page of one's own; see me-address.h */
#include "site/me-address.h"

#include "base/address.h"
#include "store/query.h"

enum { STATUS_MISTAKE = 422, STATUS_LATER = 429 };

static const char *
field(const Visit *visit, const char *name)
{
    const char *value = params_get(visit->request->form, name);

    return value != NULL ? value : "";
}

/* "later" is for who comes too often; anything else that is wrong is a mistake. */
static void
refuse(Visit *visit, const char *word)
{
    value_set_bool(visit->page, word, TRUE);
    visit->response->status = g_str_equal(word, "later") ? STATUS_LATER : STATUS_MISTAKE;
}

gboolean
me_address_add(Visit *visit, Store *forms, GError **error)
{
    const Settings *settings = visit->site->settings;
    g_autofree char *address = g_strstrip(g_strdup(field(visit, "address")));
    SiteMeAddressAdd row;

    if (!address_is_valid(address, NULL)) {
        refuse(visit, "bad_address");
        return TRUE;
    }
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows =
        site_me_address_add(forms, visit->route.name, key, address, visit->request->remote,
                            (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                            (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
                            (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    if (rows == NULL || !site_me_address_add_next(rows, &row))
        return FALSE;
    value_set_bool(visit->page, "address_waits", g_str_equal(row.verdict, "waits"));
    if (g_str_equal(row.verdict, "sent") || g_str_equal(row.verdict, "waits"))
        value_set_bool(visit->page, "address_asked", TRUE);
    else if (g_str_equal(row.verdict, "own"))
        refuse(visit, "own_address");
    else if (g_str_equal(row.verdict, "many"))
        refuse(visit, "many_addresses");
    else
        refuse(visit, "later");
    return TRUE;
}

gboolean
me_address_first(Visit *visit, Store *forms, GError **error)
{
    const Settings *settings = visit->site->settings;
    SiteMeAddressFirst row;
    g_autoptr(Rows) rows =
        site_me_address_first(forms, visit->route.name, field(visit, "which"),
                              (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
                              (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);

    if (rows == NULL || !site_me_address_first_next(rows, &row))
        return FALSE;
    if (g_str_equal(row.verdict, "sent"))
        value_set_bool(visit->page, "first_asked", TRUE);
    else
        refuse(visit, g_str_equal(row.verdict, "later") ? "later" : "no_address");
    return TRUE;
}

gboolean
me_address_remove(Visit *visit, Store *forms, GError **error)
{
    g_autoptr(Rows) rows =
        site_me_address_remove(forms, visit->route.name, field(visit, "which"), error);
    SiteMeAddressRemove row;

    if (rows == NULL || !site_me_address_remove_next(rows, &row))
        return FALSE;
    if (row.done)
        value_set_bool(visit->page, "saved", TRUE);
    else
        refuse(visit, "no_address");
    return TRUE;
}
