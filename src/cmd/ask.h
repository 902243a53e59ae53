/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ask - a question before a change that touches many */
#pragma once

#include <glib.h>

/* Asks on the terminal and returns TRUE for yes. With `yes` it asks nothing. Without a terminal
 * nobody can answer: ERROR_REFUSED with a hint to use --yes; "no" is ERROR_REFUSED too. */
gboolean ask(gboolean yes, GError **error, const char *question, ...) G_GNUC_PRINTF(3, 4);
