/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-parts - where the files are in messages that were filed before that was noted */
#include "archive/list-parts.h"
#include "archive/message.h"
#include "base/clock.h"
#include "mime/splice.h"
#include "store/query.h"

/* A mail that cannot be read keeps what was said of it. */
static gboolean
list_one(Store *store, const ArchivePartsDue *row, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);
    g_autoptr(ArchiveMessage) m = mail != NULL ? archive_message_new(mail, raw, clock_now()) : NULL;

    return archive_parts_set(store, row->message, m != NULL ? m->parts : NULL,
                             m != NULL ? m->attachments : 0, NULL, error);
}

gboolean
archive_list_parts(Store *store, guint most, guint *done, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) rows =
        transaction != NULL ? archive_parts_due(store, (gint32)most, error) : NULL;
    ArchivePartsDue row;

    if (rows == NULL)
        return FALSE;
    *done = rows_count(rows);
    while (archive_parts_due_next(rows, &row))
        if (!list_one(store, &row, error))
            return FALSE;
    return transaction_commit(transaction, error);
}
