/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-accept - a mail becomes a post: archived, and distributed or told to the owners
 *
 * All of it is the caller's transaction: after its commit the post can be read, is in its thread,
 * and the ledger knows who is to get it; before, nothing of that is so.
 */
#include "list/post-accept.h"

#include "archive/accept.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/short-hash.h"
#include "mailing/mailing.h"
#include "store/query.h"

#include "list/digest-answer.h"
#include "list/notice.h"
#include "list/topic.h"

static gboolean
tell_owners(Store *store, const Settings *settings, const List *list, const Mail *mail, GBytes *raw,
            GError **error)
{
    g_autoptr(Value) value = value_dict();
    g_autofree char *message_id = archive_message_id(mail, raw);
    g_autofree char *hash = message_short_hash(message_id);
    g_autofree char *link =
        g_strdup_printf("%s/h/%s", settings_text(settings, SETTING_SITE_URL), hash);

    value_set_text(value, "link", list->is_public ? link : NULL);
    return notice_owners(store, settings, list, "answer", value, mail, raw, NULL, error);
}

/* An import that brought in what was accepted before, and waited, has sent it to nobody: then it is
 * none of `duplicate`. */
static gboolean
look_for_unsent(Store *store, const List *list, gint64 message, gboolean *duplicate, GError **error)
{
    g_autoptr(Rows) rows = list_post_unsent(store, list->id, message, error);
    ListPostUnsent row;

    if (rows == NULL)
        return FALSE;
    *duplicate = !list_post_unsent_next(rows, &row) || !row.unsent;
    return TRUE;
}

gboolean
post_accept(Store *store, const Settings *settings, const List *list, const Mail *mail, GBytes *raw,
            const PostFiling *filing, PostVerdict *verdict, GError **error)
{
    g_auto(DigestAnswer) answer = {0};
    gboolean duplicate = FALSE;
    gint64 message = 0, mailing = 0, recipients = 0;

    if (filing->arrival != 0 && !list_post_kept(store, NULL, error))
        return FALSE;
    if (!digest_answer_find(store, settings, list, mail, &answer, error))
        return FALSE;
    const ArchiveAnswer answered = {answer.digest, answer.message_id};
    if (!archive_accept(store, mail, raw, filing->arrival != 0 ? filing->arrival : clock_now(),
                        list->id, filing->subscriber, answer.digest != NULL ? &answered : NULL,
                        &message, &duplicate, error))
        return FALSE;
    if (duplicate && filing->arrival != 0 &&
        !look_for_unsent(store, list, message, &duplicate, error))
        return FALSE;
    if (!duplicate && !topic_take(store, list, message, mail, filing->topics, error))
        return FALSE;
    if (!duplicate && filing->important &&
        !list_post_mark_now(store, list->id, message, NULL, error))
        return FALSE;
    if (!duplicate && filing->distribute &&
        !mailing_start_post(store, message, list->id, &mailing, &recipients, error))
        return FALSE;
    if (!duplicate && !filing->distribute && !tell_owners(store, settings, list, mail, raw, error))
        return FALSE;
    if (filing->subscriber != 0 && !list_contact(store, filing->subscriber, NULL, error))
        return FALSE;
    verdict->message = message;
    verdict->mailing = mailing;
    verdict->recipients = recipients;
    if (duplicate)
        verdict->outcome = POST_DUPLICATE;
    return TRUE;
}
