/* SPDX-License-Identifier: GPL-3.0-or-later */
/* patience - how long a test waits for what must not take for ever */
#pragma once

#include <glib.h>

/* Valgrind takes some thirty times as long: what only makes a number large may be smaller there. */
static inline gboolean
under_valgrind(void)
{
    return g_getenv("VALGRIND_COMMAND") != NULL;
}

/* Microseconds. */
static inline gint64
patience(gint64 seconds)
{
    return seconds * G_USEC_PER_SEC * (under_valgrind() ? 30 : 1);
}
