/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake - mails accepted while the server is busy, and filed when it can; see intake.h */
#include <string.h>

#include "archive/message.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "list/intake.h"
#include "list/post-accept.h"
#include "list/post-inside.h"

gboolean
intake_take(Store *store, const Settings *settings, const PostEnvelope *envelope,
            const char *recipient, PostVerdict *verdict, gboolean *taken, GError **error)
{
    g_auto(PostExplanation) found = {0};
    ListPostTake row;

    *taken = FALSE;
    g_autoptr(List) list = list_find(store, envelope->list, error);
    if (list == NULL)
        return FALSE;
    if (list->is_closed || g_ascii_strcasecmp(strrchr(recipient, '@') + 1, list->domain) != 0)
        return TRUE;
    if (!post_decide(store, settings, list, envelope, NULL, &found, error))
        return FALSE;
    if (found.decision.outcome != POST_ACCEPTED && found.decision.outcome != POST_FILED)
        return TRUE;
    g_autofree char *id = archive_message_id(found.mail, envelope->raw);
    g_autoptr(Rows) rows =
        list_post_take(store, list->id, found.facts.subscriber, id, found.facts.print,
                       envelope->raw, found.decision.outcome == POST_ACCEPTED, error);
    if (rows == NULL)
        return FALSE;
    *taken = list_post_take_next(rows, &row) && row.taken;
    if (!*taken)
        return TRUE;
    *verdict = (PostVerdict){.outcome = found.decision.outcome, .reason = found.decision.reason};
    post_log(list, envelope->sender, found.mail, verdict);
    return TRUE;
}

/* In the caller's transaction, which is lost on failure. */
static gboolean
file(Store *store, const Settings *settings, const ListIntakeClaim *row, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    const PostFiling filing = {
        .subscriber = row->subscriber, .distribute = row->distribute, .arrival = row->received};
    g_autoptr(Mail) mail = post_parse(raw, error);
    g_autoptr(List) list = mail != NULL ? list_get(store, row->list, error) : NULL;
    PostVerdict verdict = {.outcome = row->distribute ? POST_ACCEPTED : POST_FILED,
                           .reason = "filed"};

    if (list == NULL || !post_accept(store, settings, list, mail, raw, &filing, &verdict, error) ||
        !list_intake_done(store, row->id, NULL, error))
        return FALSE;
    post_log(list, NULL, mail, &verdict);
    return TRUE;
}

/* Files what `row` gets, or says what kept it. FALSE: none waits, or `failure` is of the store. */
static gboolean
try_next(Store *store, const Settings *settings, gint64 *id, gsize *size, GError **failure)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, failure);
    g_autoptr(Rows) rows = transaction != NULL ? list_intake_claim(store, failure) : NULL;
    ListIntakeClaim row;

    if (rows == NULL || !list_intake_claim_next(rows, &row))
        return FALSE;
    *id = row.id;
    *size = row.raw.size;
    return file(store, settings, &row, failure) && transaction_commit(transaction, failure);
}

gboolean
intake_file_next(Store *store, const Settings *settings, gboolean *found, gsize *size,
                 GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 id = 0;

    *size = 0;
    gboolean good = try_next(store, settings, &id, size, &failure);
    *found = id != 0;
    if (good || failure == NULL)
        return TRUE;
    if (id == 0 || !store_is_alive(store)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    log_failure(failure, "an accepted mail could not be filed and will be tried again", "INTAKE",
                number, NULL);
    return list_intake_fault(store, id, failure->message, NULL, error);
}
