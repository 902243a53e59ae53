/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppression - addresses that are written to no more: list, export, add, remove, import */
#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/suppression.h"

static gboolean json;
static gboolean yes;
static gboolean dry_run;
static char *list_name;
static char *note;

#define LIST_OPTION                                                                                \
    {                                                                                              \
        "list", 0, 0, G_OPTION_ARG_STRING, &list_name, "by this list only", "LIST"                 \
    }
#define DRY_RUN_OPTION                                                                             \
    {                                                                                              \
        "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run,                                            \
            "tell what would change, and change nothing", NULL                                     \
    }
#define YES_OPTION                                                                                 \
    {                                                                                              \
        "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL                                 \
    }

const GOptionEntry cmd_suppression_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_suppression_add_options[] = {
    LIST_OPTION,
    {"note", 0, 0, G_OPTION_ARG_STRING, &note, "who asked, when and how", "TEXT"},
    {0}};
const GOptionEntry cmd_suppression_remove_options[] = {LIST_OPTION, {0}};
const GOptionEntry cmd_suppression_import_options[] = {
    LIST_OPTION, DRY_RUN_OPTION, YES_OPTION, {0}};

static gboolean
find_list(Store *store, gint64 *number, GError **error)
{
    *number = 0;
    if (list_name == NULL)
        return TRUE;
    g_autoptr(List) list = list_find(store, list_name, error);
    if (list == NULL)
        return FALSE;
    *number = list->id;
    return TRUE;
}

gboolean
cmd_suppression_list(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("address", "list", "reason", "since", "note", NULL);
    g_autoptr(Rows) rows = mailing_suppression_list(call->store, error);
    MailingSuppressionList row;

    if (rows == NULL)
        return FALSE;
    while (mailing_suppression_list_next(rows, &row)) {
        g_autofree char *since = clock_format(row.at);
        listing_row(listing, row.address, row.list_name, row.reason, since, row.note);
    }
    listing_print(listing, json);
    return TRUE;
}

/* A cell of CSV (RFC 4180). One that a spreadsheet would take for a formula is made text. */
static void
print_cell(const char *text, char end)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", pieces);

    printf("\"%s%s\"%c", strchr("=+-@", *text) != NULL && *text != '\0' ? "'" : "", doubled, end);
}

gboolean
cmd_suppression_export(Call *call, GError **error)
{
    g_autoptr(Rows) rows = mailing_suppression_list(call->store, error);
    MailingSuppressionList row;

    if (rows == NULL)
        return FALSE;
    puts("address,list,reason,note");
    while (mailing_suppression_list_next(rows, &row)) {
        print_cell(row.address, ',');
        print_cell(row.list_name, ',');
        print_cell(row.reason, ',');
        print_cell(row.note, '\n');
    }
    return TRUE;
}

/* The keys of what was typed; one that is no address refuses all. */
static GPtrArray *
read_keys(char **addresses, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; addresses[i] != NULL; i++) {
        if (!address_is_valid(addresses[i], error))
            return NULL;
        g_ptr_array_add(keys, address_fold(addresses[i]));
    }
    g_ptr_array_add(keys, NULL);
    return g_steal_pointer(&keys);
}

/* A word for each of the keys. */
static GPtrArray *
repeat(const GPtrArray *keys, const char *word)
{
    GPtrArray *words = g_ptr_array_new();

    for (guint i = 0; i + 1 < keys->len; i++)
        g_ptr_array_add(words, (gpointer)word);
    g_ptr_array_add(words, NULL);
    return words;
}

static gboolean
add_keys(Store *store, const GPtrArray *keys, gint64 list, const char *reason, const char *text,
         gint64 *added, GError **error)
{
    g_autoptr(GPtrArray) reasons = repeat(keys, reason);
    g_autoptr(GPtrArray) notes = repeat(keys, text);

    return mailing_suppression_add(store, (const char *const *)keys->pdata, list,
                                   (const char *const *)reasons->pdata,
                                   (const char *const *)notes->pdata, added, error);
}

gboolean
cmd_suppression_add(Call *call, GError **error)
{
    g_autoptr(GPtrArray) keys = read_keys(call->arguments, error);
    gint64 list, added;

    if (keys == NULL || !find_list(call->store, &list, error) ||
        !add_keys(call->store, keys, list, "request", note != NULL ? note : "", &added, error))
        return FALSE;
    printf("suppressed %" G_GINT64_FORMAT "\n", added);
    return TRUE;
}

gboolean
cmd_suppression_remove(Call *call, GError **error)
{
    g_autoptr(GPtrArray) keys = read_keys(call->arguments, error);
    gint64 list, removed;

    if (keys == NULL || !find_list(call->store, &list, error) ||
        !mailing_suppression_remove(call->store, (const char *const *)keys->pdata, list, &removed,
                                    error))
        return FALSE;
    printf("removed %" G_GINT64_FORMAT "\n", removed);
    return TRUE;
}

/* The first cell of each line that is an address; a heading and empty lines are none. Other
 * systems export many shapes, and the address comes first in all of them. */
static GPtrArray *
read_file(const char *path, guint *refused, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = NULL;
    g_autoptr(GError) broken = NULL;

    if (!g_file_get_contents(path, &text, NULL, &broken))
        return fail_null(error, error_kind(broken), "%s", broken->message);
    g_auto(GStrv) lines = g_strsplit_set(text, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        lines[i][strcspn(lines[i], ",;\t")] = '\0';
        char *cell = g_strstrip(lines[i]);
        gsize size = strlen(cell);
        if (size >= 2 && cell[0] == '"' && cell[size - 1] == '"') {
            cell[size - 1] = '\0';
            cell++;
        }
        if (address_is_valid(cell, NULL))
            g_ptr_array_add(keys, address_fold(cell));
        else if (*cell != '\0' && i > 0)
            ++*refused;
    }
    g_ptr_array_add(keys, NULL);
    return g_steal_pointer(&keys);
}

gboolean
cmd_suppression_import(Call *call, GError **error)
{
    guint refused = 0;
    g_autoptr(GPtrArray) keys = read_file(call->arguments[0], &refused, error);
    gint64 list, added;

    if (keys == NULL || !find_list(call->store, &list, error))
        return FALSE;
    if (keys->len == 1)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" has no address at the start of a line",
                    call->arguments[0]);
    if (refused > 0)
        fprintf(stderr, "%u lines have no address\n", refused);
    if (dry_run) {
        printf("would suppress %u\n", keys->len - 1);
        return TRUE;
    }
    if (!ask(yes, error, "Never write to these %u addresses again?", keys->len - 1) ||
        !add_keys(call->store, keys, list, "import", "", &added, error))
        return FALSE;
    printf("suppressed %" G_GINT64_FORMAT "\n", added);
    return TRUE;
}
