/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - check rows and store them by sets
 *
 * Names are looked up once each, however many rows give them. Good rows are copied into a staging
 * table and moved on by a dozen statements in one transaction, so that a hundred thousand people
 * take seconds and a failure leaves nothing behind. While it runs nobody else may add an address.
 */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "people/import.h"
#include "people/interest.h"
#include "people/knowledge.h"
#include "people/territory.h"

#define MAX_NAME 200

guint
import_refused(const GPtrArray *rows)
{
    guint n = 0;

    for (guint i = 0; i < rows->len; i++)
        n += ((const ImportRow *)rows->pdata[i])->refusal != NULL;
    return n;
}

static void
refuse(ImportRow *row, const GError *problem)
{
    const char *hint = error_hint(problem);

    if (row->refusal == NULL)
        row->refusal = g_strconcat(problem->message, hint != NULL ? "; " : NULL, hint, NULL);
}

/* --- what can be told without the database --- */

/* Nothing that could forge a header or turn the text around it. */
static const char *
name_fault(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return "the name is not UTF-8";
    if (g_utf8_strlen(name, -1) > MAX_NAME)
        return "the name has more than 200 characters";
    for (const char *p = name; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_iscntrl(c))
            return "the name has a line break or another control character";
        if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            return "the name has an invisible mark that turns the writing direction";
    }
    return NULL;
}

static void
check_language(ImportRow *row)
{
    static const char *const languages[] = {"fr", "en", "br", NULL};

    if (row->language == NULL)
        return;
    g_autofree char *written = g_steal_pointer(&row->language);
    row->language = g_ascii_strdown(written, -1);
    if (!g_strv_contains(languages, row->language))
        row->refusal = g_strdup_printf("\"%.20s\" is no language letters are written in; it is "
                                       "fr, en or br",
                                       written);
}

static void
check_knowledge(ImportRow *row)
{
    g_autoptr(GError) problem = NULL;

    for (guint i = 0; row->knowledge[i] != NULL; i++) {
        const char *word = knowledge_find(row->knowledge[i], &problem);
        if (word == NULL) {
            refuse(row, problem);
            return;
        }
        g_free(row->knowledge[i]);
        row->knowledge[i] = g_strdup(word);
    }
}

static void
check_row(ImportRow *row, GHashTable *seen)
{
    g_autoptr(GError) problem = NULL;

    if (row->address == NULL) {
        row->refusal = g_strdup("there is no address");
        return;
    }
    if (!address_is_valid(row->address, &problem)) {
        refuse(row, problem);
        return;
    }
    row->address_key = address_fold(row->address);
    const ImportRow *other = g_hash_table_lookup(seen, row->address_key);
    if (other != NULL) {
        row->refusal = g_strdup_printf("\"%s\" is on line %u already", row->address, other->line);
        return;
    }
    const char *fault = row->name != NULL ? name_fault(row->name) : NULL;
    if (fault != NULL) {
        row->refusal = g_strdup(fault);
        return;
    }
    check_language(row);
    if (row->refusal == NULL)
        check_knowledge(row);
    if (row->refusal == NULL)
        g_hash_table_insert(seen, row->address_key, row);
}

/* --- names to numbers, each name once --- */

typedef gboolean (*FindAll)(Store *store, const char *const *texts, guint n, gint64 *ids,
                            GError **problems, GError **error);

static gboolean
list_find_all(Store *store, const char *const *texts, guint n, gint64 *ids, GError **problems,
              GError **error)
{
    for (guint i = 0; i < n; i++) {
        g_autoptr(Rows) rows = people_list_find(store, texts[i], error);
        PeopleListFind row;
        if (rows == NULL)
            return FALSE;
        ids[i] = 0;
        if (people_list_find_next(rows, &row)) {
            ids[i] = row.id;
            continue;
        }
        fail(&problems[i], ERROR_NOT_FOUND, "no list is called \"%s\"", texts[i]);
        fail_hint(&problems[i], "colporteur list list shows them");
    }
    return TRUE;
}

/* Where in a row the names of one sort and their numbers are. */
static const struct Sort {
    gsize names;
    gsize ids;
    FindAll find_all;
} sorts[] = {
    {G_STRUCT_OFFSET(ImportRow, territories), G_STRUCT_OFFSET(ImportRow, territory_ids),
     territory_find_all},
    {G_STRUCT_OFFSET(ImportRow, interests), G_STRUCT_OFFSET(ImportRow, interest_ids),
     interest_find_all},
    {G_STRUCT_OFFSET(ImportRow, lists), G_STRUCT_OFFSET(ImportRow, list_ids), list_find_all},
};

static void
set_ids(ImportRow *row, const struct Sort *sort, GHashTable *numbers, const gint64 *ids,
        GError **problems)
{
    char **names = G_STRUCT_MEMBER(char **, row, sort->names);
    g_autoptr(GString) text = g_string_new("{");

    for (guint i = 0; names[i] != NULL; i++) {
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, names[i]));
        if (problems[number] != NULL) {
            refuse(row, problems[number]);
            return;
        }
        g_string_append_printf(text, i > 0 ? ",%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                               ids[number]);
    }
    g_string_append_c(text, '}');
    G_STRUCT_MEMBER(char *, row, sort->ids) = g_strdup(text->str);
}

static gboolean
look_up(Store *store, GPtrArray *rows, const struct Sort *sort, GError **error)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        char **in_row = G_STRUCT_MEMBER(char **, row, sort->names);
        for (guint k = 0; row->refusal == NULL && in_row[k] != NULL; k++)
            if (!g_hash_table_contains(numbers, in_row[k])) {
                g_hash_table_insert(numbers, in_row[k], GUINT_TO_POINTER(names->len));
                g_ptr_array_add(names, in_row[k]);
            }
    }
    g_autofree gint64 *ids = g_new0(gint64, names->len + 1);
    g_autofree GError **problems = g_new0(GError *, names->len + 1);
    gboolean good = names->len == 0 || sort->find_all(store, (const char *const *)names->pdata,
                                                      names->len, ids, problems, error);
    for (guint i = 0; good && i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        if (row->refusal == NULL)
            set_ids(row, sort, numbers, ids, problems);
    }
    for (guint i = 0; i < names->len; i++)
        g_clear_error(&problems[i]);
    return good;
}

/* The plan's lists go to the front of each row's own. */
static gboolean
add_lists(Store *store, GPtrArray *rows, const char *const *lists, GError **error)
{
    guint n = lists != NULL ? g_strv_length((char **)lists) : 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) problem = NULL;
        gint64 id;
        if (!list_find_all(store, &lists[i], 1, &id, &problem, error))
            return FALSE;
        if (problem != NULL) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
    }
    for (guint i = 0; n > 0 && i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        g_autoptr(GStrvBuilder) all = g_strv_builder_new();
        g_strv_builder_addv(all, (const char **)lists);
        g_strv_builder_addv(all, (const char **)row->lists);
        g_strfreev(row->lists);
        row->lists = g_strv_builder_end(all);
    }
    return TRUE;
}

gboolean
import_prepare(Store *store, GPtrArray *rows, const ImportPlan *plan, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    if (!add_lists(store, rows, plan->lists, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        if (row->refusal == NULL)
            check_row(row, seen);
    }
    for (guint i = 0; i < G_N_ELEMENTS(sorts); i++)
        if (!look_up(store, rows, &sorts[i], error))
            return FALSE;
    return TRUE;
}

/* --- into the database --- */

static gboolean
copy_rows(Store *store, const GPtrArray *rows, GError **error)
{
    g_autoptr(Copy) copy =
        copy_begin(store, "incoming_subscriber",
                   "line, address_key, address, name, language, knowledge, territories, interests, "
                   "lists",
                   error);

    if (copy == NULL)
        return FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const ImportRow *row = rows->pdata[i];
        char line[16];
        if (row->refusal != NULL)
            continue;
        g_snprintf(line, sizeof line, "%u", row->line);
        g_autofree char *words = g_strjoinv(",", row->knowledge);
        g_autofree char *knowledge = g_strdup_printf("{%s}", words);
        const char *const values[] = {
            line,      row->address_key,   row->address,      row->name,    row->language,
            knowledge, row->territory_ids, row->interest_ids, row->list_ids};
        if (!copy_row(copy, values, G_N_ELEMENTS(values), error))
            return FALSE;
    }
    return copy_end(copy, NULL, error);
}

/* The statements between copying and the subscriptions, in their order. */
static gboolean (*const steps[])(Store *store, gint64 *affected, GError **error) = {
    people_import_match,      people_import_compare, people_import_number,
    people_import_subscriber, people_import_address, people_import_update,
};

static void
tell(const ImportPlan *plan, const GPtrArray *rows, guint step)
{
    if (plan->progress != NULL)
        plan->progress((gint64)rows->len * step / (G_N_ELEMENTS(steps) + 2), rows->len, plan->data);
}

static gboolean
move_rows(Store *store, const GPtrArray *rows, const ImportPlan *plan, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        tell(plan, rows, i + 1);
        if (!steps[i](store, NULL, error))
            return FALSE;
    }
    tell(plan, rows, G_N_ELEMENTS(steps) + 1);
    return people_import_subscription(store, plan->how, NULL, error);
}

static gboolean
count_rows(Store *store, ImportResult *result, GError **error)
{
    g_autoptr(Rows) rows = people_import_count(store, error);
    PeopleImportCount row;

    if (rows == NULL || !people_import_count_next(rows, &row))
        return FALSE;
    *result = (ImportResult){row.added, row.changed, row.unchanged, row.have_left};
    return TRUE;
}

gboolean
import_store(Store *store, const GPtrArray *rows, const ImportPlan *plan, ImportResult *result,
             GError **error)
{
    ImportResult counted;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL || !people_import_lock(store, NULL, error) ||
        !copy_rows(store, rows, error) || !move_rows(store, rows, plan, error) ||
        !count_rows(store, &counted, error) || !people_import_clear(store, NULL, error))
        return FALSE;
    if (plan->only_new && counted.changed + counted.unchanged > 0) {
        fail(error, ERROR_CONFLICT, "somebody has this address already");
        return fail_hint(error, "colporteur subscriber show ADDRESS tells who; subscriber import "
                                "adds to what is known");
    }
    if (!plan->dry_run && !transaction_commit(transaction, error))
        return FALSE;
    if (plan->progress != NULL)
        plan->progress(rows->len, rows->len, plan->data);
    *result = counted;
    return TRUE;
}
