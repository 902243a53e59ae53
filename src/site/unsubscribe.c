/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unsubscribe - leave a list by the link that every letter carries
 *
 * GET and HEAD show a button and change nothing: mail scanners follow every link. POST leaves, by
 * that button or by a mail program's own (RFC 8058): the token is the credential, the answer is
 * 200 without a redirect, and leaving twice is leaving once. What is wrong with a token is not
 * said. The database checks it; only then is a connection used that may write.
 */
#include "base/error.h"
#include "store/query.h"

#include "site/pages.h"

/* Title of the list that the token lets leave, to be freed; NULL without an error for any other
 * token. */
static char *
ask(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_unsubscribe_ask(visit->store, visit->route.name, error);
    SiteUnsubscribeAsk row;

    return rows != NULL && site_unsubscribe_ask_next(rows, &row) ? g_strdup(row.list_title) : NULL;
}

static gboolean
leave(Store *store, gpointer data, GError **error)
{
    const Visit *visit = data;
    g_autoptr(Rows) rows = site_unsubscribe(store, visit->route.name, error);

    return rows != NULL;
}

gboolean
page_unsubscribe(Visit *visit, GError **error)
{
    gboolean posted = visit->request->method == HTTP_POST;
    const char *button = params_get(visit->request->form, "List-Unsubscribe");
    g_autoptr(GError) broken = NULL;

    /* The token is somebody's: neither logs nor caches keep it. */
    visit->response->log_path = g_strdup("/u/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    if (posted && g_strcmp0(button, "One-Click") != 0)
        return fail(error, ERROR_BAD_INPUT, "the form is not the one of RFC 8058");
    g_autofree char *title = ask(visit, &broken);
    if (broken != NULL ||
        (posted && title != NULL && !site_forms_do(visit->site->forms, leave, visit, &broken))) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    if (title == NULL) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/unsubscribe", error);
    }
    value_set_text(visit->page, "list_title", title);
    value_set_bool(visit->page, posted ? "done" : "ask", TRUE);
    value_set_text(visit->page, "action_url", visit->request->path);
    return visit_render(visit, "site/unsubscribe", error);
}
