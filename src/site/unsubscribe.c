/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unsubscribe - leave a list by the link that every letter carries
 *
 * GET and HEAD show a button and change nothing: mail scanners follow every link. POST leaves, by
 * that button or by a mail program's own (RFC 8058): the token is the credential, the answer is
 * 200 without a redirect, and leaving twice is leaving once. The page's other buttons ask for less
 * mail of that list instead, or undo. A letter may have been forwarded with its link, so that whose
 * it is shows as a masked address. What is wrong with a token is not said. The database checks it;
 * only then is a connection used that may write.
 */
#include "base/error.h"
#include "store/query.h"

#include "site/pages.h"

typedef struct {
    const Visit *visit;
    const char *act; /* NULL to leave */
    gboolean done;   /* FALSE where a button came too late */
    Rows *after;     /* what the reader has then */
} Change;

static gboolean
change(Store *store, gpointer data, GError **error)
{
    Change *wanted = data;
    const char *token = wanted->visit->route.name;
    g_autoptr(Rows) rows = wanted->act == NULL
                               ? site_unsubscribe(store, token, error)
                               : site_unsubscribe_instead(store, token, wanted->act, error);
    SiteUnsubscribeInstead row;

    if (rows == NULL)
        return FALSE;
    wanted->done = wanted->act == NULL;
    if (wanted->act != NULL && site_unsubscribe_instead_next(rows, &row))
        wanted->done = row.done;
    g_clear_pointer(&wanted->after, rows_free);
    wanted->after = site_unsubscribe_ask(store, token, error);
    return wanted->after != NULL;
}

/* What is asked for: leaving, one of the other buttons, or nothing that the page knows. */
static gboolean
form_is_known(const Params *form)
{
    static const char *const acts[] = {"digest", "weekly", "pause", "undo", NULL};
    const char *button = params_get(form, "List-Unsubscribe");
    const char *act = params_get(form, "act");

    return button != NULL ? g_str_equal(button, "One-Click") && act == NULL
                          : act != NULL && g_strv_contains(acts, act);
}

/* What the list's reader has now, into the page. */
static void
show(Visit *visit, const SiteUnsubscribeAsk *row)
{
    Value *page = visit->page;
    gboolean is_out = g_str_equal(row->state, "unsubscribed");

    value_set_text(page, "list_title", row->list_title);
    value_set_text(page, "masked", row->masked);
    value_set_text(page, "action_url", visit->request->path);
    value_set_bool(page, is_out ? "is_out" : "is_on", TRUE);
    value_set_bool(page, "can_undo", is_out && row->can_undo);
    value_set_bool(page, "can_digest",
                   g_str_equal(row->state, "confirmed") && !row->is_newsletter &&
                       !g_str_equal(row->delivery, "digest"));
    value_set_bool(page, "can_weekly",
                   g_str_equal(row->state, "confirmed") && !row->is_newsletter &&
                       (!g_str_equal(row->delivery, "digest") || g_str_equal(row->every, "daily")));
    value_set_bool(page, "can_pause", g_str_equal(row->state, "confirmed") && !row->is_paused);
}

gboolean
page_unsubscribe(Visit *visit, GError **error)
{
    gboolean posted = visit->request->method == HTTP_POST;
    const char *act = params_get(visit->request->form, "act");
    SiteUnsubscribeAsk row;

    /* The token is somebody's: neither logs nor caches keep it. */
    visit->response->log_path = g_strdup("/u/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    if (posted && !form_is_known(visit->request->form))
        return fail(error, ERROR_BAD_INPUT, "the form is not the one of RFC 8058");
    g_autoptr(Rows) rows = site_unsubscribe_ask(visit->store, visit->route.name, error);
    if (rows == NULL)
        return FALSE;
    if (!site_unsubscribe_ask_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/unsubscribe", error);
    }
    if (!posted) {
        show(visit, &row);
        return visit_render(visit, "site/unsubscribe", error);
    }
    Change wanted = {.visit = visit, .act = act};
    /* Who leaves twice has left, and the program that asks in one click does not ask again. */
    gboolean good = (act == NULL ? site_forms_do : site_forms_do_once)(visit->site->forms, change,
                                                                       &wanted, error);
    g_autoptr(Rows) after = wanted.after;
    if (!good)
        return FALSE;
    if (site_unsubscribe_ask_next(after, &row))
        show(visit, &row);
    value_set_bool(visit->page, act == NULL ? "left" : wanted.done ? act : "nothing", TRUE);
    return visit_render(visit, "site/unsubscribe", error);
}
