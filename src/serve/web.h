/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web - the role that answers the public site's pages */
#pragma once

#include "base/settings.h"

/* Answers on "listen" of [site] until stop_fd is readable, then finishes what it holds. Each
 * thread has its own connection to PostgreSQL; where that is lost, pages say "later" until it is
 * there again. Errors are those of starting: settings, templates, socket, database. */
gboolean serve_web_run(const Settings *settings, const char *state, int stop_fd, GError **error);
