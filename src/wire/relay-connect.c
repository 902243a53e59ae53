/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-connect - the connection is ours, libESMTP only talks over it
 *
 * libESMTP connects by itself, without a timeout, without TCP_NODELAY (40 ms a message over 2 KB)
 * and hands out no descriptor. So the connection is made here, with all of that and before a
 * message is taken, and handed over at the moment libESMTP calls connect(): the connect() below
 * takes the place of the C library's in the whole program, because the executable's symbols come
 * first in the dynamic linker's search. In a thread that has nothing to hand over, which is every
 * call of every other library, it goes straight on to the real one.
 *
 * Looking through /proc/self/fd at SMTP_EV_CONNECT instead was rejected: no connect timeout,
 * no way to tell the sockets of several threads apart, and /proc may be hidden from a unit.
 * libESMTP is told to connect to an address that cannot be (0.0.0.0 port 0), so that a build
 * where this connect() is not found fails at once instead of talking to somebody else.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#include "wire/relay.h"
#include "wire/reply.h"

/* What glibc calls the type of connect()'s second argument under _GNU_SOURCE. */
#ifdef __CONST_SOCKADDR_ARG
typedef __CONST_SOCKADDR_ARG SocketAddress;
#else
typedef const struct sockaddr *SocketAddress;
#endif
typedef int (*ConnectFunction)(int, SocketAddress, socklen_t);

static _Thread_local int to_hand_over = -1;
static _Thread_local int taken_as = -1;

void
relay_hand_over(int fd)
{
    to_hand_over = fd;
    taken_as = -1;
}

int
relay_handed_over(void)
{
    return taken_as;
}

int
connect(int fd, SocketAddress address, socklen_t length)
{
    static ConnectFunction real; /* the same value whichever thread writes it */

    if (to_hand_over >= 0) {
        int ours = to_hand_over;
        to_hand_over = -1;
        taken_as = fd;
        return dup3(ours, fd, O_CLOEXEC) < 0 ? -1 : 0;
    }
    ConnectFunction function = g_atomic_pointer_get(&real);
    if (function == NULL) {
        void *symbol = dlsym(RTLD_NEXT, "connect");
        memcpy(&function, &symbol, sizeof function);
        g_atomic_pointer_set(&real, function);
    }
    return function(fd, address, length);
}

int
relay_wait(int fd, short events, gint64 deadline)
{
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = events};
        gint64 left = (deadline - g_get_monotonic_time() + 999) / 1000;
        int n = left > 0 ? poll(&wait, 1, (int)MIN(left, G_MAXINT)) : 0;
        if (n >= 0 || errno != EINTR)
            return n;
    }
}

/* 0, or the errno that says why not. */
static int
connect_one(int fd, const struct addrinfo *address, gint64 deadline)
{
    int failure = 0;
    socklen_t length = sizeof failure;

    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    int n = relay_wait(fd, POLLOUT, deadline);
    if (n == 0)
        return ETIMEDOUT;
    if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length) < 0)
        return errno;
    return failure;
}

static void
set_option(int fd, int level, int name, int value)
{
    /* An option that a kernel lacks costs speed or patience, not mail. */
    (void)setsockopt(fd, level, name, &value, sizeof value);
}

/* A connection that is stuck in the middle of a message is ended by the kernel: libESMTP would
 * carry on writing into it, waiting a whole timeout for each 2 KB. */
static void
set_options(int fd, guint patience)
{
    set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)MIN(patience, G_MAXINT));
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

/* Where nothing stands between, libESMTP writes 2 KB at a time. A packet for each was a third of
 * the work of a message, most of it the other side's. */
void
relay_hold_back(int fd, gboolean hold)
{
    set_option(fd, IPPROTO_TCP, TCP_CORK, hold);
}

void
relay_acknowledge(int fd)
{
    set_option(fd, IPPROTO_TCP, TCP_QUICKACK, 1);
}

int
relay_connect(const Relay *relay, GError **error)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    g_autofree char *port = g_strdup_printf("%u", relay->port);
    int failure = 0;

    int lookup = getaddrinfo(relay->host, port, &hints, &found);
    if (lookup != 0) {
        fail(error, ERROR_TRY_LATER, "could not find the mail server \"%s\": %s", relay->host,
             gai_strerror(lookup));
        fail_hint(error, "check the server's name in the settings, and this host's DNS");
        return -1;
    }
    gint64 deadline = g_get_monotonic_time() + (gint64)relay->connect_timeout * 1000;
    for (struct addrinfo *address = found; address != NULL; address = address->ai_next) {
        int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0) {
            failure = errno;
            continue;
        }
        failure = connect_one(fd, address, deadline);
        if (failure == 0) {
            set_options(fd, relay->command_timeout);
            freeaddrinfo(found);
            return fd;
        }
        close(fd);
    }
    freeaddrinfo(found);
    fail(error, ERROR_TRY_LATER, "could not connect to the mail server \"%s\" port %u: %s",
         relay->host, relay->port, g_strerror(failure));
    fail_hint(error, "check that it runs and that nothing on the way stops the connection");
    return -1;
}

gboolean
relay_greeting(const Relay *relay, int fd, GError **error)
{
    char head[256];
    WireResult line;

    gint64 deadline = g_get_monotonic_time() + (gint64)relay->command_timeout * 1000;
    if (relay_wait(fd, POLLIN, deadline) <= 0)
        return fail(error, ERROR_TRY_LATER, "the mail server \"%s\" port %u said nothing for %u s",
                    relay->host, relay->port, relay->command_timeout / 1000);
    ssize_t n = recv(fd, head, sizeof head - 1, MSG_PEEK | MSG_DONTWAIT);
    if (n <= 0)
        return fail(error, ERROR_TRY_LATER, "the mail server \"%s\" port %u closed the connection",
                    relay->host, relay->port);
    head[n] = '\0';
    /* Less than a code has come so far: for libESMTP to read. */
    if (n < 3 || strncmp(head, "220", 3) == 0)
        return TRUE;
    result_set(&line, WIRE_LATER, SCOPE_SERVER, 0, NULL, head);
    return fail(error, ERROR_TRY_LATER, "the mail server \"%s\" port %u takes no mail now: %s",
                relay->host, relay->port, line.text);
}

gboolean
relay_has_input(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

gboolean
relay_is_dead(int fd)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    char byte;

    if (poll(&look, 1, 0) <= 0)
        return FALSE;
    if (look.revents & (POLLERR | POLLHUP | POLLNVAL))
        return TRUE;
    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}
