/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-letter-tell - what those who look after a list hear of its editions; see edition-letter.h
 *
 * Each is marked as told in the transaction that queues it: whatever falls over, it is written
 * once.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "store/query.h"

#include "list/edition-letter.h"
#include "list/notice.h"

static void
set_figures(Value *value, const NewsEditionFigures *row)
{
    value_set_int(value, "readers", row->readers);
    value_set_int(value, "accepted", row->accepted);
    value_set_int(value, "waiting", row->waiting + row->deferred);
    value_set_int(value, "refused", row->refused);
    value_set_int(value, "unknown", row->unknown);
    value_set_int(value, "bounced", row->bounced);
    value_set_int(value, "left", row->departed);
}

static gboolean
set_all_figures(Store *store, gint64 edition, Value *value, GError **error)
{
    g_autoptr(Rows) total = news_edition_figures(store, edition, "total", error);
    g_autoptr(Rows) parts =
        total != NULL ? news_edition_figures(store, edition, "departement", error) : NULL;
    Value *places = value_set_list(value, "places");
    NewsEditionFigures row;

    if (parts == NULL)
        return FALSE;
    if (news_edition_figures_next(total, &row))
        set_figures(value, &row);
    while (news_edition_figures_next(parts, &row)) {
        Value *place = value_append_dict(places);
        value_set_text(place, "label", *row.label != '\0' ? row.label : NULL);
        set_figures(place, &row);
    }
    return TRUE;
}

static gboolean
set_reasons(Store *store, gint64 edition, Value *value, GError **error)
{
    g_autoptr(Rows) rows = news_edition_reasons(store, edition, error);
    Value *reasons = value_set_list(value, "reasons");
    NewsEditionReasons row;

    if (rows == NULL)
        return FALSE;
    while (news_edition_reasons_next(rows, &row)) {
        Value *reason = value_append_dict(reasons);
        value_set_int(reason, "people", row.people);
        value_set_text(reason, "status", row.status);
        value_set_text(reason, "reply", row.reply);
    }
    return TRUE;
}

/* Of one that went: how far it is. */
static gboolean
describe_going(Store *store, const ListEditionLetterNext *row, Value *value, GError **error)
{
    return set_all_figures(store, row->edition, value, error) &&
           set_reasons(store, row->edition, value, error);
}

/* Of one that did not: what it is. Who cannot read it can still stop it: it is told all the same.
 */
static gboolean
describe_ready(Store *store, const Settings *settings, EditionDescribe describe,
               const ListEditionLetterNext *row, Value *value, GBytes **letter, GError **error)
{
    g_autoptr(GError) own_error = NULL;

    value_set_bool(value, "late", row->late);
    value_set_text(value, "reason", *row->reason != '\0' ? row->reason : NULL);
    value_set_bool(value, "scheduled", g_str_equal(row->state, "scheduled"));
    if (describe(store, settings, row->edition, value, letter, &own_error))
        return TRUE;
    if (error_kind(own_error) == ERROR_TRY_LATER) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return FALSE;
    }
    log_failure(own_error, "an edition cannot be shown", "EDITION", row->title, NULL);
    return TRUE;
}

static gboolean
send(Store *store, const Settings *settings, EditionDescribe describe,
     const ListEditionLetterNext *row, GError **error)
{
    g_autoptr(List) list = list_get(store, row->list, error);
    g_autoptr(Value) value = value_dict();
    g_autoptr(GBytes) letter = NULL;
    g_auto(GStrv) keepers = list != NULL ? list_keepers(store, list->id, error) : NULL;
    gboolean went = !g_str_equal(row->what, "ready") && !g_str_equal(row->what, "stuck");

    if (keepers == NULL ||
        !(went ? describe_going(store, row, value, error)
               : describe_ready(store, settings, describe, row, value, &letter, error)))
        return FALSE;
    gboolean asks = !g_str_equal(row->what, "finished");
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_EDITION, &row->letter, 1);
    g_autofree char *suffix = g_strconcat("-decide+", token, NULL);
    g_autofree char *decide = list_address(list, suffix);
    g_autofree char *owners = list_address(list, "-owner");
    g_autofree char *reference = g_strdup_printf("%s/%d", list->name, row->number);
    const NoticeDraft draft = {.template = went ? "edition" : "edition-ready",
                               .value = value,
                               .to = owners,
                               .addresses = (const char *const *)keepers,
                               .reply_to = asks ? decide : NULL,
                               .attached = letter};
    notice_set_list(value, list);
    value_set_bool(value, row->what, TRUE);
    value_set_bool(value, "asks", asks);
    value_set_text(value, "title", row->title);
    value_set_text(value, "reference", reference);
    value_set_int(value, "number", row->number);
    return notice_send(store, settings, list, &draft, error);
}

gboolean
edition_letter_tell(Store *store, const Settings *settings, EditionDescribe describe, guint most,
                    GError **error)
{
    for (guint i = 0; i < most; i++) {
        g_autoptr(Transaction) transaction = transaction_begin(store, error);
        g_autoptr(Rows) rows = transaction != NULL ? list_edition_letter_next(store, error) : NULL;
        ListEditionLetterNext row;
        if (rows == NULL)
            return FALSE;
        if (!list_edition_letter_next_next(rows, &row))
            return TRUE;
        if (!send(store, settings, describe, &row, error) ||
            !transaction_commit(transaction, error))
            return FALSE;
    }
    return TRUE;
}
