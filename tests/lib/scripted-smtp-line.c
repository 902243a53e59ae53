/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over a connection of scripted-smtp: bytes, lines, answers, TLS. */
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include "lib/scripted-smtp-private.h"

int
script_byte(ScriptConnection *c)
{
    if (c->at == c->end) {
        int n = c->ssl != NULL ? SSL_read(c->ssl, c->buffer, sizeof c->buffer)
                               : (int)recv(c->fd, c->buffer, sizeof c->buffer, 0);
        if (n <= 0) {
            c->gone = TRUE;
            return -1;
        }
        c->at = 0;
        c->end = n;
    }
    return (unsigned char)c->buffer[c->at++];
}

void
script_put(ScriptConnection *c, const char *text, gsize size)
{
    if (c->ssl != NULL) {
        if (size > 0 && SSL_write(c->ssl, text, (int)size) <= 0)
            c->gone = TRUE;
        return;
    }
    while (size > 0 && !c->gone) {
        ssize_t n = send(c->fd, text, size, MSG_NOSIGNAL);
        if (n <= 0)
            c->gone = TRUE;
        else {
            text += n;
            size -= (gsize)n;
        }
    }
}

void
script_answer(ScriptConnection *c, const char *reply)
{
    g_auto(GStrv) lines = g_strsplit(reply, "\n", -1);
    g_autofree char *joined = g_strjoinv("\r\n", lines);
    g_autofree char *whole = g_strconcat(joined, "\r\n", NULL);

    const char *rest = whole;
    for (const char *cut; (cut = strchr(rest, '\v')) != NULL; rest = cut + 1) {
        script_put(c, rest, (gsize)(cut - rest));
        g_usleep(20000);
    }
    script_put(c, rest, strlen(rest));
}

void
script_reset(ScriptConnection *c)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    c->gone = TRUE;
}

char *
script_line(ScriptConnection *c)
{
    GString *line = g_string_new(NULL);
    int byte;

    while ((byte = script_byte(c)) >= 0 && line->len < 100000) {
        if (byte == '\n' && line->len > 0 && line->str[line->len - 1] == '\r') {
            g_string_truncate(line, line->len - 1);
            return g_string_free(line, FALSE);
        }
        g_string_append_c(line, (char)byte);
    }
    g_string_free(line, TRUE);
    return NULL;
}

void
script_note(ScriptConnection *c, const char *text)
{
    g_mutex_lock(&c->server->lock);
    g_string_append_printf(c->server->heard, "%s\n", text);
    g_mutex_unlock(&c->server->lock);
}

void
script_start_tls(ScriptConnection *c)
{
    g_autofree char *reply =
        g_strconcat("220 2.0.0 go ahead\r\n", c->server->options.injection, NULL);

    if (!c->server->options.answered)
        script_put(c, reply, strlen(reply));
    SSL *ssl = SSL_new(c->server->tls);
    SSL_set_fd(ssl, c->fd);
    if (SSL_accept(ssl) <= 0) {
        ERR_clear_error();
        SSL_free(ssl);
        c->gone = TRUE;
        return;
    }
    c->ssl = ssl;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    g_autofree char *told =
        g_strdup_printf("TLS %s for %s", SSL_get_version(ssl), name != NULL ? name : "nobody");
    script_note(c, told);
}
