/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suppression-import - read who is written to no more, as we or other systems export it
 *
 * CSV with commas, semicolons or tabs. Columns are known by their headings: an address, and where
 * there are some a reason, a note, a list. Without such a heading the address comes first. Reasons
 * of others are read by the words in them; one that is none of ours is kept as the note.
 */
#pragma once

#include <glib.h>

typedef struct {
    GPtrArray *keys;    /* folded addresses; NULL last, like the three below */
    GPtrArray *lists;   /* names, "" for the one asked for */
    GPtrArray *reasons; /* words of the table's constraint */
    GPtrArray *notes;
    GArray *lines; /* guint: where in the file each begins */
    guint n;
    GPtrArray *refused; /* sentences: which lines have no address */
} SuppressionFile;

/* NULL with an error when the file cannot be read. Free with suppression_file_free(). */
SuppressionFile *suppression_file_read(const char *path, GError **error);
void suppression_file_free(SuppressionFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuppressionFile, suppression_file_free)
