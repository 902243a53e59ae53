/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay - the parts of the SMTP outlet: its settings, its connection, its TLS, one session
 *
 * Order of calls in a session: relay_connect(), relay_greeting(), then relay_run(), which hands
 * the connection to libESMTP through relay_hand_over().
 */
#pragma once

#include <stddef.h>

#include <glib.h>
#include <openssl/ssl.h>

#include <libesmtp.h>

#include "wire/outlet.h"

typedef struct {
    Outlet outlet;
    char *host;
    char *helo;
    char *user;
    char *password;
    guint16 port;
    StarttlsMode starttls;
    SSL_CTX *tls; /* NULL under STARTTLS_OFF */
    guint connect_timeout;
    guint command_timeout;
    guint messages_per_session;
    gint behind_end; /* atomic: what leaves with the end of a message is answered (1), is lost (-1)
                      */
} Relay;

/* A connected TCP socket: non-blocking, NODELAY, and ended by the kernel when nothing sent is
 * taken for as long as the command timeout. The name is looked up and its addresses tried in turn,
 * all within the connect timeout (the look-up itself keeps to the resolver's). -1 with
 * ERROR_TRY_LATER. */
int relay_connect(const Relay *relay, GError **error);

/* Waits for the greeting and looks at it without reading it, so that a server that takes nothing
 * now is known before anything is taken from the feed. FALSE with ERROR_TRY_LATER for anything
 * but a 220. */
gboolean relay_greeting(const Relay *relay, int fd, GError **error);

/* The next connect(2) of this thread, whatever it asks for, is given `fd` instead: see
 * relay-connect.c. relay_handed_over() is the descriptor that has become the same connection, or
 * -1; both are undone by relay_hand_over(-1). */
void relay_hand_over(int fd);
int relay_handed_over(void);

/* Waits for `events` (poll(2)) on `fd` until the monotonic `deadline`. Answers as poll(2) does. */
int relay_wait(int fd, short events, gint64 deadline);

/* From now on small writes to `fd` wait for one another and leave as full packets; FALSE: what
 * waits leaves now, and each write at once again. */
void relay_hold_back(int fd, gboolean hold);

/* What has come is acknowledged at once, and not 40 ms later in hope of something to send with it:
 * the other side may hold back what follows until then (RFC 1122 4.2.3.4). */
void relay_acknowledge(int fd);

/* TRUE when bytes wait to be read from `fd`. Reads nothing. */
gboolean relay_has_input(int fd);

/* TRUE once the other side has closed or reset `fd`. Reads nothing. */
gboolean relay_is_dead(int fd);

/* The context for all sessions to a relay. `ca_file` may be NULL. NULL with ERROR_BAD_INPUT. */
SSL_CTX *relay_tls(const char *host, StarttlsMode mode, const char *ca_file, GError **error);

/* One session over `fd`, which stays the caller's to close. See outlet_session(). */
gboolean relay_run(Relay *relay, int fd, const WireFeed *feed, guint *delivered, GError **error);
