/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programme - commands of the programmes that people take part in */
#pragma once

#include "cmd/command.h"

gboolean cmd_programme_add(Call *call, GError **error);
gboolean cmd_programme_enrol(Call *call, GError **error);
gboolean cmd_programme_list(Call *call, GError **error);
gboolean cmd_programme_remove(Call *call, GError **error);

extern const GOptionEntry cmd_programme_list_options[];
