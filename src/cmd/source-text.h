/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-text - a text file that a command was given */
#pragma once

#include <glib.h>

/* The whole text of `path`, in UTF-8, without a byte order mark; "-" is standard input. At most 1
 * MB. ERROR_BAD_INPUT when it is something else, ERROR_NOT_FOUND when there is none, ERROR_REFUSED
 * when it may not be read, ERROR_TRY_LATER when it could not be. The caller frees it. */
char *source_text_read(const char *path, GError **error);

/* The same in whatever encoding it says of itself, as XML does: only a NUL is refused. */
char *source_bytes_read(const char *path, GError **error);
