/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scripted-smtp - an SMTP server for tests that misbehaves on request
 *
 * RFC 5321 with PIPELINING, CHUNKING (RFC 3030), STARTTLS and AUTH PLAIN and LOGIN, as far as a
 * client can see. Blocking reads, one thread a connection; freeing it shuts every socket down.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/scripted-smtp-private.h"
#include "lib/test-tls.h"

static void
message_free(gpointer pointer)
{
    ScriptMessage *message = pointer;

    g_free(message->sender);
    g_strfreev(message->recipients);
    g_free(message->data);
    g_free(message);
}

static gpointer
serve_all(gpointer data)
{
    ScriptedSmtp *server = data;
    int fd;

    while ((fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        ScriptConnection *c = g_new0(ScriptConnection, 1);
        c->server = server;
        c->fd = fd;
        g_mutex_lock(&server->lock);
        c->number = ++server->n_connections;
        g_array_append_val(server->sockets, fd);
        g_ptr_array_add(server->threads, g_thread_new("scripted", script_session, c));
        g_mutex_unlock(&server->lock);
    }
    return NULL;
}

/* On a free port of this host's loopback address of either version. */
static void
server_listen(ScriptedSmtp *server, gboolean version_6)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr *address = version_6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t length = version_6 ? sizeof v6 : sizeof v4;

    server->listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0 || bind(server->listener, address, length) < 0 ||
        listen(server->listener, 64) < 0 || getsockname(server->listener, address, &length) < 0)
        g_error("scripted-smtp: cannot listen: %s", g_strerror(errno));
    server->port = ntohs(version_6 ? v6.sin6_port : v4.sin_port);
}

ScriptedSmtp *
scripted_smtp_new(const ScriptRule *rules, const ScriptOptions *options)
{
    ScriptedSmtp *server = g_new0(ScriptedSmtp, 1);
    guint n_rules = 0;

    while (rules != NULL && rules[n_rules].command != NULL)
        n_rules++;
    server->rules = rules;
    server->served = g_new0(guint, n_rules + 1);
    if (options != NULL)
        server->options = *options;
    g_mutex_init(&server->lock);
    server->threads = g_ptr_array_new();
    server->sockets = g_array_new(FALSE, FALSE, sizeof(int));
    server->messages = g_ptr_array_new_with_free_func(message_free);
    server->heard = g_string_new(NULL);
    if (server->options.certificate == NULL) {
        server->options.certificate = test_tls_certificate();
        server->options.key = test_tls_key();
    }
    if (server->options.certificate != NULL) {
        server->tls = SSL_CTX_new(TLS_server_method());
        if (SSL_CTX_use_certificate_file(server->tls, server->options.certificate,
                                         SSL_FILETYPE_PEM) != 1 ||
            SSL_CTX_use_PrivateKey_file(server->tls, server->options.key, SSL_FILETYPE_PEM) != 1)
            g_error("scripted-smtp: cannot read %s", server->options.certificate);
    }
    server_listen(server, options != NULL && options->version_6);
    server->thread = g_thread_new("scripted-accept", serve_all, server);
    return server;
}

void
scripted_smtp_free(ScriptedSmtp *server)
{
    if (server == NULL)
        return;
    shutdown(server->listener, SHUT_RDWR);
    g_thread_join(server->thread);
    close(server->listener);
    g_mutex_lock(&server->lock);
    server->stopping = TRUE;
    for (guint i = 0; i < server->sockets->len; i++)
        shutdown(g_array_index(server->sockets, int, i), SHUT_RDWR);
    g_mutex_unlock(&server->lock);
    for (guint i = 0; i < server->threads->len; i++)
        g_thread_join(server->threads->pdata[i]);
    g_ptr_array_unref(server->threads);
    g_array_unref(server->sockets);
    g_ptr_array_unref(server->messages);
    g_string_free(server->heard, TRUE);
    SSL_CTX_free(server->tls);
    g_free(server->served);
    g_mutex_clear(&server->lock);
    g_free(server);
}

guint16
scripted_smtp_port(ScriptedSmtp *server)
{
    return server->port;
}

guint
scripted_smtp_connections(ScriptedSmtp *server)
{
    g_mutex_lock(&server->lock);
    guint n = server->n_connections;
    g_mutex_unlock(&server->lock);
    return n;
}

guint
scripted_smtp_n_messages(ScriptedSmtp *server)
{
    g_mutex_lock(&server->lock);
    guint n = server->messages->len;
    g_mutex_unlock(&server->lock);
    return n;
}

const ScriptMessage *
scripted_smtp_message(ScriptedSmtp *server, guint i)
{
    g_mutex_lock(&server->lock);
    const ScriptMessage *message = server->messages->pdata[i];
    g_mutex_unlock(&server->lock);
    return message;
}

gboolean
scripted_smtp_heard(ScriptedSmtp *server, const char *text)
{
    g_mutex_lock(&server->lock);
    gboolean heard = strstr(server->heard->str, text) != NULL;
    g_mutex_unlock(&server->lock);
    return heard;
}

gboolean
scripted_smtp_ahead(ScriptedSmtp *server)
{
    g_mutex_lock(&server->lock);
    gboolean ahead = server->ahead;
    g_mutex_unlock(&server->lock);
    return ahead;
}

gboolean
scripted_smtp_ahead_of_end(ScriptedSmtp *server)
{
    g_mutex_lock(&server->lock);
    gboolean ahead = server->ahead_of_end;
    g_mutex_unlock(&server->lock);
    return ahead;
}
