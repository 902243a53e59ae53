/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase - the page behind the link that erases somebody; GET shows a button, POST erases */
#include "store/query.h"

#include "site/pages.h"

gboolean
page_erase(Visit *visit, GError **error)
{
    SiteEraseAsk row;
    SiteErase done;

    visit->response->log_path = g_strdup("/erase/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    g_autoptr(Rows) rows = site_erase_ask(visit->store, visit->route.name, error);
    if (rows == NULL)
        return FALSE;
    if (!site_erase_ask_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/erase", error);
    }
    value_set_text(visit->page, "masked", row.masked);
    value_set_text(visit->page, "action_url", visit->request->path);
    if (visit->request->method != HTTP_POST) {
        value_set_bool(visit->page, "ask", TRUE);
        return visit_render(visit, "site/erase", error);
    }
    g_autoptr(Store) forms =
        store_open(visit->site->settings, visit->site->state, STORE_FORMS, error);
    g_autoptr(Rows) erased = forms != NULL ? site_erase(forms, visit->route.name, error) : NULL;
    if (erased == NULL || !site_erase_next(erased, &done))
        return FALSE;
    value_set_bool(visit->page, done.done ? "done" : "unknown", TRUE);
    return visit_render(visit, "site/erase", error);
}
