/* SPDX-License-Identifier: GPL-3.0-or-later */
/* invite - a list opened to an audience; see invite.h */
#include "list/invite.h"

#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "list/confirm.h"
#include "list/robot.h"

enum { VALID_DAYS = 60 /* as sql/query/list-confirm.sql has it */ };

gboolean
invite_count(Store *store, const List *list, const Audience *audience, gint64 *people,
             GError **error)
{
    g_autoptr(Rows) rows = list_invite_count(store, list->id, audience_sql(audience), error);
    ListInviteCount row;

    if (rows == NULL)
        return FALSE;
    if (!list_invite_count_next(rows, &row))
        return fail(error, ERROR_BUG, "a count has no row");
    *people = row.people;
    return TRUE;
}

gboolean
invite_audience(Store *store, const List *list, const Audience *audience, const char *expression,
                gboolean keep, gint64 *people, GError **error)
{
    if (list->is_closed) {
        fail(error, ERROR_REFUSED, "the list \"%s\" is closed", list->name);
        return fail_hint(error, "colporteur list close %s --reopen opens it again", list->name);
    }
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    return transaction != NULL &&
           list_invite_fill(store, list->id, audience_sql(audience), people, error) &&
           list_invite_note(store, list->id, expression, *people, NULL, error) &&
           (!keep || list_audience_open(store, list->id, expression, NULL, error)) &&
           transaction_commit(transaction, error);
}

/* An audience that cannot be understood any more, because a name in it went, stops nothing else. */
static gboolean
look(Store *store, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) rows = transaction != NULL ? list_audience_due(store, error) : NULL;
    g_autoptr(GError) trouble = NULL;
    ListAudienceDue row;
    gint64 people = 0;

    if (rows == NULL)
        return FALSE;
    *found = list_audience_due_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(Audience) audience = audience_compile(store, row.expression, &trouble);
    if (audience == NULL)
        log_event(G_LOG_LEVEL_WARNING, "an audience that a list is open to is not understood",
                  "REASON", trouble->message, NULL);
    else if (!list_invite_fill(store, row.list, audience_sql(audience), &people, error))
        return FALSE;
    return transaction_commit(transaction, error);
}

static gboolean
write_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) rows = transaction != NULL ? list_invite_next(store, error) : NULL;
    g_autoptr(Value) value = value_dict();
    ListInviteNext row;

    if (rows == NULL)
        return FALSE;
    *found = list_invite_next_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_get(store, row.list, error);
    if (list == NULL)
        return FALSE;
    g_autofree char *confirm = confirm_address(store, list, row.subscriber);
    const RobotLetter letter = {.template = "invitation",
                                .language = row.language,
                                .address = row.address,
                                .reply_to = confirm};
    value_set_text(value, "confirm", confirm);
    value_set_text(value, "lists", row.lists);
    value_set_text(value, "description", *list->description != '\0' ? list->description : NULL);
    value_set_text(value, "places", *row.places != '\0' ? row.places : NULL);
    value_set_text(value, "interests", *row.interests != '\0' ? row.interests : NULL);
    value_set_int(value, "days", VALID_DAYS);
    if (!robot_write(store, settings, list, &letter, value, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    log_event(G_LOG_LEVEL_INFO, "invited somebody", "LIST", list->name, NULL);
    return TRUE;
}

gboolean
invite_round(Store *store, const Settings *settings, guint most, GError **error)
{
    gboolean found = TRUE;

    while (found)
        if (!look(store, &found, error))
            return FALSE;
    if (!list_invite_forget(store, NULL, error))
        return FALSE;
    found = TRUE;
    for (guint i = 0; found && i < most; i++)
        if (!write_next(store, settings, &found, error))
            return FALSE;
    return TRUE;
}
