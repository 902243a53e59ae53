/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-between - what stands between libESMTP and a connection, in the clear or under TLS
 *
 * The functions below take the place of the C library's, as connect() does in relay-connect.c, and
 * of OpenSSL's. They hand what libESMTP writes to relay-body.c (a message) and relay-ahead.c
 * (commands). In a thread that has no session, and for every other descriptor or SSL, they go
 * straight on to the real ones. From STARTTLS on nothing is between, since what is written then is
 * OpenSSL's handshake, until libESMTP itself writes under TLS: to that moment the connection was as
 * good as not ours, so a libESMTP that called something else would only be slow. What OpenSSL
 * writes to the descriptor for us goes past all this.
 */
#include "wire/relay-session.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>

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
    session->tls = NULL;
    g_string_free(session->out, TRUE);
    g_string_free(session->ahead, TRUE);
    g_string_free(session->in, TRUE);
}

static gboolean
is_theirs(int fd)
{
    return between != NULL && fd >= 0 && fd == between->theirs;
}

static gboolean
is_between(int fd)
{
    return is_theirs(fd) && between->tls == NULL;
}

static gboolean
is_secret(const SSL *ssl)
{
    return between != NULL && between->tls == ssl;
}

/* libESMTP's first words under TLS. Records are sent one by one, so that it is known which have
 * left. */
static gboolean
becomes_secret(SSL *ssl)
{
    if (between == NULL || between->tls != NULL || between->theirs >= 0 ||
        relay_handed_over() < 0 || SSL_get_wfd(ssl) != relay_handed_over())
        return FALSE;
    between->theirs = relay_handed_over();
    between->tls = ssl;
    SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE);
    return TRUE;
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

static ssize_t
read_between(Session *session, char *data, gsize size)
{
    return session->owed > 0 ? session_read_answer(session, data, size)
                             : session_receive(session, data, size);
}

/* --- what libESMTP calls --- */

static gpointer real_write, real_read, real_poll, real_ssl_write, real_ssl_read, real_ssl_pending;

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
    (void)real(&real_ssl_write, "SSL_write");
    (void)real(&real_ssl_read, "SSL_read");
    (void)real(&real_ssl_pending, "SSL_pending");
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

    if (is_between(fd))
        return read_between(between, data, size);
    gpointer symbol = real(&real_read, "read");
    memcpy(&function, &symbol, sizeof function);
    return function(fd, data, size);
}

int
SSL_write(SSL *ssl, const void *data, int size)
{
    int (*function)(SSL *, const void *, int);

    if (size > 0 && (is_secret(ssl) || becomes_secret(ssl))) {
        if (write_between(between, data, (gsize)size))
            return size;
        ERR_raise(ERR_LIB_SYS, EPIPE); /* for SSL_get_error(), or it may say to try again */
        return -1;
    }
    gpointer symbol = real(&real_ssl_write, "SSL_write");
    memcpy(&function, &symbol, sizeof function);
    return function(ssl, data, size);
}

int
SSL_read(SSL *ssl, void *data, int size)
{
    int (*function)(SSL *, void *, int);

    if (size > 0 && is_secret(ssl))
        return (int)read_between(between, data, (gsize)size);
    gpointer symbol = real(&real_ssl_read, "SSL_read");
    memcpy(&function, &symbol, sizeof function);
    return function(ssl, data, size);
}

static int
pending(const SSL *ssl)
{
    int (*function)(const SSL *);

    gpointer symbol = real(&real_ssl_pending, "SSL_pending");
    memcpy(&function, &symbol, sizeof function);
    return function(ssl);
}

/* It asks this before poll(), and without regard to whether it wants to write: see there. */
int
SSL_pending(const SSL *ssl)
{
    return is_secret(ssl) ? 0 : pending(ssl);
}

/* Its header says of the real one that it reads nothing of what it is given. */
int poll_between(struct pollfd *fds, nfds_t n, int timeout) __asm__("poll");

static gboolean
has_answer(const Session *session)
{
    return session->in->len > 0 || (session->tls != NULL && pending(session->tls) > 0);
}

/* Before it writes it asks whether it may, and would take an answer that is there for the one to
 * what it is about to write. write() waits by itself. And an answer may be here already. */
int
poll_between(struct pollfd *fds, nfds_t n, int timeout)
{
    int (*function)(struct pollfd *, nfds_t, int);

    struct pollfd *last = n > 0 ? &fds[n - 1] : NULL;
    if (last != NULL && is_theirs(last->fd) &&
        ((last->events & POLLOUT) != 0 || has_answer(between))) {
        for (nfds_t i = 0; i < n; i++)
            fds[i].revents = 0;
        last->revents = last->events;
        return 1;
    }
    gpointer symbol = real(&real_poll, "poll");
    memcpy(&function, &symbol, sizeof function);
    return function(fds, n, timeout);
}
