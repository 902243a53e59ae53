/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-files - the files that paths lead to; see source-files.h */
#include "archive/source-files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

/* Of a folder within a folder. */
#define DEPTH_MAX 16

static void
file_free(gpointer data)
{
    SourceFile *file = data;

    g_free(file->path);
    g_free(file);
}

static gboolean add_path(GPtrArray *files, const char *path, guint depth, GError **error);

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_file(GPtrArray *files, const char *path, const struct stat *info)
{
    SourceFile *file = g_new0(SourceFile, 1);

    file->path = g_strdup(path);
    file->passed = info == NULL;
    file->size = info != NULL ? info->st_size : 0;
    file->changed = info != NULL ? (gint64)info->st_mtime * G_USEC_PER_SEC : 0;
    g_ptr_array_add(files, file);
}

/* In a Maildir what is in tmp is still being written, and the folders of Maildir++ within it may be
 * somebody's drafts and rubbish: they are told, and read where they are named. Elsewhere names with
 * a dot are a program's own. */
static gboolean
add_folder(GPtrArray *files, const char *path, guint depth, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    gboolean is_maildir = g_file_test(cur, G_FILE_TEST_IS_DIR);

    if (dir == NULL)
        return FALSE;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (is_maildir ? g_str_equal(name, "cur") || g_str_equal(name, "new") : *name != '.')
            g_ptr_array_add(names, g_strdup(name));
        else if (is_maildir && *name == '.')
            g_ptr_array_add(names, g_build_filename(name, "cur", NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *inside = g_build_filename(path, name, NULL);
        if (is_maildir && *name == '.' && g_file_test(inside, G_FILE_TEST_IS_DIR))
            add_file(files, inside, NULL);
        else if ((!is_maildir || *name != '.') && !add_path(files, inside, depth + 1, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_path(GPtrArray *files, const char *path, guint depth, GError **error)
{
    struct stat info;

    /* What a folder holds may be a stranger's, unpacked: a link in it would publish what it leads
     * to, or lead in circles. A path that was typed is meant. */
    if ((depth > 0 ? lstat(path, &info) : stat(path, &info)) != 0)
        return fail(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_REFUSED,
                    "cannot read \"%s\": %s", path, g_strerror(errno));
    if (S_ISDIR(info.st_mode))
        return depth >= DEPTH_MAX || add_folder(files, path, depth, error);
    if (!S_ISREG(info.st_mode))
        return TRUE;
    add_file(files, path, &info);
    return TRUE;
}

GPtrArray *
source_files(const char *const *paths, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);

    for (guint i = 0; paths[i] != NULL; i++)
        if (!add_path(files, paths[i], 0, error))
            return NULL;
    return g_steal_pointer(&files);
}
