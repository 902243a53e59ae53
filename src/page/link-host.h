/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link-host - where a link really leads, where its words say otherwise */
#pragma once

#include <glib.h>

/* The host of the http(s) address `url`, as the network knows it ("xn--pple-43d.com"), where a
 * reader should see it beside a link with the words `text`: the words name another host, the
 * address has a user's name before its host, or the host has letters that others look like.
 * NULL where there is nothing to tell. g_free(). */
char *link_host_shown(const char *url, const char *text);
