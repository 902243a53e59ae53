/* SPDX-License-Identifier: GPL-3.0-or-later */
/* french-spaces - spaces that French puts beside marks, so that no line breaks there */
#pragma once

#include <glib.h>

/* `text` (UTF-8, words without markup) with spaces that do not break in place of single plain ones
 * before » ; : ! ? and after «. Other spaces, no space at all, and signs that only look so (":-)",
 * "?q=1") stay as they are. g_free(). */
char *french_spaces(const char *text);

/* French, and Breton, which follows it; English puts none. */
gboolean french_spaces_are_for(const char *language);
