/* SPDX-License-Identifier: GPL-3.0-or-later */
/* territory - commands of the geography */
#pragma once

#include "cmd/command.h"

gboolean cmd_territory_show(Call *call, GError **error);
gboolean cmd_territory_load(Call *call, GError **error);

extern const GOptionEntry cmd_territory_show_options[];
extern const GOptionEntry cmd_territory_load_options[];
