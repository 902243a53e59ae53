/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-lines - lists that are no CSV: one address a line, and Sympa's dump
 *
 *     Maud Le Goff <maud@example.org>      as "list_members -f" and "mailman members" print
 *     ange@example.org
 *
 *     email maud@example.org               a block a person, as "sympa dump" writes
 *     gecos Maud Le Goff
 *     reception digest
 */
#pragma once

#include <glib.h>

typedef struct ImportLines ImportLines;

/* What the first line begins; NULL when it may be CSV. */
ImportLines *import_lines_recognise(const char *line, gsize size);
const char *import_lines_kind(const ImportLines *lines);
/* Takes a line with or without its end; adds the row that it completes to `rows`. */
void import_lines_take(ImportLines *lines, guint number, const char *line, gsize size,
                       GPtrArray *rows);
void import_lines_end(ImportLines *lines, GPtrArray *rows);
void import_lines_free(ImportLines *lines);
