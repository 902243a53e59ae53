/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-answer - which post somebody means who answers a whole digest; see digest-answer.h */
#include "list/digest-answer.h"

#include <string.h>

#include "store/query.h"

#include "list/digest-choice.h"

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
    g_auto(DigestChoice) choice = {0};
    ListDigestPosts row;

    *out = (DigestAnswer){0};
    if (mailing == 0)
        return TRUE;
    if (!is_of_list(store, list, address, &is_ours, error))
        return FALSE;
    if (!is_ours)
        return TRUE;
    g_autoptr(Rows) rows = list_digest_posts(store, mailing, error);
    if (rows == NULL)
        return FALSE;
    digest_choice_begin(&choice, list, mail);
    while (list_digest_posts_next(rows, &row))
        digest_choice_look(&choice, &row);
    digest_choice_end(&choice, settings, out);
    if (choice.last != NULL)
        out->digest = g_strdup(answered(mail));
    return TRUE;
}

void
digest_answer_clear(DigestAnswer *answer)
{
    g_clear_pointer(&answer->digest, g_free);
    g_clear_pointer(&answer->message_id, g_free);
}
