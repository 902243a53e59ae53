/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-io - bytes over a session's connection, in the clear or under TLS
 *
 * Below what stands between libESMTP and the connection: sends, receives, and tells what waits and
 * whether the other side has gone, without a word of SMTP. Under TLS that is asked of OpenSSL,
 * which may hold what the socket no longer does; SSL_write_ex() and SSL_read_ex() are its own,
 * where SSL_write() and SSL_read() are those of relay-between.c. Nothing is renegotiated
 * (relay-tls.c), so that sending waits for room alone, and receiving for what comes.
 */
#include "wire/relay-session.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include <openssl/err.h>

/* The result counts whole records: what has left of another cannot be read by the other side. */
static ssize_t
send_secret(SSL *tls, const char *data, gsize size)
{
    gsize sent;

    ERR_clear_error();
    if (SSL_write_ex(tls, data, size, &sent) == 1)
        return (ssize_t)sent;
    errno = SSL_get_error(tls, 0) == SSL_ERROR_WANT_WRITE ? EAGAIN : EPIPE;
    return -1;
}

static ssize_t
receive_secret(SSL *tls, char *data, gsize size)
{
    gsize received;

    ERR_clear_error();
    if (SSL_read_ex(tls, data, size, &received) == 1)
        return (ssize_t)received;
    if (SSL_get_error(tls, 0) != SSL_ERROR_WANT_READ)
        return 0; /* closed, or broken, which is no better */
    errno = EAGAIN;
    return -1;
}

gsize
session_send(Session *session, const char *data, gsize size)
{
    gsize sent = 0;

    while (sent < size) {
        ssize_t n = session->tls != NULL
                        ? send_secret(session->tls, data + sent, size - sent)
                        : send(session->fd, data + sent, size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            gint64 patience = (gint64)session->relay->command_timeout * 1000;
            if (relay_wait(session->fd, POLLOUT, g_get_monotonic_time() + patience) <= 0)
                break;
        } else if (n >= 0)
            sent += (gsize)n;
        else if (errno != EINTR)
            break;
    }
    return sent;
}

gboolean
session_send_all(Session *session, const char *data, gsize size)
{
    if (session_send(session, data, size) == size)
        return TRUE;
    session_abort(session); /* half a line, half a record */
    return FALSE;
}

ssize_t
session_receive(Session *session, char *data, gsize size)
{
    return session->tls != NULL ? receive_secret(session->tls, data, size)
                                : recv(session->fd, data, size, 0);
}

/* Also of a record that is not whole yet. */
gboolean
session_has_input(const Session *session)
{
    char byte;
    gsize n;

    if (session->tls != NULL) {
        ERR_clear_error();
        if (SSL_peek_ex(session->tls, &byte, 1, &n) == 1 || SSL_has_pending(session->tls))
            return TRUE;
    }
    return relay_has_input(session->fd);
}

gboolean
session_is_dead(const Session *session)
{
    if (session->tls != NULL && (SSL_get_shutdown(session->tls) & SSL_RECEIVED_SHUTDOWN) != 0)
        return TRUE;
    return relay_is_dead(session->fd);
}
