/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-text - a text file that a command was given */
#pragma once

#include <glib.h>

/* The whole text of `path`; "-" is standard input. At most 1 MB, and text: ERROR_BAD_INPUT
 * otherwise, ERROR_NOT_FOUND when there is none, ERROR_TRY_LATER when it could not be read. */
char *source_text_read(const char *path, GError **error);
