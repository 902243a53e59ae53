/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-files - the files that paths lead to, those of folders in the order of their names */
#pragma once

#include <glib.h>

typedef struct {
    char *path;
    gint64 size;
    gint64 changed;  /* microseconds since the epoch */
    gboolean passed; /* a folder that is told, not read */
} SourceFile;

/* Of SourceFile, which it owns. ERROR_NOT_FOUND and ERROR_REFUSED for a path that cannot be read.
 */
GPtrArray *source_files(const char *const *paths, GError **error);
