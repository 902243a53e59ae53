/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - commands of the database's schema and shipped data */
#pragma once

#include "cmd/command.h"

gboolean cmd_schema_upgrade(Call *call, GError **error);
extern const GOptionEntry cmd_schema_upgrade_options[];
gboolean cmd_schema_version(Call *call, GError **error);
