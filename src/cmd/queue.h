/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - how far mailings are */
#pragma once

#include "cmd/command.h"

gboolean cmd_queue_status(Call *call, GError **error);
extern const GOptionEntry cmd_queue_status_options[];
