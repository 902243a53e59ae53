/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-write - a composed edition as a file that a person looks at and changes
 *
 * What edition_draft_read() reads. Each contribution has its mark, a comment that no letter shows.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/section.h"
#include "news/source-file.h"

static void
write_key(GString *out, const char *key, const char *value, const char *usual)
{
    if (g_str_equal(value, usual))
        return;
    g_string_append_printf(out, "%s: ", key);
    source_file_quote(out, value);
    g_string_append_c(out, '\n');
}

static gboolean
write_head(Store *store, const Edition *edition, GString *out, GError **error)
{
    g_string_append(out, "---\n");
    write_key(out, "title", edition->title, "");
    write_key(out, "preheader", edition->preheader, "");
    g_string_append_printf(out, "list: %s\nlanguage: %s\n", edition->list_name, edition->language);
    write_key(out, "audience", edition->audience, "");
    write_key(out, "template", edition->template, "default");
    write_key(out, "reply-to", edition->reply_to, "");
    write_key(out, "schedule", edition->schedule, "");
    write_key(out, "images", edition->images, "attached");
    write_key(out, "clicks", edition->clicks, edition->list_clicks);
    if (!section_write_all(store, edition->id, out, error))
        return FALSE;
    g_string_append(out, "---\n\n");
    return TRUE;
}

static void
write_item(GString *out, const NewsEditionItems *item, const char *reach)
{
    g_string_append_printf(out, "<!-- contribution %" G_GINT64_FORMAT ": %s, for %s", item->id,
                           item->kind, reach);
    /* Two hyphens would end the comment. */
    if (*item->territories != '\0' && strstr(item->territories, "--") == NULL)
        g_string_append_printf(out, "; %s", item->territories);
    g_string_append_printf(out, " -->\n## %s\n\n", item->title);
    /* What looks like a mark of ours and is a comment of its author's would be taken for one. */
    g_auto(GStrv) lines = g_strsplit(item->body, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (!g_str_has_prefix(*line, "<!-- contribution") && (line[1] != NULL || **line != '\0'))
            g_string_append_printf(out, "%s\n", *line);
    g_string_append_c(out, '\n');
}

static gboolean
write_items(Store *store, const Edition *edition, GString *out, GError **error)
{
    g_autoptr(Rows) shown = news_edition_shown(store, edition->id, error);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) reaches = g_ptr_array_new();
    NewsEditionShown row;
    NewsEditionItems item;

    if (shown == NULL)
        return FALSE;
    while (news_edition_shown_next(shown, &row)) {
        g_array_append_val(ids, row.contribution);
        g_ptr_array_add(reaches, (gpointer)row.reach);
    }
    g_autoptr(Rows) items = news_edition_items(store, edition->id, ids, edition->language, error);
    if (items == NULL)
        return FALSE;
    for (guint i = 0; news_edition_items_next(items, &item); i++)
        write_item(out, &item, reaches->pdata[i]);
    return TRUE;
}

char *
edition_write(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!write_head(store, edition, out, error))
        return NULL;
    g_string_append(out, edition->editorial);
    if (!g_str_has_suffix(out->str, "\n"))
        g_string_append_c(out, '\n');
    g_string_append(out, "\n<!-- contributions -->\n\n");
    if (!write_items(store, edition, out, error))
        return NULL;
    return g_string_free(g_steal_pointer(&out), FALSE);
}
