/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address-decide - the page behind the links of letters about a change of addresses
 *
 * GET and HEAD show what it is about and a button; POST decides: this address is mine, mail may go
 * there at once, or no, keep it as it was.
 */
#include "store/query.h"

#include "site/pages.h"

typedef struct {
    const char *token;
    char outcome[16]; /* empty: the token has served meanwhile */
} Decision;

static gboolean
decide(Store *store, gpointer data, GError **error)
{
    Decision *decision = data;
    g_autoptr(Rows) rows = site_address_decide(store, decision->token, error);
    SiteAddressDecide row;

    if (rows == NULL || !site_address_decide_next(rows, &row))
        return FALSE;
    g_strlcpy(decision->outcome, row.outcome, sizeof decision->outcome);
    return TRUE;
}

gboolean
page_address(Visit *visit, GError **error)
{
    Decision decision = {.token = visit->route.name};
    SiteAddressAsk row;

    visit->response->log_path = g_strdup("/address/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    g_autoptr(Rows) rows = site_address_ask(visit->store, visit->route.name, error);
    if (rows == NULL)
        return FALSE;
    if (!site_address_ask_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/address", error);
    }
    g_autofree char *ask = g_strconcat("ask_", row.what, NULL);
    value_set_text(visit->page, "masked", row.masked);
    value_set_text(visit->page, "action_url", visit->request->path);
    if (visit->request->method != HTTP_POST) {
        value_set_bool(visit->page, ask, TRUE);
        return visit_render(visit, "site/address", error);
    }
    if (!site_forms_do_once(visit->site->forms, decide, &decision, error))
        return FALSE;
    value_set_bool(visit->page, *decision.outcome != '\0' ? decision.outcome : "unknown", TRUE);
    return visit_render(visit, "site/address", error);
}
