/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-files - the files of an edition that a command was given */
#pragma once

#include "news/edition.h"

/* The file at `path` ("-" is standard input), or the files edition.md, edition.fr.md and so on of
 * the folder that it is. Errors as source_text_read(); ERROR_NOT_FOUND for a folder without. */
EditionFiles *edition_files_read(const char *path, GError **error);
void edition_files_free(EditionFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionFiles, edition_files_free)
