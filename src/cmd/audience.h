/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience - commands of audience expressions */
#pragma once

#include "cmd/command.h"

gboolean cmd_audience_count(Call *call, GError **error);
gboolean cmd_audience_list(Call *call, GError **error);

extern const GOptionEntry cmd_audience_list_options[];
