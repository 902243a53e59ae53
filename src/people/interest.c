/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interest - the interest that somebody's word names; see interest.h */
#include "people/interest.h"

#include "base/error.h"
#include "store/query.h"

#include "people/choices.h"

static gboolean
fail_unknown(Store *store, const char *text, GError **problem, GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = people_interest_near(store, text, error);
    PeopleInterestNear row;

    if (rows == NULL)
        return FALSE;
    fail(problem, ERROR_NOT_FOUND, "no interest is called \"%s\"", text);
    while (people_interest_near_next(rows, &row))
        g_ptr_array_add(labels, g_strdup_printf("%s (%s)", row.slug, row.label));
    g_autofree char *listed = choices_text(labels);
    if (labels->len > 0)
        fail_hint(problem, "did you mean %s?", listed);
    else
        fail_hint(problem, "colporteur interest list shows them");
    return TRUE;
}

static void
fail_ambiguous(const char *text, const GPtrArray *labels, GError **problem)
{
    g_autofree char *listed = choices_text(labels);

    fail(problem, ERROR_BAD_INPUT, "\"%s\" may be %s", text, listed);
    fail_hint(problem, "give the word of the one you mean");
}

static gboolean
judge(Store *store, const char *const *texts, guint n, Rows *rows, gint64 *ids, GError **problems,
      GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    PeopleInterestResolve row = {0};
    gboolean more = people_interest_resolve_next(rows, &row);

    for (guint i = 0; i < n; i++) {
        gint64 id = 0;
        g_ptr_array_set_size(labels, 0);
        while (more && row.n == (gint64)i + 1) {
            id = row.id;
            g_ptr_array_add(labels, g_strdup_printf("%s (%s)", row.slug, row.label));
            more = people_interest_resolve_next(rows, &row);
        }
        if (problems[i] != NULL)
            continue;
        if (labels->len == 1)
            ids[i] = id;
        else if (labels->len > 1)
            fail_ambiguous(texts[i], labels, &problems[i]);
        else if (!fail_unknown(store, texts[i], &problems[i], error))
            return FALSE;
    }
    return TRUE;
}

gboolean
interest_find_all(Store *store, const char *const *texts, guint n, gint64 *ids, GError **problems,
                  GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < n; i++) {
        ids[i] = 0;
        problems[i] = NULL;
        gboolean good = choices_word(texts[i], "interest", &problems[i]);
        g_ptr_array_add(words, g_strstrip(g_strdup(good ? texts[i] : "")));
    }
    g_ptr_array_add(words, NULL);
    g_autoptr(Rows) rows = people_interest_resolve(store, (const char *const *)words->pdata, error);
    return rows != NULL && judge(store, texts, n, rows, ids, problems, error);
}

gboolean
interest_find(Store *store, const char *text, gint64 *id, GError **error)
{
    GError *problem = NULL;
    gint64 found;

    if (!interest_find_all(store, &text, 1, &found, &problem, error))
        return FALSE;
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *id = found;
    return TRUE;
}
