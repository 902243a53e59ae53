/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link - whether links lead anywhere
 *
 * HEAD, then GET where a server does not answer that well, of which no body is kept; no cookie, no
 * referrer, no proxy of the environment. Several at once, few of one host. Addresses of private
 * networks are not spoken to, whatever name leads to them (RFC 1918, 4193, 6890), unless allowed:
 * a letter must not make its sender's own network answer.
 */
#pragma once

#include <glib.h>

typedef enum {
    LINK_GOOD,
    LINK_MOVED,  /* for good (301, 308): it works, and the new address would work longer */
    LINK_UNSURE, /* it may work for readers: refused to us, too slow, too busy */
    LINK_BROKEN
} LinkState;

typedef struct {
    guint timeout;          /* seconds for one link, redirects with it */
    gboolean allow_private; /* loopback and private networks too */
    const char *agent;      /* User-Agent */
} LinkSettings;

/* Told once for each link, by its index, in the order they answer; `words` say why. */
typedef void (*LinkSeen)(guint index, LinkState state, const char *words, gpointer user_data);

/* Follows them all. ERROR_TRY_LATER when it could not begin at all. */
gboolean link_check_all(const char *const *urls, guint n, const LinkSettings *settings,
                        LinkSeen seen, gpointer user_data, GError **error);
