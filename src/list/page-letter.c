/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page-letter - letters that the site's pages ask for
 *
 * The site's database role reads no address. What a form wants written waits in a table that only
 * functions of the database fill; here it is taken out and queued as mail in one transaction, so
 * that a crash neither loses a letter nor writes it twice.
 */
#include "list/page-letter.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"
#include "store/query.h"

#include "list/archive-link.h"
#include "list/join.h"
#include "list/leave.h"

enum { ERASE_DAYS = 2 };

/* SITE/PATH/TOKEN */
static void
set_link(Value *value, const char *key, const Settings *settings, const char *path,
         const char *token)
{
    g_autofree char *url =
        g_strdup_printf("%s/%s/%s", settings_text(settings, SETTING_SITE_URL), path, token);

    value_set_text(value, key, url);
}

/* What somebody is told of themselves: their links, and for "export" all that is known. */
static gboolean
write_person(Store *store, const Settings *settings, const List *list,
             const ListPageLetterTake *row, GError **error)
{
    const TokenKeys *keys = store_token_keys(store);
    const gint64 until = clock_now() / G_USEC_PER_SEC + ERASE_DAYS * 86400;
    g_autofree char *person = token_make(keys, TOKEN_PERSON, &row->subscriber, 1);
    g_autofree char *erase =
        token_make(keys, TOKEN_ERASE, (const gint64[]){row->subscriber, until}, 2);
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {
        .template = row->what, .language = row->language, .address = row->address};

    set_link(value, "me", settings, "me", person);
    if (g_str_equal(row->what, "erase")) {
        set_link(value, "erase", settings, "erase", erase);
        value_set_int(value, "days", ERASE_DAYS);
    }
    if (g_str_equal(row->what, "export")) {
        g_autoptr(Rows) rows = list_document(store, row->subscriber, error);
        ListDocument known;
        if (rows == NULL || !list_document_next(rows, &known))
            return FALSE;
        value_set_text(value, "document", known.document);
    }
    return robot_write(store, settings, list, &letter, value, error);
}

/* Where they left the list meanwhile it opens nothing. */
static gboolean
write_archive(Store *store, const Settings *settings, const List *list,
              const ListPageLetterTake *row, GError **error)
{
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {
        .template = "archive", .language = row->language, .address = row->address};

    archive_link_set(value, store, settings, list, row->subscriber);
    return robot_write(store, settings, list, &letter, value, error);
}

/* About a change of addresses: what decides it, or only where they look after them. */
static gboolean
write_address(Store *store, const Settings *settings, const List *list,
              const ListPageLetterTake *row, GError **error)
{
    const TokenKeys *keys = store_token_keys(store);
    g_autofree char *person = token_make(keys, TOKEN_PERSON, &row->subscriber, 1);
    g_autofree char *yes = token_make(keys, TOKEN_ADDRESS, (const gint64[]){row->change, 1}, 2);
    g_autofree char *no = token_make(keys, TOKEN_ADDRESS, (const gint64[]){row->change, 2}, 2);
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {
        .template = row->what, .language = row->language, .address = row->address};
    ListAddressChange change;

    if (row->change == 0) {
        set_link(value, "me", settings, "me", person);
        return robot_write(store, settings, list, &letter, value, error);
    }
    g_autoptr(Rows) rows = list_address_change(store, row->change, error);
    if (rows == NULL)
        return FALSE;
    if (!list_address_change_next(rows, &change)) /* forgotten meanwhile */
        return TRUE;
    set_link(value, "yes", settings, "address", yes);
    value_set_int(value, "days", change.days);
    if (g_str_equal(row->what, "address-first")) {
        set_link(value, "no", settings, "address", no);
        value_set_text(value, "address", change.address);
    }
    return robot_write(store, settings, list, &letter, value, error);
}

/* Nobody is known by this address any more: what is queued for it is noted, to be forgotten too. */
static gboolean
write_erased(Store *store, const Settings *settings, const List *list,
             const ListPageLetterTake *row, GError **error)
{
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {
        .template = "erased", .language = row->language, .address = row->address};

    return robot_write(store, settings, list, &letter, value, error) &&
           list_erased_note(store, row->address, NULL, error);
}

static gboolean
write_one(Store *store, const Settings *settings, const ListPageLetterTake *row, GError **error)
{
    /* The person or the list has gone meanwhile. */
    if (row->list == 0 || *row->address == '\0')
        return TRUE;
    g_autoptr(List) list = list_get(store, row->list, error);
    if (list == NULL)
        return FALSE;
    if (g_str_equal(row->what, "farewell"))
        return leave_farewell(store, settings, list, row->event, row->address, row->language,
                              error);
    if (g_str_equal(row->what, "join"))
        return join_ask_page(store, settings, list, row->subscriber, row->address, row->language,
                             FALSE, error);
    if (g_str_equal(row->what, "welcome"))
        return join_welcome(store, settings, list, row->subscriber, NULL, error);
    if (g_str_equal(row->what, "erased"))
        return write_erased(store, settings, list, row, error);
    if (g_str_equal(row->what, "archive"))
        return write_archive(store, settings, list, row, error);
    if (g_str_has_prefix(row->what, "address-"))
        return write_address(store, settings, list, row, error);
    return write_person(store, settings, list, row, error);
}

/* Where the last letters of people who erased themselves went out. */
static gboolean
forget(Store *store, GError **error)
{
    g_autoptr(Rows) rows = list_erased_forget(store, error);

    return rows != NULL;
}

/* Those that wait for the budget of all, as many as it has room for. */
static gboolean
release(Store *store, const Settings *settings, guint most, GError **error)
{
    g_autoptr(Rows) rows = list_page_letter_release(
        store, (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
        (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), (gint32)most, error);

    return rows != NULL;
}

gboolean
page_letter_write(Store *store, const Settings *settings, guint most, GError **error)
{
    if (!release(store, settings, most, error))
        return FALSE;
    for (guint i = 0; i < most; i++) {
        g_autoptr(Transaction) transaction = transaction_begin(store, error);
        g_autoptr(Rows) rows = transaction != NULL ? list_page_letter_take(store, error) : NULL;
        ListPageLetterTake row;

        if (rows == NULL)
            return FALSE;
        if (!list_page_letter_take_next(rows, &row))
            break;
        if (!write_one(store, settings, &row, error) || !transaction_commit(transaction, error))
            return FALSE;
        log_event(G_LOG_LEVEL_INFO, "wrote a letter that a page asked for", "LETTER", row.what,
                  NULL);
    }
    return forget(store, error);
}
