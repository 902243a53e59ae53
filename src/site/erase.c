/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase - the page behind the link that erases somebody; GET shows a button, POST erases */
#include "store/query.h"

#include "site/pages.h"

typedef struct {
    const char *token;
    gboolean done; /* FALSE: the token named nobody any more */
} Erasure;

static gboolean
erase(Store *store, gpointer data, GError **error)
{
    Erasure *erasure = data;
    g_autoptr(Rows) rows = site_erase(store, erasure->token, error);
    SiteErase row;

    if (rows == NULL || !site_erase_next(rows, &row))
        return FALSE;
    erasure->done = row.done;
    return TRUE;
}

gboolean
page_erase(Visit *visit, GError **error)
{
    SiteEraseAsk row;
    Erasure erasure = {.token = visit->route.name};

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
    if (!site_forms_do_once(visit->site->forms, erase, &erasure, error))
        return FALSE;
    value_set_bool(visit->page, erasure.done ? "done" : "unknown", TRUE);
    return visit_render(visit, "site/erase", error);
}
