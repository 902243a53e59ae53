/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join - asking by mail to be on a list
 *
 * Anybody can write in anybody's name, so a request alone puts nobody on a list: the address is
 * asked, once, and once more some days later. Who had left stays so until they answer.
 */
#include "list/join.h"

#include "base/address.h"
#include "base/log.h"
#include "base/token.h"
#include "store/query.h"

#include "list/confirm.h"

static gboolean
ask(Store *store, const Settings *settings, const List *list, gint64 subscriber,
    const char *address, const char *language, gboolean again, GError **error)
{
    g_autofree char *confirm = confirm_address(store, list, subscriber);
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {
        .template = "join", .language = language, .address = address, .reply_to = confirm};

    value_set_text(value, "confirm", confirm);
    value_set_bool(value, "again", again);
    value_set_int(value, "days", settings_number(settings, SETTING_RETENTION_UNCONFIRMED));
    return robot_write(store, settings, list, &letter, value, error);
}

gboolean
join_ask(Store *store, const Settings *settings, const Incoming *incoming, const char *language,
         JoinOutcome *outcome, GError **error)
{
    const List *list = incoming->list;
    g_autoptr(Rows) rows = list_join_ask(store, list->id, incoming->author,
                                         incoming->mail->from_address, language, "mail", error);
    ListJoinAsk row;
    RobotVerdict verdict;

    if (rows == NULL || !list_join_ask_next(rows, &row))
        return FALSE;
    *outcome = g_str_equal(row.outcome, "already") ? JOIN_ALREADY : JOIN_ASKED;
    if (!g_str_equal(row.outcome, "asked"))
        return TRUE;
    return robot_count(store, settings, incoming, incoming->author, &verdict, error) &&
           (verdict == ROBOT_SILENT || ask(store, settings, list, row.subscriber,
                                           incoming->mail->from_address, language, FALSE, error));
}

gboolean
join_ask_page(Store *store, const Settings *settings, const List *list, gint64 subscriber,
              const char *address, const char *language, gboolean again, GError **error)
{
    g_autoptr(Rows) rows = list_join_lists(store, subscriber, error);
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_JOIN, &subscriber, 1);
    g_autofree char *url =
        g_strdup_printf("%s/subscribe/%s", settings_text(settings, SETTING_SITE_URL), token);
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {.template = "join-page", .language = language, .address = address};
    ListJoinLists row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(value, "lists");
    while (list_join_lists_next(rows, &row)) {
        Value *dict = value_append_dict(lists);
        g_autofree char *list_at = g_strconcat(row.name, "@", row.domain, NULL);
        value_set_text(dict, "title", row.title);
        value_set_text(dict, "address", list_at);
    }
    value_set_text(value, "url", url);
    value_set_bool(value, "again", again);
    value_set_int(value, "days", settings_number(settings, SETTING_RETENTION_UNCONFIRMED));
    return robot_write(store, settings, list, &letter, value, error);
}

static gboolean
remind_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    ListJoinRemind row;

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_join_remind(
        store, (gint32)settings_number(settings, SETTING_ROBOT_REMIND_DAYS), error);
    if (rows == NULL)
        return FALSE;
    *found = list_join_remind_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_get(store, row.list, error);
    if (list == NULL ||
        !(row.by_page ? join_ask_page : ask)(store, settings, list, row.subscriber, row.address,
                                             row.language, TRUE, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_event(G_LOG_LEVEL_INFO, "asked once more to confirm", "LIST", list->name, NULL);
    return TRUE;
}

gboolean
join_remind(Store *store, const Settings *settings, guint most, GError **error)
{
    gboolean found = settings_number(settings, SETTING_ROBOT_REMIND_DAYS) > 0;

    if (!list_robot_forget(store, NULL, error) ||
        !list_join_forget(store, (gint32)settings_number(settings, SETTING_RETENTION_UNCONFIRMED),
                          NULL, error))
        return FALSE;
    for (guint i = 0; found && i < most; i++)
        if (!remind_next(store, settings, &found, error))
            return FALSE;
    return TRUE;
}

gboolean
join_welcome(Store *store, const Settings *settings, const List *list, gint64 subscriber,
             const char *in_reply_to, GError **error)
{
    g_autoptr(Rows) rows = list_reader(store, subscriber, error);
    g_autoptr(Value) value = value_dict();
    ListReader row;

    if (rows == NULL)
        return FALSE;
    if (!list_reader_next(rows, &row))
        return TRUE;
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_PERSON, &subscriber, 1);
    g_autofree char *me =
        g_strdup_printf("%s/me/%s", settings_text(settings, SETTING_SITE_URL), token);
    value_set_text(value, "me", me);
    const RobotLetter letter = {.template = "welcome",
                                .language = row.language,
                                .address = row.address,
                                .in_reply_to = in_reply_to,
                                .own_text = "welcome"};
    return robot_write(store, settings, list, &letter, value, error);
}
