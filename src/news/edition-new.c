/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-new - a draft from a Markdown file; nothing is kept when anything is wrong with it */
#include "base/error.h"
#include "mime/header.h"
#include "people/audience.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/source-file.h"

static const char *const keys[] = {"title", "preheader", "language", "audience", NULL};

static gboolean
lock_list(Store *store, const char *name, NewsEditionListLock *list, Rows **rows, GError **error)
{
    *rows = news_edition_list_lock(store, name, error);
    if (*rows == NULL)
        return FALSE;
    if (!news_edition_list_lock_next(*rows, list))
        return edition_list_check(store, name, error) &&
               fail(error, ERROR_TRY_LATER, "list \"%s\" was made just now", name);
    if (!g_str_equal(list->kind, "discussion"))
        return TRUE;
    fail(error, ERROR_REFUSED, "list \"%s\" is for discussion: it has no editions", name);
    return fail_hint(error, "an edition needs a list of kind newsletter or announce");
}

static gboolean
check_audience(Store *store, const FrontMatter *matter, const char *name, GError **error)
{
    g_autoptr(Audience) audience =
        audience_compile(store, source_file_text(matter, "audience"), error);

    if (audience == NULL)
        return source_file_blame(matter, name, "audience", error);
    return TRUE;
}

Edition *
edition_new(Store *store, const char *list_name, const char *name, const char *text, GError **error)
{
    g_autoptr(FrontMatter) matter =
        source_file_read(name, text, keys, EDITION_EDITORIAL_MAX, error);
    g_autoptr(Transaction) transaction = matter != NULL ? transaction_begin(store, error) : NULL;
    g_autoptr(Rows) list_rows = NULL;
    NewsEditionListLock list;
    NewsEditionInsert row;

    if (transaction == NULL || !lock_list(store, list_name, &list, &list_rows, error) ||
        !check_audience(store, matter, name, error))
        return NULL;
    const char *language = front_matter_text(matter, "language");
    g_autofree char *message_id = header_message_id(list.domain);
    g_autoptr(Rows) rows = news_edition_insert(
        store, list.id, source_file_text(matter, "title"), source_file_text(matter, "preheader"),
        language != NULL ? language : list.language, front_matter_body(matter),
        source_file_text(matter, "audience"), message_id, error);
    if (rows == NULL)
        return NULL;
    if (!news_edition_insert_next(rows, &row))
        return fail_null(error, ERROR_BUG, "a new edition has no number");
    g_autoptr(Edition) edition = edition_read(store, row.id, error);
    if (edition == NULL || !transaction_commit(transaction, error))
        return NULL;
    return g_steal_pointer(&edition);
}
