/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppression - addresses that are written to no more: list, export, add, remove, import */
#include "cmd/suppression.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/suppression-import.h"

#define MOST_SHOWN 10u /* lines that cannot be used */

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

gboolean
cmd_suppression_add(Call *call, GError **error)
{
    g_autoptr(GPtrArray) keys = read_keys(call->arguments, error);
    g_autoptr(GArray) lists = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 list, added;

    if (keys == NULL || !find_list(call->store, &list, error))
        return FALSE;
    for (guint i = 0; i + 1 < keys->len; i++)
        g_array_append_val(lists, list);
    g_autoptr(GPtrArray) reasons = repeat(keys, "request");
    g_autoptr(GPtrArray) notes = repeat(keys, note != NULL ? note : "");
    if (!mailing_suppression_add(call->store, (const char *const *)keys->pdata, lists,
                                 (const char *const *)reasons->pdata,
                                 (const char *const *)notes->pdata, &added, error))
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

/* The numbers of the lists a file names, each looked up once; `asked` where it names none. */
static GArray *
find_lists(Store *store, const SuppressionFile *file, gint64 asked, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

    for (guint i = 0; i < file->n; i++) {
        const char *name = file->lists->pdata[i];
        gint64 number = asked;
        if (*name != '\0') {
            const gint64 *before = g_hash_table_lookup(known, name);
            g_autoptr(List) list = before == NULL ? list_find(store, name, error) : NULL;
            if (before == NULL && list == NULL) {
                g_prefix_error(error, "line %u: ", g_array_index(file->lines, guint, i));
                return NULL;
            }
            number = before != NULL ? *before : list->id;
            if (before == NULL)
                g_hash_table_insert(known, (gpointer)name, g_memdup2(&number, sizeof number));
        }
        g_array_append_val(numbers, number);
    }
    return g_steal_pointer(&numbers);
}

/* Adds them; keeps that, or only counts those that are new. */
static gboolean
add_file(Store *store, const SuppressionFile *file, const GArray *lists, gboolean keep,
         gint64 *added, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    return transaction != NULL &&
           mailing_suppression_add(store, (const char *const *)file->keys->pdata, lists,
                                   (const char *const *)file->reasons->pdata,
                                   (const char *const *)file->notes->pdata, added, error) &&
           (!keep || transaction_commit(transaction, error));
}

gboolean
cmd_suppression_import(Call *call, GError **error)
{
    g_autoptr(SuppressionFile) file = suppression_file_read(call->arguments[0], error);
    gint64 list, added;

    if (file == NULL || !find_list(call->store, &list, error))
        return FALSE;
    if (file->n == 0)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" has no address in it", call->arguments[0]);
    g_autoptr(GArray) lists = find_lists(call->store, file, list, error);
    if (lists == NULL)
        return FALSE;
    for (guint i = 0; i < MIN(file->refused->len, MOST_SHOWN); i++)
        fprintf(stderr, "%s\n", (const char *)file->refused->pdata[i]);
    if (file->refused->len > MOST_SHOWN)
        fprintf(stderr, "and %u more lines without an address\n", file->refused->len - MOST_SHOWN);
    if (!add_file(call->store, file, lists, FALSE, &added, error))
        return FALSE;
    if (dry_run) {
        printf("would suppress %" G_GINT64_FORMAT "\n", added);
        return TRUE;
    }
    if (added > 0 &&
        (!ask(yes, error, "Never write to these %" G_GINT64_FORMAT " addresses again?", added) ||
         !add_file(call->store, file, lists, TRUE, &added, error)))
        return FALSE;
    printf("suppressed %" G_GINT64_FORMAT "\n", added);
    return TRUE;
}
