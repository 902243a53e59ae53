/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-old-urls - let the addresses of the archive that was before lead to this one's
 *
 * The site answers each of them 301: the page of a message leads to that message, any other page
 * to the list.
 */
#include <stdio.h>
#include <string.h>

#include "archive/old-url.h"
#include "base/error.h"
#include "http/percent.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/archive.h"
#include "cmd/counted.h"

enum { DEPTH_MAX = 16 };

static gboolean dry_run;
static gboolean hyperkitty;

const GOptionEntry cmd_archive_old_urls_options[] = {
    {"hyperkitty", 0, 0, G_OPTION_ARG_NONE, &hyperkitty,
     "the addresses are HyperKitty's, which are worked out: there is no folder", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell each address, and change nothing", NULL},
    {0}};

typedef struct {
    Store *store;
    gint64 list;
    guint messages;
    guint others; /* pages that show no message, other files */
} Pages;

/* The path that the archive was at, decoded and without a slash at its end. */
static char *
read_prefix(const char *url, GError **error)
{
    const char *scheme = strstr(url, "://");
    const char *path = scheme != NULL ? strchr(scheme + 3, '/') : url;
    g_autofree char *decoded = path != NULL && *path == '/'
                                   ? percent_decode(path, strlen(path), PERCENT_PLAIN, NULL)
                                   : NULL;

    for (gsize n = decoded != NULL ? strlen(decoded) : 0; n > 0 && decoded[n - 1] == '/'; n--)
        decoded[n - 1] = '\0';
    if (decoded != NULL && *decoded != '\0')
        return g_steal_pointer(&decoded);
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no address of an archive", url);
    fail_hint(error, "it is where the old archive was, as /pipermail/haies/ or with https:// and "
                     "the host before it");
    return NULL;
}

static gboolean
add(Pages *pages, const char *path, const char *message_id, GError **error)
{
    if (*message_id != '\0')
        pages->messages++;
    else
        pages->others++;
    if (!dry_run)
        return archive_old_url_add(pages->store, path, pages->list, message_id, NULL, error);
    printf("%s %s\n", path, message_id);
    return TRUE;
}

static gboolean
add_page(Pages *pages, const char *file, const char *path, GError **error)
{
    g_autoptr(GMappedFile) map = g_mapped_file_new(file, FALSE, error);

    if (map == NULL)
        return FALSE;
    g_autofree char *id = old_url_message_id(
        g_mapped_file_get_contents(map) != NULL ? g_mapped_file_get_contents(map) : "",
        g_mapped_file_get_length(map));
    return add(pages, path, id != NULL ? id : "", error);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The pages of a folder that was at `path`, which does not end in a slash; its other files, as
 * months to fetch and attachments, lead to the list. */
static gboolean
add_folder(Pages *pages, const char *folder, const char *path, guint depth, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *own = g_strconcat(path, "/", NULL);

    if (dir == NULL || !add(pages, own, "", error))
        return FALSE;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (*name != '.' && g_utf8_validate(name, -1, NULL))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_autofree char *at = g_strconcat(own, name, NULL);
        gboolean good = TRUE;
        if (g_file_test(file, G_FILE_TEST_IS_DIR))
            good = depth == DEPTH_MAX || add_folder(pages, file, at, depth + 1, error);
        else if (g_str_has_suffix(name, ".html") || g_str_has_suffix(name, ".htm"))
            good = add_page(pages, file, at, error);
        else
            good = add(pages, at, "", error);
        if (!good)
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_hyperkitty(Pages *pages, const char *prefix, GError **error)
{
    g_autofree char *home = g_strconcat(prefix, "/", NULL);
    gint64 n = 0;

    if (!archive_old_url_hyperkitty(pages->store, pages->list, prefix, &n, error))
        return FALSE;
    pages->messages = (guint)n;
    return add(pages, home, "", error);
}

gboolean
cmd_archive_old_urls(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autofree char *prefix = list != NULL ? read_prefix(call->arguments[1], error) : NULL;
    Pages pages = {.store = call->store, .list = list != NULL ? list->id : 0};

    if (prefix == NULL)
        return FALSE;
    if (hyperkitty == (call->n_arguments == 3)) {
        fail(error, ERROR_BAD_INPUT,
             "either --hyperkitty or the folder of the old pages is needed");
        return fail_hint(error, "pipermail, MHonArc and Sympa keep their pages in a folder");
    }
    if (hyperkitty && dry_run)
        return fail(error, ERROR_BAD_INPUT, "--dry-run is for a folder");
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL ||
        !(hyperkitty ? add_hyperkitty(&pages, prefix, error)
                     : add_folder(&pages, call->arguments[2], prefix, 0, error)) ||
        !transaction_commit(transaction, error))
        return FALSE;
    g_autofree char *messages =
        counted(pages.messages, "address of a message", "addresses of messages");
    printf("%s%s, %u of other pages\n", dry_run ? "would be: " : "", messages, pages.others);
    return TRUE;
}
