/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose-tell - what authors of proposals and coordinators hear; see propose.h
 *
 * Each letter is taken out of its table in the transaction that queues it: whatever falls over, it
 * is written once.
 */
#include "base/token.h"
#include "store/query.h"

#include "list/notice.h"
#include "list/propose.h"
#include "list/robot.h"

enum { EXCERPT_LETTERS = 600 };

static char *
author_address(Store *store, const List *list, gint64 contribution)
{
    const gint64 numbers[] = {list->id, contribution};
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_PROPOSE, numbers, 2);
    g_autofree char *suffix = g_strconcat("-propose+", token, NULL);

    return list_address(list, suffix);
}

static gboolean
tell_author(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) rows = transaction != NULL ? list_proposal_letter_next(store, error) : NULL;
    g_autoptr(Value) value = value_dict();
    ListProposalLetterNext row;

    if (rows == NULL)
        return FALSE;
    *found = list_proposal_letter_next_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_get(store, row.list, error);
    if (list == NULL)
        return FALSE;
    g_autofree char *confirm = author_address(store, list, row.contribution);
    g_autofree char *url =
        g_strdup_printf("%s/contributions/%" G_GINT64_FORMAT "/",
                        settings_text(settings, SETTING_SITE_URL), row.contribution);
    gboolean asks = g_str_equal(row.what, "confirm");
    const RobotLetter letter = {.template = "proposal",
                                .language = row.language,
                                .address = row.address,
                                .in_reply_to = row.message_id,
                                .reply_to = asks ? confirm : NULL};
    value_set_bool(value, row.what, TRUE);
    value_set_text(value, "confirm_address", confirm);
    /* Whoever did not write it is shown nothing of it. */
    value_set_text(value, "subject", asks ? NULL : row.title);
    value_set_text(value, "text", row.text);
    value_set_text(value, "url", url);
    value_set_int(value, "left_out", row.left_out);
    value_set_int(value, "days", settings_number(settings, SETTING_RETENTION_UNCONFIRMED));
    return robot_write(store, settings, list, &letter, value, error) &&
           transaction_commit(transaction, error);
}

static char *
excerpt(const char *body)
{
    gboolean long_one = g_utf8_strlen(body, -1) > EXCERPT_LETTERS;
    g_autofree char *text = long_one ? g_utf8_substring(body, 0, EXCERPT_LETTERS) : g_strdup(body);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *quoted = g_strjoinv("\n> ", lines);

    return g_strconcat("> ", quoted, long_one ? "…" : "", NULL);
}

static guint
set_items(Value *value, Rows *rows)
{
    Value *items = value_set_list(value, "items");
    ListProposalDigestItems row;
    guint n = 0;

    while (list_proposal_digest_items_next(rows, &row)) {
        Value *item = value_append_dict(items);
        g_autofree char *quoted = excerpt(row.body);
        value_set_int(item, "number", row.contribution);
        value_set_bool(item, row.finding ? "finding" : "initiative", TRUE);
        value_set_text(item, "title", row.title);
        value_set_text(item, "author", row.author);
        value_set_text(item, "territories", row.territories);
        value_set_text(item, "interests", row.interests);
        value_set_text(item, "source", row.source);
        value_set_int(item, "images", row.images);
        value_set_text(item, "excerpt", quoted);
        if (n++ == 0)
            value_set_int(value, "first", row.contribution);
    }
    return n;
}

static char *
decide_address(Store *store, const List *list, gint64 digest)
{
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_DECIDE, &digest, 1);
    g_autofree char *suffix = g_strconcat("-decide+", token, NULL);

    return list_address(list, suffix);
}

static gboolean
tell_coordinators(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) due =
        transaction != NULL ? list_proposal_digest_begin(
                                  store, settings_number(settings, SETTING_PROPOSALS_DIGEST), error)
                            : NULL;
    g_autoptr(Value) value = value_dict();
    ListProposalDigestBegin digest;

    if (due == NULL)
        return FALSE;
    *found = list_proposal_digest_begin_next(due, &digest);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_get(store, digest.list, error);
    g_autoptr(Rows) rows =
        list != NULL ? list_proposal_digest_items(store, digest.digest, error) : NULL;
    g_auto(GStrv) keepers = rows != NULL ? list_keepers(store, list->id, error) : NULL;
    if (keepers == NULL)
        return FALSE;
    g_autofree char *decide = decide_address(store, list, digest.digest);
    g_autofree char *owners = list_address(list, "-owner");
    const NoticeDraft draft = {.template = "proposals",
                               .value = value,
                               .to = owners,
                               .addresses = (const char *const *)keepers,
                               .reply_to = decide};
    guint n = set_items(value, rows);
    notice_set_list(value, list);
    value_set_int(value, "count", n);
    value_set_bool(value, "several", n > 1);
    return notice_send(store, settings, list, &draft, error) &&
           transaction_commit(transaction, error);
}

gboolean
propose_tell(Store *store, const Settings *settings, guint most, GError **error)
{
    gboolean found = TRUE;

    if (!list_proposal_forget(
            store, (gint32)settings_number(settings, SETTING_RETENTION_UNCONFIRMED), NULL, error))
        return FALSE;
    for (guint i = 0; found && i < most; i++)
        if (!tell_author(store, settings, &found, error))
            return FALSE;
    found = TRUE;
    for (guint i = 0; found && i < most; i++)
        if (!tell_coordinators(store, settings, &found, error))
            return FALSE;
    return TRUE;
}
