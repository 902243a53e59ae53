/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - how far mailings are, by mailing, provider, mail server and worker, read from the ledger
 * itself */
#include "cmd/queue.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "mailing/provider.h"
#include "store/query.h"

#include "cmd/listing.h"

#define MOST_ROWS 50

static gboolean json;
static gboolean all;
static gboolean failures;
static gboolean providers;
static gboolean workers;
static gboolean rests;
static gboolean hosts;

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
    {"rests", 0, 0, G_OPTION_ARG_NONE, &rests,
     "providers that are left alone for a while, because they said so", NULL},
    {"hosts", 0, 0, G_OPTION_ARG_NONE, &hosts,
     "the mail servers of [mail] smarthost: what each takes from each worker, and has", NULL},
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

/* Until when providers are left alone, by their names. */
static GHashTable *
read_rests(Store *store, GError **error)
{
    g_autoptr(GHashTable) untils = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(Rows) rows = mailing_resting(store, error);
    MailingResting row;

    if (rows == NULL)
        return NULL;
    while (mailing_resting_next(rows, &row))
        g_hash_table_insert(untils, g_strdup(row.provider), clock_format(row.until));
    return g_steal_pointer(&untils);
}

static gboolean
list_rests(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_resting(store, error);
    g_autoptr(Listing) listing =
        listing_new("provider", "since", "until", "in_a_row#", "status", "reply", NULL);
    MailingResting row;

    if (rows == NULL)
        return FALSE;
    while (mailing_resting_next(rows, &row)) {
        g_autofree char *since = clock_format(row.began);
        g_autofree char *until = clock_format(row.until);
        g_autofree char *in_a_row = g_strdup_printf("%d", row.strikes);
        const char *const values[] = {row.provider, since, until, in_a_row, row.status, row.reply};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

static gboolean
list_providers(const Settings *settings, Store *store, GError **error)
{
    g_autoptr(Providers) known = providers_open(settings, error);
    g_autoptr(GHashTable) untils = known != NULL ? read_rests(store, error) : NULL;
    g_autoptr(Rows) rows = untils != NULL ? mailing_providers(store, MOST_ROWS, error) : NULL;
    g_autoptr(Listing) listing = listing_new("domain", "queued#", "put_off#", "claimed#", "sent#",
                                             "failed#", "unknown#", "rests_until", "reply", NULL);
    MailingProviders row;

    if (rows == NULL)
        return FALSE;
    while (mailing_providers_next(rows, &row)) {
        const gint64 numbers[] = {row.queued, row.put_off, row.claimed,
                                  row.sent,   row.failed,  row.unknown};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        const char *const *number = (const char *const *)texts->pdata;
        g_autofree char *anybody = g_strconcat("anybody@", row.domain, NULL);
        const char *until = g_hash_table_lookup(untils, provider_name(known, anybody));
        const char *const values[] = {row.domain, number[0], number[1], number[2], number[3],
                                      number[4],  number[5], until,     row.reply};
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

/* NULL, which is shown as none, for what has no limit. */
static char *
limit_text(gint32 limit)
{
    return limit > 0 ? g_strdup_printf("%d", limit) : NULL;
}

static gboolean
list_hosts(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_hosts(store, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("host", "worker#", "weight#", "sessions#", "connections#", "messages#", "rate",
                    "sent#", "rests_until", "reply", NULL);
    MailingHosts row;

    if (rows == NULL)
        return FALSE;
    while (mailing_hosts_next(rows, &row)) {
        const gint64 numbers[] = {row.worker, row.weight, row.sessions, row.sent};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        const char *const *number = (const char *const *)texts->pdata;
        g_autofree char *connections = limit_text(row.connections);
        g_autofree char *messages = limit_text(row.messages);
        g_autofree char *until = row.until != 0 ? clock_format(row.until) : NULL;
        const char *const values[] = {row.host,
                                      number[0],
                                      number[1],
                                      number[2],
                                      connections,
                                      messages,
                                      *row.rate != '\0' ? row.rate : NULL,
                                      number[3],
                                      until,
                                      *row.reply != '\0' ? row.reply : NULL};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

/* Names the mail servers that are left alone, each once. */
static gboolean
tell_hosts(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_hosts(store, MOST_ROWS, error);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    MailingHosts row;

    if (rows == NULL)
        return FALSE;
    while (mailing_hosts_next(rows, &row))
        if (row.until != 0)
            g_hash_table_add(names, g_strdup(row.host));
    if (g_hash_table_size(names) == 0)
        return TRUE;
    g_autofree gpointer *keys = g_hash_table_get_keys_as_array(names, NULL);
    g_autofree char *listed = g_strjoinv(", ", (char **)keys);
    printf("mail servers left alone for a while: %s; --hosts says why\n", listed);
    return TRUE;
}

/* One line for people, when there is anybody. */
static gboolean
tell_rests(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_resting(store, error);
    g_autoptr(GString) names = g_string_new(NULL);
    MailingResting row;

    if (rows == NULL)
        return FALSE;
    while (mailing_resting_next(rows, &row))
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", row.provider);
    if (names->len > 0)
        printf("left alone for a while: %s; --rests says why\n", names->str);
    return TRUE;
}

/* The same of accepted mails, which are in no mailing yet. */
static gboolean
tell_intake(Store *store, GError **error)
{
    g_autoptr(Rows) rows = list_intake_size(store, 0, error);
    ListIntakeSize row;

    if (rows == NULL || !list_intake_size_next(rows, &row))
        return FALSE;
    if (row.mails > 0)
        printf("accepted mails that wait to be filed: %" G_GINT64_FORMAT
               "; colporteur intake list shows them\n",
               row.mails);
    if (row.aside > 0)
        printf("accepted mails that cannot be filed and were set aside: %" G_GINT64_FORMAT
               "; colporteur intake list shows them\n",
               row.aside);
    return TRUE;
}

static gboolean
list_mailings(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_status(store, all, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "state", "total#", "sent#", "queued#", "claimed#",
                    "failed#", "unknown#", "withdrawn#", "created", "waits_for", "opens", NULL);
    MailingStatus row;

    if (rows == NULL)
        return FALSE;
    while (mailing_status_next(rows, &row)) {
        const gint64 numbers[] = {row.id,      row.total,  row.sent,    row.queued,
                                  row.claimed, row.failed, row.unknown, row.withdrawn};
        g_autoptr(GPtrArray) texts = texts_of(numbers, G_N_ELEMENTS(numbers));
        g_autofree char *created = clock_format(row.created);
        g_autofree char *opens = row.opens != 0 ? clock_format(row.opens) : NULL;
        const char *const *number = (const char *const *)texts->pdata;
        const char *const values[] = {number[0],
                                      row.kind,
                                      row.list_name,
                                      row.state,
                                      number[1],
                                      number[2],
                                      number[3],
                                      number[4],
                                      number[5],
                                      number[6],
                                      number[7],
                                      created,
                                      *row.why != '\0' ? row.why : NULL,
                                      opens};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return json || (tell_rests(store, error) && tell_hosts(store, error) &&
                    (store_is_coordinator(store) || tell_intake(store, error)));
}

gboolean
cmd_queue_status(Call *call, GError **error)
{
    if (failures + providers + workers + rests + hosts > 1)
        return fail(error, ERROR_BAD_INPUT,
                    "only one of --failures, --hosts, --providers, --rests and --workers can be "
                    "shown");
    return failures    ? list_failures(call->store, error)
           : providers ? list_providers(call->settings, call->store, error)
           : rests     ? list_rests(call->store, error)
           : hosts     ? list_hosts(call->store, error)
           : workers   ? list_workers(call->store, error)
                       : list_mailings(call->store, error);
}
