/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger-settle - write down what became of claimed deliveries
 *
 * One statement for any number of them, so that one commit serves many. When it fails none is
 * settled, and the same call may be made again: it changes nothing twice.
 */
#include "store/query.h"

#include "mailing/ledger.h"

/* The columns of what is settled, as the arrays one statement takes. */
typedef struct {
    GArray *mailings;
    GArray *recipients;
    GArray *attempts;
    GArray *waits;
    GPtrArray *outcomes;
    GPtrArray *statuses;
    GPtrArray *replies;
} Columns;

static void
columns_clear(Columns *columns)
{
    g_array_unref(columns->mailings);
    g_array_unref(columns->recipients);
    g_array_unref(columns->attempts);
    g_array_unref(columns->waits);
    g_ptr_array_unref(columns->outcomes);
    g_ptr_array_unref(columns->statuses);
    g_ptr_array_unref(columns->replies);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

static GArray *
numbers(guint n)
{
    return g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);
}

gboolean
ledger_settle(Store *store, const Settlement *settlements, guint n, gint64 *changed, GError **error)
{
    static const char *const words[] = {
        [SETTLE_SENT] = "s", [SETTLE_RETRY] = "q", [SETTLE_FAILED] = "f", [SETTLE_BACK] = "b"};
    g_auto(Columns) columns = {numbers(n),
                               numbers(n),
                               numbers(n),
                               numbers(n),
                               g_ptr_array_sized_new(n + 1),
                               g_ptr_array_sized_new(n + 1),
                               g_ptr_array_sized_new(n + 1)};

    for (guint i = 0; i < n; i++) {
        const Settlement *s = &settlements[i];
        gint64 attempt = s->attempt;
        g_array_append_val(columns.mailings, s->mailing);
        g_array_append_val(columns.recipients, s->recipient);
        g_array_append_val(columns.attempts, attempt);
        g_array_append_val(columns.waits, s->wait);
        g_ptr_array_add(columns.outcomes, (gpointer)words[s->outcome]);
        g_ptr_array_add(columns.statuses, (gpointer)s->status);
        g_ptr_array_add(columns.replies, (gpointer)s->reply);
    }
    g_ptr_array_add(columns.outcomes, NULL);
    g_ptr_array_add(columns.statuses, NULL);
    g_ptr_array_add(columns.replies, NULL);
    return mailing_settle(store, columns.mailings, columns.recipients, columns.attempts,
                          (const char *const *)columns.outcomes->pdata, columns.waits,
                          (const char *const *)columns.statuses->pdata,
                          (const char *const *)columns.replies->pdata, changed, error);
}
