/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-day - a day as people write it */
#pragma once

#include "list/command-words.h"

/* Reads the day that folded text at `*at` begins with and leaves `*at` behind it: "2026 12 31",
 * "31 12 2026", "31 decembre", "31 december 2026", "december 31". Without a year it is the next
 * such day from `today` on (an ISO day). `day` (11 bytes) gets it as an ISO day. FALSE, and
 * nothing has changed, for anything else. */
gboolean command_day_read(const CommandWords *words, const char **at, const char *today, char *day);

/* Reads "3" or "1er", a day whose month comes later. */
gboolean command_day_number(const char **at, guint *number);
