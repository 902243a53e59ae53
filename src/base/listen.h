/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listen - a listening socket from its name in the settings
 */
#pragma once

#include <glib.h>

/* Opens, binds and listens (non-blocking, close-on-exec) on "127.0.0.1:8080", "[::1]:8080",
 * "[::]:8080" (both families) or "unix:/path". Port 0 takes a free one: *port tells which; it is
 * 0 for a Unix socket. A Unix socket that nobody answers on any more is replaced; the new one has
 * mode 0666: its directory's mode decides who gets in. Returns the descriptor, or -1 with
 * ERROR_BAD_INPUT (not an address), ERROR_CONFLICT (somebody listens there) or ERROR_TRY_LATER. */
int listen_open(const char *address, guint16 *port, GError **error);

/* Whether it is such an address at all; nothing is opened. ERROR_BAD_INPUT. */
gboolean listen_check(const char *address, GError **error);

/* The path of a "unix:/path" address, or NULL for any other. Points into `address`. */
const char *listen_unix_path(const char *address);
