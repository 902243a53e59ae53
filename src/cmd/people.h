/* SPDX-License-Identifier: GPL-3.0-or-later */
/* people - what the commands "subscriber" and "audience" share */
#pragma once

#include "cmd/command.h"

/* Lists who is in an audience; `limit` 0: all. */
gboolean people_list(Call *call, const char *expression, gint limit, gboolean json, GError **error);
