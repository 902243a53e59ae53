/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppression - commands about addresses that are written to no more */
#pragma once

#include "cmd/command.h"

gboolean cmd_suppression_list(Call *call, GError **error);
gboolean cmd_suppression_export(Call *call, GError **error);
gboolean cmd_suppression_add(Call *call, GError **error);
gboolean cmd_suppression_remove(Call *call, GError **error);
gboolean cmd_suppression_import(Call *call, GError **error);

extern const GOptionEntry cmd_suppression_list_options[], cmd_suppression_add_options[],
    cmd_suppression_remove_options[], cmd_suppression_import_options[];
