/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post - what happens to a mail that is written to a list
 *
 * One transaction from the first look to the last write. A failure anywhere leaves nothing behind
 * and is told to the mail server as such, so that it keeps the mail and tries again.
 */
#include "list/post.h"

#include "archive/accept.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/hold.h"
#include "list/misdirected.h"
#include "list/post-accept.h"
#include "list/post-inside.h"
#include "list/turned-away.h"

Mail *
post_parse(GBytes *raw, GError **error)
{
    /* All readers of a mail see the same lines: bare CR and LF end lines here too. */
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    return mail_parse(lines, error);
}

/* Rules that this program cannot read were written by a newer one: nobody's mail is refused for
 * that. */
Policy *
post_policy(const List *list, GError **error)
{
    Policy *policy = policy_parse(list->policy, list_kind_word(list->kind), error);

    if (policy == NULL)
        fail_inside(error);
    return policy;
}

static gboolean
hold(Store *store, const Settings *settings, const List *list, const PostEnvelope *envelope,
     const Mail *mail, const PostFacts *facts, PostVerdict *verdict, GError **error)
{
    const HoldDraft draft = {
        .sender = envelope->sender,
        .reason = verdict->reason,
        .mail = mail,
        .raw = envelope->raw,
        /* What programs send to lists they are not on is mostly unsolicited, and there is much of
         * it: it waits in silence. */
        .tell = !facts->automatic || facts->standing == STANDING_CONFIRMED,
    };
    return hold_add(store, settings, list, &draft, &verdict->held, error) &&
           (!g_str_equal(verdict->reason, "command-like") ||
            misdirected_tell(store, settings, list, envelope->sender, facts, error));
}

static gboolean
act(Store *store, const Settings *settings, const List *list, const PostEnvelope *envelope,
    const Mail *mail, const PostFacts *facts, PostVerdict *verdict, GError **error)
{
    switch (verdict->outcome) {
    case POST_ACCEPTED:
    case POST_FILED:
        return post_remember(store, list, facts, error) &&
               post_accept(store, settings, list, mail, envelope->raw,
                           &(PostFiling){.subscriber = facts->subscriber,
                                         .distribute = verdict->outcome == POST_ACCEPTED},
                           verdict, error);
    case POST_HELD:
        return hold(store, settings, list, envelope, mail, facts, verdict, error);
    case POST_REPEATED:
        return archive_accept(store, mail, envelope->raw, clock_now(), list->id, facts->subscriber,
                              NULL, &verdict->message, NULL, error);
    case POST_DUPLICATE:
    case POST_DISCARDED:
    case POST_REFUSED:
        return TRUE;
    }
    g_assert_not_reached();
}

void
post_log(const List *list, const char *sender, const Mail *mail, const PostVerdict *verdict)
{
    g_autofree char *message = g_strdup_printf("%" G_GINT64_FORMAT, verdict->message);
    g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, verdict->held);
    g_autofree char *recipients = g_strdup_printf("%" G_GINT64_FORMAT, verdict->recipients);

    log_event(G_LOG_LEVEL_INFO, "post", "LIST", list->name, "OUTCOME",
              post_outcome_word(verdict->outcome), "REASON", verdict->reason, "SENDER",
              sender != NULL ? sender : "", "MESSAGE_ID", mail->message_id, "NUMBER",
              verdict->message != 0 ? message : NULL, "HELD", verdict->held != 0 ? held : NULL,
              "RECIPIENTS", verdict->mailing != 0 ? recipients : NULL, NULL);
}

gboolean
post_answer(const Settings *settings, const List *list, const PostDecision *decision,
            GError **error)
{
    if (decision->outcome != POST_REFUSED)
        return TRUE;
    if (decision->rule != NULL && decision->rule->saying != NULL)
        return fail(error, ERROR_REFUSED, "%s", decision->text);
    fail(error, ERROR_REFUSED, "the list \"%s\" does not take this mail: %s", list->name,
         decision->text);
    return turned_away(settings, list, decision->reason, error);
}

gboolean
post_receive(Store *store, const Settings *settings, const PostEnvelope *envelope,
             PostVerdict *verdict, GError **error)
{
    g_autoptr(Mail) mail = post_parse(envelope->raw, error);
    g_auto(PostFacts) facts = {0};

    if (mail == NULL)
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL)
        return FALSE;
    g_autoptr(List) list = list_find(store, envelope->list, error);
    g_autoptr(Policy) policy = list != NULL ? post_policy(list, error) : NULL;
    if (policy == NULL || !post_lock(store, list, mail, envelope->raw, error) ||
        !post_recognise(store, settings, list, envelope->sender, mail, envelope->raw, &facts,
                        error))
        return FALSE;
    const PostDecision decision = post_authorise(policy, &facts);
    PostVerdict done = {
        .outcome = decision.outcome, .reason = decision.reason, .status = decision.status};
    if (!act(store, settings, list, envelope, mail, &facts, &done, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    post_log(list, envelope->sender, mail, &done);
    *verdict = done;
    return post_answer(settings, list, &decision, error);
}

gboolean
post_decide(Store *store, const Settings *settings, const List *list, const PostEnvelope *envelope,
            const char *policy, PostExplanation *out, GError **error)
{
    g_auto(PostExplanation) found = {.mail = post_parse(envelope->raw, error)};

    if (found.mail == NULL)
        return FALSE;
    found.policy = policy != NULL ? policy_parse(policy, list_kind_word(list->kind), error)
                                  : post_policy(list, error);
    if (found.policy == NULL || !post_recognise(store, settings, list, envelope->sender, found.mail,
                                                envelope->raw, &found.facts, error))
        return FALSE;
    found.decision = post_authorise(found.policy, &found.facts);
    *out = found;
    found = (PostExplanation){0};
    return TRUE;
}

gboolean
post_explain(Store *store, const Settings *settings, const PostEnvelope *envelope,
             const char *policy, PostExplanation *out, GError **error)
{
    g_autoptr(List) list = list_find(store, envelope->list, error);

    return list != NULL && post_decide(store, settings, list, envelope, policy, out, error);
}

void
post_explanation_clear(PostExplanation *explanation)
{
    post_facts_clear(&explanation->facts);
    policy_free(explanation->policy);
    mail_free(explanation->mail);
}
