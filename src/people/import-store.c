/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-store - compare a chunk of people with what is known, and write what is new
 *
 * Rows go over as arrays, a statement for each table, and the statements are not waited for: the
 * server stores one chunk while the next is read. Staging them in a table first, or copying them
 * in, took longer.
 */
#include "base/error.h"
#include "store/query.h"

#include "people/import-inside.h"

/* Numbers of several people, one after the other, and where each one's end; 0 stands before. */
typedef struct {
    GArray *all, *ends;
} Numbers;

typedef struct {
    GPtrArray *keys, *addresses, *names, *languages, *notes, *knowledge;
    Numbers territories, interests, programmes, places;
    GArray *ids;
} Columns;

enum { N_TEXTS = 6, N_NUMBERS = 4 };

static void
columns_clear(Columns *columns)
{
    GPtrArray **texts = &columns->keys;
    Numbers *numbers = &columns->territories;

    for (guint i = 0; i < N_TEXTS; i++)
        g_ptr_array_unref(texts[i]);
    for (guint i = 0; i < N_NUMBERS; i++) {
        g_array_unref(numbers[i].all);
        g_array_unref(numbers[i].ends);
    }
    g_array_unref(columns->ids);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

static void
columns_init(Columns *columns)
{
    GPtrArray **texts = &columns->keys;
    Numbers *numbers = &columns->territories;
    gint32 none = 0;

    for (guint i = 0; i < N_TEXTS; i++)
        texts[i] = g_ptr_array_new();
    for (guint i = 0; i < N_NUMBERS; i++) {
        numbers[i].all = g_array_new(FALSE, FALSE, sizeof(gint32));
        numbers[i].ends = g_array_new(FALSE, FALSE, sizeof(gint32));
        g_array_append_val(numbers[i].ends, none);
    }
    columns->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
}

static void
add_text(GPtrArray *texts, const char *text)
{
    g_ptr_array_add(texts, (gpointer)(text != NULL ? text : ""));
}

static void
add_numbers(Numbers *numbers, const ImportNumbers *more)
{
    if (more->n > 0)
        g_array_append_vals(numbers->all, more->all, more->n);
    gint32 end = (gint32)numbers->all->len;
    g_array_append_val(numbers->ends, end);
}

static void
columns_add(Columns *columns, const ImportPerson *person)
{
    add_text(columns->keys, person->key);
    add_text(columns->addresses, person->row->address);
    add_text(columns->names, person->row->name);
    add_text(columns->languages, person->row->language);
    add_text(columns->notes, person->row->notes);
    add_text(columns->knowledge, person->knowledge);
    add_numbers(&columns->territories, &person->territories);
    add_numbers(&columns->interests, &person->interests);
    add_numbers(&columns->programmes, &person->programmes);
    add_numbers(&columns->places, &person->places);
    g_array_append_val(columns->ids, person->subscriber);
}

/* The texts with the NULL that ends them. */
static const char *const *
all(GPtrArray *texts)
{
    if (texts->len == 0 || texts->pdata[texts->len - 1] != NULL)
        g_ptr_array_add(texts, NULL);
    return (const char *const *)texts->pdata;
}

/* --- who is known --- */

static void
note(GString **text, const char *what)
{
    if (*text == NULL)
        *text = g_string_new(NULL);
    g_string_append_printf(*text, "%s%s", (*text)->len > 0 ? ", " : "", what);
}

/* Takes the person off the list, or off all for -1, of those that the row asks for. */
static void
keep_off(ImportPerson *person, gint64 list, const char *why)
{
    gboolean is_told = FALSE;

    for (guint i = 0; i < person->lists->len; i++) {
        const ImportPlace *place = &g_array_index(person->lists, ImportPlace, i);
        gboolean leaves = g_str_equal(place->state, "unsubscribed");
        if (place->list != list && (list != -1 || leaves))
            continue;
        if (!leaves && !is_told)
            note(&person->kept, why);
        is_told |= !leaves;
        g_array_remove_index(person->lists, i--);
    }
}

/* A list that the person is on or has left: what the row asks for beyond that stays in it. */
static void
compare_list(ImportPerson *person, gint64 list, const char *state)
{
    if (g_str_equal(state, "unsubscribed")) {
        keep_off(person, list, "has left");
        return;
    }
    for (guint i = 0; i < person->lists->len; i++) {
        const ImportPlace *place = &g_array_index(person->lists, ImportPlace, i);
        if (place->list == list &&
            (g_str_equal(state, "confirmed") || g_str_equal(place->state, "unconfirmed")))
            g_array_remove_index(person->lists, i--);
    }
}

/* `at`: which of the people the n-th of a statement is. */
static gboolean
find_known(Store *store, ImportPerson *people, const char *const *keys, const guint *at,
           GError **error)
{
    g_autoptr(Rows) rows = people_import_bar(store, keys, error);
    PeopleImportBar row;

    if (rows == NULL)
        return FALSE;
    while (people_import_bar_next(rows, &row)) {
        ImportPerson *person = &people[at[row.n - 1]];
        if (row.subscriber != 0) {
            person->subscriber = row.subscriber;
            person->is_new = FALSE;
            compare_list(person, row.list, row.state);
        } else if (row.list != 0)
            keep_off(person, row.list, row.why);
        else if (person->row->refusal == NULL)
            person->row->refusal = g_strdup(row.why);
    }
    return TRUE;
}

static gboolean
compare_facts(Store *store, ImportPerson *people, Columns *known, const guint *at, GError **error)
{
    g_autoptr(Rows) rows =
        people_import_compare(store, known->ids, all(known->names), all(known->languages),
                              all(known->notes), all(known->knowledge), known->territories.all,
                              known->territories.ends, known->interests.all, known->interests.ends,
                              known->programmes.all, known->programmes.ends, error);
    PeopleImportCompare row;

    if (rows == NULL)
        return FALSE;
    while (people_import_compare_next(rows, &row)) {
        people[at[row.n - 1]].is_changed = TRUE;
        note(&people[at[row.n - 1]].changes, row.what);
    }
    return TRUE;
}

/* "{1,2}" */
static char *
numbers_text(const ImportNumbers *numbers)
{
    GString *text = g_string_new("{");

    for (guint i = 0; i < numbers->n; i++)
        g_string_append_printf(text, i > 0 ? ",%d" : "%d", numbers->all[i]);
    g_string_append_c(text, '}');
    return g_string_free(text, FALSE);
}

/* New people whom a coordinator may not add. */
static gboolean
find_elsewhere(Store *store, ImportPerson *people, guint n, GError **error)
{
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
    g_autofree guint *at = g_new(guint, n + 1);
    PeopleImportElsewhere row;

    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL && people[i].is_new) {
            at[places->len] = i;
            g_ptr_array_add(places, numbers_text(&people[i].places));
        }
    if (places->len == 0)
        return TRUE;
    g_autoptr(Rows) rows = people_import_elsewhere(store, all(places), error);
    if (rows == NULL)
        return FALSE;
    while (people_import_elsewhere_next(rows, &row))
        people[at[row.n - 1]].row->refusal = g_strdup(row.why);
    return TRUE;
}

gboolean
import_store_compare(Store *store, ImportPerson *people, guint n, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autofree guint *at = g_new(guint, n + 1);
    g_auto(Columns) known = {0};
    guint n_known = 0;

    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL) {
            at[keys->len] = i;
            g_ptr_array_add(keys, people[i].key);
            people[i].is_new = TRUE;
        }
    columns_init(&known);
    if (keys->len == 0)
        return TRUE;
    if (!find_known(store, people, all(keys), at, error) ||
        (store_is_coordinator(store) && !find_elsewhere(store, people, n, error)) ||
        !import_others_compare(store, people, n, error))
        return FALSE;
    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL && !people[i].is_new) {
            at[n_known++] = i;
            columns_add(&known, &people[i]);
        }
    if (n_known == 0)
        return TRUE;
    if (!compare_facts(store, people, &known, at, error))
        return FALSE;
    for (guint i = 0; i < n_known; i++) {
        if (people[at[i]].n_others > 0)
            note(&people[at[i]].changes, "other addresses");
        if (people[at[i]].lists->len > 0)
            note(&people[at[i]].changes, "lists");
    }
    return TRUE;
}

/* --- writing --- */

gboolean
import_store_number(Store *store, ImportPerson *people, guint n, GError **error)
{
    gint64 n_new = 0;
    PeopleImportNumber row;

    for (guint i = 0; i < n; i++)
        n_new += people[i].row->refusal == NULL && people[i].is_new;
    if (n_new == 0)
        return TRUE;
    g_autoptr(Rows) rows = people_import_number(store, n_new, error);
    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL && people[i].is_new &&
            people_import_number_next(rows, &row))
            people[i].subscriber = row.id;
    return TRUE;
}

static gboolean
write_new(Store *store, Columns *fresh, GError **error)
{
    return fresh->ids->len == 0 ||
           (people_import_subscriber(
                store, fresh->ids, all(fresh->names), all(fresh->languages), all(fresh->notes),
                all(fresh->knowledge), fresh->territories.all, fresh->territories.ends,
                fresh->interests.all, fresh->interests.ends, fresh->programmes.all,
                fresh->programmes.ends, fresh->places.all, fresh->places.ends, NULL, error) &&
            people_import_address(store, all(fresh->keys), all(fresh->addresses), fresh->ids, NULL,
                                  error));
}

static gboolean
write_changes(Store *store, Columns *changed, GError **error)
{
    return changed->ids->len == 0 ||
           people_import_change(store, changed->ids, all(changed->names), all(changed->languages),
                                all(changed->notes), all(changed->knowledge),
                                changed->territories.all, changed->territories.ends,
                                changed->interests.all, changed->interests.ends,
                                changed->programmes.all, changed->programmes.ends, NULL, error);
}

/* Whoever bounced or was blocked elsewhere is written to no more here either. */
static gboolean
write_suppressed(Store *store, const ImportPerson *people, guint n, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();

    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL && people[i].row->standing >= IMPORT_BOUNCED)
            add_text(keys, people[i].key);
    return keys->len == 0 || people_import_suppress(store, all(keys), NULL, error);
}

gboolean
import_store_write(Store *store, const ImportPerson *people, guint n, const ImportPlan *plan,
                   gint64 agreed_at, GError **error)
{
    g_auto(Columns) fresh = {0};
    g_auto(Columns) changed = {0};

    columns_init(&fresh);
    columns_init(&changed);
    for (guint i = 0; i < n; i++)
        if (people[i].row->refusal == NULL && people[i].is_new)
            columns_add(&fresh, &people[i]);
        else if (people[i].row->refusal == NULL && people[i].is_changed)
            columns_add(&changed, &people[i]);
    return write_new(store, &fresh, error) && write_changes(store, &changed, error) &&
           import_others_write(store, people, n, error) &&
           import_lists_write(store, people, n, plan, agreed_at, error) &&
           write_suppressed(store, people, n, error);
}
