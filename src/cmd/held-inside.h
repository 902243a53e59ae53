/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held-inside - what the commands of held mail and the review of it share */
#pragma once

#include "list/held.h"
#include "store/query.h"

#include "cmd/command.h"

/* Who decides, for the log and for whoever comes second. Free it. */
char *held_decider(void);

/* Prints the facts about a held mail and its text, safe for a terminal. */
gboolean held_show_mail(const ListHeldShow *row, gint64 number, GError **error);

/* Each does it and prints what was done; errors as in list/held.h. */
gboolean held_accept_and_say(Call *call, gint64 number, const HeldMarks *marks, gboolean with_trust,
                             GError **error);
gboolean held_reject_and_say(Call *call, gint64 number, const char *text, GError **error);
gboolean held_discard_and_say(Call *call, gint64 number, GError **error);
