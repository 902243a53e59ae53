/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - a mail becomes a message of the archive and a post on a list
 *
 * Keeps the raw bytes and, beside them, what pages and search need (archive/message.h). Threads are
 * the database's business (message_file). On failure the caller's transaction is lost and nothing
 * is filed.
 */
#include "archive/accept.h"
#include "archive/search-vector.h"
#include "base/error.h"
#include "store/query.h"

gboolean
archive_accept(Store *store, const Mail *mail, GBytes *raw, gint64 arrival, gint64 list,
               gint64 subscriber, const ArchiveAnswer *answer, gint64 *message, gboolean *duplicate,
               GError **error)
{
    g_autoptr(ArchiveMessage) m = archive_message_new(mail, raw, arrival);
    ArchiveFile row;

    if (answer != NULL)
        archive_message_answers(m, answer);
    if (!search_vector_fill(store, &m, 1, error))
        return FALSE;
    g_autoptr(Rows) rows = archive_file(
        store, list, subscriber, m->message_id, m->content_hash, m->short_hash, m->raw,
        m->from_name, m->from_address, m->subject, m->body, m->html, m->date, m->date_reason,
        m->date_header, (const char *const *)m->refers_to, (const char *const *)m->oddities,
        m->parts, m->attachments, m->search, m->search_quoted, error);
    if (rows == NULL)
        return FALSE;
    if (!archive_file_next(rows, &row))
        return fail(error, ERROR_BUG, "a post filed has no thread");
    *message = row.message;
    if (duplicate != NULL)
        *duplicate = row.thread == 0;
    return TRUE;
}
