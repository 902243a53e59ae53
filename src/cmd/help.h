/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help - what the command table says of itself, as help, manual page and completion */
#pragma once

#include "cmd/command.h"

void help_overview(GString *out);
void help_noun(GString *out, const char *noun);
void help_command(GString *out, const Command *command);

gboolean cmd_help(Call *call, GError **error);
extern const GOptionEntry cmd_help_options[];

/* Options that stand before every command. */
extern const GOptionEntry help_global_options[];
