/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - how far mailings are, and what a coordinator may change about that */
#pragma once

#include "cmd/command.h"

gboolean cmd_queue_status(Call *call, GError **error);
gboolean cmd_queue_show(Call *call, GError **error);
gboolean cmd_queue_deferred(Call *call, GError **error);
gboolean cmd_queue_retry(Call *call, GError **error);
gboolean cmd_queue_drop(Call *call, GError **error);
extern const GOptionEntry cmd_queue_status_options[];
extern const GOptionEntry cmd_queue_show_options[];
extern const GOptionEntry cmd_queue_deferred_options[];
extern const GOptionEntry cmd_queue_retry_options[];
extern const GOptionEntry cmd_queue_drop_options[];
