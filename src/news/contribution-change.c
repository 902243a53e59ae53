/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution-change - a contribution as the file it could be read from, and back */
#include "base/error.h"
#include "store/query.h"

#include "news/contribution.h"
#include "news/source-file.h"

static gboolean
fail_missing(gint64 id, GError **error)
{
    fail(error, ERROR_NOT_FOUND, "there is no contribution %" G_GINT64_FORMAT, id);
    return fail_hint(error, "colporteur contribution list shows them");
}

static void
write_text(GString *out, const char *key, const char *value)
{
    g_string_append_printf(out, "%s: ", key);
    source_file_quote(out, value);
    g_string_append_c(out, '\n');
}

/* `values` are words without anything that would need quotes, separated by ", ". */
static void
write_list(GString *out, const char *key, const char *values)
{
    g_string_append_printf(out, "%s: [%s]\n", key, values);
}

char *
contribution_write(Store *store, gint64 id, GError **error)
{
    g_autoptr(Rows) rows = news_contribution_source(store, id, error);
    NewsContributionSource row;

    if (rows == NULL)
        return NULL;
    if (!news_contribution_source_next(rows, &row)) {
        fail_missing(id, error);
        return NULL;
    }
    GString *out = g_string_new("---\n");
    g_string_append_printf(out, "kind: %s\n", row.kind);
    write_text(out, "title", row.title);
    write_list(out, "territory", row.territories);
    write_list(out, "interests", row.interests);
    write_text(out, "author", row.author);
    write_list(out, "knowledge", row.knowledge);
    write_text(out, "source", row.source);
    write_text(out, "programme", row.programme);
    g_string_append_printf(out, "language: %s\n---\n%s%s", row.language, row.body,
                           g_str_has_suffix(row.body, "\n") ? "" : "\n");
    return g_string_free(out, FALSE);
}

gboolean
contribution_change(Store *store, gint64 id, const Contribution *contribution, GError **error)
{
    gint64 changed = 0;

    if (!news_contribution_update(
            store, id, contribution->kind, contribution->title, contribution->body,
            contribution->author, (const char *const *)contribution->knowledge,
            contribution->source, contribution->programme, contribution->language, &changed, error))
        return FALSE;
    if (changed == 0)
        return fail_missing(id, error);
    return news_contribution_places_clear(store, id, NULL, error) &&
           news_contribution_themes_clear(store, id, NULL, error) &&
           news_contribution_territories_insert(store, id, contribution->territories, NULL,
                                                error) &&
           news_contribution_interests_insert(store, id, contribution->interests, NULL, error);
}
