/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-gather - propose what a feed has and was not gathered before
 *
 * A stranger's HTML becomes plain text, written so that Markdown changes nothing in it; where it
 * came from is the contribution's source.
 */
#include "news/contribution.h"

#include <string.h>

#include "base/error.h"
#include "page/html.h"
#include "store/query.h"

enum { TITLE_LETTERS = 200, BODY_LETTERS = 5000 };

/* At most `letters` of them; "…" where it goes on. */
static char *
cut(const char *text, glong letters)
{
    if (g_utf8_strlen(text, -1) <= letters)
        return g_strdup(text);
    g_autofree char *kept = g_utf8_substring(text, 0, letters);
    return g_strconcat(g_strchomp(kept), "…", NULL);
}

/* What means something to Markdown means itself; "- " and "> " at the beginning of a line, which
 * html_to_text() writes, stay. */
static char *
markdown_of(const char *html)
{
    g_autofree char *text = html_to_text(html, strlen(html));
    g_autofree char *kept = cut(g_strchomp(text), BODY_LETTERS);
    GString *out = g_string_new(NULL);

    for (const char *p = kept; *p != '\0'; p++) {
        gboolean at_start = p == kept || p[-1] == '\n';
        if (strchr("\\`*_[]<&", *p) != NULL || (at_start && strchr("#+=~", *p) != NULL))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

static gboolean
propose(Store *store, const Feed *feed, const FeedItem *item, const Contribution *model,
        Gathered *gathered, GError **error)
{
    g_autofree char *html_title = html_to_text(item->title, strlen(item->title));
    g_autofree char *title = cut(g_strchomp(g_strdelimit(html_title, "\n", ' ')), TITLE_LETTERS);
    g_autofree char *body = markdown_of(item->html);
    g_autoptr(GError) twin = NULL;
    Contribution contribution = *model;

    if (*title == '\0' || (*body == '\0' && *item->link == '\0')) {
        gathered->empty++;
        return TRUE;
    }
    g_autoptr(Rows) rows = news_gathered_insert(store, feed->home, item->guid, error);
    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0) {
        gathered->known++;
        return TRUE;
    }
    gint64 id;
    contribution.title = title;
    contribution.body = *body != '\0' ? body : item->link;
    contribution.source = item->link;
    contribution.author = item->author;
    if (!contribution_add(store, &contribution, FALSE, &id, &twin)) {
        if (error_kind(twin) != ERROR_CONFLICT) {
            g_propagate_error(error, g_steal_pointer(&twin));
            return FALSE;
        }
        gathered->known++;
        return TRUE;
    }
    if (gathered->tell != NULL)
        gathered->tell(title, item->link, gathered->data);
    gathered->proposed++;
    return news_gathered_became(store, feed->home, item->guid, id, NULL, error);
}

gboolean
contribution_gather(Store *store, const Feed *feed, const Contribution *model, guint most,
                    Gathered *gathered, GError **error)
{
    /* The oldest first, as contributions are numbered. */
    for (guint i = MIN(most, feed->items->len); i > 0; i--)
        if (!propose(store, feed, feed->items->pdata[i - 1], model, gathered, error))
            return FALSE;
    return TRUE;
}
