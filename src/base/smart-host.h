/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smart-host - the mail servers that take outgoing mail, as the settings write them
 */
#pragma once

#include <glib.h>

typedef struct {
    char *host;
    guint16 port;
    guint weight; /* 1 to 1000: so many times the sessions of one of weight 1 */
} SmartHost;

/* "HOST", "HOST:PORT" or "[ADDRESS]:PORT", each with "*WEIGHT" behind it or not, separated by
 * commas: SmartHost*, at least one, in their order; g_ptr_array_unref(). Without a port it is 25.
 * ERROR_BAD_INPUT names the one that is none. */
GPtrArray *smart_hosts_read(const char *text, GError **error);
