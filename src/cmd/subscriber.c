/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - commands of people: add, import, list, show */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "people/audience.h"
#include "people/import.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/people.h"
#include "cmd/progress.h"
#include "cmd/subscriber.h"

static gboolean json;
static gboolean yes;
static gboolean dry_run;
static gint limit;
static char *name;
static char *language;
static char *audience;
static char *consent;
static char **territories;
static char **interests;
static char **knowledge;
static char **lists;

const GOptionEntry cmd_subscriber_add_options[] = {
    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "how they want to be named", "NAME"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "where they live or work: code, name or postal code; may be repeated", "TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests, "what they follow; may be repeated",
     "INTEREST"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr (default), en or br", "LANGUAGE"},
    {"knowledge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &knowledge,
     "which knowledge they bring: scientific, professional, citizen; may be repeated", "KNOWLEDGE"},
    {"list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &lists,
     "list to put them on, confirmed, because they agreed elsewhere; may be repeated", "LIST"},
    {"consent", 0, 0, G_OPTION_ARG_STRING, &consent, "what they agreed to, when and how", "TEXT"},
    {0}};

const GOptionEntry cmd_subscriber_import_options[] = {
    {"list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &lists,
     "list to put everybody on, confirmed; may be repeated", "LIST"},
    {"consent", 0, 0, G_OPTION_ARG_STRING, &consent,
     "what these people agreed to, when and how: kept as proof", "TEXT"},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would change, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before importing", NULL},
    {0}};

const GOptionEntry cmd_subscriber_list_options[] = {
    {"audience", 0, 0, G_OPTION_ARG_STRING, &audience, "only who is in this audience",
     "EXPRESSION"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many", "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

const GOptionEntry cmd_subscriber_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

/* Consent is proven by who said so, and what they said. */
static char *
proof(const char *by)
{
    return consent != NULL ? g_strdup_printf("%s by %s: %s", by, g_get_user_name(), consent)
                           : g_strdup_printf("%s by %s", by, g_get_user_name());
}

static void
take_values(char ***field, char **values)
{
    if (values == NULL)
        return;
    g_strfreev(*field);
    *field = g_strdupv(values);
}

gboolean
cmd_subscriber_add(Call *call, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
    g_autofree char *how = proof("command");
    const ImportPlan plan = {.how = how, .only_new = TRUE};
    ImportRow *row = import_row_new();
    ImportResult result;

    g_ptr_array_add(rows, row);
    row->line = 1;
    row->address = g_strdup(call->arguments[0]);
    row->name = name != NULL && *name != '\0' ? g_strdup(name) : NULL;
    row->language = g_strdup(language);
    take_values(&row->territories, territories);
    take_values(&row->interests, interests);
    take_values(&row->knowledge, knowledge);
    take_values(&row->lists, lists);
    if (!import_prepare(call->store, rows, &plan, error))
        return FALSE;
    if (row->refusal != NULL)
        return fail(error, ERROR_BAD_INPUT, "%s", row->refusal);
    if (!import_store(call->store, rows, &plan, &result, error))
        return FALSE;
    printf("added %s\n", row->address);
    return TRUE;
}

/* --- import --- */

static void
show_progress(gint64 done, gint64 total, gpointer progress)
{
    progress_update(progress, done, total);
}

static GPtrArray *
read_file(const char *path, GError **error)
{
    g_autofree char *data = NULL;
    g_autoptr(GError) broken = NULL;
    gsize size;

    if (!g_file_get_contents(path, &data, &size, &broken))
        return fail_null(error, error_kind(broken), "cannot read \"%s\": %s", path,
                         broken->message);
    GPtrArray *rows = import_read(data, size, error);
    if (rows == NULL)
        g_prefix_error(error, "%s: ", path);
    return rows;
}

static void
tell_refused(const char *path, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const ImportRow *row = rows->pdata[i];
        if (row->refusal != NULL)
            fprintf(stderr, "%s:%u: %s\n", path, row->line, row->refusal);
    }
}

static gboolean
import_good(Call *call, GPtrArray *rows, const ImportPlan *given, guint refused, GError **error)
{
    ImportPlan plan = *given;
    ImportResult result;
    g_autoptr(Progress) progress = progress_start("rows", rows->len);

    plan.progress = show_progress;
    plan.data = progress;
    if (!import_store(call->store, rows, &plan, &result, error))
        return FALSE;
    g_clear_pointer(&progress, progress_end);
    printf("%s%" G_GINT64_FORMAT " added, %" G_GINT64_FORMAT " changed, %" G_GINT64_FORMAT
           " unchanged, %u refused\n",
           dry_run ? "would be: " : "", result.added, result.changed, result.unchanged, refused);
    if (result.have_left > 0)
        printf("%" G_GINT64_FORMAT " have left a list before and were not put on it again\n",
               result.have_left);
    return TRUE;
}

gboolean
cmd_subscriber_import(Call *call, GError **error)
{
    const char *path = call->arguments[0];
    g_autofree char *how = proof("import");
    const ImportPlan plan = {.lists = (const char *const *)lists, .how = how, .dry_run = dry_run};

    if (consent == NULL || *consent == '\0') {
        fail(error, ERROR_BAD_INPUT, "the proof of consent is missing");
        return fail_hint(error, "say what these people agreed to, when and how, with --consent");
    }
    g_autoptr(GPtrArray) rows = read_file(path, error);
    if (rows == NULL || !import_prepare(call->store, rows, &plan, error))
        return FALSE;
    guint refused = import_refused(rows);
    tell_refused(path, rows);
    if (rows->len > refused) {
        if (!dry_run && !ask(yes, error, "import %u people (%u rows are refused)?",
                             rows->len - refused, refused))
            return FALSE;
        if (!import_good(call, rows, &plan, refused, error))
            return FALSE;
    } else
        printf("%s0 added, 0 changed, 0 unchanged, %u refused\n", dry_run ? "would be: " : "",
               refused);
    if (refused == 0)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "%u of %u rows were refused", refused, rows->len);
    return fail_hint(error, "correct these lines and import the file again: what is in already "
                            "does not change");
}

/* --- list and show --- */

gboolean
cmd_subscriber_list(Call *call, GError **error)
{
    return people_list(call, audience != NULL ? audience : "", limit, json, error);
}

gboolean
cmd_subscriber_show(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("addresses", "name", "language", "knowledge", "territories", "interests",
                    "lists", "notes", "since", "last contact", NULL);
    PeopleSubscriberShow row;
    gint64 id;

    if (!subscriber_find(call->store, call->arguments[0], &id, error))
        return FALSE;
    g_autoptr(Rows) rows = people_subscriber_show(call->store, id, error);
    if (rows == NULL || !people_subscriber_show_next(rows, &row))
        return FALSE;
    g_autofree char *since = clock_format(row.created_at);
    g_autofree char *contact = clock_format(row.last_contact_at);
    listing_row(listing, row.addresses, row.name, row.language, row.knowledge, row.territories,
                row.interests, row.lists, row.notes, since, contact);
    listing_print_one(listing, json);
    return TRUE;
}
