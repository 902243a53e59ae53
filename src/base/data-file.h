/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data-file - tables kept as data: a line a row, cells between tabs, "#" before a comment
 *
 * The rules for bounces, the limits of providers, the words of commands and what mail programs
 * cannot show are such files, which a site may replace by its own.
 */
#pragma once

#include <glib.h>

/* Takes in one row. `cells` holds as many as were asked for and stays the caller's. FALSE: a
 * sentence in `error`, to which data_file_read() adds the file and the line. */
typedef gboolean (*DataFileRow)(gpointer data, char **cells, GError **error);

/* Reads the file at `path` row by row into `row`, with `data` handed on. Empty lines and those
 * that begin with "#" are passed over; the last of `n_columns` cells takes what is left of its
 * line, tabs included. `noun` says in a message what the file is ("the rules for bounces").
 * ERROR_NOT_FOUND and the like when the file cannot be read, with a hint; ERROR_BAD_INPUT when it
 * is not in UTF-8, a line has too few columns, or `row` refused it. */
gboolean data_file_read(const char *path, const char *noun, guint n_columns, DataFileRow row,
                        gpointer data, GError **error);
