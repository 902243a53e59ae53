/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake - mails that were accepted and are not filed yet
 *
 * They are filed by themselves; what a person is needed for is one that cannot be: to read it, to
 * have it tried again once what was wrong is mended, or to give it up.
 */
#include "cmd/intake.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/counted.h"
#include "cmd/listing.h"

#define MOST_ROWS 50

static gboolean json;
static gboolean yes;

const GOptionEntry cmd_intake_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_intake_drop_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL}, {0}};

static gboolean
read_number(const char *word, gint64 *number, GError **error)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &value, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of an accepted mail", word);
        return fail_hint(error, "colporteur intake list shows the numbers");
    }
    *number = (gint64)value;
    return TRUE;
}

gboolean
intake_tell(Call *call, const List *list, const char *what, GError **error)
{
    ListIntakeSize row;

    if (store_is_coordinator(call->store))
        return TRUE;
    g_autoptr(Rows) rows = list_intake_size(call->store, list != NULL ? list->id : 0, error);
    if (rows == NULL || !list_intake_size_next(rows, &row))
        return FALSE;
    g_autofree char *waiting =
        counted(row.mails + row.aside, "accepted mail is", "accepted mails are");
    if (row.mails + row.aside > 0)
        fprintf(stderr, "%s not filed yet%s%s: %s\n", waiting, list != NULL ? " on " : "",
                list != NULL ? list->name : "", what);
    return TRUE;
}

gboolean
cmd_intake_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = list_intake_waiting(call->store, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mail#", "list", "state", "accepted", "bytes#", "tries#", "fault", NULL);
    ListIntakeWaiting row;

    if (rows == NULL)
        return FALSE;
    while (list_intake_waiting_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row.id);
        g_autofree char *bytes = g_strdup_printf("%" G_GINT64_FORMAT, row.bytes);
        g_autofree char *tries = g_strdup_printf("%d", row.tries);
        g_autofree char *accepted = clock_format(row.received);
        listing_row(listing, number, *row.list_name != '\0' ? row.list_name : NULL, row.state,
                    accepted, bytes, tries, *row.fault != '\0' ? row.fault : NULL);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_intake_show(Call *call, GError **error)
{
    gint64 number = 0;
    ListIntakeRaw row;

    if (!read_number(call->arguments[0], &number, error))
        return FALSE;
    g_autoptr(Rows) rows = list_intake_raw(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!list_intake_raw_next(rows, &row))
        return fail(error, ERROR_NOT_FOUND,
                    "no accepted mail %" G_GINT64_FORMAT " waits: it was filed, or never was",
                    number);
    fwrite(row.raw.data, 1, row.raw.size, stdout);
    return TRUE;
}

gboolean
cmd_intake_retry(Call *call, GError **error)
{
    gint64 number = 0, n = 0;

    if (call->n_arguments > 0 && !read_number(call->arguments[0], &number, error))
        return FALSE;
    if (!list_intake_retry(call->store, number, &n, error))
        return FALSE;
    if (n == 0 && number != 0)
        return fail(error, ERROR_NOT_FOUND,
                    "no accepted mail %" G_GINT64_FORMAT " could not be filed", number);
    g_autofree char *tried = counted(n, "mail is", "mails are");
    printf("%s tried again, within a minute\n", tried);
    return TRUE;
}

gboolean
cmd_intake_drop(Call *call, GError **error)
{
    gint64 number = 0;
    ListIntakeDrop row;

    if (!read_number(call->arguments[0], &number, error) ||
        !ask(yes, error,
             "give up mail %" G_GINT64_FORMAT " for good? Who sent it was told it is accepted",
             number))
        return FALSE;
    g_autoptr(Rows) rows = list_intake_drop(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!list_intake_drop_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "no accepted mail %" G_GINT64_FORMAT " could not be filed",
             number);
        return fail_hint(error, "one that merely waits is filed by itself: colporteur intake list");
    }
    log_event(G_LOG_LEVEL_MESSAGE, "accepted mail given up", "INTAKE", call->arguments[0], "LIST",
              row.list_name, "MESSAGE_ID", row.message_id, "BY", g_get_user_name(), NULL);
    if (*row.list_name != '\0')
        printf("mail %" G_GINT64_FORMAT " to \"%s\" is given up\n", number, row.list_name);
    else
        printf("mail %" G_GINT64_FORMAT " is given up\n", number);
    return TRUE;
}
