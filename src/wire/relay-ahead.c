/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-ahead - commands that leave before libESMTP writes them, and their answers one at a time
 *
 * Where the server offers PIPELINING (RFC 2920), MAIL leaves together with the RCPTs and the DATA
 * that libESMTP is about to write, and all of them with the end of the message before where there
 * is one (RFC 2920, 3.1: the end of a message may begin a group). It goes on to write them as if
 * they were needed: these are taken from it and not sent again. It is given one answer at a time,
 * in their order, so that each is read for the command it belongs to, and nothing of what it makes
 * of them changes. Behind a message that was refused it writes RSET, which would undo what has left
 * for the next: that is answered here. What RFC 2920 warns of is the server that refuses MAIL and
 * yet waits for a message: that connection is left. A server that throws away what comes with the
 * end of a message is found by its silence, and nothing is sent so to it again while the process
 * lives: that costs one connection, not one for each message. One that answers MAIL as often as it
 * should answer all of them cannot be told from a right one; what is seen of such answers before
 * the end of the data is not believed.
 */
#include "wire/relay-session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* Neither this nor the answers to it fill a socket's buffers, so that neither side waits for the
 * other to read. */
#define MOST_AHEAD 4096

/* A password that the server did not take must end the session before it is offered anything. */
gboolean
session_may_go_ahead(const Session *session)
{
    return session->pipelining && (session->relay->user == NULL || session->authenticated);
}

/* libESMTP is certain to write it next, as it has written the one before. */
gboolean
session_may_follow(const Session *session)
{
    return session_may_go_ahead(session) && session->following != NULL &&
           g_atomic_int_get(&session->relay->behind_end) >= 0;
}

gboolean
session_add_ahead(Session *session, const Flight *flight)
{
    const WireEnvelope *envelope = &flight->envelope;
    GString *ahead = session->ahead;
    guint n = 2;

    g_string_printf(ahead, "MAIL FROM:<%s>", envelope->sender);
    if (session->size_told && flight->lines.size > 0)
        g_string_append_printf(ahead, " SIZE=%" G_GSIZE_FORMAT, flight->lines.size);
    g_string_append(ahead, "\r\n");
    for (gsize i = 0; i < envelope->n_recipients; i++)
        if (!flight->refused[i]) {
            g_string_append_printf(ahead, "RCPT TO:<%s>\r\n", envelope->recipients[i]);
            n++;
        }
    g_string_append(ahead, "DATA\r\n");
    if (ahead->len > MOST_AHEAD) {
        g_string_truncate(ahead, 0);
        return FALSE;
    }
    session->owed = n;
    return TRUE;
}

/* FALSE: it writes something else, because it did not understand an answer. */
gboolean
session_repeat(Session *session, const char *data, gsize size)
{
    GString *ahead = session->ahead;

    if (size == strlen("RSET\r\n") && memcmp(data, "RSET\r\n", size) == 0 &&
        g_str_has_prefix(ahead->str, "MAIL FROM:")) {
        g_string_prepend(session->in, "250 2.0.0 nothing to forget\r\n");
        session->owed++;
        return TRUE;
    }
    if (size > ahead->len || memcmp(ahead->str, data, size) != 0) {
        session_abort(session);
        return FALSE;
    }
    g_string_erase(ahead, 0, (gssize)size);
    return TRUE;
}

gboolean
session_write_mail(Session *session, const char *data, gsize size)
{
    session->size_told = g_strstr_len(data, (gssize)size, "> SIZE=") != NULL;
    if (!session_add_ahead(session, session->current))
        return session_send_all(session, data, size);
    if (!session_send_all(session, session->ahead->str, session->ahead->len))
        return FALSE;
    return session_repeat(session, data, size);
}

/* Of what has come, no more than one answer: what is behind the last that is owed is too much. */
ssize_t
session_read_answer(Session *session, char *data, gsize size)
{
    GString *in = session->in;
    gboolean whole;

    if (in->len == 0) {
        ssize_t n = session_receive(session, in->str, SESSION_MOST_READ);
        if (n <= 0)
            return n;
        g_string_set_size(in, (gsize)n);
    }
    gsize end = answer_end(&session->owed_place, in->str, MIN(in->len, size), &whole);
    memcpy(data, in->str, end);
    g_string_erase(in, 0, (gssize)end);
    session->owed -= whole ? 1 : 0;
    if (session->owed == 0) {
        session->out_of_step |= in->len > 0;
        g_string_truncate(in, 0);
    } else if (in->len == 0)
        relay_acknowledge(session->fd);
    return (ssize_t)end;
}

void
session_skip_owed(Session *session)
{
    gint64 patience = (gint64)session->relay->command_timeout * 1000;
    gint64 deadline = g_get_monotonic_time() + patience;
    char text[512];

    g_string_truncate(session->ahead, 0);
    while (session->owed > 0 && !session->aborted) {
        gboolean at_start = session->owed_place.column == 0 && !session->owed_place.more_lines;
        ssize_t n = session_read_answer(session, text, sizeof text);
        if (n < 0 && errno == EAGAIN) {
            if (relay_wait(session->fd, POLLIN, deadline) > 0)
                continue;
        }
        if (n <= 0 || (at_start && text[0] == '3'))
            session_abort(session);
    }
}
