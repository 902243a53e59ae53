/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-known - which mails of a batch are not to be filed; see import-inside.h */
#include "store/query.h"

#include "archive/import-inside.h"

gboolean
import_find_bytes(ImportWork *import, ImportBatch *batch, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ArchiveKnown row;

    for (guint i = 0; i < batch->items->len; i++)
        if (import_item(batch, i)->hash != NULL)
            g_ptr_array_add(hashes, import_item(batch, i)->hash);
    g_ptr_array_add(hashes, NULL);
    g_autoptr(Rows) rows =
        archive_known(import->store, import->plan->list, (const char *const *)hashes->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (archive_known_next(rows, &row))
        g_hash_table_add(known, g_strdup(row.hash));
    for (guint i = 0; i < batch->items->len; i++) {
        ImportItem *item = import_item(batch, i);
        if (item->hash == NULL)
            continue;
        if (import->plan->wants != NULL && !import->plan->wants(item->hash, import->plan->data))
            item->outcome = IMPORT_UNWANTED;
        else if (!g_hash_table_add(import->seen, g_strdup(item->hash)))
            item->outcome = IMPORT_REPEATED;
        else if (g_hash_table_contains(known, item->hash))
            item->outcome = IMPORT_KNOWN;
    }
    return TRUE;
}

static gboolean
is_page(const ImportItem *item)
{
    return g_strcmp0(item->found.oddity, ARCHIVE_PAGE) == 0;
}

/* The Message-IDs of what is to be filed, pages or all, with a NULL behind. */
static GPtrArray *
ids_of(const ImportBatch *batch, gboolean pages_only)
{
    GPtrArray *ids = g_ptr_array_new();

    for (guint i = 0; i < batch->items->len; i++)
        if (import_item(batch, i)->message != NULL &&
            (!pages_only || is_page(import_item(batch, i))))
            g_ptr_array_add(ids, import_item(batch, i)->message->message_id);
    g_ptr_array_add(ids, NULL);
    return ids;
}

/* Of a mail that is here, or came with this batch, the page that showed it is no second one. */
static gboolean
look_for_originals(ImportWork *import, ImportBatch *batch, GError **error)
{
    g_autoptr(GPtrArray) ids = ids_of(batch, TRUE);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ArchiveOnList row;

    if (ids->len == 1)
        return TRUE;
    g_autoptr(Rows) rows =
        archive_on_list(import->store, import->plan->list, (const char *const *)ids->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (archive_on_list_next(rows, &row))
        g_hash_table_add(known, g_strdup(row.message_id));
    for (guint i = 0; i < batch->items->len; i++)
        if (import_item(batch, i)->message != NULL && !is_page(import_item(batch, i)))
            g_hash_table_add(known, g_strdup(import_item(batch, i)->message->message_id));
    for (guint i = 0; i < batch->items->len; i++) {
        ImportItem *item = import_item(batch, i);
        if (item->message != NULL && is_page(item) &&
            g_hash_table_contains(known, item->message->message_id))
            item->outcome = IMPORT_KNOWN;
    }
    return TRUE;
}

/* Marks what was deleted, however it looks today. */
static gboolean
look_for_withdrawn(ImportWork *import, ImportBatch *batch, GError **error)
{
    g_autoptr(GPtrArray) ids = ids_of(batch, FALSE);
    g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ArchiveWithdrawn row;

    g_autoptr(Rows) rows = archive_withdrawn(import->store, import->plan->list,
                                             (const char *const *)ids->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (archive_withdrawn_next(rows, &row))
        g_hash_table_add(gone, g_strdup(row.message_id));
    for (guint i = 0; i < batch->items->len; i++) {
        ImportItem *item = import_item(batch, i);
        if (item->message != NULL && g_hash_table_contains(gone, item->message->message_id))
            item->outcome = IMPORT_WITHDRAWN;
    }
    return TRUE;
}

gboolean
import_find_parsed(ImportWork *import, ImportBatch *batch, GError **error)
{
    return look_for_originals(import, batch, error) && look_for_withdrawn(import, batch, error);
}
