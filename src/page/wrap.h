/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wrap - text into lines, counted in columns as a terminal shows them */
#pragma once

#include <glib.h>

/* How many columns a text takes: wide characters two, combining ones none. */
guint text_columns(const char *text);

/* Gives `line_done` each line of `text`, at most `width` columns wide where its words allow it.
 * Breaks at plain spaces and at "\n" only; a word wider than that has a line to itself. The lines
 * are part of `text` or are not kept after the call. */
typedef void (*WrapLine)(const char *line, gsize size, gpointer user_data);
void wrap_text(const char *text, guint width, WrapLine line_done, gpointer user_data);
