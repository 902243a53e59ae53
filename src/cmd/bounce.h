/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - commands about mail that comes back */
#pragma once

#include "cmd/command.h"

gboolean cmd_bounce_classify(Call *call, GError **error);

extern const GOptionEntry cmd_bounce_classify_options[];
