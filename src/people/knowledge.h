/* SPDX-License-Identifier: GPL-3.0-or-later */
/* knowledge - the three kinds of knowledge people bring, of equal weight */
#pragma once

#include <glib.h>

/* "scientific", "professional" or "citizen" for that word, or for the French one in any gender
 * and number; ERROR_BAD_INPUT naming the three otherwise. A constant. */
const char *knowledge_find(const char *text, GError **error);
