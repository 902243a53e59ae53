/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscribe-confirm - the page behind the link of the letter that asks to confirm
 *
 * GET and HEAD show what was asked for and a button; only the form that it sends puts anybody on a
 * list. A token that has served, or is of no use any more, is an unknown one.
 */
#include "store/query.h"

#include "site/subscribe-view.h"

static gboolean
show(Visit *visit, Rows *rows, GError **error)
{
    SiteSubscribeAsk row;
    Value *lists = value_set_list(visit->page, "lists");

    while (site_subscribe_ask_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
        visit_set_written(list, "description", row.description);
        value_set_text(visit->page, "masked", row.masked);
        value_set_text(visit->page, "interests", *row.interests != '\0' ? row.interests : NULL);
        value_set_text(visit->page, "place", *row.place != '\0' ? row.place : NULL);
    }
    value_set_bool(visit->page, rows_count(rows) > 0 ? "ask" : "unknown", TRUE);
    value_set_text(visit->page, "action_url", visit->request->path);
    if (rows_count(rows) == 0)
        visit->response->status = 404;
    return visit_render(visit, "site/subscribe-confirm", error);
}

typedef struct {
    const Visit *visit;
    gint32 lists; /* how many they are on now of those they asked for */
} Confirmation;

static gboolean
confirm(Store *store, gpointer data, GError **error)
{
    Confirmation *confirmation = data;
    const Visit *visit = confirmation->visit;
    g_autofree const char **lists =
        subscribe_view_values(visit->request->form, "list", PARAMS_MAX_PAIRS);
    g_autoptr(Rows) rows =
        site_subscribe_confirm(store, visit->route.name, lists, visit->request->remote, error);
    SiteSubscribeConfirm row;

    if (rows == NULL || !site_subscribe_confirm_next(rows, &row))
        return FALSE;
    confirmation->lists = row.lists;
    return TRUE;
}

gboolean
page_subscribe_confirm(Visit *visit, GError **error)
{
    Confirmation confirmation = {.visit = visit};

    visit->response->log_path = g_strdup("/subscribe/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    g_autoptr(Rows) rows =
        site_subscribe_ask(visit->store, visit->route.name, language_code(visit->language), error);
    if (rows == NULL)
        return FALSE;
    if (visit->request->method != HTTP_POST || rows_count(rows) == 0)
        return show(visit, rows, error);
    if (!site_forms_do_once(visit->site->forms, confirm, &confirmation, error))
        return FALSE;
    if (confirmation.lists == 0) { /* none was ticked */
        value_set_bool(visit->page, "no_list", TRUE);
        return show(visit, rows, error);
    }
    value_set_bool(visit->page, "done", TRUE);
    return visit_render(visit, "site/subscribe-confirm", error);
}
