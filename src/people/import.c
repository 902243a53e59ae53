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

#define CHUNK 4000
#define PIECE 65536

typedef struct {
    Store *store;
    Store *finder; /* the same, or one that looks up while the first writes */
    const ImportPlan *plan;
    ImportSeen *seen;
    ImportWords *words;
    gint64 agreed_at;
    gboolean is_open; /* a pipeline is */
    ImportResult result;
} Import;

static void
import_clear(Import *import)
{
    import_seen_free(import->seen);
    import_words_free(import->words);
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

static gboolean
wait_written(Import *import, GError **error)
{
    if (!import->is_open)
        return TRUE;
    import->is_open = FALSE;
    return pipeline_end(import->store, error);
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
store_people(Import *import, ImportPerson *people, guint n, GError **error)
{
    if ((import->finder == import->store && !wait_written(import, error)) ||
        !import_words_resolve(import->words, import->finder, people, n, error) ||
        !import_store_compare(import->finder, people, n, error))
        return FALSE;
    if (import->plan->dry_run)
        return TRUE;
    if (!import_store_number(import->finder, people, n, error) || !wait_written(import, error))
        return FALSE;
    import->is_open = TRUE;
    return import_store_write(import->store, people, n, import->plan, import->agreed_at, error);
}

static gboolean
store_chunk(Import *import, GPtrArray *rows, GError **error)
{
    g_autofree ImportPerson *people = g_new0(ImportPerson, rows->len + 1);
    gboolean good;

    for (guint i = 0; i < rows->len; i++)
        check(import, &people[i], rows->pdata[i]);
    good = store_people(import, people, rows->len, error);
    for (guint i = 0; i < rows->len; i++) {
        if (good)
            count_and_tell(import, &people[i]);
        import_person_clear(&people[i]);
    }
    g_ptr_array_set_size(rows, 0);
    return good;
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
    g_autofree char *buffer = g_malloc(PIECE);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
    gboolean is_told = FALSE;
    gssize n;

    do {
        n = import_source_read(source, buffer, PIECE, error);
        if (n < 0 || !import_reader_feed(reader, buffer, (gsize)n, n == 0, rows, error))
            return FALSE;
        tell_start(plan, source, reader, &is_told);
        if ((rows->len >= CHUNK || n == 0) && !store_chunk(import, rows, error))
            return FALSE;
        if (plan->progress != NULL)
            plan->progress(import_source_done(source), import_source_size(source), plan->data);
    } while (n > 0);
    return wait_written(import, error);
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
    if (!read_all(&import, source, reader, error)) {
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
    ImportPerson person = {0};

    if (!import_start(&import, store, store, plan, error))
        return FALSE;
    g_autoptr(Transaction) transaction = begin(&import, error);
    if (transaction == NULL)
        return FALSE;
    check(&import, &person, row);
    gboolean good = store_people(&import, &person, 1, error);
    gboolean is_known = row->refusal == NULL && !person.is_new;
    import_person_clear(&person);
    if (!good || !wait_written(&import, error))
        return FALSE;
    if (row->refusal != NULL)
        return fail(error, ERROR_BAD_INPUT, "%s", row->refusal);
    if (is_known) {
        fail(error, ERROR_CONFLICT, "somebody has this address already");
        return fail_hint(error, "colporteur subscriber show ADDRESS tells who; subscriber import "
                                "adds to what is known");
    }
    return transaction_commit(transaction, error);
}
