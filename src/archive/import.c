/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - mails of elsewhere become messages of the archive; see import.h
 *
 * Three work at once: a thread reads and hashes, a second one parses what is new, and the caller's
 * thread keeps the database busy with what was parsed before. Batches go round between them, so
 * that memory stays what a few batches take.
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "mime/splice.h"
#include "store/query.h"

#include "archive/import.h"
#include "archive/message.h"

enum {
    BATCH_MAILS = 400,
    BATCH_BYTES = 4 * 1024 * 1024,
    BATCHES = 3 /* one being read, one parsed, one filed */
};

typedef struct {
    ArchiveFound found;
    char *hash; /* hexadecimal SHA-256; NULL for what is no mail */
    ArchiveOutcome outcome;
    ArchiveMessage *message; /* NULL until parsed */
} Item;

typedef struct {
    GArray *items; /* of Item */
    GPtrArray *broken;
    gint64 done;
    gint64 total;
    gboolean is_last;
} Batch;

typedef struct {
    Store *store;
    const ArchivePlan *plan;
    ArchiveSource *source;
    GAsyncQueue *empty; /* on their way to the reader */
    GAsyncQueue *read;
    GAsyncQueue *fresh; /* looked up, on their way to the parser */
    GAsyncQueue *parsed;
    GHashTable *seen; /* hashes of this import */
    gint stop;        /* atomic: the reader ends with the batch it has */
} Import;

static void
item_clear(gpointer data)
{
    Item *item = data;

    g_clear_pointer(&item->found.raw, g_bytes_unref);
    g_free(item->found.place);
    g_free(item->hash);
    archive_message_free(item->message);
}

static Batch *
batch_new(void)
{
    Batch *batch = g_new0(Batch, 1);

    batch->items = g_array_new(FALSE, TRUE, sizeof(Item));
    g_array_set_clear_func(batch->items, item_clear);
    batch->broken = g_ptr_array_new_with_free_func(g_free);
    return batch;
}

static void
batch_free(gpointer data)
{
    Batch *batch = data;

    g_array_unref(batch->items);
    g_ptr_array_unref(batch->broken);
    g_free(batch);
}

static Item *
item_at(const Batch *batch, guint i)
{
    return &g_array_index(batch->items, Item, i);
}

/* --- the thread that reads --- */

static void
read_batch(Import *import, Batch *batch)
{
    gsize bytes = 0;

    while (batch->items->len < BATCH_MAILS && bytes < BATCH_BYTES) {
        g_autoptr(GError) error = NULL;
        Item item = {0};
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
    Import *import = data;
    gboolean is_last = FALSE;

    while (!is_last) {
        Batch *batch = g_async_queue_pop(import->empty);
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
parse(Item *item)
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
    Import *import = data;
    gboolean is_last = FALSE;

    while (!is_last) {
        Batch *batch = g_async_queue_pop(import->fresh);
        for (guint i = 0; i < batch->items->len; i++)
            if (item_at(batch, i)->outcome == IMPORT_FILED)
                parse(item_at(batch, i));
        is_last = batch->is_last;
        g_async_queue_push(import->parsed, batch);
    }
    return NULL;
}

/* --- the caller's thread --- */

/* Marks what is on the list, and what came before in this import. */
static gboolean
look_up(Import *import, Batch *batch, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ArchiveKnown row;

    for (guint i = 0; i < batch->items->len; i++)
        if (item_at(batch, i)->hash != NULL)
            g_ptr_array_add(hashes, item_at(batch, i)->hash);
    g_ptr_array_add(hashes, NULL);
    g_autoptr(Rows) rows =
        archive_known(import->store, import->plan->list, (const char *const *)hashes->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (archive_known_next(rows, &row))
        g_hash_table_add(known, g_strdup(row.hash));
    for (guint i = 0; i < batch->items->len; i++) {
        Item *item = item_at(batch, i);
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
is_page(const Item *item)
{
    return g_strcmp0(item->found.oddity, ARCHIVE_PAGE) == 0;
}

/* The Message-IDs of what is to be filed, pages or all, with a NULL behind. */
static GPtrArray *
ids_of(const Batch *batch, gboolean pages_only)
{
    GPtrArray *ids = g_ptr_array_new();

    for (guint i = 0; i < batch->items->len; i++)
        if (item_at(batch, i)->message != NULL && (!pages_only || is_page(item_at(batch, i))))
            g_ptr_array_add(ids, item_at(batch, i)->message->message_id);
    g_ptr_array_add(ids, NULL);
    return ids;
}

/* Of a mail that is here, or came with this batch, the page that showed it is no second one. */
static gboolean
look_for_originals(Import *import, Batch *batch, GError **error)
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
        if (item_at(batch, i)->message != NULL && !is_page(item_at(batch, i)))
            g_hash_table_add(known, g_strdup(item_at(batch, i)->message->message_id));
    for (guint i = 0; i < batch->items->len; i++) {
        Item *item = item_at(batch, i);
        if (item->message != NULL && is_page(item) &&
            g_hash_table_contains(known, item->message->message_id))
            item->outcome = IMPORT_KNOWN;
    }
    return TRUE;
}

/* Marks what was deleted, however it looks today. */
static gboolean
look_for_withdrawn(Import *import, Batch *batch, GError **error)
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
        Item *item = item_at(batch, i);
        if (item->message != NULL && g_hash_table_contains(gone, item->message->message_id))
            item->outcome = IMPORT_WITHDRAWN;
    }
    return TRUE;
}

static gboolean
file_message(Import *import, const ArchiveMessage *m, GError **error)
{
    return archive_file_many(import->store, import->plan->list, m->message_id, m->content_hash,
                             m->short_hash, m->raw, m->from_name, m->from_address, m->subject,
                             m->body, m->html, m->date, m->date_reason, m->date_header,
                             (const char *const *)m->refers_to, (const char *const *)m->oddities,
                             m->parts, m->attachments, NULL, error);
}

static gboolean
file_batch(Import *import, Batch *batch, GError **error)
{
    g_autoptr(Transaction) transaction = NULL;
    gboolean good = TRUE;

    if (!look_for_originals(import, batch, error) || !look_for_withdrawn(import, batch, error))
        return FALSE;
    if (import->plan->dry_run)
        return TRUE;
    transaction = transaction_begin(import->store, error);
    if (transaction == NULL || !archive_lock(import->store, NULL, error) ||
        !pipeline_begin(import->store, error))
        return FALSE;
    for (guint i = 0; good && i < batch->items->len; i++) {
        const Item *item = item_at(batch, i);
        if (item->outcome == IMPORT_FILED)
            good = file_message(import, item->message, error);
    }
    if (!pipeline_end(import->store, good ? error : NULL))
        return FALSE;
    return good && transaction_commit(transaction, error);
}

static void
tell(Import *import, Batch *batch)
{
    const ArchivePlan *plan = import->plan;

    for (guint i = 0; i < batch->items->len; i++) {
        const Item *item = item_at(batch, i);
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
go_round(Import *import, GError **error)
{
    gboolean all_read = FALSE, is_last = FALSE;
    guint parsing = 0;

    while (!is_last) {
        /* The parser has one to work on while this thread files another. */
        while (!all_read && parsing < 2) {
            Batch *batch = g_async_queue_pop(import->read);
            all_read = batch->is_last;
            if (!look_up(import, batch, error)) {
                batch_free(batch);
                return FALSE;
            }
            g_async_queue_push(import->fresh, batch);
            parsing++;
        }
        Batch *batch = g_async_queue_pop(import->parsed);
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
settle(Import *import, GError **error)
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
    Import import = {.store = store, .plan = plan, .source = source};
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
    Batch *last = batch_new();
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
