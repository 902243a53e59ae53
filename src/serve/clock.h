/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock - the role for what becomes due by itself */
#pragma once

#include "base/settings.h"

gboolean serve_clock_run(const Settings *settings, const char *state, int stop_fd, GError **error);
