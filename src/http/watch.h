/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch - connections that are held without being used
 *
 * The library closes a connection that is silent. Here goes what that leaves: a request that comes
 * a byte at a time and never ends, its headers or its body, has twice the timeout; and when nearly
 * all connections are taken, those go first that have waited longest for a request, then those
 * whose answer has taken longest to be read. A visitor is then answered within seconds whatever
 * number of connections somebody holds.
 */
#pragma once

#include <microhttpd.h>

#include <glib.h>

typedef struct HttpWatch HttpWatch;

/* `connections`: how many there may be; `timeout`: seconds that a client may be silent. */
HttpWatch *http_watch_new(guint connections, guint timeout);
/* When no connection is left. NULL is none. */
void http_watch_free(HttpWatch *watch);

/* The library's MHD_NotifyConnectionCallback, whose data is the HttpWatch. */
void http_watch_notify(void *data, struct MHD_Connection *connection, void **context,
                       enum MHD_ConnectionNotificationCode code);

/* Room for one more connection, which is kept for it: it is watched once the library tells of it.
 * FALSE: there is none. */
gboolean http_watch_expect(HttpWatch *watch);
/* It does not come. */
void http_watch_expect_no_more(HttpWatch *watch);

/* A connection's request is whole and being answered, or no more. */
void http_watch_answering(struct MHD_Connection *connection, gboolean answering);
