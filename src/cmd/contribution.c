/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution - add, list, show, accept and decline findings and initiatives
 *
 * Several files go in together or not at all, so that the same command can be given again once
 * what was wrong is mended.
 */
#include "cmd/contribution.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/nearest.h"
#include "news/contribution.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean accept_at_once;
static char *only_state;
static char *reason;
static gboolean as_json;

const GOptionEntry cmd_contribution_add_options[] = {
    {"accept", 0, 0, G_OPTION_ARG_NONE, &accept_at_once, "accept it at once, for the next edition",
     NULL},
    {0}};
const GOptionEntry cmd_contribution_decline_options[] = {
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "what to tell who proposed them", "TEXT"}, {0}};
const GOptionEntry cmd_contribution_list_options[] = {
    {"only", 0, 0, G_OPTION_ARG_STRING, &only_state,
     "only unconfirmed, proposed, accepted or declined ones", "STATE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};
const GOptionEntry cmd_contribution_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

static Contribution *
read_file(Call *call, const char *path, GError **error)
{
    g_autofree char *text = source_text_read(path, error);
    return text != NULL ? contribution_read(call->store, path, text, error) : NULL;
}

static void
contribution_destroy(gpointer contribution)
{
    contribution_free(contribution);
}

/* The first failure is the command's; the others are told at once. */
static void
tell_failure(GError **first, GError *failure)
{
    if (*first == NULL) {
        *first = failure;
        return;
    }
    fprintf(stderr, "colporteur: %s\n", failure->message);
    if (error_hint(failure) != NULL)
        fprintf(stderr, "hint: %s\n", error_hint(failure));
    g_error_free(failure);
}

/* All files, or NULL once each that is bad was told. */
static GPtrArray *
read_files(Call *call, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(contribution_destroy);
    GError *first = NULL;

    for (guint i = 0; i < call->n_arguments; i++) {
        GError *failure = NULL;
        Contribution *contribution = read_file(call, call->arguments[i], &failure);
        if (contribution == NULL)
            tell_failure(&first, failure);
        else
            g_ptr_array_add(all, contribution);
    }
    if (first == NULL)
        return g_steal_pointer(&all);
    g_propagate_error(error, first);
    if (call->n_arguments > 1)
        g_prefix_error(error, "nothing was added: ");
    return NULL;
}

gboolean
cmd_contribution_add(Call *call, GError **error)
{
    g_autoptr(GPtrArray) all = read_files(call, error);
    g_autoptr(Transaction) transaction = all != NULL ? transaction_begin(call->store, error) : NULL;
    g_autofree gint64 *ids = g_new0(gint64, call->n_arguments);

    if (transaction == NULL)
        return FALSE;
    for (guint i = 0; i < all->len; i++)
        if (!contribution_add(call->store, all->pdata[i], accept_at_once, &ids[i], error)) {
            g_prefix_error(error, "%s\"%s\": ", all->len > 1 ? "nothing was added: " : "",
                           call->arguments[i]);
            return FALSE;
        }
    if (!transaction_commit(transaction, error))
        return FALSE;
    for (guint i = 0; i < call->n_arguments; i++)
        printf("%s contribution %" G_GINT64_FORMAT " from \"%s\"\n",
               accept_at_once ? "accepted" : "proposed", ids[i], call->arguments[i]);
    return TRUE;
}

static gboolean
check_state(const char *state, GError **error)
{
    static const char *const states[] = {"unconfirmed", "proposed", "accepted", "declined", NULL};

    if (state == NULL || g_strv_contains(states, state))
        return TRUE;
    const char *nearest = nearest_name(state, states);
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no state of a contribution", state);
    return nearest != NULL
               ? fail_hint(error, "did you mean \"%s\"?", nearest)
               : fail_hint(error, "it is one of: unconfirmed, proposed, accepted, declined");
}

gboolean
cmd_contribution_list(Call *call, GError **error)
{
    if (!check_state(only_state, error))
        return FALSE;
    g_autoptr(Rows) rows = news_contribution_list(call->store, only_state, error);
    g_autoptr(Listing) listing = listing_new("number#", "state", "kind", "title", "territories",
                                             "interests", "author", "proposed", NULL);
    NewsContributionList row;

    if (rows == NULL)
        return FALSE;
    while (news_contribution_list_next(rows, &row)) {
        char number[24];
        g_autofree char *proposed = clock_format(row.proposed_at);
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, row.id);
        listing_row(listing, number, row.state, row.kind, row.title, row.territories, row.interests,
                    row.author, proposed);
    }
    listing_print(listing, as_json);
    return TRUE;
}

static gboolean
parse_number(const char *text, gint64 *number, GError **error)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of a contribution", text);
        return fail_hint(error, "colporteur contribution list shows them");
    }
    *number = (gint64)value;
    return TRUE;
}

gboolean
contribution_print(Store *store, gint64 number, gboolean json, GError **error)
{
    NewsContributionFind row;
    char text[24];

    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, number);
    g_autoptr(Rows) rows = news_contribution_find(store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!news_contribution_find_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "there is no contribution %" G_GINT64_FORMAT, number);
        return fail_hint(error, "colporteur contribution list shows them");
    }
    g_autofree char *proposed = clock_format(row.proposed_at);
    g_autofree char *decided = row.decided_at != 0 ? clock_format(row.decided_at) : NULL;
    const char *const names[] = {"number#",   "state",  "kind",      "title",  "territory",
                                 "interests", "author", "knowledge", "source", "programme",
                                 "language",  "images", "proposed",  "decided"};
    const char *const values[] = {
        text,          row.state,  row.kind,      row.title,  row.territories,
        row.interests, row.author, row.knowledge, row.source, row.programme,
        row.language,  row.images, proposed,      decided,    row.body};
    /* JSON has the text as one more member; people get it below. */
    g_autoptr(Listing) listing = listing_new(
        names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8],
        names[9], names[10], names[11], names[12], names[13], json ? "body" : NULL, NULL);
    listing_row_v(listing, values);
    listing_print_one(listing, json);
    if (!json)
        printf("\n%s", row.body);
    return TRUE;
}

gboolean
cmd_contribution_show(Call *call, GError **error)
{
    gint64 number = 0;

    return parse_number(call->arguments[0], &number, error) &&
           contribution_print(call->store, number, as_json, error);
}

static gboolean
decide(Call *call, gboolean accept, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    guint changed = 0;

    for (guint i = 0; i < call->n_arguments; i++) {
        gint64 number;
        if (!parse_number(call->arguments[i], &number, error))
            return FALSE;
        g_array_append_val(ids, number);
    }
    if (!contribution_decide(call->store, ids, accept, reason, &changed, error))
        return FALSE;
    printf("%s %u\n", accept ? "accepted" : "declined", changed);
    return TRUE;
}

gboolean
cmd_contribution_accept(Call *call, GError **error)
{
    return decide(call, TRUE, error);
}

gboolean
cmd_contribution_decline(Call *call, GError **error)
{
    return decide(call, FALSE, error);
}

gboolean
cmd_contribution_ask(Call *call, GError **error)
{
    gint64 number;

    if (!parse_number(call->arguments[0], &number, error) ||
        !contribution_ask(call->store, number, call->arguments[1], error))
        return FALSE;
    printf("asked the author of contribution %s\n", call->arguments[0]);
    return TRUE;
}
