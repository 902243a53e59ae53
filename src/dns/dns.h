/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dns - the only door to libunbound: what is published under a name
 *
 * One resolver a process, made when it is first asked, with a cache of its own that keeps answers
 * for as long as they say, and uses an old one for a day where no new one can be had (RFC 8767).
 * Safe from any thread; one question at a time. No question waits for longer than it was given.
 */
#pragma once

#include <glib.h>

typedef enum {
    DNS_FOUND,   /* there are records */
    DNS_NOTHING, /* the name is there, without such records */
    DNS_NO_NAME, /* there is no such name (NXDOMAIN) */
    DNS_FAILED   /* nobody knows: no answer in time, or one that is a failure */
} DnsAnswer;

/* Whether `server` is one that can be asked, as below. */
gboolean dns_server_is_valid(const char *server);

/* The TXT records of `name`, each as one string with its pieces joined (RFC 7208, 3.3), NUL out;
 * g_strfreev(). Written with DNS_FOUND only. `server` is ADDRESS or ADDRESS@PORT; "" stands for
 * those of the system, "none" for asking nobody: DNS_FAILED. A name for which nobody answered in
 * time fails at once for half a minute; after three of them in a row every question has a fifth of
 * a second, which is enough for an answer that is kept, so that work is not held up by each. */
DnsAnswer dns_text(const char *server, const char *name, int timeout_ms, char ***texts);

/* Whether there is such a name at all: DNS_FOUND or DNS_NOTHING, DNS_NO_NAME, DNS_FAILED. */
DnsAnswer dns_name(const char *server, const char *name, int timeout_ms);
