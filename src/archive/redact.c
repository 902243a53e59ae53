/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * redact - take a person's name out of what is public
 *
 * The text stays: it belongs to the conversation. The raw message keeps its body byte for byte and
 * loses the headers that say who sent it and from where.
 */
#include "archive/redact.h"

#include <string.h>

#include "base/error.h"
#include "mime/splice.h"
#include "store/query.h"

enum { SHORTEST_NAME = 3 /* bytes: a name of fewer would take letters out of words */ };

/* RFC 2606 keeps .invalid for what is no address. */
static const HeaderEdit edits[] = {
    {HEADER_REPLACE, "From", "author-removed@redacted.invalid"},
    {HEADER_REMOVE, "Reply-To", NULL},
    {HEADER_REMOVE, "Sender", NULL},
    {HEADER_REMOVE, "Return-Path", NULL},
    {HEADER_REMOVE, "Received", NULL},
    {HEADER_REMOVE, "Organization", NULL},
    {HEADER_REMOVE, "X-Sender", NULL},
    {HEADER_REMOVE, "X-Original-From", NULL},
    {HEADER_REMOVE, "X-Originating-IP", NULL},
    {HEADER_REMOVE, "Authentication-Results", NULL},
    {HEADER_REMOVE, "DKIM-Signature", NULL},
    {HEADER_REMOVE, "Received-SPF", NULL},
    {HEADER_REMOVE, "Autocrypt", NULL},
    {HEADER_REMOVE, "Disposition-Notification-To", NULL},
};

gboolean
archive_redact_author(Store *store, gint64 subscriber, gint64 *posts, GError **error)
{
    g_autoptr(Rows) rows = archive_redact_find(store, subscriber, error);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer name;
    ArchiveRedactFind row;

    if (rows == NULL)
        return FALSE;
    *posts = rows_count(rows);
    while (archive_redact_find_next(rows, &row)) {
        g_autoptr(GBytes) raw = g_bytes_new(row.raw.data, row.raw.size);
        g_autoptr(GBytes) without = mail_splice(raw, edits, G_N_ELEMENTS(edits), error);
        if (without == NULL || !archive_redact_own(store, row.message, without, NULL, error))
            return FALSE;
        if (strlen(row.from_name) >= SHORTEST_NAME)
            g_hash_table_add(names, g_strdup(row.from_name));
    }
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (!archive_redact_mentions(store, subscriber, name, NULL, error))
            return FALSE;
    return TRUE;
}
