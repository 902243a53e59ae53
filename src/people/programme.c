/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programme - the programme that somebody's word names; see programme.h */
#include "people/programme.h"

#include "base/error.h"
#include "store/query.h"

#include "people/choices.h"

gboolean
programme_find(Store *store, const char *text, gint64 *id, GError **error)
{
    PeopleProgrammeFind row;

    if (!choices_word(text, "programme", error))
        return FALSE;
    g_autoptr(Rows) rows = people_programme_find(store, text, error);
    if (rows == NULL)
        return FALSE;
    gboolean found = people_programme_find_next(rows, &row);
    if (found && row.is_it) {
        *id = row.id;
        return TRUE;
    }
    fail(error, ERROR_NOT_FOUND, "no programme is called \"%s\"", text);
    if (found)
        return fail_hint(error, "did you mean %s (%s)?", row.slug, row.name);
    return fail_hint(error, "colporteur programme list shows them");
}

gboolean
programme_find_all(Store *store, const char *const *texts, guint n, gint64 *ids, GError **problems,
                   GError **error)
{
    for (guint i = 0; i < n; i++)
        if (!programme_find(store, texts[i], &ids[i], &problems[i]) &&
            error_kind(problems[i]) != ERROR_NOT_FOUND &&
            error_kind(problems[i]) != ERROR_BAD_INPUT) {
            g_propagate_error(error, g_steal_pointer(&problems[i]));
            for (guint k = 0; k < i; k++)
                g_clear_error(&problems[k]);
            return FALSE;
        }
    return TRUE;
}
