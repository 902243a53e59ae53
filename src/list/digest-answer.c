/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-answer - which post somebody means who answers a whole digest; see digest-answer.h */
#include "list/digest-answer.h"

#include <string.h>

#include "archive/message.h"
#include "page/html.h"
#include "store/query.h"

#include "list/notice.h"
#include "list/post-copy.h"

enum { TEXT_MAX = 512 * 1024 };

/* The mailing that a Message-ID as of digest_write() names, 0 for any other; `address` is of the
 * list that it says it is of, within it. */
static gint64
mailing_of(const char *message_id, const char **address)
{
    static const char begin[] = "digest.";
    char *end;

    if (message_id == NULL || !g_str_has_prefix(message_id, begin))
        return 0;
    gint64 number = g_ascii_strtoll(message_id + strlen(begin), &end, 10);
    if (number <= 0 || *end != '.' || strchr(end, '@') == NULL)
        return 0;
    *address = end + 1;
    return number;
}

/* The list's name and domain, of today or before. */
static gboolean
is_of_list(Store *store, const List *list, const char *address, gboolean *is, GError **error)
{
    static const char *const no_patterns[] = {NULL};
    const char *at = strrchr(address, '@');
    g_autofree char *name = g_strndup(address, (gsize)(at - address));
    g_autoptr(Rows) rows = list_find_row(store, name, at + 1, no_patterns, error);
    ListFindRow row;

    if (rows == NULL)
        return FALSE;
    *is = list_find_row_next(rows, &row) && row.id == list->id;
    return TRUE;
}

/* What it answers is its In-Reply-To, or the last of its References. */
static const char *
answered(const Mail *mail)
{
    const char *last = mail->in_reply_to;

    for (guint i = 0;
         mail->in_reply_to == NULL && mail->references != NULL && mail->references[i] != NULL; i++)
        last = mail->references[i];
    return last;
}

static char *
text_of(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, TEXT_MAX, &is_html);

    return is_html ? html_to_text(text, strlen(text)) : g_steal_pointer(&text);
}

static gboolean
same_words(const char *a, const char *b)
{
    g_autofree char *one = g_utf8_casefold(a, -1), *other = g_utf8_casefold(b, -1);

    return *a != '\0' && g_str_equal(one, other);
}

/* Whether `subject` is what a digest of `count` posts is called in one of the languages. */
static gboolean
is_of_digest(const Settings *settings, const List *list, const char *subject, guint count)
{
    static const char *const languages[] = {"fr", "en", "br"};

    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(Value) value = value_dict();
        const NoticeDraft words = {.template = "digest", .value = value, .language = languages[i]};
        g_autofree char *own = NULL, *body = NULL;
        notice_set_list(value, list);
        value_set_int(value, "count", count);
        value_set_bool(value, "several", count > 1);
        if (notice_render(settings, list, &words, &own, &body, NULL) && same_words(subject, own))
            return TRUE;
    }
    return FALSE;
}

/* What is found while the posts of a digest are gone through. */
typedef struct {
    guint count;
    guint n_named;
    char *named, *same_subject, *last;
} Search;

static void
search_clear(Search *search)
{
    g_free(search->named);
    g_free(search->same_subject);
    g_free(search->last);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static void
keep(char **where, const char *message_id)
{
    g_free(*where);
    *where = g_strdup(message_id);
}

static void
look_at(Search *search, const List *list, const ListDigestPosts *row, const char *text,
        const char *subject)
{
    g_autofree char *about = post_copy_subject_bare(row->subject, list->prefix);
    g_autofree char *link = g_strconcat("/h/", row->short_hash, NULL);

    search->count++;
    /* What is on another list is no thread of this one. */
    if (row->list != list->id)
        return;
    keep(&search->last, row->message_id);
    if (strstr(text, row->message_id) != NULL || strstr(text, link) != NULL) {
        search->n_named++;
        keep(&search->named, row->message_id);
    }
    if (same_words(about, subject))
        keep(&search->same_subject, row->message_id);
}

gboolean
digest_answer_may_be(const Mail *mail)
{
    const char *address;

    return mailing_of(answered(mail), &address) != 0;
}

gboolean
digest_answer_find(Store *store, const Settings *settings, const List *list, const Mail *mail,
                   DigestAnswer *out, GError **error)
{
    const char *address;
    gint64 mailing = mailing_of(answered(mail), &address);
    gboolean is_ours = FALSE;
    g_auto(Search) search = {0};
    ListDigestPosts row;

    *out = (DigestAnswer){0};
    if (mailing == 0)
        return TRUE;
    if (!is_of_list(store, list, address, &is_ours, error))
        return FALSE;
    if (!is_ours)
        return TRUE;
    g_autoptr(Rows) rows = list_digest_posts(store, mailing, error);
    g_autofree char *text = text_of(mail);
    g_autofree char *subject = post_copy_subject_bare(mail->subject, list->prefix);
    if (rows == NULL)
        return FALSE;
    while (list_digest_posts_next(rows, &row))
        look_at(&search, list, &row, text, subject);
    if (search.last == NULL)
        return TRUE;
    out->digest = g_strdup(answered(mail));
    if (search.n_named == 1)
        out->message_id = g_steal_pointer(&search.named);
    else if (search.same_subject != NULL)
        out->message_id = g_steal_pointer(&search.same_subject);
    else if (search.count == 1)
        out->message_id = g_steal_pointer(&search.last);
    else
        out->is_unclear = is_of_digest(settings, list, subject, search.count);
    return TRUE;
}

void
digest_answer_clear(DigestAnswer *answer)
{
    g_clear_pointer(&answer->digest, g_free);
    g_clear_pointer(&answer->message_id, g_free);
}
