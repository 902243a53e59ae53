/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution - commands for findings and initiatives */
#pragma once

#include "cmd/command.h"

extern const GOptionEntry cmd_contribution_add_options[];
extern const GOptionEntry cmd_contribution_decline_options[];
extern const GOptionEntry cmd_contribution_gather_options[];
extern const GOptionEntry cmd_contribution_list_options[];
extern const GOptionEntry cmd_contribution_show_options[];

gboolean cmd_contribution_add(Call *call, GError **error);
gboolean cmd_contribution_gather(Call *call, GError **error);
gboolean cmd_contribution_list(Call *call, GError **error);
gboolean cmd_contribution_show(Call *call, GError **error);
gboolean cmd_contribution_accept(Call *call, GError **error);
gboolean cmd_contribution_decline(Call *call, GError **error);
gboolean cmd_contribution_ask(Call *call, GError **error);
gboolean cmd_contribution_review(Call *call, GError **error);

/* Prints one as it is shown. ERROR_NOT_FOUND. */
gboolean contribution_print(Store *store, gint64 number, gboolean as_json, GError **error);
