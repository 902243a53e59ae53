/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience - commands of audience expressions */
#pragma once

#include "cmd/command.h"

gboolean cmd_audience_count(Call *call, GError **error);
gboolean cmd_audience_delete(Call *call, GError **error);
gboolean cmd_audience_explain(Call *call, GError **error);
gboolean cmd_audience_list(Call *call, GError **error);
gboolean cmd_audience_save(Call *call, GError **error);
gboolean cmd_audience_saved(Call *call, GError **error);
gboolean cmd_audience_show(Call *call, GError **error);

extern const GOptionEntry cmd_audience_count_options[];
extern const GOptionEntry cmd_audience_explain_options[];
extern const GOptionEntry cmd_audience_list_options[];
extern const GOptionEntry cmd_audience_saved_options[];
extern const GOptionEntry cmd_audience_show_options[];
