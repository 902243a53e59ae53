/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template - list the templates: which are shipped, which are the site's own */
#include "cmd/template.h"

#include <string.h>

#include "cmd/listing.h"

#define SUFFIX ".mustache"

static gboolean as_json;

const GOptionEntry cmd_template_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

char **
template_directories(const Settings *settings)
{
    char **directories = g_new0(char *, 3);

    directories[0] = g_strdup(settings_text(settings, SETTING_TEMPLATES));
    directories[1] = g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    return directories;
}

static void
gather(const char *directory, const char *below, GHashTable *names)
{
    g_autofree char *path = g_build_filename(directory, below, NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    for (const char *entry; folder != NULL && (entry = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *name =
            *below != '\0' ? g_strconcat(below, "/", entry, NULL) : g_strdup(entry);
        g_autofree char *whole = g_build_filename(directory, name, NULL);
        if (g_file_test(whole, G_FILE_TEST_IS_DIR))
            gather(directory, name, names);
        else if (g_str_has_suffix(name, SUFFIX))
            g_hash_table_add(names, g_strndup(name, strlen(name) - strlen(SUFFIX)));
    }
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
template_names(const char *const *directories)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer name;

    for (; *directories != NULL; directories++)
        gather(*directories, "", names);
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_ptr_array_add(all, name);
        g_hash_table_iter_steal(&iter);
    }
    g_ptr_array_sort(all, compare_names);
    return all;
}

gboolean
cmd_template_list(Call *call, G_GNUC_UNUSED GError **error)
{
    g_auto(GStrv) directories = template_directories(call->settings);
    g_autoptr(GPtrArray) names = template_names((const char *const *)directories);
    g_autoptr(Listing) listing = listing_new("template", "from", "file", NULL);

    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_strconcat(names->pdata[i], SUFFIX, NULL);
        g_autofree char *own = g_build_filename(directories[0], file, NULL);
        g_autofree char *shipped = g_build_filename(directories[1], file, NULL);
        gboolean has_own = g_file_test(own, G_FILE_TEST_EXISTS);
        gboolean has_shipped = g_file_test(shipped, G_FILE_TEST_EXISTS);
        listing_row(listing, (char *)names->pdata[i],
                    has_own ? has_shipped ? "own, in place of the shipped one" : "own" : "shipped",
                    has_own ? own : shipped);
    }
    listing_print(listing, as_json);
    return TRUE;
}
