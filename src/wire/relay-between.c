/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-between - what stands between libESMTP and a connection without TLS
 *
 * libESMTP copies a message byte by byte, and that was half of what a copy cost it. So it is given
 * the header alone, in which it has things to see to; what it makes of that waits here until it
 * ends the data, and leaves together with the body and the end itself once that may be sent: one
 * packet, for which the server wakes once. It is known whether the connection has taken the end.
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
 *
 * The functions below take the place of the C library's as connect() does in relay-connect.c. In a
 * thread that has no session, and for every other descriptor, they go straight on to the real ones.
 * Under TLS nothing stands between: what is written there is OpenSSL's.
 */
#include "wire/relay-session.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_HELD 65536
/* Neither this nor the answers to it fill a socket's buffers, so that neither side waits for the
 * other to read. */
#define MOST_AHEAD 4096
#define MOST_READ 4096

static _Thread_local Session *between;

void
session_between(Session *session)
{
    session->out = g_string_sized_new(16384);
    session->ahead = g_string_new(NULL);
    session->in = g_string_sized_new(MOST_READ);
    session->theirs = -1;
    between = session;
}

void
session_apart(Session *session)
{
    between = NULL;
    session->theirs = -1;
    g_string_free(session->out, TRUE);
    g_string_free(session->ahead, TRUE);
    g_string_free(session->in, TRUE);
}

/* How much of it the connection has taken. */
static gsize
send_some(const Session *session, const char *data, gsize size)
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

/* FALSE: the connection has not taken all of it. */
static gboolean
send_all(const Session *session, const char *data, gsize size)
{
    return send_some(session, data, size) == size;
}

static gboolean
let_go(Session *session)
{
    gboolean good = send_all(session, session->out->str, session->out->len);

    g_string_truncate(session->out, 0);
    return good;
}

/* --- what leaves ahead --- */

/* A password that the server did not take must end the session before it is offered anything. */
static gboolean
may_go_ahead(const Session *session)
{
    return session->pipelining && (session->relay->user == NULL || session->authenticated);
}

/* libESMTP is certain to write it next, as it has written the one before. */
static gboolean
may_follow(const Session *session)
{
    return may_go_ahead(session) && session->following != NULL &&
           g_atomic_int_get(&session->relay->behind_end) >= 0;
}

/* What it will write of the message, to be sent before, and the answers to that. FALSE: it is too
 * much. */
static gboolean
add_ahead(Session *session, const Flight *flight)
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
static gboolean
repeat(Session *session, const char *data, gsize size)
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

static gboolean
write_mail(Session *session, const char *data, gsize size)
{
    session->size_told = g_strstr_len(data, (gssize)size, "> SIZE=") != NULL;
    if (!add_ahead(session, session->current))
        return send_all(session, data, size);
    if (!send_all(session, session->ahead->str, session->ahead->len))
        return FALSE;
    return repeat(session, data, size);
}

/* Of what has come, no more than one answer: what is behind the last that is owed is too much. */
static ssize_t
read_answer(Session *session, char *data, gsize size)
{
    GString *in = session->in;
    gboolean whole;

    if (in->len == 0) {
        ssize_t n = recv(session->fd, in->str, MOST_READ, 0);
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
        ssize_t n = session->in->len > 0 || relay_wait(session->fd, POLLIN, deadline) > 0
                        ? read_answer(session, text, sizeof text)
                        : 0;
        if (n <= 0 || (at_start && text[0] == '3'))
            session_abort(session);
    }
}

/* --- the message --- */

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
    if (may_follow(session) && add_ahead(session, session->following)) {
        g_string_append_len(session->out, session->ahead->str, (gssize)session->ahead->len);
        session->owed++; /* for the end of the data */
        session->behind = TRUE;
    }
    flight->cut |= send_some(session, session->out->str, session->out->len) < message;
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
static gboolean
write_message(Session *session, const char *data, gsize size)
{
    Flight *flight = session->writing;

    g_string_append_len(session->out, data, (gssize)size);
    return !flight->handed || !ends_with(session->out, "\r\n.\r\n") || finish(session, flight);
}

/* --- what libESMTP calls --- */

static gboolean
is_between(int fd)
{
    return between != NULL && fd >= 0 && fd == between->theirs;
}

static gboolean
write_between(Session *session, const char *data, gsize size)
{
    if (session->writing != NULL)
        return write_message(session, data, size);
    if (session->ahead->len > 0 || session->owed > 0)
        return repeat(session, data, size);
    if (may_go_ahead(session) && size > 10 && memcmp(data, "MAIL FROM:", 10) == 0)
        return write_mail(session, data, size);
    return send_all(session, data, size);
}

static gpointer real_write, real_read, real_poll;

static gpointer
real(gpointer *known, const char *name)
{
    gpointer function = g_atomic_pointer_get(known);

    if (function == NULL) {
        function = dlsym(RTLD_NEXT, name);
        g_atomic_pointer_set(known, function); /* the same value whichever thread writes it */
    }
    return function;
}

/* Not at the first use, which may be in a signal's handler, or in a child before it is another
 * program: dlsym() is not for these. Only what the libraries' own beginning calls comes earlier. */
__attribute__((constructor)) static void
look_up(void)
{
    (void)real(&real_write, "write");
    (void)real(&real_read, "read");
    (void)real(&real_poll, "poll");
}

ssize_t
write(int fd, const void *data, size_t size)
{
    ssize_t (*function)(int, const void *, size_t);

    if (is_between(fd)) {
        if (write_between(between, data, size))
            return (ssize_t)size;
        errno = EPIPE;
        return -1;
    }
    gpointer symbol = real(&real_write, "write");
    memcpy(&function, &symbol, sizeof function);
    return function(fd, data, size);
}

ssize_t
read(int fd, void *data, size_t size)
{
    ssize_t (*function)(int, void *, size_t);

    if (is_between(fd) && between->owed > 0)
        return read_answer(between, data, size);
    gpointer symbol = real(&real_read, "read");
    memcpy(&function, &symbol, sizeof function);
    return function(fd, data, size);
}

/* Its header says of the real one that it reads nothing of what it is given. */
int poll_between(struct pollfd *fds, nfds_t n, int timeout) __asm__("poll");

/* Before it writes it asks whether it may, and would take an answer that is there for the one to
 * what it is about to write. write() waits by itself. And an answer may be here already. */
int
poll_between(struct pollfd *fds, nfds_t n, int timeout)
{
    int (*function)(struct pollfd *, nfds_t, int);

    struct pollfd *last = n > 0 ? &fds[n - 1] : NULL;
    if (last != NULL && is_between(last->fd) &&
        ((last->events & POLLOUT) != 0 || between->in->len > 0)) {
        for (nfds_t i = 0; i < n; i++)
            fds[i].revents = 0;
        last->revents = last->events;
        return 1;
    }
    gpointer symbol = real(&real_poll, "poll");
    memcpy(&function, &symbol, sizeof function);
    return function(fds, n, timeout);
}
