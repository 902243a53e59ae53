/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coordinator - commands of who is limited to lists or territories */
#pragma once

#include "cmd/command.h"

gboolean cmd_coordinator_add(Call *call, GError **error);
gboolean cmd_coordinator_list(Call *call, GError **error);
gboolean cmd_coordinator_remove(Call *call, GError **error);

extern const GOptionEntry cmd_coordinator_add_options[];
extern const GOptionEntry cmd_coordinator_list_options[];
