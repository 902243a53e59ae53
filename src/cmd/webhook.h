/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webhook - programs that are told what happens */
#pragma once

#include "cmd/command.h"

extern const GOptionEntry cmd_webhook_add_options[];
extern const GOptionEntry cmd_webhook_list_options[];
extern const GOptionEntry cmd_webhook_rotate_options[];

gboolean cmd_webhook_add(Call *call, GError **error);
gboolean cmd_webhook_list(Call *call, GError **error);
gboolean cmd_webhook_rotate(Call *call, GError **error);
gboolean cmd_webhook_remove(Call *call, GError **error);
gboolean cmd_webhook_test(Call *call, GError **error);
