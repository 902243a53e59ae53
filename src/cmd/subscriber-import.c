/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscriber-import - bring in the people of a file
 *
 * Without --yes the file is gone through twice: once to tell what would change and ask, once to do
 * it. Rows that are refused are told on standard error as they come, and written back with
 * --rejected, so that they can be corrected and imported again.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "people/csv.h"
#include "people/import.h"

#include "cmd/ask.h"
#include "cmd/output-file.h"
#include "cmd/progress.h"
#include "cmd/subscriber.h"

static gboolean yes;
static gboolean dry_run;
static gboolean verbose;
static char *consent;
static char *consent_by;
static char *consent_date;
static char *separator;
static char *rejected;
static char **map;
static char **lists;

const GOptionEntry cmd_subscriber_import_options[] = {
    {"list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &lists,
     "list to put everybody on, confirmed; may be repeated", "LIST"},
    {"consent", 0, 0, G_OPTION_ARG_STRING, &consent,
     "what these people agreed to and by which means: kept as proof", "TEXT"},
    {"consent-by", 0, 0, G_OPTION_ARG_STRING, &consent_by, "who says so (default: you)", "WHO"},
    {"consent-date", 0, 0, G_OPTION_ARG_STRING, &consent_date, "when they agreed (default: today)",
     "YYYY-MM-DD"},
    {"map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &map,
     "take a column for a field (address, other-addresses, name, first-name, last-name, territory, "
     "insee, postal-code, interests, programmes, language, knowledge, lists, notes, status, "
     "delivery) or leave it aside (-); may be repeated",
     "HEADING=FIELD"},
    {"separator", 0, 0, G_OPTION_ARG_STRING, &separator,
     "what stands between fields: , ; | or tab (default: found out)", "CHARACTER"},
    {"rejected", 0, 0, G_OPTION_ARG_FILENAME, &rejected,
     "write the rows that are refused to a file, each with its reason, to be corrected and "
     "imported again",
     "FILE.csv"},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would change, and change nothing",
     NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "tell what becomes of each row", NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before importing", NULL},
    {0}};

/* One pass over the file. */
typedef struct {
    const char *path;
    gboolean is_quiet; /* it was told already */
    Progress *progress;
    OutputFile *rejects; /* opened with the first of them */
    GError *rejects_error;
    char **headings;
    GString *line;
} Pass;

static void
pass_clear(Pass *pass)
{
    progress_end(pass->progress);
    output_file_drop(pass->rejects);
    g_clear_error(&pass->rejects_error);
    g_strfreev(pass->headings);
    if (pass->line != NULL)
        g_string_free(pass->line, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pass, pass_clear)

static void
write_reject(Pass *pass, const char *const *fields, const char *reason)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    /* A row may have more fields than there are headings, or fewer; a reason of an earlier
     * round is not carried on. */
    for (guint i = 0; pass->headings[i] != NULL; i++) {
        gboolean has = fields[0] != NULL;
        if (!g_str_equal(pass->headings[i], "reason"))
            g_ptr_array_add(all, (gpointer)(has ? *fields : ""));
        fields += has;
    }
    g_ptr_array_add(all, (gpointer)reason);
    for (; fields[0] != NULL; fields++)
        g_ptr_array_add(all, (gpointer)*fields);
    g_string_truncate(pass->line, 0);
    csv_append_row(pass->line, (const char *const *)all->pdata, all->len);
    /* What does not fit is told when the file is closed. */
    fwrite(pass->line->str, 1, pass->line->len, output_file_stream(pass->rejects));
}

static void
keep_reject(Pass *pass, const ImportNews *news)
{
    if (rejected == NULL || pass->rejects_error != NULL)
        return;
    if (pass->rejects == NULL) {
        pass->rejects = output_file_open(rejected, &pass->rejects_error);
        if (pass->rejects == NULL)
            return;
        write_reject(pass, (const char *const *)pass->headings, "reason");
    }
    write_reject(pass, (const char *const *)news->row->fields, news->detail);
}

static gboolean
close_rejects(Pass *pass, GError **error)
{
    if (pass->rejects_error != NULL) {
        g_propagate_error(error, g_steal_pointer(&pass->rejects_error));
        return FALSE;
    }
    return pass->rejects == NULL || output_file_finish(g_steal_pointer(&pass->rejects), error);
}

static void
on_start(const char *kind, const char *const *headings, gpointer data)
{
    Pass *pass = data;

    pass->headings = g_strdupv((char **)headings);
    pass->line = g_string_new(NULL);
    if (!pass->is_quiet)
        printf("%s: %s\n", pass->path, kind);
}

static void
on_news(const ImportNews *news, gpointer data)
{
    Pass *pass = data;
    gboolean is_refused = news->row->refusal != NULL;

    if (pass->is_quiet)
        return;
    if (is_refused) {
        fprintf(stderr, "%s:%u: %s\n", pass->path, news->row->line, news->detail);
        keep_reject(pass, news);
    } else if (verbose)
        printf("%s:%u: %s: %s%s%s\n", pass->path, news->row->line, news->row->address,
               news->outcome, news->detail != NULL ? ": " : "",
               news->detail != NULL ? news->detail : "");
}

static void
on_progress(gint64 done, gint64 total, gpointer data)
{
    Pass *pass = data;

    progress_update(pass->progress, done, total);
}

static gboolean
run_pass(Call *call, const ImportPlan *given, gboolean dry, gboolean quiet, ImportResult *result,
         GError **error)
{
    ImportPlan plan = *given;
    g_auto(Pass) pass = {.path = call->arguments[0], .is_quiet = quiet};

    plan.dry_run = dry;
    plan.started = on_start;
    plan.news = on_news;
    plan.progress = on_progress;
    plan.data = &pass;
    g_autoptr(Store) finder =
        dry ? NULL : store_open_beside(call->store, call->settings, call->state, error);
    if (!dry && finder == NULL)
        return FALSE;
    pass.progress = progress_start("bytes", 0);
    gboolean good = import_file(call->store, dry ? call->store : finder, call->arguments[0], &plan,
                                result, error);
    g_clear_pointer(&pass.progress, progress_end);
    return good && close_rejects(&pass, error);
}

static void
tell_result(const ImportResult *result, gboolean dry)
{
    static const char *const words[] = {
        [IMPORT_UNCONFIRMED] = "had not confirmed",
        [IMPORT_SILENT] = "get no mail",
        [IMPORT_LEFT] = "had left",
        [IMPORT_BOUNCED] = "bounced",
        [IMPORT_BLOCKED] = "were blocked",
    };

    printf("%s%" G_GINT64_FORMAT " added, %" G_GINT64_FORMAT " changed, %" G_GINT64_FORMAT
           " unchanged, %" G_GINT64_FORMAT " refused\n",
           dry ? "would be: " : "", result->added, result->changed, result->unchanged,
           result->refused);
    if (result->have_left > 0)
        printf("%" G_GINT64_FORMAT
               " have left a list before, or are written to no more, and were not put on it\n",
               result->have_left);
    for (guint i = IMPORT_UNCONFIRMED; i <= IMPORT_BLOCKED; i++)
        if (result->by_standing[i] > 0)
            printf("%" G_GINT64_FORMAT " %s where they come from and are on no list as confirmed\n",
                   result->by_standing[i], words[i]);
}

/* --- what was typed --- */

static gboolean
read_separator(char *character, GError **error)
{
    static const char *const words[] = {",", ";", "|", "tab", "\t", "\\t"};
    static const char characters[] = ",;|\t\t\t";

    *character = 0;
    for (guint i = 0; separator != NULL && i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(separator, words[i]))
            *character = characters[i];
    if (separator == NULL || *character != 0)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no separator", separator);
    return fail_hint(error, "it is one of: , ; | tab");
}

/* A day, at its start in UTC; it has come. */
static gboolean
read_date(gint64 *at, GError **error)
{
    g_autofree char *text =
        g_strconcat(consent_date != NULL ? consent_date : "", "T00:00:00Z", NULL);
    g_autoptr(GDateTime) day = NULL;

    *at = 0;
    if (consent_date == NULL)
        return TRUE;
    if (strlen(consent_date) == strlen("YYYY-MM-DD"))
        day = g_date_time_new_from_iso8601(text, NULL);
    if (day == NULL) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no date", consent_date);
        return fail_hint(error, "write it as 2026-05-12");
    }
    *at = g_date_time_to_unix(day) * G_USEC_PER_SEC;
    if (*at > clock_now())
        return fail(error, ERROR_BAD_INPUT, "nobody has agreed on %s yet", consent_date);
    return TRUE;
}

/* The file of rejects may not take the place of what is read. */
static gboolean
check_rejected(const char *path, GError **error)
{
    struct stat source, target;

    if (rejected != NULL && stat(path, &source) == 0 && stat(rejected, &target) == 0 &&
        source.st_dev == target.st_dev && source.st_ino == target.st_ino)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is the file that is imported", rejected);
    return TRUE;
}

static char *
proof(void)
{
    const char *user = g_get_user_name();

    if (consent_by == NULL || *consent_by == '\0')
        return g_strdup_printf("import by %s: %s", user, consent);
    return g_strdup_printf("import by %s, %s says so: %s", user, consent_by, consent);
}

static gboolean
check_consent(GError **error)
{
    if (consent == NULL || *consent == '\0') {
        fail(error, ERROR_BAD_INPUT, "the proof of consent is missing");
        return fail_hint(error, "say what these people agreed to and by which means with "
                                "--consent, who says so with --consent-by, and when with "
                                "--consent-date");
    }
    if (!g_utf8_validate(consent, -1, NULL) ||
        (consent_by != NULL && !g_utf8_validate(consent_by, -1, NULL)))
        return fail(error, ERROR_BAD_INPUT, "the proof of consent is not UTF-8");
    return TRUE;
}

gboolean
cmd_subscriber_import(Call *call, GError **error)
{
    ImportPlan plan = {.lists = (const char *const *)lists,
                       .map = (const char *const *)map,
                       .keep_fields = rejected != NULL};
    ImportResult result;

    if (!check_consent(error) || !read_separator(&plan.separator, error) ||
        !read_date(&plan.agreed_at, error) || !check_rejected(call->arguments[0], error))
        return FALSE;
    g_autofree char *how = proof();
    plan.how = how;
    if (!run_pass(call, &plan, dry_run || !yes, FALSE, &result, error))
        return FALSE;
    if (!dry_run && !yes && result.added + result.changed + result.unchanged > 0) {
        tell_result(&result, TRUE);
        if (!ask(FALSE, error,
                 "add %" G_GINT64_FORMAT " people and change %" G_GINT64_FORMAT
                 " (%" G_GINT64_FORMAT " rows are refused)?",
                 result.added, result.changed, result.refused) ||
            !run_pass(call, &plan, FALSE, TRUE, &result, error))
            return FALSE;
    }
    tell_result(&result, dry_run);
    if (result.refused == 0)
        return TRUE;
    gint64 rows = result.added + result.changed + result.unchanged + result.refused;
    fail(error, ERROR_BAD_INPUT, "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " rows were refused",
         result.refused, rows);
    if (rejected != NULL)
        return fail_hint(error, "correct them in \"%s\" and import it", rejected);
    return fail_hint(error, "correct these lines and import the file again: what is in already "
                            "does not change; --rejected writes them to a file");
}
