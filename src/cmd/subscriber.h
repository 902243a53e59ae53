/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - commands of people: add, import, list, show */
#pragma once

#include "cmd/command.h"

gboolean cmd_subscriber_add(Call *call, GError **error);
gboolean cmd_subscriber_import(Call *call, GError **error);
gboolean cmd_subscriber_list(Call *call, GError **error);
gboolean cmd_subscriber_show(Call *call, GError **error);

extern const GOptionEntry cmd_subscriber_add_options[];
extern const GOptionEntry cmd_subscriber_import_options[];
extern const GOptionEntry cmd_subscriber_list_options[];
extern const GOptionEntry cmd_subscriber_show_options[];
