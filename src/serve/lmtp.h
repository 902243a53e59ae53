/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lmtp - the role that takes mail in (RFC 2033), over TCP on loopback or a Unix socket */
#pragma once

#include "base/settings.h"

gboolean serve_lmtp_run(const Settings *settings, const char *state, int stop_fd, GError **error);
