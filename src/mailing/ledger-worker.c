/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger-worker - who delivers: one row for each process that does
 *
 * The row says what may be on the process's connections; ledger_settle() writes that. Here it is
 * made, kept and ended. Nothing here is needed for a delivery to be right: a row that is away loses
 * counts, and what was in flight then counts as not sent.
 */
#include <unistd.h>

#include "base/error.h"
#include "store/query.h"
#include "wire/outlet.h"

#include "mailing/ledger.h"

gboolean
ledger_worker_keep(Store *store, gint64 *worker, guint sessions, guint holds, GError **error)
{
    g_autoptr(Rows) rows = mailing_worker_keep(store, *worker, g_get_host_name(), (gint32)getpid(),
                                               (gint32)sessions, (gint32)holds, error);
    MailingWorkerKeep row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_worker_keep_next(rows, &row))
        return fail(error, ERROR_BUG, "a worker has no number");
    *worker = row.id;
    return TRUE;
}

gboolean
ledger_worker_hosts(Store *store, gint64 worker, const GArray *hosts, guint session_messages,
                    GError **error)
{
    for (guint i = 0; i < hosts->len; i++) {
        const OutletHost *one = &g_array_index(hosts, OutletHost, i);
        const SmartHost *host = one->host;
        if (!mailing_worker_host(store, worker, (gint32)i, host->name, (gint32)host->weight,
                                 (gint32)host->connections,
                                 (gint32)(host->messages != 0 ? host->messages : session_messages),
                                 host->rate_text != NULL ? host->rate_text : "",
                                 (gint32)one->sessions, (gint64)one->sent, one->rest, one->reply,
                                 NULL, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
ledger_worker_end(Store *store, gint64 worker, GError **error)
{
    return mailing_worker_end(store, worker, NULL, error);
}

gboolean
ledger_worker_forget(Store *store, GError **error)
{
    return mailing_worker_forget(store, NULL, error);
}
