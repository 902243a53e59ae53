/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe - a letter that asks whether an address lives; see probe.h */
#include "list/probe.h"

#include "base/log.h"
#include "page/value.h"
#include "store/query.h"

#include "list/list.h"
#include "list/notice.h"

/* One of those due, or FALSE in `*found` when there is none. Locked until the caller commits. */
static gboolean
send_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Rows) rows = mailing_bounce_due(
        store, settings_number(settings, SETTING_BOUNCE_RESUME) * G_USEC_PER_SEC, 1, error);
    g_autoptr(Value) value = value_dict();
    MailingBounceDue row;

    if (rows == NULL)
        return FALSE;
    *found = mailing_bounce_due_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_find(store, row.list_name, error);
    if (list == NULL)
        return FALSE;
    notice_set_list(value, list);
    const NoticeDraft draft = {.template = row.last ? "resumed" : "probe",
                               .value = value,
                               .to = row.address,
                               .probed = row.subscriber};
    g_autofree char *subscriber = g_strdup_printf("%" G_GINT64_FORMAT, row.subscriber);
    log_event(G_LOG_LEVEL_INFO, row.last ? "a suspended reader is told" : "a reader is probed",
              "LIST", list->name, "SUBSCRIBER", subscriber, NULL);
    return notice_send(store, settings, list, &draft, error);
}

gboolean
probe_send_due(Store *store, const Settings *settings, guint most, guint *sent, GError **error)
{
    gboolean found = TRUE;

    for (guint i = 0; found && i < most; i++) {
        g_autoptr(Transaction) transaction = transaction_begin(store, error);
        if (transaction == NULL || !send_next(store, settings, &found, error) ||
            !transaction_commit(transaction, error))
            return FALSE;
        if (sent != NULL && found)
            ++*sent;
    }
    return TRUE;
}
