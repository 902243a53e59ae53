/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listen - open a listening socket
 *
 * Libraries could bind by themselves, but know no Unix sockets, no port 0 read back, or report a
 * failure only as NULL. Names are not resolved: a listening address is a number, so that starting
 * does not depend on DNS. On failure nothing stays open and nothing is left in the file system.
 */
#include "base/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"

enum {
    BACKLOG = 511,
};

const char *
listen_unix_path(const char *address)
{
    return g_str_has_prefix(address, "unix:") ? address + strlen("unix:") : NULL;
}

static int
listen_failed(const char *address, int fd, int errnum, GError **error)
{
    ErrorKind kind = errnum == EADDRINUSE ? ERROR_CONFLICT
                     : errnum == EACCES   ? ERROR_REFUSED
                                          : ERROR_TRY_LATER;

    if (fd >= 0)
        close(fd);
    fail(error, kind, "could not listen on \"%s\": %s", address, g_strerror(errnum));
    if (errnum == EADDRINUSE)
        fail_hint(error, "another program listens there; stop it or give another address");
    return -1;
}

/* Whether a program answers on the Unix socket; a socket without one may be removed. */
static gboolean
socket_answers(const struct sockaddr_un *name)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return TRUE;
    int result = connect(fd, (const struct sockaddr *)name, sizeof *name);
    gboolean dead = result < 0 && errno == ECONNREFUSED;
    close(fd);
    return !dead;
}

static gboolean
check_unix(const char *address, const char *path, GError **error)
{
    const gsize max = sizeof((struct sockaddr_un *)NULL)->sun_path - 1;

    if (path[0] == '/' && strlen(path) <= max)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "cannot listen on \"%s\": not a path a socket can have", address);
    return fail_hint(error, "an absolute path of at most %zu bytes", max);
}

static int
listen_unix(const char *address, const char *path, GError **error)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct stat status;

    if (!check_unix(address, path, error))
        return -1;
    memcpy(name.sun_path, path, strlen(path) + 1);
    if (lstat(path, &status) == 0) {
        if (!S_ISSOCK(status.st_mode) || socket_answers(&name))
            return listen_failed(address, -1, EADDRINUSE, error);
        unlink(path);
    }

    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&name, sizeof name) < 0)
        return listen_failed(address, fd, errno, error);
    if (chmod(path, 0666) < 0 || listen(fd, BACKLOG) < 0) {
        int errnum = errno;
        unlink(path);
        return listen_failed(address, fd, errnum, error);
    }
    return fd;
}

/* The numeric host and port of "host:port" or "[host]:port" as addrinfo, or NULL. */
static struct addrinfo *
address_parse(const char *address)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *result = NULL;
    const char *colon = strrchr(address, ':');
    guint64 port;

    if (colon == NULL || colon == address ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
        return NULL;
    gboolean brackets = address[0] == '[' && colon[-1] == ']';
    g_autofree char *host = brackets ? g_strndup(address + 1, (gsize)(colon - address) - 2)
                                     : g_strndup(address, (gsize)(colon - address));
    if (!brackets && strchr(host, ':') != NULL)
        return NULL;
    return getaddrinfo(host, colon + 1, &hints, &result) == 0 ? result : NULL;
}

static gboolean
refuse_inet(const char *address, GError **error)
{
    fail(error, ERROR_BAD_INPUT, "cannot listen on \"%s\": not an address", address);
    return fail_hint(error, "write 127.0.0.1:8080, [::1]:8080 or unix:/path");
}

static int
listen_inet(const char *address, guint16 *port, GError **error)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } bound;
    socklen_t size = sizeof bound;
    const int on = 1, off = 0;
    struct addrinfo *info = address_parse(address);

    if (info == NULL) {
        refuse_inet(address, error);
        return -1;
    }
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (info->ai_family == AF_INET6)
            setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    }
    gboolean ok = fd >= 0 && bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
                  listen(fd, BACKLOG) == 0 && getsockname(fd, &bound.any, &size) == 0;
    int errnum = errno;
    freeaddrinfo(info);
    if (!ok)
        return listen_failed(address, fd, errnum, error);
    *port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    return fd;
}

gboolean
listen_check(const char *address, GError **error)
{
    const char *path = listen_unix_path(address);
    struct addrinfo *info = NULL;

    if (path != NULL)
        return check_unix(address, path, error);
    info = address_parse(address);
    if (info == NULL)
        return refuse_inet(address, error);
    freeaddrinfo(info);
    return TRUE;
}

int
listen_open(const char *address, guint16 *port, GError **error)
{
    const char *path = listen_unix_path(address);

    if (path == NULL)
        return listen_inet(address, port, error);
    *port = 0;
    return listen_unix(address, path, error);
}
