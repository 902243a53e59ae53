/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - from a file to people, a chunk of rows at a time, in one transaction
 *
 * While a chunk is stored the next one is read and compared with what is known, over a connection
 * of its own: what the first has not committed yet concerns other addresses, and nobody else may
 * add one while it runs. A failure leaves nothing behind; everything can be read meanwhile.
 */
#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "people/import-inside.h"

typedef struct {
    Store *store;
    Store *finder; /* the same, or one that looks up while the first writes */
    const ImportPlan *plan;
    ImportSeen *seen;
    ImportWords *words;
    gint64 agreed_at;
    ImportWriter *writer;
    ImportResult result;
} Import;

static void
import_clear(Import *import)
{
    import_seen_free(import->seen);
    import_words_free(import->words);
    import_writer_free(import->writer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

static gboolean
import_start(Import *import, Store *store, Store *finder, const ImportPlan *plan, GError **error)
{
    *import = (Import){.store = store,
                       .finder = finder,
                       .plan = plan,
                       .seen = import_seen_new(),
                       .words = import_words_new(),
                       .agreed_at = plan->agreed_at != 0 ? plan->agreed_at : clock_now()};
    import->writer = import_writer_new(store, plan, import->agreed_at, finder != store);
    for (guint i = 0; plan->lists != NULL && plan->lists[i] != NULL; i++) {
        g_autoptr(Rows) rows = people_list_find(store, plan->lists[i], error);
        PeopleListFind row;
        if (rows == NULL)
            return FALSE;
        if (people_list_find_next(rows, &row))
            continue;
        fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", plan->lists[i]);
        return fail_hint(error, "colporteur list list shows them");
    }
    return TRUE;
}

static Transaction *
begin_settled(Store *store, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL)
        return NULL;
    g_autoptr(Rows) rows = people_import_settle(store, error);
    return rows != NULL ? g_steal_pointer(&transaction) : NULL;
}

/* Reading alone needs no lock. */
static Transaction *
begin(Import *import, GError **error)
{
    if (import->plan->dry_run)
        return transaction_begin(import->store, error);
    g_autoptr(Transaction) transaction = begin_settled(import->store, error);
    if (transaction == NULL || !people_import_hold(import->store, NULL, error))
        return NULL;
    return g_steal_pointer(&transaction);
}

/* The plan's lists go to the front of each row's own. */
static void
add_lists(ImportRow *row, const char *const *lists)
{
    if (lists == NULL)
        return;
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    g_strv_builder_addv(all, (const char **)row->lists);
    g_strv_builder_addv(all, (const char **)lists);
    g_strfreev(row->lists);
    row->lists = g_strv_builder_end(all);
}

/* What the row has twice counts once. */
static gboolean
take_others(Import *import, ImportPerson *person)
{
    ImportRow *row = person->row;

    person->others = g_new0(ImportOther, g_strv_length(row->others));
    for (guint i = 0; row->others[i] != NULL; i++) {
        g_autofree char *key = address_fold(row->others[i]);
        guint line = import_seen_line(import->seen, key, row->line);
        if (line == 0)
            person->others[person->n_others++] =
                (ImportOther){row->others[i], g_steal_pointer(&key), 0};
        else if (line != row->line) {
            row->refusal = g_strdup_printf("\"%s\" is on line %u already", row->others[i], line);
            return FALSE;
        }
    }
    return TRUE;
}

static void
check(Import *import, ImportPerson *person, ImportRow *row)
{
    person->row = row;
    person->key = import_row_check(row);
    if (person->key == NULL)
        return;
    guint line = import_seen_line(import->seen, person->key, row->line);
    if (line != 0)
        row->refusal = g_strdup_printf("\"%s\" is on line %u already", row->address, line);
    else if (row->others[0] == NULL || take_others(import, person))
        add_lists(row, import->plan->lists);
}

static void
count_and_tell(Import *import, const ImportPerson *person)
{
    const char *refusal = person->row->refusal;
    ImportResult *result = &import->result;
    ImportNews news = {person->row, "unchanged", NULL};
    g_autofree char *detail = NULL;

    if (refusal != NULL) {
        result->refused++;
        news.outcome = "refused";
        news.detail = refusal;
    } else {
        if (person->is_new) {
            result->added++;
            news.outcome = "added";
        } else if (person->changes != NULL) {
            result->changed++;
            news.outcome = "changed";
            news.detail = person->changes->str;
        } else
            result->unchanged++;
        result->have_left += person->kept != NULL;
        result->by_standing[person->row->standing]++;
        if (person->kept != NULL && import->plan->news != NULL)
            news.detail = detail =
                g_strdup_printf("%s%s%s", news.detail != NULL ? news.detail : "",
                                news.detail != NULL ? "; " : "", person->kept->str);
    }
    if (import->plan->news != NULL)
        import->plan->news(&news, import->plan->data);
}

static gboolean
compare(Import *import, ImportChunk *chunk, GError **error)
{
    Store *finder = import->finder;

    for (guint i = 0; i < chunk->n; i++)
        check(import, &chunk->people[i], chunk->rows->pdata[i]);
    return import_words_resolve(import->words, finder, chunk->people, chunk->n, error) &&
           import_store_compare(finder, chunk->people, chunk->n, error) &&
           (import->plan->dry_run || import_store_number(finder, chunk->people, chunk->n, error));
}

/* What is told of a chunk that cannot be written then is undone with all the others. */
static gboolean
store_chunk(Import *import, GPtrArray *rows, GError **error)
{
    g_autoptr(ImportChunk) chunk = import_chunk_new(rows);

    if (!compare(import, chunk, error))
        return FALSE;
    for (guint i = 0; i < chunk->n; i++)
        count_and_tell(import, &chunk->people[i]);
    return import->plan->dry_run ||
           import_writer_give(import->writer, g_steal_pointer(&chunk), error);
}

static void
tell_start(const ImportPlan *plan, const ImportSource *source, const ImportReader *reader,
           gboolean *is_told)
{
    const char *kind = import_reader_kind(reader);

    if (*is_told || kind == NULL)
        return;
    *is_told = TRUE;
    if (plan->started == NULL)
        return;
    g_autofree char *text = g_strdup_printf("%s in %s", kind, import_source_encoding(source));
    plan->started(text, import_reader_headings(reader), plan->data);
}

static gboolean
read_all(Import *import, ImportSource *source, ImportReader *reader, GError **error)
{
    const ImportPlan *plan = import->plan;
    g_autoptr(ImportAhead) ahead = import_ahead_new(source, reader);
    gboolean is_told = FALSE;
    gboolean is_last;
    gint64 done;

    do {
        GPtrArray *rows = import_ahead_next(ahead, &is_last, &done, error);
        if (rows == NULL)
            return FALSE;
        tell_start(plan, source, reader, &is_told);
        import_ahead_go(ahead);
        if (!store_chunk(import, rows, error))
            return FALSE;
        if (plan->progress != NULL)
            plan->progress(done, import_source_size(source), plan->data);
    } while (!is_last);
    return import_writer_wait(import->writer, error);
}

gboolean
import_file(Store *store, Store *finder, const char *path, const ImportPlan *plan,
            ImportResult *result, GError **error)
{
    g_auto(Import) import = {0};
    g_autoptr(ImportSource) source = import_source_open(path, error);
    g_autoptr(ImportReader) reader =
        import_reader_new(plan->separator, plan->map, plan->keep_fields);

    if (source == NULL || !import_start(&import, store, finder, plan, error))
        return FALSE;
    g_autoptr(Transaction) transaction = begin(&import, error);
    if (transaction == NULL)
        return FALSE;
    g_autoptr(Transaction) finding = finder != store ? begin_settled(finder, error) : NULL;
    if (finder != store && finding == NULL)
        return FALSE;
    gboolean good = read_all(&import, source, reader, error);
    /* Nothing is rolled back below a thread that writes. */
    import_writer_wait(import.writer, NULL);
    if (!good) {
        g_prefix_error(error, "%s: ", path);
        return FALSE;
    }
    if (!plan->dry_run && !transaction_commit(transaction, error))
        return FALSE;
    *result = import.result;
    return TRUE;
}

gboolean
import_one(Store *store, ImportRow *row, const ImportPlan *plan, GError **error)
{
    g_auto(Import) import = {0};

    if (!import_start(&import, store, store, plan, error))
        return FALSE;
    g_autoptr(Transaction) transaction = begin(&import, error);
    if (transaction == NULL)
        return FALSE;
    GPtrArray *rows = g_ptr_array_new();
    g_ptr_array_add(rows, row);
    g_autoptr(ImportChunk) chunk = import_chunk_new(rows);
    if (!compare(&import, chunk, error))
        return FALSE;
    gboolean is_known = row->refusal == NULL && !chunk->people[0].is_new;
    if (row->refusal != NULL)
        return fail(error, ERROR_BAD_INPUT, "%s", row->refusal);
    if (is_known) {
        fail(error, ERROR_CONFLICT, "somebody has this address already");
        return fail_hint(error, "colporteur subscriber show ADDRESS tells who; subscriber import "
                                "adds to what is known");
    }
    if (!import_writer_give(import.writer, g_steal_pointer(&chunk), error))
        return FALSE;
    return transaction_commit(transaction, error);
}
