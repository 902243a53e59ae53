/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held - a moderator's decision about a held mail
 *
 * Each decision claims the row, acts, settles the row, commits. Nothing is told to anybody about a
 * decision that was not kept. A rejection never answers a program or a null sender (RFC 3834), and
 * repeats nothing of the mail, so that nobody can have us write their words to somebody else.
 */
#include "list/held.h"

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/held-tell.h"
#include "list/notice.h"
#include "list/post-accept.h"
#include "list/topic.h"

typedef struct {
    List *list;
    Mail *mail;
    GBytes *raw;
    char *sender;
    char *reason;
} Held;

static void
held_clear(Held *held)
{
    list_free(held->list);
    mail_free(held->mail);
    g_clear_pointer(&held->raw, g_bytes_unref);
    g_free(held->sender);
    g_free(held->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Held, held_clear)

static gboolean
fail_decided(gint64 number, const ListHeldClaim *row, GError **error)
{
    g_autofree char *when = clock_format(row->decided_at);

    fail(error, ERROR_CONFLICT, "held message %" G_GINT64_FORMAT " is %s already", number,
         row->state);
    return fail_hint(error, "%s decided so at %s", row->decided_by != NULL ? row->decided_by : "?",
                     when);
}

/* Locks the row until the transaction ends and reads it. */
static gboolean
claim(Store *store, gint64 number, Held *held, GError **error)
{
    g_autoptr(Rows) rows = list_held_claim(store, number, error);
    ListHeldClaim row;

    if (rows == NULL)
        return FALSE;
    if (!list_held_claim_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "there is no held message %" G_GINT64_FORMAT, number);
        return fail_hint(error, "colporteur held list shows what waits");
    }
    if (!g_str_equal(row.state, "held"))
        return fail_decided(number, &row, error);
    held->raw = g_bytes_new(row.raw.data, row.raw.size);
    held->sender = g_strdup(row.sender);
    held->reason = g_strdup(row.reason);
    held->list = list_get(store, row.list, error);
    g_autoptr(GBytes) lines = mail_to_crlf(held->raw);
    held->mail = held->list != NULL ? mail_parse(lines, error) : NULL;
    return held->mail != NULL;
}

static void
log_decision(gint64 number, const Held *held, const char *state, const char *by)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, number);

    log_event(G_LOG_LEVEL_INFO, "held message decided", "LIST", held->list->name, "HELD", id,
              "STATE", state, "BY", by, "MESSAGE_ID", held->mail->message_id, NULL);
}

/* The end of each decision: settled, and told to the others who look after the list. */
static gboolean
settle(Store *store, const Settings *settings, gint64 number, const Held *held, const char *state,
       const char *by, const char *text, GError **error)
{
    const HeldNews news = {.number = number,
                           .subject = held->mail->subject,
                           .what = state,
                           .by = by,
                           .text = text != NULL && *text != '\0' ? text : NULL};

    return list_held_settle(store, number, state, by, NULL, error) &&
           held_tell(store, settings, held->list, &news, error);
}

static gboolean
trust_author(Store *store, const Held *held, gboolean *trusted, GError **error)
{
    const char *from = held->mail->from_address;
    g_autofree char *key = from != NULL ? address_fold(from) : NULL;
    gint64 rows = 0;

    if (key != NULL && !list_posting_set(store, held->list->id, key, "trusted", &rows, error))
        return FALSE;
    *trusted = rows > 0;
    return TRUE;
}

gboolean
held_accept(Store *store, const Settings *settings, gint64 number, const char *by,
            const HeldMarks *marks, gboolean *trust, PostVerdict *verdict, GError **error)
{
    g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(Held) held = {0};
    g_auto(PostFacts) facts = {0};
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL || !claim(store, number, &held, error))
        return FALSE;
    if (g_str_equal(held.reason, "command")) {
        fail(error, ERROR_REFUSED,
             "held message %" G_GINT64_FORMAT " is written to the robot, not to the list", number);
        return fail_hint(error,
                         "read it with \"held show\", answer by hand, then \"held discard\"");
    }
    if (marks->topics != NULL && !topic_find_all(store, held.list, marks->topics, topics, error))
        return FALSE;
    if (!post_lock(store, held.list, held.mail, held.raw, error) ||
        !post_recognise(store, settings, held.list, held.sender, held.mail, held.raw, &facts,
                        error))
        return FALSE;
    const PostFiling filing = {.subscriber = facts.subscriber,
                               .distribute = held.list->kind == LIST_DISCUSSION || !facts.is_reply,
                               .important = marks->important,
                               .topics = marks->topics != NULL ? topics : NULL};
    PostVerdict done = {.outcome = facts.duplicate     ? POST_DUPLICATE
                                   : filing.distribute ? POST_ACCEPTED
                                                       : POST_FILED,
                        .reason = "moderator",
                        .held = number};
    if ((!facts.duplicate && !post_remember(store, held.list, &facts, error)) ||
        (!facts.duplicate &&
         !post_accept(store, settings, held.list, held.mail, held.raw, &filing, &done, error)) ||
        (trust != NULL && !trust_author(store, &held, trust, error)) ||
        !settle(store, settings, number, &held, "accepted", by, NULL, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_decision(number, &held, "accepted", by);
    *verdict = done;
    return TRUE;
}

static gboolean
tell_sender(Store *store, const Settings *settings, const Held *held, const char *template,
            const char *text, GError **error)
{
    const char *const addresses[] = {held->sender, NULL};
    g_autoptr(Value) value = value_dict();
    const NoticeDraft draft = {
        .template = template,
        .value = value,
        .to = held->sender,
        .addresses = addresses,
        .in_reply_to = held->mail->message_id,
    };

    notice_set_list(value, held->list);
    value_set_text(value, "subject", held->mail->subject);
    value_set_text(value, "text", text != NULL && *text != '\0' ? text : NULL);
    return notice_send(store, settings, held->list, &draft, error);
}

gboolean
held_reject(Store *store, const Settings *settings, gint64 number, const char *by, const char *text,
            gboolean *told, GError **error)
{
    g_auto(Held) held = {0};
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL || !claim(store, number, &held, error))
        return FALSE;
    gboolean tell = !mail_is_automatic(held.mail) && address_is_valid(held.sender, NULL);
    if ((tell && !tell_sender(store, settings, &held, "rejected", text, error)) ||
        !settle(store, settings, number, &held, "rejected", by, text, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_decision(number, &held, "rejected", by);
    if (told != NULL)
        *told = tell;
    return TRUE;
}

gboolean
held_discard(Store *store, const Settings *settings, gint64 number, const char *by, GError **error)
{
    g_auto(Held) held = {0};
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL || !claim(store, number, &held, error) ||
        !settle(store, settings, number, &held, "discarded", by, NULL, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_decision(number, &held, "discarded", by);
    return TRUE;
}

/* Whether its author, by the envelope, is somebody who is known: a stranger's address is as often
 * forged as not. */
static gboolean
is_known(Store *store, const Held *held, gboolean *known, GError **error)
{
    g_autofree char *key = address_fold(held->sender);
    g_autoptr(Rows) rows = list_person(store, held->list->id, key != NULL ? key : "", error);
    ListPerson row;

    *known = rows != NULL && list_person_next(rows, &row);
    return rows != NULL;
}

static gboolean
expire_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_auto(Held) held = {0};
    gboolean known;
    ListHeldDue row;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows =
        list_held_due(store, (gint32)settings_number(settings, SETTING_HELD_DAYS), error);
    if (rows == NULL)
        return FALSE;
    *found = list_held_due_next(rows, &row);
    if (!*found)
        return TRUE;
    gint64 number = row.id;
    if (!claim(store, number, &held, error) || !is_known(store, &held, &known, error) ||
        (known && !mail_is_automatic(held.mail) &&
         !tell_sender(store, settings, &held, "expired", NULL, error)) ||
        !settle(store, settings, number, &held, "expired", "clock", NULL, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_decision(number, &held, "expired", "clock");
    return TRUE;
}

gboolean
held_expire(Store *store, const Settings *settings, guint most, GError **error)
{
    gboolean found = settings_number(settings, SETTING_HELD_DAYS) > 0;

    for (guint i = 0; found && i < most; i++)
        if (!expire_next(store, settings, &found, error))
            return FALSE;
    return TRUE;
}
