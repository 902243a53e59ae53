/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key - commands of the keys that links and return paths are signed with */
#pragma once

#include "cmd/command.h"

gboolean cmd_key_list(Call *call, GError **error);
gboolean cmd_key_rotate(Call *call, GError **error);
gboolean cmd_key_retire(Call *call, GError **error);

extern const GOptionEntry cmd_key_list_options[];
extern const GOptionEntry cmd_key_retire_options[];
