/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held - commands of mail that waits for a moderator */
#pragma once

#include "cmd/command.h"

gboolean cmd_held_list(Call *call, GError **error);
gboolean cmd_held_show(Call *call, GError **error);
gboolean cmd_held_accept(Call *call, GError **error);
gboolean cmd_held_reject(Call *call, GError **error);
gboolean cmd_held_discard(Call *call, GError **error);
gboolean cmd_held_review(Call *call, GError **error);

extern const GOptionEntry cmd_held_list_options[];
extern const GOptionEntry cmd_held_show_options[];
extern const GOptionEntry cmd_held_accept_options[];
extern const GOptionEntry cmd_held_reject_options[];
