/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - how far mailings are, by mailing, provider and worker, read from the ledger itself */
#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/queue.h"

#define MOST_ROWS 50

static gboolean json;
static gboolean all;
static gboolean failures;
static gboolean providers;
static gboolean workers;

const GOptionEntry cmd_queue_status_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {"all", 0, 0, G_OPTION_ARG_NONE, &all,
     "the last fifty mailings, not only what is unfinished or of the last day", NULL},
    {"failures", 0, 0, G_OPTION_ARG_NONE, &failures,
     "the last fifty failed deliveries, with what was answered", NULL},
    {"providers", 0, 0, G_OPTION_ARG_NONE, &providers,
     "by domain of the addresses, of what is not finished, with what was answered", NULL},
    {"workers", 0, 0, G_OPTION_ARG_NONE, &workers,
     "the processes that deliver, on all hosts, and what they did", NULL},
    {0}};

static gboolean
list_failures(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_failures(store, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "address", "status", "reply", "when", NULL);
    MailingFailures row;

    if (rows == NULL)
        return FALSE;
    while (mailing_failures_next(rows, &row)) {
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, row.mailing);
        g_autofree char *when = clock_format(row.settled);
        const char *const values[] = {mailing,    row.kind,  row.list_name, row.address,
                                      row.status, row.reply, when};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

/* Numbers as texts, in an array that owns them. */
static GPtrArray *
texts_of(const gint64 *numbers, gsize n)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    for (gsize i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("%" G_GINT64_FORMAT, numbers[i]));
    return texts;
}

static gboolean
list_providers(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_providers(store, MOST_ROWS, error);
    g_autoptr(Listing) listing = listing_new("domain", "queued#", "put_off#", "claimed#", "sent#",
                                             "failed#", "unknown#", "reply", NULL);
    MailingProviders row;

    if (rows == NULL)
        return FALSE;
    while (mailing_providers_next(rows, &row)) {
        const gint64 numbers[] = {row.queued, row.put_off, row.claimed,
                                  row.sent,   row.failed,  row.unknown};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        const char *const *number = (const char *const *)texts->pdata;
        const char *const values[] = {row.domain, number[0], number[1], number[2],
                                      number[3],  number[4], number[5], row.reply};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

static gboolean
list_workers(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_workers(store, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("worker#", "host", "pid#", "state", "sessions#", "claimed#", "in_flight#",
                    "sent#", "put_off#", "failed#", "unknown#", "started", "seen", NULL);
    MailingWorkers row;

    if (rows == NULL)
        return FALSE;
    while (mailing_workers_next(rows, &row)) {
        const gint64 numbers[] = {row.id,   row.pid,     row.sessions, row.holds,  row.flights,
                                  row.sent, row.put_off, row.failed,   row.unknown};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        const char *const *number = (const char *const *)texts->pdata;
        g_autofree char *started = clock_format(row.started);
        g_autofree char *seen = clock_format(row.seen);
        const char *const values[] = {number[0], row.host,  number[1], row.state, number[2],
                                      number[3], number[4], number[5], number[6], number[7],
                                      number[8], started,   seen};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

static gboolean
list_mailings(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_status(store, all, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "state", "total#", "sent#", "queued#", "claimed#",
                    "failed#", "unknown#", "created", "waits_for", "opens", NULL);
    MailingStatus row;

    if (rows == NULL)
        return FALSE;
    while (mailing_status_next(rows, &row)) {
        const gint64 numbers[] = {row.id,      row.total,  row.sent,   row.queued,
                                  row.claimed, row.failed, row.unknown};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        g_autofree char *created = clock_format(row.created);
        g_autofree char *opens = row.opens != 0 ? clock_format(row.opens) : NULL;
        const char *const *number = (const char *const *)texts->pdata;
        const char *const values[] = {number[0], row.kind,  row.list_name,
                                      row.state, number[1], number[2],
                                      number[3], number[4], number[5],
                                      number[6], created,   *row.why != '\0' ? row.why : NULL,
                                      opens};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_queue_status(Call *call, GError **error)
{
    if (failures + providers + workers > 1)
        return fail(error, ERROR_BAD_INPUT,
                    "only one of --failures, --providers and --workers can be shown");
    return failures    ? list_failures(call->store, error)
           : providers ? list_providers(call->store, error)
           : workers   ? list_workers(call->store, error)
                       : list_mailings(call->store, error);
}
