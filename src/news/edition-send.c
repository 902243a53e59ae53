/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-send - from a composed draft, or what is scheduled, to a running mailing
 *
 * One transaction: the edition runs, its public copy is in the archive and the ledger is full, or
 * nothing of it is true.
 */
#include "archive/accept.h"
#include "base/clock.h"
#include "base/error.h"
#include "mailing/mailing.h"
#include "mime/mail.h"
#include "people/audience.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/letter.h"

static gboolean
start(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_start(store, edition->id, error);
    NewsEditionStart row;

    if (rows == NULL)
        return FALSE;
    if (news_edition_start_next(rows, &row))
        return TRUE;
    g_autoptr(Edition) now = edition_read(store, edition->id, error);
    if (now == NULL)
        return FALSE;
    if (g_str_equal(now->state, "draft")) {
        fail(error, ERROR_CONFLICT, "edition \"%s\" has not been composed", now->reference);
        return fail_hint(error, "colporteur edition compose %s", now->reference);
    }
    fail(error, ERROR_CONFLICT, "edition \"%s\" is %s already", now->reference, now->state);
    return fail_hint(error, "colporteur edition status %s tells how far it is", now->reference);
}

/* What /LIST/MESSAGE-ID/ shows and replies thread under. */
static gboolean
archive(Store *store, const Settings *settings, const Edition *edition, GError **error)
{
    g_autoptr(Letter) letter = letter_open(store, settings, edition->id, error);
    g_autoptr(GString) copy = g_string_new(NULL);
    gint64 message = 0;
    gboolean duplicate = FALSE;

    if (letter == NULL)
        return FALSE;
    letter_assemble_public(letter, copy);
    g_autoptr(GBytes) raw = g_bytes_new(copy->str, copy->len);
    g_autoptr(Mail) mail = mail_parse(raw, error);
    if (mail == NULL)
        return FALSE;
    if (!archive_accept(store, mail, raw, clock_now(), edition->list, 0, NULL, &message, &duplicate,
                        error))
        return FALSE;
    return news_edition_archived(store, edition->id, message, NULL, error);
}

gboolean
edition_send(Store *store, const Settings *settings, const Edition *edition, EditionSent *sent,
             GError **error)
{
    g_autoptr(Audience) audience = audience_compile(store, edition->audience, error);
    g_autoptr(Transaction) transaction = audience != NULL ? transaction_begin(store, error) : NULL;
    EditionSent result = {0};

    if (transaction == NULL || !start(store, edition, error) ||
        !archive(store, settings, edition, error) ||
        !mailing_start_edition(store, edition->id, edition->list, audience_sql(audience),
                               &result.mailing, &result.total, error) ||
        !news_sending_begin(store, edition->id, result.mailing, NULL, error) ||
        !news_click_places_fill(store, edition->id,
                                (gint32)settings_number(settings, SETTING_SITE_CLICK_READERS), NULL,
                                error))
        return FALSE;
    if (result.total == 0) {
        fail(error, ERROR_CONFLICT, "nobody would get edition \"%s\"", edition->reference);
        return fail_hint(error, "its audience selects no confirmed subscriber of list \"%s\"",
                         edition->list_name);
    }
    if (!transaction_commit(transaction, error))
        return FALSE;
    *sent = result;
    return TRUE;
}
