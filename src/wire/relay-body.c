/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-body - a message past libESMTP
 *
 * libESMTP copies a message byte by byte, and that was half of what a copy cost it. So it is given
 * the header alone, in which it has things to see to; what it makes of that waits here until it
 * ends the data, and leaves together with the body and the end itself once that may be sent: one
 * packet, for which the server wakes once. It is known whether the connection has taken the end.
 */
#include "wire/relay-session.h"

#include <string.h>

#define MOST_HELD 65536

static gboolean
let_go(Session *session)
{
    gboolean good = session_send_all(session, session->out->str, session->out->len);

    g_string_truncate(session->out, 0);
    return good;
}

/* RFC 5321 4.5.2: a dot that begins a line is doubled. */
static void
append_stuffed(GString *out, const char *data, gsize size, gboolean at_start)
{
    const char *end = data + size, *run = data, *line = data;

    while (line != NULL && line < end) {
        if (at_start && *line == '.') {
            g_string_append_len(out, run, line - run);
            g_string_append_c(out, '.');
            run = line;
        }
        line = memchr(line, '\n', (gsize)(end - line));
        if (line != NULL)
            line++;
        at_start = TRUE;
    }
    g_string_append_len(out, run, end - run);
}

/* What fits is held, to leave with the end. */
static gboolean
write_body(Session *session, const Flight *flight)
{
    const WireEnvelope *envelope = &flight->envelope;
    gsize skip = MIN(flight->lines.head + 2, flight->lines.size);
    gboolean at_start = TRUE;

    for (gsize i = 0; i < envelope->n_segments; i++) {
        gsize left = envelope->segments[i].size;
        const char *data = envelope->segments[i].data;
        gsize passed = MIN(skip, left);
        skip -= passed;
        left -= passed;
        data += passed;
        while (left > 0) {
            gsize size = MIN(left, MOST_HELD);
            append_stuffed(session->out, data, size, at_start);
            at_start = data[size - 1] == '\n';
            data += size;
            left -= size;
            if (session->out->len >= MOST_HELD && !let_go(session))
                return FALSE;
        }
    }
    if (!at_start)
        g_string_append(session->out, "\r\n");
    return TRUE;
}

static gboolean
finish(Session *session, Flight *flight)
{
    session->writing = NULL;
    session->behind = FALSE;
    g_string_truncate(session->out, session->out->len - strlen(".\r\n"));
    if (!write_body(session, flight)) {
        session_abort(session); /* as below */
        return FALSE;
    }
    if (!session_end_data(flight))
        return FALSE;
    if (flight->cut) {
        /* Nothing of the end may leave for who is gone, or it could have arrived. */
        g_string_truncate(session->out, 0);
        session_abort(session);
        return FALSE;
    }
    g_string_append(session->out, ".\r\n");
    gsize message = session->out->len;
    if (session_may_follow(session) && session_add_ahead(session, session->following)) {
        g_string_append_len(session->out, session->ahead->str, (gssize)session->ahead->len);
        session->owed++; /* for the end of the data */
        session->behind = TRUE;
    }
    flight->cut |= session_send(session, session->out->str, session->out->len) < message;
    g_string_truncate(session->out, 0);
    if (flight->cut)
        session_abort(session); /* perhaps in its middle: a command would be read as more of it */
    return !flight->cut;
}

static gboolean
ends_with(const GString *text, const char *end)
{
    gsize n = strlen(end);

    return text->len >= n && memcmp(text->str + text->len - n, end, n) == 0;
}

/* Until it has read the header, a line with one dot in what it writes is one that it has doubled.
 */
gboolean
session_write_message(Session *session, const char *data, gsize size)
{
    Flight *flight = session->writing;

    g_string_append_len(session->out, data, (gssize)size);
    return !flight->handed || !ends_with(session->out, "\r\n.\r\n") || finish(session, flight);
}
