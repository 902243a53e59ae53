/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http-raw - bytes to an HTTP server and back, for tests that must send what no client would */
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib.h>

/* Connects to 127.0.0.1:port; a read gives up after five seconds. */
static inline int
raw_connect(guint16 port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval patience = {.tv_sec = 5};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&name, sizeof name), ==, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

static inline void
raw_say(int fd, const char *bytes)
{
    gsize size = strlen(bytes);

    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* refused early: the answer tells */
        bytes += sent;
        size -= (gsize)sent;
    }
}

/* All that comes until the server closes. */
static inline char *
raw_read_all(int fd)
{
    GString *out = g_string_new(NULL);
    char buffer[4096];
    ssize_t got;

    while ((got = read(fd, buffer, sizeof buffer)) > 0)
        g_string_append_len(out, buffer, got);
    close(fd);
    return g_string_free(out, FALSE);
}

/* One answer to a GET or POST (headers, then Content-Length bytes); the connection stays. */
static inline char *
raw_read_one(int fd)
{
    GString *out = g_string_new(NULL);
    char byte;

    while (strstr(out->str, "\r\n\r\n") == NULL && read(fd, &byte, 1) == 1)
        g_string_append_c(out, byte);
    const char *length = strstr(out->str, "Content-Length: ");
    for (guint64 left = length != NULL ? g_ascii_strtoull(length + 16, NULL, 10) : 0;
         left > 0 && read(fd, &byte, 1) == 1; left--)
        g_string_append_c(out, byte);
    return g_string_free(out, FALSE);
}

/* Sends `bytes` on a connection of its own and reads until the server closes. */
static inline char *
raw_exchange(guint16 port, const char *bytes)
{
    int fd = raw_connect(port);

    raw_say(fd, bytes);
    return raw_read_all(fd);
}

static inline guint
raw_status(const char *answer)
{
    g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 "));
    return (guint)g_ascii_strtoull(answer + strlen("HTTP/1.1 "), NULL, 10);
}

/* What comes behind the headers. */
static inline const char *
raw_body(const char *answer)
{
    return strstr(answer, "\r\n\r\n") + 4;
}

/* How often `needle` is in `text`. */
static inline guint
raw_count(const char *text, const char *needle)
{
    guint n = 0;

    while ((text = strstr(text, needle)) != NULL) {
        text += strlen(needle);
        n++;
    }
    return n;
}
