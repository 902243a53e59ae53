/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-sync - keep a list as a public list of another Colporteur is
 *
 * Where the other list is is remembered, so that a timer needs no more than "archive sync".
 */
#include <stdio.h>
#include <string.h>

#include "archive/mirror.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/archive.h"
#include "cmd/ask.h"
#include "cmd/counted.h"
#include "cmd/listing.h"
#include "cmd/progress.h"

/* What is withdrawn without asking: so many, or a tenth of a list. */
enum { WITHDRAWN_UNASKED = 20, URL_MAX = 2000 };

static char *from;
static gboolean allow_private;
static gboolean dry_run;
static gboolean yes;
static gboolean json;

const GOptionEntry cmd_archive_sync_options[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &from,
     "the list's page there, as https://lists.example.org/mobilites/ (default: as last time)",
     "URL"},
    {"allow-private", 0, 0, G_OPTION_ARG_NONE, &allow_private,
     "fetch from this machine and private networks too", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would change, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

/* With "/" at its end, and with the list's name where it is the page of a whole site. */
static char *
read_url(const char *url, const char *name, GError **error)
{
    gboolean is_web =
        g_ascii_strncasecmp(url, "https://", 8) == 0 || g_ascii_strncasecmp(url, "http://", 7) == 0;
    const char *host = is_web ? strstr(url, "://") + 3 : NULL;
    const char *path = host != NULL ? strchr(host, '/') : NULL;

    if (!is_web || *host == '\0' || *host == '/' || strpbrk(url, "?#@ ") != NULL ||
        strlen(url) > URL_MAX) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no address of a list's page", url);
        fail_hint(error, "it is like https://lists.example.org/mobilites/");
        return NULL;
    }
    if (path == NULL || path[1] == '\0')
        return name != NULL ? g_strconcat(url, path == NULL ? "/" : "", name, "/", NULL)
                            : fail_null(error, ERROR_BAD_INPUT, "which list of \"%s\"?", url);
    return g_strconcat(url, g_str_has_suffix(url, "/") ? "" : "/", NULL);
}

/* The last word of an address with "/" at its end. */
static char *
name_in(const char *url)
{
    g_autofree char *cut = g_strndup(url, strlen(url) - 1);

    return g_strdup(strrchr(cut, '/') + 1);
}

static List *
find_list(Call *call, const char *name, GError **error)
{
    g_autoptr(List) list = list_find(call->store, name, error);

    if (list != NULL && list->kind == LIST_NEWSLETTER)
        return fail_null(error, ERROR_REFUSED, "list \"%s\" is a newsletter", list->name);
    if (list == NULL && error != NULL && g_error_matches(*error, COLPORTEUR_ERROR, ERROR_NOT_FOUND))
        fail_hint(error, "make it first: colporteur list create %s --kind discussion", name);
    return g_steal_pointer(&list);
}

static gboolean
may_withdraw(gint64 withdrawn, gint64 all, gpointer data, GError **error)
{
    const List *list = data;

    if (withdrawn <= WITHDRAWN_UNASKED || withdrawn <= all / 10)
        return TRUE;
    return ask(yes, error,
               "Delete %" G_GINT64_FORMAT " of the %" G_GINT64_FORMAT
               " messages that list \"%s\" has of its source, which has them no more?",
               withdrawn, all, list->name);
}

static Progress *progress;

static void
on_progress(gint64 months, gint64 total, G_GNUC_UNUSED gpointer data)
{
    progress_update(progress, months, total);
}

static void
tell(const List *list, const MirrorResult *r, Listing *listing)
{
    const gint64 numbers[] = {r->months, r->fetched, r->filed, r->changed, r->withdrawn, r->kept};
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(cells, g_strdup(list->name));
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_ptr_array_add(cells, g_strdup_printf("%" G_GINT64_FORMAT, numbers[i]));
    listing_row_v(listing, (const char *const *)cells->pdata);
    if (json)
        return;
    if (r->is_same)
        printf("%s: nothing has changed there\n", list->name);
    else
        printf("%s: %s%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " %s differed: %" G_GINT64_FORMAT
               " filed, %" G_GINT64_FORMAT " changed, %" G_GINT64_FORMAT " withdrawn\n",
               list->name, dry_run ? "would be: " : "", r->fetched, r->months,
               r->months == 1 ? "month" : "months", r->filed, r->changed, r->withdrawn);
    if (r->kept > 0)
        printf("%s: %" G_GINT64_FORMAT " changed there %s withdrawn here\n", list->name, r->kept,
               r->kept == 1 ? "stays" : "stay");
    if (r->unsettled > 0) {
        g_autofree char *unsettled =
            counted(r->unsettled, "month changed while it was", "months changed while they were");
        printf("%s: %s read; sync again\n", list->name, unsettled);
    }
}

static gboolean
sync_list(Call *call, List *list, const char *url, Listing *listing, GError **error)
{
    const MirrorPlan plan = {.list = list->id,
                             .url = url,
                             .dry_run = dry_run,
                             .allow_private = allow_private,
                             .may_withdraw = may_withdraw,
                             .progress = on_progress,
                             .data = list};
    const char *own = settings_text(call->settings, SETTING_SITE_URL);
    MirrorResult result;

    if (g_str_has_prefix(url, own) && url[strlen(own)] == '/')
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is a list of this site itself", url);
    progress = progress_start("months", 0);
    gboolean good = archive_mirror_sync(call->store, &plan, &result, error);
    g_clear_pointer(&progress, progress_end);
    if (!good) {
        if (error != NULL && *error != NULL && error_hint(*error) == NULL)
            fail_hint(error, "what was taken stays; the same command goes on from there");
        return FALSE;
    }
    tell(list, &result, listing);
    return TRUE;
}

static gboolean
sync_known(Call *call, const char *name, Listing *listing, GError **error)
{
    g_autoptr(List) list = find_list(call, name, error);
    g_autoptr(Rows) rows = list != NULL ? archive_mirror(call->store, list->id, error) : NULL;
    ArchiveMirror row;

    if (rows == NULL)
        return FALSE;
    if (archive_mirror_next(rows, &row))
        return sync_list(call, list, row.url, listing, error);
    fail(error, ERROR_BAD_INPUT, "list \"%s\" is no mirror yet", list->name);
    return fail_hint(error, "say of what with --from URL");
}

/* Each of them, whatever became of another; the first failure is the command's. */
static gboolean
sync_all(Call *call, Listing *listing, GError **error)
{
    g_autoptr(Rows) rows = archive_mirrors(call->store, error);
    g_autoptr(GError) first = NULL;
    ArchiveMirrors row;

    while (rows != NULL && archive_mirrors_next(rows, &row)) {
        g_autoptr(GError) broken = NULL;
        if (sync_known(call, row.list, listing, &broken))
            continue;
        fprintf(stderr, "%s: %s\n", row.list, broken->message);
        if (first == NULL)
            first = g_steal_pointer(&broken);
    }
    if (first != NULL)
        g_propagate_error(error, g_steal_pointer(&first));
    return rows != NULL && (error == NULL || *error == NULL);
}

gboolean
cmd_archive_sync(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("list", "months#", "fetched#", "filed#", "changed#",
                                             "withdrawn#", "kept#", NULL);
    const char *name = call->n_arguments > 0 ? call->arguments[0] : NULL;
    gboolean good;

    if (from != NULL) {
        g_autofree char *url = read_url(from, name, error);
        g_autofree char *own = url != NULL && name == NULL ? name_in(url) : g_strdup(name);
        g_autoptr(List) list = url != NULL ? find_list(call, own, error) : NULL;
        good = list != NULL && sync_list(call, list, url, listing, error);
    } else {
        good =
            name != NULL ? sync_known(call, name, listing, error) : sync_all(call, listing, error);
    }
    if (json && (good || name == NULL))
        listing_print(listing, TRUE);
    return good;
}
