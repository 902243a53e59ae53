/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-between - what stands between libESMTP and a connection without TLS
 *
 * The functions below take the place of the C library's as connect() does in relay-connect.c, and
 * hand what libESMTP writes to relay-body.c (a message) and relay-ahead.c (commands). In a thread
 * that has no session, and for every other descriptor, they go straight on to the real ones.
 * Under TLS nothing stands between: what is written there is OpenSSL's.
 */
#include "wire/relay-session.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static _Thread_local Session *between;

void
session_between(Session *session)
{
    session->out = g_string_sized_new(16384);
    session->ahead = g_string_new(NULL);
    session->in = g_string_sized_new(SESSION_MOST_READ);
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

static gboolean
is_between(int fd)
{
    return between != NULL && fd >= 0 && fd == between->theirs;
}

static gboolean
write_between(Session *session, const char *data, gsize size)
{
    if (session->writing != NULL)
        return session_write_message(session, data, size);
    if (session->ahead->len > 0 || session->owed > 0)
        return session_repeat(session, data, size);
    if (session_may_go_ahead(session) && size > 10 && memcmp(data, "MAIL FROM:", 10) == 0)
        return session_write_mail(session, data, size);
    return session_send_all(session, data, size);
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
        return session_read_answer(between, data, size);
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
