/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - commands of people */
#pragma once

#include "cmd/command.h"

gboolean cmd_subscriber_add(Call *call, GError **error);
gboolean cmd_subscriber_add_address(Call *call, GError **error);
gboolean cmd_subscriber_erase(Call *call, GError **error);
gboolean cmd_subscriber_export(Call *call, GError **error);
gboolean cmd_subscriber_import(Call *call, GError **error);
gboolean cmd_subscriber_list(Call *call, GError **error);
gboolean cmd_subscriber_merge(Call *call, GError **error);
gboolean cmd_subscriber_move_address(Call *call, GError **error);
gboolean cmd_subscriber_remove_address(Call *call, GError **error);
gboolean cmd_subscriber_set(Call *call, GError **error);
gboolean cmd_subscriber_show(Call *call, GError **error);
gboolean cmd_subscriber_suspend(Call *call, GError **error);

extern const GOptionEntry cmd_subscriber_add_options[];
extern const GOptionEntry cmd_subscriber_erase_options[];
extern const GOptionEntry cmd_subscriber_export_options[];
extern const GOptionEntry cmd_subscriber_import_options[];
extern const GOptionEntry cmd_subscriber_list_options[];
extern const GOptionEntry cmd_subscriber_merge_options[];
extern const GOptionEntry cmd_subscriber_set_options[];
extern const GOptionEntry cmd_subscriber_show_options[];
extern const GOptionEntry cmd_subscriber_suspend_options[];

/* Prints all that is known of the person whose address is the first argument. */
gboolean subscriber_document_print(Call *call, gboolean json, GError **error);
