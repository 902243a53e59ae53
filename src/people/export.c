/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export - people as a file that an import takes again; see export.h */
#include "people/export.h"

#include "store/query.h"

#define PAGE 5000

const char *const export_columns[] = {"address",   "other-addresses", "name",      "language",
                                      "knowledge", "territories",     "interests", "programmes",
                                      "lists",     "notes",           NULL};

/* `*after` becomes the key of the last one; NULL when there are no more. */
static gboolean
export_page(Store *store, const Audience *audience, char **after, ExportTake take, gpointer data,
            GError **error)
{
    g_autoptr(Rows) rows = people_export(store, audience_sql(audience), *after, PAGE, error);
    PeopleExport row;
    guint n = 0;

    if (rows == NULL)
        return FALSE;
    for (; people_export_next(rows, &row); n++) {
        const char *const fields[] = {row.address,   row.others,      row.name,      row.language,
                                      row.knowledge, row.territories, row.interests, row.programmes,
                                      row.lists,     row.notes};
        if (!take(fields, data, error))
            return FALSE;
        if (n + 1 == rows_count(rows)) {
            g_free(*after);
            *after = n + 1 == PAGE ? g_strdup(row.address_key) : NULL;
        }
    }
    if (n == 0)
        g_clear_pointer(after, g_free);
    return TRUE;
}

gboolean
export_people(Store *store, const Audience *audience, ExportTake take, gpointer data,
              GError **error)
{
    g_autofree char *after = g_strdup("");

    while (after != NULL)
        if (!export_page(store, audience, &after, take, data, error))
            return FALSE;
    return TRUE;
}
