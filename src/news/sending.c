/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sending - schedule, start, pause, resume, cancel; see sending.h */
#include "news/sending.h"

#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

Sending *
sending_new(const char *zone)
{
    Sending *sending = g_new0(Sending, 1);

    sending->weekdays = g_array_new(FALSE, FALSE, sizeof(gint64));
    sending->except = g_array_new(FALSE, FALSE, sizeof(gint64));
    sending->zone = g_strdup(zone);
    sending_read_window(sending, "", NULL);
    return sending;
}

void
sending_free(Sending *sending)
{
    if (sending == NULL)
        return;
    g_array_unref(sending->weekdays);
    g_array_unref(sending->except);
    g_free(sending->zone);
    g_free(sending);
}

static gboolean
refuse(Store *store, const Edition *edition, const char *what, GError **error)
{
    g_autoptr(Edition) now = edition_read(store, edition->id, error);

    if (now == NULL)
        return FALSE;
    if (now->composed_at == 0) {
        fail(error, ERROR_CONFLICT, "edition \"%s\" has not been composed", now->reference);
        return fail_hint(error, "colporteur edition compose %s", now->reference);
    }
    fail(error, ERROR_CONFLICT, "edition \"%s\" is %s and cannot be %s", now->reference, now->state,
         what);
    return fail_hint(error, "colporteur edition status %s tells how far it is", now->reference);
}

gboolean
sending_set(Store *store, const Edition *edition, const Sending *sending, GError **error)
{
    gint64 changed = 0;

    for (guint i = 0; i < sending->except->len; i++) {
        gint64 other = g_array_index(sending->except, gint64, i);
        g_autoptr(Rows) rows = news_sending_folded(store, other, error);
        NewsSendingFolded row;
        if (rows == NULL)
            return FALSE;
        if (news_sending_folded_next(rows, &row) && row.folded) {
            fail(error, ERROR_CONFLICT, "nobody knows any more who got edition \"%s\"",
                 row.reference);
            return fail_hint(error, "the setting mail.keep-deliveries says for how long that is "
                                    "kept");
        }
    }
    if (!news_sending_set(store, edition->id, sending->not_after, sending->weekdays, sending->from,
                          sending->until, sending->zone, sending->per_minute, sending->per_hour,
                          sending->first, sending->except, &changed, error))
        return FALSE;
    return changed > 0 || refuse(store, edition, "sent another way", error);
}

gboolean
sending_schedule(Store *store, const Edition *edition, gint64 at, GError **error)
{
    g_autoptr(Rows) rows = news_edition_schedule(store, edition->id, at, error);

    return rows != NULL && (rows_count(rows) > 0 || refuse(store, edition, "scheduled", error));
}

gboolean
sending_ask(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_ask(store, edition->id, error);
    NewsEditionAsk row;

    if (rows == NULL)
        return FALSE;
    return (news_edition_ask_next(rows, &row) && row.asked) ||
           refuse(store, edition, "asked about", error);
}

gboolean
sending_unschedule(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_unschedule(store, edition->id, error);

    return rows != NULL && (rows_count(rows) > 0 || refuse(store, edition, "unscheduled", error));
}

gboolean
sending_turn(Store *store, const Edition *edition, const char *state, GError **error)
{
    g_autoptr(Rows) rows = news_edition_turn(store, edition->id, state, error);
    NewsEditionTurn row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_turn_next(rows, &row))
        return fail(error, ERROR_BUG, "the state of an edition does not answer");
    if (*row.refused == '\0')
        return TRUE;
    return refuse(store, edition, g_str_equal(state, "running") ? "resumed" : state, error);
}

/* Others may have been faster: then it is scheduled no more, and nothing is to be said. */
static gboolean
give_back(Store *store, const Edition *edition, gboolean late, const GError *why, GError **error)
{
    g_autoptr(Rows) rows = news_edition_give_back(store, edition->id, late, why->message, error);
    NewsEditionGiveBack row;

    if (rows == NULL)
        return FALSE;
    if (news_edition_give_back_next(rows, &row) && row.given)
        log_failure(why, "a scheduled edition is a draft again", "EDITION", edition->reference,
                    NULL);
    return TRUE;
}

static gboolean
start_one(Store *store, const Settings *settings, gint64 number, gboolean late, GError **error)
{
    g_autoptr(Edition) edition = edition_read(store, number, error);
    g_autoptr(GError) trouble = NULL;
    EditionSent sent;

    if (edition == NULL)
        return FALSE;
    if (late)
        fail(&trouble, ERROR_REFUSED, "its deadline has passed");
    else if (edition_send(store, settings, edition, &sent, &trouble)) {
        log_event(G_LOG_LEVEL_INFO, "scheduled edition started", "EDITION", edition->reference,
                  NULL);
        return TRUE;
    }
    if (error_kind(trouble) == ERROR_TRY_LATER) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    return give_back(store, edition, late, trouble, error);
}

gboolean
sending_start_due(Store *store, const Settings *settings, GError **error)
{
    g_autoptr(Rows) rows = news_edition_scheduled(store, error);
    NewsEditionScheduled row;

    if (rows == NULL)
        return FALSE;
    while (news_edition_scheduled_next(rows, &row))
        if (!start_one(store, settings, row.edition, row.late, error))
            return FALSE;
    return TRUE;
}
