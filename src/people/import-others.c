/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-others - addresses beside the one that mail goes to
 *
 * One that nobody has is added. One that is somebody else's refuses the row: whether two people
 * are one is for a coordinator to say.
 */
#include "store/query.h"

#include "people/import-inside.h"

static void
refuse_owned(ImportRow *row, const char *address)
{
    if (row->refusal == NULL)
        row->refusal = g_strdup_printf("\"%s\" is somebody else's address; \"colporteur "
                                       "subscriber merge\" makes two people one",
                                       address);
}

/* Leaves those that are to be added. */
static void
compare_others(ImportPerson *person)
{
    guint n = 0;

    for (guint i = 0; i < person->n_others; i++) {
        ImportOther *other = &person->others[i];
        if (other->owner == 0) {
            person->others[n++] = *other;
            continue;
        }
        if (person->is_new || other->owner != person->subscriber)
            refuse_owned(person->row, other->address);
        g_free(other->key);
    }
    person->n_others = n;
}

gboolean
import_others_compare(Store *store, ImportPerson *people, guint n, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    g_autoptr(GPtrArray) persons = g_ptr_array_new();
    PeopleImportBar row;

    for (guint i = 0; i < n; i++)
        for (guint k = 0; people[i].row->refusal == NULL && k < people[i].n_others; k++) {
            g_ptr_array_add(keys, people[i].others[k].key);
            g_ptr_array_add(others, &people[i].others[k]);
            g_ptr_array_add(persons, &people[i]);
        }
    if (keys->len == 0)
        return TRUE;
    g_ptr_array_add(keys, NULL);
    g_autoptr(Rows) rows = people_import_bar(store, (const char *const *)keys->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (people_import_bar_next(rows, &row)) {
        ImportRow *of = ((ImportPerson *)persons->pdata[row.n - 1])->row;
        if (row.subscriber != 0)
            ((ImportOther *)others->pdata[row.n - 1])->owner = row.subscriber;
        else if (row.list == 0 && of->refusal == NULL)
            of->refusal = g_strdup(row.why);
    }
    for (guint i = 0; i < n; i++)
        compare_others(&people[i]);
    return TRUE;
}

gboolean
import_others_write(Store *store, const ImportPerson *people, guint n, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    g_autoptr(GArray) subscribers = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < n; i++)
        for (guint k = 0; people[i].row->refusal == NULL && k < people[i].n_others; k++) {
            g_ptr_array_add(keys, people[i].others[k].key);
            g_ptr_array_add(addresses, (gpointer)people[i].others[k].address);
            g_array_append_val(subscribers, people[i].subscriber);
        }
    if (keys->len == 0)
        return TRUE;
    g_ptr_array_add(keys, NULL);
    g_ptr_array_add(addresses, NULL);
    return people_import_other(store, (const char *const *)keys->pdata,
                               (const char *const *)addresses->pdata, subscribers, NULL, error);
}
