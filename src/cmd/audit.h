/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit - commands of the log of changes */
#pragma once

#include "cmd/command.h"

gboolean cmd_audit_list(Call *call, GError **error);

extern const GOptionEntry cmd_audit_list_options[];
