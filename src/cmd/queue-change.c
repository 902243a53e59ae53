/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue-change - try deliveries of a mailing again, or give them up
 *
 * What would change is found by the change itself, in a transaction that is not committed: what is
 * announced is what is done, but for what workers settle in between. Nothing is locked while
 * somebody thinks about the answer. What a worker has in hand is left to it.
 */
#include <stdio.h>

#include "base/error.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/queue.h"

static gboolean json;
static gboolean dry_run;
static gboolean yes;
static gboolean failed;
static gboolean unknown;
static gboolean everything;
static char *domain;

/* What both have, with the end of the table. */
#define COMMON_OPTIONS                                                                               \
    {"unknown", 0, 0, G_OPTION_ARG_NONE, &unknown, "those of which nobody knows too", NULL},         \
        {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "only addresses at this domain", "DOMAIN"},   \
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell how many, and change nothing", NULL}, \
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},                                \
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},                                \
    {                                                                                                \
        0                                                                                            \
    }

const GOptionEntry cmd_queue_retry_options[] = {
    {"failed", 0, 0, G_OPTION_ARG_NONE, &failed, "those that failed too", NULL},
    {"all", 0, 0, G_OPTION_ARG_NONE, &everything, "what waits of every mailing that runs", NULL},
    COMMON_OPTIONS};
const GOptionEntry cmd_queue_drop_options[] = {COMMON_OPTIONS};

typedef struct {
    gint64 waiting;
    gint64 failed;
    gint64 unknown;
} Touched;

typedef gboolean (*Change)(Store *store, gint64 mailing, Touched *touched, GError **error);

static gboolean
retry(Store *store, gint64 mailing, Touched *touched, GError **error)
{
    g_autoptr(Rows) rows =
        mailing_retry(store, mailing, failed, unknown, domain != NULL ? domain : "", error);
    MailingRetry row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_retry_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say what is tried again");
    *touched = (Touched){row.waiting, row.failed, row.unknown};
    return mailing_notify(store, NULL, error);
}

/* `mailing` is none. */
static gboolean
retry_all(Store *store, gint64 mailing G_GNUC_UNUSED, Touched *touched, GError **error)
{
    g_autoptr(Rows) rows = mailing_retry_all(store, domain != NULL ? domain : "", error);
    MailingRetryAll row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_retry_all_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say what is tried again");
    *touched = (Touched){row.waiting, 0, 0};
    return mailing_notify(store, NULL, error);
}

static gboolean
drop(Store *store, gint64 mailing, Touched *touched, GError **error)
{
    g_autofree char *reason = g_strconcat("given up by command: ", g_get_user_name(), NULL);
    g_autoptr(Rows) rows =
        mailing_drop(store, mailing, unknown, domain != NULL ? domain : "", reason, error);
    MailingDrop row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_drop_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say what is given up");
    *touched = (Touched){row.waiting, 0, row.unknown};
    return TRUE;
}

/* Makes the change; keeps it, or only tells. */
static gboolean
change_it(Store *store, gint64 mailing, Change change, gboolean keep, Touched *touched,
          GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    return transaction != NULL && change(store, mailing, touched, error) &&
           (!keep || transaction_commit(transaction, error));
}

static gboolean
read_mailing(Call *call, gint64 *mailing, GError **error)
{
    guint64 number;
    MailingFind row;

    if (!g_ascii_string_to_unsigned(call->arguments[0], 10, 1, G_MAXINT64, &number, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of a mailing", call->arguments[0]);
        return fail_hint(error, "colporteur queue status shows the numbers");
    }
    *mailing = (gint64)number;
    g_autoptr(Rows) rows = mailing_find(call->store, *mailing, error);
    if (rows == NULL)
        return FALSE;
    if (!mailing_find_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "there is no mailing %" G_GINT64_FORMAT, *mailing);
        return fail_hint(error, "colporteur queue status --all shows the last fifty");
    }
    if (g_str_equal(row.state, "cancelled"))
        return fail(error, ERROR_CONFLICT, "mailing %" G_GINT64_FORMAT " is cancelled", *mailing);
    return TRUE;
}

static void
tell(const Touched *touched, gint64 mailing, const char *word)
{
    g_autoptr(Listing) listing =
        listing_new("mailing#", "waiting#", "failed#", "unknown#", "dry_run?", NULL);
    g_autofree char *number = mailing != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, mailing) : NULL;
    g_autofree char *waiting_text = g_strdup_printf("%" G_GINT64_FORMAT, touched->waiting);
    g_autofree char *failed_text = g_strdup_printf("%" G_GINT64_FORMAT, touched->failed);
    g_autofree char *unknown_text = g_strdup_printf("%" G_GINT64_FORMAT, touched->unknown);

    if (json) {
        listing_row(listing, number, waiting_text, failed_text, unknown_text,
                    dry_run ? "yes" : "no");
        listing_print_one(listing, TRUE);
        return;
    }
    printf("%s%s: %s waiting, %s failed, %s unknown\n", dry_run ? "would be " : "", word,
           waiting_text, failed_text, unknown_text);
}

/* Of one mailing, or of all where it is 0. `verb` asks, `word` says that it is done. */
static gboolean
run(Call *call, gint64 mailing, Change change, const char *verb, const char *word, GError **error)
{
    g_autofree char *whose = mailing != 0 ? g_strdup_printf("mailing %" G_GINT64_FORMAT, mailing)
                                          : g_strdup("all mailings that run");
    Touched touched;

    if (!change_it(call->store, mailing, change, FALSE, &touched, error))
        return FALSE;
    gint64 all = touched.waiting + touched.failed + touched.unknown;
    if (!dry_run && all > 0 &&
        (!ask(yes, error, "%s %" G_GINT64_FORMAT " deliveries of %s?", verb, all, whose) ||
         !change_it(call->store, mailing, change, TRUE, &touched, error)))
        return FALSE;
    tell(&touched, mailing, word);
    return TRUE;
}

gboolean
cmd_queue_retry(Call *call, GError **error)
{
    gint64 mailing;

    if (everything && (call->arguments[0] != NULL || failed || unknown)) {
        fail(error, ERROR_BAD_INPUT, "--all goes with no mailing, nor with --failed or --unknown");
        return fail_hint(error, "what failed is tried again one mailing at a time");
    }
    if (everything)
        return run(call, 0, retry_all, "try again", "tried again", error);
    if (call->arguments[0] == NULL) {
        fail(error, ERROR_BAD_INPUT, "which mailing is to be tried again?");
        return fail_hint(error, "colporteur queue status shows the numbers; --all is every one");
    }
    return read_mailing(call, &mailing, error) &&
           run(call, mailing, retry, "try again", "tried again", error);
}

gboolean
cmd_queue_drop(Call *call, GError **error)
{
    gint64 mailing;

    return read_mailing(call, &mailing, error) &&
           run(call, mailing, drop, "give up", "given up", error);
}
