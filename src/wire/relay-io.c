/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-io - bytes over a session's connection
 *
 * Below what stands between libESMTP and the connection: sends, receives, and tells what waits and
 * whether the other side has gone, without a word of SMTP.
 */
#include "wire/relay-session.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

gsize
session_send(Session *session, const char *data, gsize size)
{
    gsize sent = 0;

    while (sent < size) {
        ssize_t n = send(session->fd, data + sent, size - sent, MSG_NOSIGNAL);
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
    return session_send(session, data, size) == size;
}

ssize_t
session_receive(Session *session, char *data, gsize size)
{
    return recv(session->fd, data, size, 0);
}
