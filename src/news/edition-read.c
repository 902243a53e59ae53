/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-read - find an edition by its reference, read what is known of it */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "news/edition.h"

gboolean
edition_list_check(Store *store, const char *name, GError **error)
{
    g_autoptr(Rows) rows = news_list_names(store, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    NewsListNames row;

    if (rows == NULL)
        return FALSE;
    while (news_list_names_next(rows, &row)) {
        if (g_str_equal(row.name, name))
            return TRUE;
        g_ptr_array_add(names, (gpointer)row.name);
    }
    g_ptr_array_add(names, NULL);
    fail(error, ERROR_NOT_FOUND, "there is no list \"%s\"", name);
    const char *nearest = nearest_name(name, (const char *const *)names->pdata);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "colporteur list list shows them");
}

static gboolean
no_such_edition(Store *store, const char *list, int number, GError **error)
{
    if (!edition_list_check(store, list, error))
        return FALSE;
    if (number != 0) {
        fail(error, ERROR_NOT_FOUND, "there is no edition \"%s/%d\"", list, number);
        return fail_hint(error, "colporteur edition list %s shows them", list);
    }
    fail(error, ERROR_NOT_FOUND, "list \"%s\" has no edition yet", list);
    return fail_hint(error, "colporteur edition new %s FILE.md makes one", list);
}

static Edition *
find(Store *store, const char *reference, gboolean sent, GError **error)
{
    const char *slash = strchr(reference, '/');
    g_autofree char *list =
        slash != NULL ? g_strndup(reference, (gsize)(slash - reference)) : g_strdup(reference);
    guint64 number = 0;
    NewsEditionFind row;

    if (*list == '\0' || (slash != NULL && !g_ascii_string_to_unsigned(slash + 1, 10, 1, G_MAXINT32,
                                                                       &number, NULL))) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" names no edition", reference);
        fail_hint(error, "write LIST/NUMBER, or LIST for its latest %s",
                  sent ? "that is being sent or was" : "draft");
        return NULL;
    }
    g_autoptr(Rows) rows = news_edition_find(store, list, (gint32)number, sent, error);
    if (rows == NULL)
        return NULL;
    if (!news_edition_find_next(rows, &row)) {
        no_such_edition(store, list, (int)number, error);
        return NULL;
    }
    return edition_read(store, row.id, error);
}

Edition *
edition_find(Store *store, const char *reference, GError **error)
{
    return find(store, reference, FALSE, error);
}

Edition *
edition_find_sent(Store *store, const char *reference, GError **error)
{
    return find(store, reference, TRUE, error);
}

Edition *
edition_read(Store *store, gint64 id, GError **error)
{
    g_autoptr(Rows) rows = news_edition_read(store, id, error);
    NewsEditionRead row;

    if (rows == NULL)
        return NULL;
    if (!news_edition_read_next(rows, &row))
        return fail_null(error, ERROR_NOT_FOUND, "there is no edition of number %" G_GINT64_FORMAT,
                         id);
    Edition *edition = g_new0(Edition, 1);
    edition->id = row.id;
    edition->list = row.list;
    edition->list_name = g_strdup(row.list_name);
    edition->list_domain = g_strdup(row.list_domain);
    edition->list_title = g_strdup(row.list_title);
    edition->list_is_public = row.list_is_public;
    edition->number = row.number;
    edition->title = g_strdup(row.title);
    edition->preheader = g_strdup(row.preheader);
    edition->language = g_strdup(row.language);
    edition->editorial = g_strdup(row.editorial);
    edition->audience = g_strdup(row.audience);
    edition->state = g_strdup(row.state);
    edition->message_id = g_strdup(row.message_id);
    edition->composed_at = row.composed_at;
    edition->sent_at = row.sent_at;
    edition->template = g_strdup(row.template);
    edition->reply_to = g_strdup(row.reply_to);
    edition->schedule = g_strdup(row.schedule);
    edition->images = g_strdup(row.images);
    edition->clicks = g_strdup(row.clicks);
    edition->list_clicks = g_strdup(row.list_clicks);
    edition->link_code = g_strdup(row.link_code);
    edition->reference = g_strdup_printf("%s/%d", row.list_name, row.number);
    return edition;
}

void
edition_free(Edition *edition)
{
    if (edition == NULL)
        return;
    g_free(edition->list_name);
    g_free(edition->list_domain);
    g_free(edition->list_title);
    g_free(edition->title);
    g_free(edition->preheader);
    g_free(edition->language);
    g_free(edition->editorial);
    g_free(edition->audience);
    g_free(edition->state);
    g_free(edition->message_id);
    g_free(edition->template);
    g_free(edition->reply_to);
    g_free(edition->schedule);
    g_free(edition->images);
    g_free(edition->clicks);
    g_free(edition->list_clicks);
    g_free(edition->link_code);
    g_free(edition->reference);
    g_free(edition);
}
