/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token - tokens of programs that use the interface for programs */
#pragma once

#include "cmd/command.h"

extern const GOptionEntry cmd_token_create_options[];
extern const GOptionEntry cmd_token_list_options[];

gboolean cmd_token_create(Call *call, GError **error);
gboolean cmd_token_list(Call *call, GError **error);
gboolean cmd_token_revoke(Call *call, GError **error);
