/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - mails of elsewhere become messages of the archive; see import.h
 *
 * Three work at once: a thread reads and hashes, a second one parses what is new, and the caller's
 * thread keeps the database busy with what was parsed before. Batches go round between them, so
 * that memory stays what a few batches take.
 */
#include "archive/import-inside.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "mime/splice.h"
#include "store/query.h"

#include "archive/search-vector.h"

enum {
    BATCH_MAILS = 400,
    BATCH_BYTES = 4 * 1024 * 1024,
    BATCHES = 3 /* one being read, one parsed, one filed */
};

static void
item_clear(gpointer data)
{
    ImportItem *item = data;

    g_clear_pointer(&item->found.raw, g_bytes_unref);
    g_free(item->found.place);
    g_free(item->hash);
    archive_message_free(item->message);
}

static ImportBatch *
batch_new(void)
{
    ImportBatch *batch = g_new0(ImportBatch, 1);

    batch->items = g_array_new(FALSE, TRUE, sizeof(ImportItem));
    g_array_set_clear_func(batch->items, item_clear);
    batch->broken = g_ptr_array_new_with_free_func(g_free);
    return batch;
}

static void
batch_free(gpointer data)
{
    ImportBatch *batch = data;

    g_array_unref(batch->items);
    g_ptr_array_unref(batch->broken);
    g_free(batch);
}

/* --- the thread that reads --- */

static void
read_batch(ImportWork *import, ImportBatch *batch)
{
    gsize bytes = 0;

    while (batch->items->len < BATCH_MAILS && bytes < BATCH_BYTES) {
        g_autoptr(GError) error = NULL;
        ImportItem item = {0};
        if (!archive_source_next(import->source, &item.found, &error)) {
            g_ptr_array_add(batch->broken, g_strdup(error->message));
            continue;
        }
        if (item.found.raw == NULL) {
            batch->is_last = TRUE;
            break;
        }
        bytes += g_bytes_get_size(item.found.raw);
        if (g_bytes_get_size(item.found.raw) == 0)
            item.outcome = IMPORT_NO_MAIL;
        else
            item.hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, item.found.raw);
        g_array_append_val(batch->items, item);
    }
    archive_source_progress(import->source, &batch->done, &batch->total);
}

static gpointer
reader(gpointer data)
{
    ImportWork *import = data;
    gboolean is_last = FALSE;

    while (!is_last) {
        ImportBatch *batch = g_async_queue_pop(import->empty);
        if (g_atomic_int_get(&import->stop))
            batch->is_last = TRUE;
        else
            read_batch(import, batch);
        is_last = batch->is_last;
        g_async_queue_push(import->read, batch);
    }
    return NULL;
}

/* --- the thread that parses --- */

static void
parse(ImportItem *item)
{
    g_autoptr(GBytes) lines = mail_to_crlf(item->found.raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);
    gint64 arrival = item->found.arrival;

    if (mail != NULL)
        item->message =
            archive_message_new(mail, item->found.raw, arrival > 0 ? arrival : clock_now());
    else
        item->outcome = IMPORT_NO_MAIL;
}

static gpointer
parser(gpointer data)
{
    ImportWork *import = data;
    gboolean is_last = FALSE;

    while (!is_last) {
        ImportBatch *batch = g_async_queue_pop(import->fresh);
        for (guint i = 0; i < batch->items->len; i++)
            if (import_item(batch, i)->outcome == IMPORT_FILED)
                parse(import_item(batch, i));
        is_last = batch->is_last;
        g_async_queue_push(import->parsed, batch);
    }
    return NULL;
}

/* --- the caller's thread --- */

static gboolean
file_message(ImportWork *import, const ArchiveMessage *m, GError **error)
{
    return archive_file_many(import->store, import->plan->list, m->message_id, m->content_hash,
                             m->short_hash, m->raw, m->from_name, m->from_address, m->subject,
                             m->body, m->html, m->date, m->date_reason, m->date_header,
                             (const char *const *)m->refers_to, (const char *const *)m->oddities,
                             m->parts, m->attachments, m->search, m->search_quoted, NULL, error);
}

static gboolean
fill_searched(ImportWork *import, ImportBatch *batch, GError **error)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new();

    for (guint i = 0; i < batch->items->len; i++)
        if (import_item(batch, i)->outcome == IMPORT_FILED)
            g_ptr_array_add(messages, import_item(batch, i)->message);
    return search_vector_fill(import->store, (ArchiveMessage *const *)messages->pdata,
                              messages->len, error);
}

static gboolean
file_batch(ImportWork *import, ImportBatch *batch, GError **error)
{
    g_autoptr(Transaction) transaction = NULL;
    gboolean good = TRUE;

    if (!import_find_parsed(import, batch, error))
        return FALSE;
    if (import->plan->dry_run)
        return TRUE;
    if (!fill_searched(import, batch, error))
        return FALSE;
    transaction = transaction_begin(import->store, error);
    if (transaction == NULL || !archive_lock(import->store, NULL, error) ||
        !pipeline_begin(import->store, error))
        return FALSE;
    for (guint i = 0; good && i < batch->items->len; i++) {
        const ImportItem *item = import_item(batch, i);
        if (item->outcome == IMPORT_FILED)
            good = file_message(import, item->message, error);
    }
    if (!pipeline_end(import->store, good ? error : NULL))
        return FALSE;
    return good && transaction_commit(transaction, error);
}

static void
tell(ImportWork *import, ImportBatch *batch)
{
    const ArchivePlan *plan = import->plan;

    for (guint i = 0; i < batch->items->len; i++) {
        const ImportItem *item = import_item(batch, i);
        const ArchiveMessage *message = item->message;
        g_autoptr(GPtrArray) oddities = g_ptr_array_new();
        if (item->found.oddity != NULL)
            g_ptr_array_add(oddities, (gpointer)item->found.oddity);
        for (char **word = message != NULL ? message->oddities : NULL; word && *word; word++)
            g_ptr_array_add(oddities, *word);
        g_ptr_array_add(oddities, NULL);
        const ArchiveNews news = {
            .place = item->found.place,
            .message_id = message != NULL ? message->message_id : NULL,
            .outcome = item->outcome,
            .oddities = (const char *const *)oddities->pdata,
            .date_reason = message != NULL ? message->date_reason : NULL,
        };
        plan->news(&news, plan->data);
    }
    for (guint i = 0; i < batch->broken->len; i++)
        plan->broken(g_ptr_array_index(batch->broken, i), plan->data);
    plan->progress(batch->done, batch->total, plan->data);
}

/* Hands what was read on to the parser, what was parsed to the database, and the empty batch back.
 */
static gboolean
go_round(ImportWork *import, GError **error)
{
    gboolean all_read = FALSE, is_last = FALSE;
    guint parsing = 0;

    while (!is_last) {
        /* The parser has one to work on while this thread files another. */
        while (!all_read && parsing < 2) {
            ImportBatch *batch = g_async_queue_pop(import->read);
            all_read = batch->is_last;
            if (!import_find_bytes(import, batch, error)) {
                batch_free(batch);
                return FALSE;
            }
            g_async_queue_push(import->fresh, batch);
            parsing++;
        }
        ImportBatch *batch = g_async_queue_pop(import->parsed);
        parsing--;
        is_last = batch->is_last;
        if (!file_batch(import, batch, error)) {
            batch_free(batch);
            return FALSE;
        }
        tell(import, batch);
        batch_free(batch);
        g_async_queue_push(import->empty, batch_new());
    }
    return TRUE;
}

/* Searches need not wait for the next vacuum. */
static gboolean
settle(ImportWork *import, GError **error)
{
    if (import->plan->dry_run)
        return TRUE;
    g_autoptr(Rows) rows = archive_settle(import->store, error);
    return rows != NULL;
}

gboolean
archive_import(Store *store, const char *const *paths, const ArchivePlan *plan, GError **error)
{
    g_autoptr(ArchiveSource) source = archive_source_open(paths, plan->kind, error);
    ImportWork import = {.store = store, .plan = plan, .source = source};
    GAsyncQueue **queues[] = {&import.empty, &import.read, &import.fresh, &import.parsed};

    if (source == NULL)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(queues); i++)
        *queues[i] = g_async_queue_new_full(batch_free);
    for (guint i = 0; i < BATCHES; i++)
        g_async_queue_push(import.empty, batch_new());
    import.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GThread *reading = g_thread_new("archive-read", reader, &import);
    GThread *parsing = g_thread_new("archive-parse", parser, &import);
    gboolean good = go_round(&import, error) && settle(&import, error);
    /* Broken off, both end with what they have: a last batch for each. */
    g_atomic_int_set(&import.stop, TRUE);
    ImportBatch *last = batch_new();
    last->is_last = TRUE;
    g_async_queue_push(import.fresh, last);
    g_async_queue_push(import.empty, batch_new());
    g_thread_join(reading);
    g_thread_join(parsing);
    g_hash_table_unref(import.seen);
    for (guint i = 0; i < G_N_ELEMENTS(queues); i++)
        g_async_queue_unref(*queues[i]);
    return good;
}
