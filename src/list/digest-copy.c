/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-copy - a digest as its readers get it; see digest-copy.h */
#include "list/digest-copy.h"

#include "base/error.h"
#include "mailing/headers.h"
#include "store/query.h"

#include "list/digest-write.h"
#include "list/post-copy.h"

struct DigestCopy {
    const TokenKeys *keys;
    List *list;
    GPtrArray *posts;
    Digest digest;
    GHashTable *readers; /* subscriber: DigestManner * */
    GHashTable *written; /* what they have in common, as text: GString * */
};

static void
manner_free(gpointer data)
{
    DigestManner *manner = data;

    g_free(manner->language);
    g_free(manner->zone);
    g_free(manner);
}

static void
string_free(gpointer string)
{
    g_string_free(string, TRUE);
}

static gboolean
add_post(DigestCopy *copy, Store *store, const ListDigestPosts *row, GError **error)
{
    const Settings *settings = copy->digest.settings;
    g_autoptr(PostCopy) one =
        post_copy_open(store, settings, row->list, row->list, row->message, TRUE, error);

    if (one == NULL)
        return FALSE;
    DigestPost *post = g_new0(DigestPost, 1);
    post->message = row->message;
    post->thread = row->thread;
    post->message_id = g_strdup(row->message_id);
    post->link = row->is_public ? g_strconcat(settings_text(settings, SETTING_SITE_URL), "/h/",
                                              row->short_hash, NULL)
                                : NULL;
    post->from_name = g_strdup(row->from_name);
    post->from_address = g_strdup(row->from_address);
    post->subject = g_strdup(row->subject);
    post->date = row->date;
    post->refers_to = g_strsplit(row->refers_to, "\n", -1);
    post->bare = post_copy_bare(one);
    g_ptr_array_add(copy->posts, post);
    return TRUE;
}

DigestCopy *
digest_copy_open(Store *store, const Settings *settings, gint64 list, gint64 mailing,
                 GError **error)
{
    g_autoptr(DigestCopy) copy = g_new0(DigestCopy, 1);
    ListDigestPosts row;

    copy->keys = store_token_keys(store);
    copy->posts = g_ptr_array_new_with_free_func(digest_post_free);
    copy->readers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, manner_free);
    copy->written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, string_free);
    copy->list = list_get(store, list, error);
    if (copy->list == NULL)
        return NULL;
    copy->digest = (Digest){
        .settings = settings, .list = copy->list, .posts = copy->posts, .mailing = mailing};
    g_autoptr(Rows) rows = list_digest_posts(store, mailing, error);
    if (rows == NULL)
        return NULL;
    while (list_digest_posts_next(rows, &row)) {
        copy->digest.created = row.created;
        if (!add_post(copy, store, &row, error))
            return NULL;
    }
    if (copy->posts->len == 0)
        return fail_null(error, ERROR_NOT_FOUND, "nothing is left of the digest %" G_GINT64_FORMAT,
                         mailing);
    digest_order(copy->posts);
    return g_steal_pointer(&copy);
}

gboolean
digest_copy_choose(DigestCopy *copy, Store *store, const GArray *subscribers, GError **error)
{
    g_autoptr(Rows) rows =
        list_digest_readers(store, copy->list->id, subscribers,
                            settings_text(copy->digest.settings, SETTING_SITE_TIMEZONE), error);
    ListDigestReaders row;

    if (rows == NULL)
        return FALSE;
    g_hash_table_remove_all(copy->readers);
    while (list_digest_readers_next(rows, &row)) {
        DigestManner *manner = g_new0(DigestManner, 1);
        manner->language = g_strdup(row.language);
        manner->zone = g_strdup(row.zone);
        manner->is_plain = g_str_equal(row.form, "plain");
        g_hash_table_insert(copy->readers, g_memdup2(&row.subscriber, sizeof row.subscriber),
                            manner);
    }
    return TRUE;
}

/* Owned by `copy`. */
static const GString *
in_common(DigestCopy *copy, const DigestManner *manner, GError **error)
{
    g_autofree char *key = g_strdup_printf("%s %s %s", manner->language, manner->zone,
                                           manner->is_plain ? "plain" : "mime");
    GString *text = g_hash_table_lookup(copy->written, key);

    if (text == NULL) {
        text = digest_write(&copy->digest, manner, error);
        if (text != NULL)
            g_hash_table_insert(copy->written, g_steal_pointer(&key), text);
    }
    return text;
}

gboolean
digest_copy_assemble(DigestCopy *copy, gint64 subscriber, GString *out, GError **error)
{
    const DigestManner *manner = g_hash_table_lookup(copy->readers, &subscriber);
    const gint64 numbers[] = {copy->list->id, subscriber};

    if (manner == NULL)
        return fail(error, ERROR_NOT_FOUND, "there is no subscriber %" G_GINT64_FORMAT, subscriber);
    const GString *text = in_common(copy, manner, error);
    if (text == NULL)
        return FALSE;
    g_autofree char *token = token_make(copy->keys, TOKEN_UNSUBSCRIBE, numbers, 2);
    const MailingHeaders headers = {
        .list_name = copy->list->name,
        .domain = copy->list->domain,
        .site_url = settings_text(copy->digest.settings, SETTING_SITE_URL),
        .is_discussion = copy->list->kind == LIST_DISCUSSION,
        .unsubscribe_token = token,
    };
    mailing_headers(out, &headers);
    g_string_append_len(out, text->str, (gssize)text->len);
    return TRUE;
}

void
digest_copy_free(DigestCopy *copy)
{
    if (copy == NULL)
        return;
    list_free(copy->list);
    g_clear_pointer(&copy->posts, g_ptr_array_unref);
    g_clear_pointer(&copy->readers, g_hash_table_unref);
    g_clear_pointer(&copy->written, g_hash_table_unref);
    g_free(copy);
}
