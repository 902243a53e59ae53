/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - commands about mail that comes back */
#pragma once

#include "cmd/command.h"

gboolean cmd_bounce_classify(Call *call, GError **error);
gboolean cmd_bounce_list(Call *call, GError **error);
gboolean cmd_bounce_show(Call *call, GError **error);
gboolean cmd_bounce_reset(Call *call, GError **error);

extern const GOptionEntry cmd_bounce_classify_options[], cmd_bounce_list_options[],
    cmd_bounce_show_options[], cmd_bounce_reset_options[];
