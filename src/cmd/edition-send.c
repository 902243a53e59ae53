/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-send - show who will get an edition, ask, send it, and watch it go
 *
 * Watching changes nothing: whoever interrupts it leaves the mailing running.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "mailing/mailing.h"
#include "news/edition.h"
#include "people/audience.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/edition.h"
#include "cmd/progress.h"
#include "cmd/sending-options.h"

#define LOOK_EVERY_MS 300
#define LOOK_SHARE                                                                                 \
    20 /* a look counts the ledger: no more than such a part of the time goes to it */
#define LOOK_LONGEST_MS 5000
#define STALL_AFTER (15 * G_USEC_PER_SEC)

static gboolean yes;
static gboolean dry_run;
static gboolean no_wait;
static gboolean force;

const GOptionEntry cmd_edition_send_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "show who would get it and stop", NULL},
    {"force", 0, 0, G_OPTION_ARG_NONE, &force, "even where \"edition check\" finds errors", NULL},
    {"no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait, "do not watch it go", NULL},
    SENDING_OPTIONS,
    {0}};

/* What the readers are asked for at once. */
typedef struct {
    gint64 total, near, followers;
    GString *parts; /* the largest, on one line */
} Readers;

static void
take_part(Readers *readers, const NewsEditionReaders *row)
{
    if (g_str_equal(row->part, "all"))
        readers->total = row->people;
    else if (g_str_equal(row->part, "near"))
        readers->near = row->people;
    else if (g_str_equal(row->part, "followers"))
        readers->followers = row->people;
    else
        g_string_append_printf(readers->parts, "%s%s %" G_GINT64_FORMAT,
                               readers->parts->len > 0 ? ", " : "",
                               *row->label != '\0' ? row->label : row->part, row->people);
}

/* Says how many get it, with three of them by name. */
static gboolean
show_readers(Store *store, const Edition *edition, gint64 *total, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(store, edition->audience, error);
    g_autoptr(Rows) counts =
        audience != NULL ? news_edition_readers(store, edition->id, audience_sql(audience), error)
                         : NULL;
    g_autoptr(Rows) sample =
        counts != NULL ? news_edition_sample(store, edition->id, audience_sql(audience), error)
                       : NULL;
    g_autoptr(GString) parts = g_string_new(NULL);
    Readers readers = {.parts = parts};
    NewsEditionReaders row;
    NewsEditionSample reader;

    if (sample == NULL)
        return FALSE;
    while (news_edition_readers_next(counts, &row))
        take_part(&readers, &row);
    printf("%s \"%s\"\n", edition->reference, edition->title);
    printf("audience: %s\n", *edition->audience != '\0' ? edition->audience : "everybody");
    printf("readers: %" G_GINT64_FORMAT " (%" G_GINT64_FORMAT " with something near them, "
           "%" G_GINT64_FORMAT " with something they follow)\n",
           readers.total, readers.near, readers.followers);
    if (parts->len > 0)
        printf("  %s\n", parts->str);
    while (news_edition_sample_next(sample, &reader))
        printf("  %s <%s>\n", *reader.name != '\0' ? reader.name : "-", reader.address);
    if (readers.total > (gint64)rows_count(sample))
        printf("  and %" G_GINT64_FORMAT " more\n", readers.total - rows_count(sample));
    *total = readers.total;
    return TRUE;
}

static gboolean
warn_late(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_late(store, edition->id, error);
    NewsEditionLate row;

    if (rows == NULL)
        return FALSE;
    if (news_edition_late_next(rows, &row) && row.n > 0)
        fprintf(stderr,
                "warning: %" G_GINT64_FORMAT " contributions were accepted since it was composed "
                "and are not in it\n",
                row.n);
    return TRUE;
}

/* Counts, and says whether there is something that will be tried soon. What is due is asked for
 * first: a copy that is claimed between the two questions counts as claimed, not as neither. */
static gboolean
look_on(Store *store, gint64 edition, gint64 mailing, MailingCounts *counts, gboolean *going,
        gint64 *retry_at, GError **error)
{
    g_autoptr(Rows) rows = news_edition_mailing(store, edition, error);
    NewsEditionMailing row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_mailing_next(rows, &row))
        return fail(error, ERROR_NOT_FOUND, "the mailing is gone");
    if (!mailing_counts(store, mailing, counts, error))
        return FALSE;
    *going = g_str_equal(row.state, "running") && (row.due > 0 || counts->claimed > 0);
    *retry_at = row.retry_at;
    return TRUE;
}

static gboolean
watch(Store *store, const Edition *edition, const EditionSent *sent, GError **error)
{
    g_autoptr(Progress) progress = progress_start("letters", sent->total);
    MailingCounts counts = {0};
    gint64 before = -1, moved_at = g_get_monotonic_time(), retry_at = 0;
    gboolean going = TRUE, told = FALSE, notified;

    while (TRUE) {
        gint64 begin = g_get_monotonic_time();
        if (!look_on(store, edition->id, sent->mailing, &counts, &going, &retry_at, error))
            return FALSE;
        gint64 look_ms = (g_get_monotonic_time() - begin) / 1000;
        gint64 done = counts.sent + counts.failed + counts.unknown;
        progress_update(progress, done, counts.total);
        if (!going)
            break;
        if (done != before)
            moved_at = g_get_monotonic_time();
        before = done;
        if (!told && g_get_monotonic_time() - moved_at > STALL_AFTER) {
            fprintf(stderr, "\nnothing moves: is \"colporteur serve deliver\" running? "
                            "(to stop watching is safe)\n");
            told = TRUE;
        }
        if (!store_wait(store, (int)CLAMP(look_ms * LOOK_SHARE, LOOK_EVERY_MS, LOOK_LONGEST_MS), -1,
                        &notified, error))
            return FALSE;
    }
    g_clear_pointer(&progress, progress_end);
    printf("sent %" G_GINT64_FORMAT ", failed %" G_GINT64_FORMAT ", unknown %" G_GINT64_FORMAT
           ", to be tried again %" G_GINT64_FORMAT "\n",
           counts.sent, counts.failed, counts.unknown, counts.queued);
    if (counts.queued > 0 && retry_at != 0) {
        g_autofree char *when = clock_format(retry_at);
        printf("next try at %s; colporteur edition status %s\n", when, edition->reference);
    }
    return TRUE;
}

static gboolean
check_sendable(const Edition *edition, GError **error)
{
    if (!g_str_equal(edition->state, "draft")) {
        fail(error, ERROR_CONFLICT, "edition \"%s\" is %s already", edition->reference,
             edition->state);
        return fail_hint(error, "colporteur edition status %s tells how far it is",
                         edition->reference);
    }
    if (edition->composed_at != 0)
        return TRUE;
    fail(error, ERROR_CONFLICT, "edition \"%s\" has not been composed", edition->reference);
    return fail_hint(error, "colporteur edition compose %s", edition->reference);
}

/* Shows who gets it with these exceptions, which are not kept yet. */
static gboolean
look(Call *call, const Edition *edition, const Sending *sending, gint64 *total, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);

    return transaction != NULL && sending_set(call->store, edition, sending, error) &&
           show_readers(call->store, edition, total, error);
}

gboolean
cmd_edition_send(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Sending) sending = NULL;
    EditionSent sent;
    gint64 total = 0;

    if (edition == NULL || !check_sendable(edition, error) ||
        (sending = sending_options_read(call, error)) == NULL ||
        !edition_check_before(call, edition, force, error) ||
        !look(call, edition, sending, &total, error) || !warn_late(call->store, edition, error))
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes || total == 0, error, "send %" G_GINT64_FORMAT " letters?", total) ||
        !sending_set(call->store, edition, sending, error) ||
        !edition_send(call->store, call->settings, edition, &sent, error))
        return FALSE;
    printf("%s goes to %" G_GINT64_FORMAT " readers", edition->reference, sent.total);
    if (sending->first > 0 && sending->first < sent.total)
        printf(", to %d of them now; to the others with \"colporteur edition resume %s\"",
               (int)sending->first, edition->reference);
    printf("\n");
    fflush(stdout);
    return no_wait || watch(call->store, edition, &sent, error);
}
