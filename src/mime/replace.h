/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replace - stretches of a mail put in place of others, everything else byte for byte */
#pragma once

#include <glib.h>

typedef struct {
    gsize start, end; /* what is replaced; the same twice puts in */
    GString *with;    /* owned by the list */
} Replacement;

/* A list of them, to be filled from the beginning of the mail to its end; g_array_unref(). */
GArray *replacements_new(void);
/* Takes `with`. What begins before the end of the one before is left out, and FALSE returned. */
gboolean replacements_add(GArray *replacements, gsize start, gsize end, GString *with);

/* `raw` with all of them made; a reference to `raw` itself when there are none. */
GBytes *mail_replace(GBytes *raw, const GArray *replacements);
