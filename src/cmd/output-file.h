/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output-file - a file that a command was told to write
 *
 * A plain file appears, or is replaced, when it is whole; until then it is beside it as PATH.part.
 * Anything else (a pipe, a device) is written to as it is, and never replaced by a file. It may
 * have people in it: a new file is for its owner alone (0600); one that was there keeps its mode.
 */
#pragma once

#include <stdio.h>

#include <glib.h>

typedef struct OutputFile OutputFile;

/* Opens it. Errors by what the system says: ERROR_NOT_FOUND (no such folder), ERROR_REFUSED,
 * ERROR_BAD_INPUT (it is a folder), ERROR_TRY_LATER (no space). */
OutputFile *output_file_open(const char *path, GError **error);

/* Where to write. Owned by the file. */
FILE *output_file_stream(OutputFile *file);

/* Puts it in its place and frees it, whatever comes of it. */
gboolean output_file_finish(OutputFile *file, GError **error);

/* Frees it and leaves what was there before; takes NULL. */
void output_file_drop(OutputFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutputFile, output_file_drop)

/* All at once; `size` may be -1 for a terminated string. */
gboolean output_file_write(const char *path, const char *data, gssize size, GError **error);
