/* SPDX-License-Identifier: GPL-3.0-or-later */
/* family - commands of lists that one template makes */
#pragma once

#include "cmd/command.h"

gboolean cmd_family_create(Call *call, GError **error);
gboolean cmd_family_list(Call *call, GError **error);
gboolean cmd_family_show(Call *call, GError **error);
gboolean cmd_family_set(Call *call, GError **error);
gboolean cmd_family_keep(Call *call, GError **error);
gboolean cmd_family_delete(Call *call, GError **error);

extern const GOptionEntry cmd_family_create_options[];
extern const GOptionEntry cmd_family_list_options[];
extern const GOptionEntry cmd_family_show_options[];
extern const GOptionEntry cmd_family_set_options[];
extern const GOptionEntry cmd_family_keep_options[];
extern const GOptionEntry cmd_family_delete_options[];
