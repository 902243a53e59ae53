/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choices - what somebody may have meant, in one line */
#pragma once

#include <glib.h>

/* At most so many are named. */
#define CHOICES_SHOWN 8

/* "a, b, c and 4 more" of an array of texts; "" of none. Free it. */
char *choices_text(const GPtrArray *labels);

/* A word that can be sent to PostgreSQL and shown: UTF-8, no control character, at most 200
 * bytes, not empty. Otherwise ERROR_BAD_INPUT; `what` names it ("territory"). */
gboolean choices_word(const char *word, const char *what, GError **error);
