/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-new - a draft from its files, or a draft changed by them: all of it or nothing */
#include "base/error.h"
#include "mime/header.h"
#include "store/query.h"

#include "news/edition-draft.h"
#include "news/edition-image.h"
#include "news/edition.h"
#include "news/section.h"
#include "news/source-file.h"

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

/* The list that the files name, where the command does not. */
static char *
list_of(const EditionFiles *files, GError **error)
{
    for (guint i = 0; i < files->n_files; i++) {
        g_autoptr(FrontMatter) matter = front_matter_parse(files->files[i].text, NULL);
        const char *list = matter != NULL ? front_matter_text(matter, "list") : NULL;
        if (list != NULL)
            return g_strdup(list);
    }
    fail(error, ERROR_BAD_INPUT, "\"%s\" does not say its list", files->files[0].name);
    fail_hint(error, "add \"list: NAME\" to its front matter, or name the list before the file");
    return NULL;
}

static gboolean
store_texts(Store *store, gint64 edition, const EditionDraft *draft, GError **error)
{
    if (draft->texts->len > 1 && !news_edition_text_clear(store, edition, NULL, error))
        return FALSE;
    for (guint i = 1; i < draft->texts->len; i++) {
        const DraftText *text = draft->texts->pdata[i];
        g_autoptr(GPtrArray) headings = g_ptr_array_new();
        g_autoptr(GPtrArray) otherwise = g_ptr_array_new();
        for (guint k = 0; k < text->sections->len; k++) {
            g_ptr_array_add(headings, ((Section *)text->sections->pdata[k])->heading);
            g_ptr_array_add(otherwise, ((Section *)text->sections->pdata[k])->otherwise);
        }
        g_ptr_array_add(headings, NULL);
        g_ptr_array_add(otherwise, NULL);
        if (!news_edition_text_insert(store, edition, text->language, text->title, text->preheader,
                                      text->editorial, (const char *const *)headings->pdata,
                                      (const char *const *)otherwise->pdata, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
store_review(Store *store, gint64 edition, const EditionDraft *draft, GError **error)
{
    if (!news_edition_review_clear(store, edition, NULL, error) ||
        !news_edition_review_set(store, edition, draft->is_reviewed, NULL, error))
        return FALSE;
    for (guint i = 0; i < draft->items->len; i++) {
        const DraftItem *item = draft->items->pdata[i];
        if (!news_edition_review_insert(store, edition, item->contribution, (gint32)i, item->title,
                                        item->body, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_items(Store *store, const EditionDraft *draft, const char *name, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    NewsContributionMissing missing;

    for (guint i = 0; i < draft->items->len; i++)
        g_array_append_val(ids, ((DraftItem *)draft->items->pdata[i])->contribution);
    g_autoptr(Rows) rows = news_contribution_missing(store, ids, error);
    if (rows == NULL)
        return FALSE;
    if (!news_contribution_missing_next(rows, &missing))
        return TRUE;
    return fail(error, ERROR_BAD_INPUT, "\"%s\": there is no contribution %" G_GINT64_FORMAT, name,
                missing.id);
}

/* Everything but the edition's own row. */
static gboolean
store_rest(Store *store, gint64 edition, const EditionDraft *draft, GError **error)
{
    const DraftText *own = draft->texts->pdata[0];

    if (!pipeline_begin(store, error) || !store_texts(store, edition, draft, error) ||
        !section_store_all(store, edition, own->sections, error) ||
        !store_review(store, edition, draft, error))
        return FALSE;
    for (guint i = 0; i < draft->pictures->len; i++) {
        const EditionImage *image = draft->pictures->pdata[i];
        if (!news_edition_image_insert(store, edition, image->name, image->hash, image->type,
                                       (gint32)image->width, (gint32)image->height, image->data,
                                       NULL, error))
            return FALSE;
    }
    return pipeline_end(store, error);
}

static gboolean
check_hosting(const EditionDraft *draft, gboolean is_public, const char *name, GError **error)
{
    if (is_public || g_str_equal(draft->images, "attached") || draft->pictures->len == 0)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\": the list is not public, and hosted images are", name);
    return fail_hint(error, "\"images: attached\" puts them into each letter");
}

Edition *
edition_new_within(Store *store, const char *list_name, const EditionFiles *files, GError **error)
{
    static const char *const none[] = {NULL};
    g_autofree char *named = list_name != NULL ? g_strdup(list_name) : list_of(files, error);
    g_autoptr(Rows) list_rows = NULL;
    NewsEditionListLock list;
    NewsEditionInsert row;

    if (named == NULL || !lock_list(store, named, &list, &list_rows, error))
        return NULL;
    g_autoptr(EditionDraft) draft = edition_draft_read(store, files, list.language, none, error);
    if (draft == NULL || !check_items(store, draft, files->files[0].name, error))
        return NULL;
    if (draft->list != NULL && !g_str_equal(draft->list, named))
        return fail_null(error, ERROR_CONFLICT, "\"%s\" is for list \"%s\", not for \"%s\"",
                         files->files[0].name, draft->list, named);
    const DraftText *own = draft->texts->pdata[0];
    g_autofree char *message_id = header_message_id(list.domain);
    g_autoptr(Rows) rows =
        news_edition_insert(store, list.id, own->title, own->preheader, own->language,
                            own->editorial, draft->audience, message_id, draft->template,
                            draft->reply_to, draft->schedule, draft->images, draft->clicks, error);
    if (rows == NULL)
        return NULL;
    if (!news_edition_insert_next(rows, &row))
        return fail_null(error, ERROR_BUG, "a new edition has no number");
    if (!store_rest(store, row.id, draft, error))
        return NULL;
    g_autoptr(Edition) edition = edition_read(store, row.id, error);
    if (edition == NULL ||
        !check_hosting(draft, edition->list_is_public, files->files[0].name, error))
        return NULL;
    return g_steal_pointer(&edition);
}

Edition *
edition_new(Store *store, const char *list_name, const EditionFiles *files, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Edition) edition =
        transaction != NULL ? edition_new_within(store, list_name, files, error) : NULL;

    if (edition == NULL || !transaction_commit(transaction, error))
        return NULL;
    return g_steal_pointer(&edition);
}

static char **
image_names(Store *store, gint64 edition, GError **error)
{
    g_autoptr(GPtrArray) images = edition_images_read(store, edition, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (images == NULL)
        return NULL;
    for (guint i = 0; i < images->len; i++)
        g_ptr_array_add(names, g_strdup(((EditionImage *)images->pdata[i])->name));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

Edition *
edition_change(Store *store, const Edition *edition, const EditionFiles *files, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_auto(GStrv) known = transaction != NULL ? image_names(store, edition->id, error) : NULL;
    gint64 changed = 0;

    if (known == NULL)
        return NULL;
    g_autoptr(EditionDraft) draft =
        edition_draft_read(store, files, edition->language, (const char *const *)known, error);
    if (draft == NULL || !check_items(store, draft, files->files[0].name, error) ||
        !check_hosting(draft, edition->list_is_public, files->files[0].name, error))
        return NULL;
    if (draft->list != NULL && !g_str_equal(draft->list, edition->list_name))
        return fail_null(error, ERROR_CONFLICT, "\"%s\" is for list \"%s\", not for \"%s\"",
                         files->files[0].name, draft->list, edition->list_name);
    const DraftText *own = draft->texts->pdata[0];
    if (!news_edition_update(store, edition->id, own->title, own->preheader, own->language,
                             own->editorial, draft->audience, draft->template, draft->reply_to,
                             draft->schedule, draft->images, draft->clicks, &changed, error))
        return NULL;
    if (changed == 0)
        return fail_null(error, ERROR_CONFLICT, "edition \"%s\" is no draft any more",
                         edition->reference);
    if (!store_rest(store, edition->id, draft, error))
        return NULL;
    g_autoptr(Edition) now = edition_read(store, edition->id, error);
    if (now == NULL || !transaction_commit(transaction, error))
        return NULL;
    return g_steal_pointer(&now);
}
