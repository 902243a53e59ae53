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
    GArray *flights[3]; /* mailings, recipients, attempts */
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
    for (guint i = 0; i < G_N_ELEMENTS(columns->flights); i++)
        g_array_unref(columns->flights[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

static GArray *
numbers(guint n)
{
    return g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);
}

UnknownPolicy
ledger_unknown_policy(const Settings *settings)
{
    const char *word = settings_text(settings, SETTING_MAIL_UNKNOWN);

    return *word == 'l' ? UNKNOWN_LEAVE : *word == 's' ? UNKNOWN_SENT : UNKNOWN_RETRY;
}

static gboolean
all_sent(const Settlement *settlements, guint n)
{
    for (guint i = 0; i < n; i++)
        if (settlements[i].outcome != SETTLE_SENT ||
            settlements[i].mailing != settlements[0].mailing)
            return FALSE;
    return n > 0;
}

gboolean
ledger_settle(Store *store, const LedgerFlights *flights, const Settlement *settlements, guint n,
              gint64 *changed, GError **error)
{
    static const char *const words[] = {[SETTLE_SENT] = "s",
                                        [SETTLE_RETRY] = "q",
                                        [SETTLE_FAILED] = "f",
                                        [SETTLE_UNKNOWN] = "u",
                                        [SETTLE_BACK] = "b"};
    guint n_flights = flights != NULL ? flights->n_flights : 0;
    gint64 count[G_N_ELEMENTS(words)] = {0};
    g_auto(Columns) columns = {numbers(n),
                               numbers(n),
                               numbers(n),
                               numbers(n),
                               g_ptr_array_sized_new(n + 1),
                               g_ptr_array_sized_new(n + 1),
                               g_ptr_array_sized_new(n + 1),
                               {numbers(n_flights), numbers(n_flights), numbers(n_flights)}};

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
        count[s->outcome]++;
    }
    for (guint i = 0; i < n_flights; i++) {
        const LedgerHold *flight = &flights->flights[i];
        gint64 attempt = flight->attempt;
        g_array_append_val(columns.flights[0], flight->mailing);
        g_array_append_val(columns.flights[1], flight->recipient);
        g_array_append_val(columns.flights[2], attempt);
    }
    if (all_sent(settlements, n))
        return mailing_settle_sent(store, settlements[0].mailing, columns.recipients,
                                   flights != NULL ? flights->worker : -1, columns.flights[0],
                                   columns.flights[1], columns.flights[2], changed, error);
    g_ptr_array_add(columns.outcomes, NULL);
    g_ptr_array_add(columns.statuses, NULL);
    g_ptr_array_add(columns.replies, NULL);
    return mailing_settle(
        store, columns.mailings, columns.recipients, columns.attempts,
        (const char *const *)columns.outcomes->pdata, columns.waits,
        (const char *const *)columns.statuses->pdata, (const char *const *)columns.replies->pdata,
        flights != NULL ? flights->worker : -1, columns.flights[0], columns.flights[1],
        columns.flights[2], count[SETTLE_SENT], count[SETTLE_RETRY], count[SETTLE_FAILED],
        count[SETTLE_UNKNOWN], changed, error);
}
