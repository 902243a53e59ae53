/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-day - a day as people write it */
#pragma once

#include "list/command-words.h"

/* Reads the day that folded text at `*at` begins with and leaves `*at` behind it: "2026 12 31",
 * "31 12 2026", "31 decembre", "31 december 2026", "december 31", "12 31 2026" where no month has
 * that number, "demain", "lundi", "fin aout". Without a year it is the next such day from `today`
 * on (an ISO day). `day` (11 bytes) gets it as an ISO day. FALSE, and nothing has changed, for
 * anything else. */
gboolean command_day_read(const CommandWords *words, const char **at, const char *today, char *day);

/* Reads "3" or "1er", a day whose month comes later, behind words that say nothing. */
gboolean command_day_number(const CommandWords *words, const char **at, guint *number);

/* The same where no month comes at all, "du 12 au 20": the next such day from `today` on. Nothing
 * stands behind it but what means `join`, a word before another day. */
gboolean command_day_alone(const CommandWords *words, const char **at, const char *today,
                           const char *join, char *day);

/* Reads "2 semaines", "for ten days", "une semaine": `until` (11 bytes) gets the last of so many
 * days, of which `from` is the first. FALSE where more follows. */
gboolean command_day_span(const CommandWords *words, const char **at, const char *from,
                          char *until);

/* Passes over a word that stands before a date and has this meaning. */
gboolean command_day_word(const CommandWords *words, const char **at, const char *meaning);
