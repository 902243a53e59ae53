/* SPDX-License-Identifier: GPL-3.0-or-later */
/* counted - a number and the noun that goes with it: "1 mail", "2 mails" */
#pragma once

#include <glib.h>

/* Free it. */
char *counted(gint64 n, const char *one, const char *many);
