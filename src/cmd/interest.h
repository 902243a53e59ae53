/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interest - commands of the community's themes */
#pragma once

#include "cmd/command.h"

gboolean cmd_interest_list(Call *call, GError **error);

extern const GOptionEntry cmd_interest_list_options[];
