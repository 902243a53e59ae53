/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive - commands of the archive */
#pragma once

#include "cmd/command.h"

gboolean cmd_archive_import(Call *call, GError **error);

extern const GOptionEntry cmd_archive_import_options[];
