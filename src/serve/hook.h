/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook - the role that tells programs what happened */
#pragma once

#include "base/settings.h"

gboolean serve_hook_run(const Settings *settings, const char *state, int stop_fd, GError **error);
