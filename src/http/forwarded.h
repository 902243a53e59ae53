/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - which proxies are believed when they name the client
 *
 * Anybody can send X-Forwarded-For: it counts only from where a proxy of ours connects.
 */
#pragma once

#include <glib.h>
#include <sys/socket.h>

typedef struct HttpProxies HttpProxies;

/* "unix", "loopback", addresses and networks ("192.0.2.0/24", "2001:db8::/32"), separated by
 * blanks. ERROR_BAD_INPUT names the word that is none. */
HttpProxies *http_proxies_read(const char *words, GError **error);
void http_proxies_free(HttpProxies *proxies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpProxies, http_proxies_free)

/* Whether a connection from `address` (NULL or AF_UNIX: a Unix socket) is one of theirs. NULL
 * believes nobody. */
gboolean http_proxies_have(const HttpProxies *proxies, const struct sockaddr *address);
