/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-files - read the files of an edition; see edition-files.h */
#include "cmd/edition-files.h"

#include <string.h>

#include "base/error.h"

#include "cmd/source-text.h"

void
edition_files_free(EditionFiles *files)
{
    if (files == NULL)
        return;
    for (guint i = 0; i < files->n_files; i++) {
        g_free(files->files[i].name);
        g_free(files->files[i].text);
    }
    g_free(files->files);
    g_free(files->folder);
    g_free(files);
}

static gboolean
add_file(EditionFiles *files, const char *path, GError **error)
{
    char *text = source_text_read(path, error);

    if (text == NULL)
        return FALSE;
    files->files = g_renew(EditionFile, files->files, files->n_files + 1);
    files->files[files->n_files++] = (EditionFile){g_strdup(path), text};
    return TRUE;
}

static gboolean
add_folder(EditionFiles *files, GError **error)
{
    static const char *const names[] = {"edition.md", "edition.fr.md", "edition.en.md",
                                        "edition.br.md"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(files->folder, names[i], NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS) && !add_file(files, path, error))
            return FALSE;
    }
    if (files->n_files > 0)
        return TRUE;
    fail(error, ERROR_NOT_FOUND, "the folder \"%s\" has no edition.md", files->folder);
    return fail_hint(error, "edition.md, or edition.fr.md, edition.en.md, edition.br.md for each "
                            "language, and the images beside them");
}

EditionFiles *
edition_files_read(const char *path, GError **error)
{
    g_autoptr(EditionFiles) files = g_new0(EditionFiles, 1);

    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        files->folder = g_strdup(path);
        return add_folder(files, error) ? g_steal_pointer(&files) : NULL;
    }
    files->folder = g_path_get_dirname(path);
    return add_file(files, path, error) ? g_steal_pointer(&files) : NULL;
}
