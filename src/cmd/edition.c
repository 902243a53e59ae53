/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition - make, list, compose and follow newsletters */
#include "cmd/edition.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "mailing/mailing.h"
#include "news/edition-check.h"
#include "news/edition.h"
#include "store/query.h"

#include "cmd/edition-files.h"
#include "cmd/listing.h"
#include "cmd/output-file.h"

static gboolean as_json;
static char *from;
static char *to;
static gboolean overwrite;

const GOptionEntry cmd_edition_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};
const GOptionEntry cmd_edition_compose_options[] = {
    {"to", 0, 0, G_OPTION_ARG_FILENAME, &to,
     "write it with its contributions to a file, to look at and change", "FILE.md"},
    {"overwrite", 0, 0, G_OPTION_ARG_NONE, &overwrite, "even where that file is there", NULL},
    {"from", 0, 0, G_OPTION_ARG_FILENAME, &from, "read it from such a file first", "FILE.md"},
    {0}};
const GOptionEntry cmd_edition_status_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

gboolean
cmd_edition_new(Call *call, GError **error)
{
    const char *list = call->n_arguments > 1 ? call->arguments[0] : NULL;
    g_autoptr(EditionFiles) files =
        edition_files_read(call->arguments[call->n_arguments - 1], error);
    g_autoptr(Edition) edition =
        files != NULL ? edition_new(call->store, list, files, error) : NULL;

    if (edition == NULL)
        return FALSE;
    printf("%s\n", edition->reference);
    return TRUE;
}

static void
number_text(char *text, gsize size, gint64 number)
{
    g_snprintf(text, size, "%" G_GINT64_FORMAT, number);
}

gboolean
cmd_edition_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = news_edition_list(call->store, call->arguments[0], error);
    g_autoptr(Listing) listing = listing_new("edition", "state", "title", "language",
                                             "contributions#", "composed", "sent", NULL);
    NewsEditionList row;

    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0 && !edition_list_check(call->store, call->arguments[0], error))
        return FALSE;
    while (news_edition_list_next(rows, &row)) {
        char items[24];
        g_autofree char *reference = g_strdup_printf("%s/%d", call->arguments[0], row.number);
        g_autofree char *composed = row.composed_at != 0 ? clock_format(row.composed_at) : NULL;
        g_autofree char *sent = row.sent_at != 0 ? clock_format(row.sent_at) : NULL;
        number_text(items, sizeof items, row.items);
        listing_row_v(listing, (const char *const[]){reference, row.state, row.title, row.language,
                                                     items, composed, sent});
    }
    listing_print(listing, as_json);
    return TRUE;
}

/* The composed edition as a file for a person. */
static gboolean
write_file(Store *store, const Edition *edition, const char *path, GError **error)
{
    g_autofree char *text = edition_write(store, edition, error);

    if (text == NULL)
        return FALSE;
    if (g_str_equal(path, "-")) {
        fputs(text, stdout);
        return TRUE;
    }
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !overwrite) {
        fail(error, ERROR_CONFLICT, "\"%s\" is there already", path);
        return fail_hint(error, "it may hold what somebody changed: --overwrite, or another name");
    }
    return output_file_write(path, text, -1, error);
}

gboolean
cmd_edition_compose(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(EditionFiles) files =
        edition != NULL && from != NULL ? edition_files_read(from, error) : NULL;
    EditionContent content;

    if (edition == NULL || (from != NULL && files == NULL))
        return FALSE;
    if (files != NULL) {
        Edition *changed = edition_change(call->store, edition, files, error);
        if (changed == NULL)
            return FALSE;
        edition_free(edition);
        edition = changed;
    }
    if (!edition_compose(call->store, call->settings, edition, &content, error))
        return FALSE;
    fprintf(to != NULL && g_str_equal(to, "-") ? stderr : stdout,
            "composed %s: contributions for everybody %u, by territory and interest %u; "
            "HTML of all of them %" G_GSIZE_FORMAT " KB\n",
            edition->reference, content.everybody, content.local,
            (content.html_bytes + 1023) / 1024);
    if (content.html_bytes > EDITION_CLIPPED_AT)
        fprintf(stderr,
                "warning: a reader whom everything concerns gets more than 102 KB, which some mail "
                "programs cut\n");
    return to == NULL || write_file(call->store, edition, to, error);
}

gboolean
cmd_edition_status(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows =
        edition != NULL ? news_edition_mailing(call->store, edition->id, error) : NULL;
    g_autoptr(Rows) waits =
        rows != NULL ? news_edition_waits(call->store, edition->id, error) : NULL;
    NewsEditionMailing row;
    NewsEditionWaits wait = {0};
    MailingCounts counts = {0};
    char numbers[5][24];

    if (waits == NULL)
        return FALSE;
    news_edition_waits_next(waits, &wait); /* none: nothing holds it */
    g_autofree char *opens = wait.opens != 0 ? clock_format(wait.opens) : NULL;
    gboolean sent = news_edition_mailing_next(rows, &row);
    if (sent && !mailing_counts(call->store, row.mailing, &counts, error))
        return FALSE;
    const gint64 values[] = {counts.total, counts.queued + counts.claimed, counts.sent,
                             counts.failed, counts.unknown};
    for (guint i = 0; i < G_N_ELEMENTS(values); i++)
        number_text(numbers[i], sizeof numbers[i], values[i]);
    g_autofree char *composed =
        edition->composed_at != 0 ? clock_format(edition->composed_at) : NULL;
    g_autofree char *sent_at = edition->sent_at != 0 ? clock_format(edition->sent_at) : NULL;
    g_autofree char *retry = sent && row.retry_at != 0 ? clock_format(row.retry_at) : NULL;
    g_autoptr(Listing) listing =
        listing_new("edition", "title", "state", "composed", "sent_at", "total#", "queued#",
                    "sent#", "failed#", "unknown#", "retry_at", "waits_for", "opens", NULL);
    listing_row_v(listing, (const char *const[]){edition->reference, edition->title,
                                                 sent ? row.state : edition->state, composed,
                                                 sent_at, numbers[0], numbers[1], numbers[2],
                                                 numbers[3], numbers[4], retry, wait.why, opens});
    listing_print_one(listing, as_json);
    return TRUE;
}
