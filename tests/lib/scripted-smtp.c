/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scripted-smtp - an SMTP server for tests that misbehaves on request
 *
 * RFC 5321 with PIPELINING, CHUNKING (RFC 3030), STARTTLS and AUTH PLAIN and LOGIN, as far as a
 * client can see. Blocking reads, one thread a connection; freeing it shuts every socket down.
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "lib/scripted-smtp.h"

struct ScriptedSmtp {
    const ScriptRule *rules;
    ScriptOptions options;
    SSL_CTX *tls;
    int listener;
    guint16 port;
    GThread *thread;
    GMutex lock; /* all below */
    guint *served;
    gboolean stopping;
    gboolean ahead;
    guint n_connections;
    GPtrArray *threads;
    GArray *sockets;
    GPtrArray *messages;
    GString *heard;
};

typedef struct {
    ScriptedSmtp *server;
    int fd;
    guint number;
    SSL *ssl;
    char buffer[4096];
    int at, end;
    gboolean gone;
    gboolean refused; /* the last MAIL was */
    char *sender;
    GPtrArray *recipients;
    GString *data;
} Connection;

static void
message_free(gpointer pointer)
{
    ScriptMessage *message = pointer;

    g_free(message->sender);
    g_strfreev(message->recipients);
    g_free(message->data);
    g_free(message);
}

static int
next_byte(Connection *c)
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

static void
put(Connection *c, const char *text, gsize size)
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

static void
answer(Connection *c, const char *reply)
{
    g_auto(GStrv) lines = g_strsplit(reply, "\n", -1);
    g_autofree char *joined = g_strjoinv("\r\n", lines);
    g_autofree char *whole = g_strconcat(joined, "\r\n", NULL);

    const char *rest = whole;
    for (const char *cut; (cut = strchr(rest, '\v')) != NULL; rest = cut + 1) {
        put(c, rest, (gsize)(cut - rest));
        g_usleep(20000);
    }
    put(c, rest, strlen(rest));
}

static void
close_with_reset(Connection *c)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    c->gone = TRUE;
}

/* TRUE when a rule has answered. */
static gboolean
scripted(Connection *c, const char *command, const char *line)
{
    ScriptedSmtp *server = c->server;
    const ScriptRule *rule = NULL;

    g_mutex_lock(&server->lock);
    for (guint i = 0; server->rules != NULL && server->rules[i].command != NULL; i++) {
        const ScriptRule *candidate = &server->rules[i];
        if (g_ascii_strcasecmp(candidate->command, command) != 0 ||
            (candidate->match != NULL && strstr(line, candidate->match) == NULL) ||
            (candidate->times != 0 && server->served[i] >= candidate->times))
            continue;
        server->served[i]++;
        rule = candidate;
        break;
    }
    g_mutex_unlock(&server->lock);
    if (rule == NULL)
        return FALSE;
    if (strcmp(command, "MAIL") == 0)
        c->refused = rule->reply != NULL && (rule->reply[0] == '4' || rule->reply[0] == '5');
    if (rule->delay > 0)
        g_usleep(rule->delay * 1000ul);
    switch (rule->act) {
    case SCRIPT_ANSWER:
        if (rule->reply == NULL)
            return FALSE; /* the usual answer, late */
        answer(c, rule->reply);
        break;
    case SCRIPT_RAW:
        put(c, rule->reply, strlen(rule->reply));
        break;
    case SCRIPT_DROP:
        if (rule->reply != NULL)
            answer(c, rule->reply);
        c->gone = TRUE;
        break;
    case SCRIPT_RESET:
        close_with_reset(c);
        break;
    case SCRIPT_STALL:
        for (;;) {
            g_mutex_lock(&server->lock);
            gboolean stop = server->stopping;
            g_mutex_unlock(&server->lock);
            if (stop)
                break;
            g_usleep(20000);
        }
        c->gone = TRUE;
        break;
    }
    return TRUE;
}

/* A line without its CRLF, or NULL at the end. */
static char *
read_line(Connection *c)
{
    GString *line = g_string_new(NULL);
    int byte;

    while ((byte = next_byte(c)) >= 0 && line->len < 100000) {
        if (byte == '\n' && line->len > 0 && line->str[line->len - 1] == '\r') {
            g_string_truncate(line, line->len - 1);
            return g_string_free(line, FALSE);
        }
        g_string_append_c(line, (char)byte);
    }
    g_string_free(line, TRUE);
    return NULL;
}

static void
forget(Connection *c)
{
    g_clear_pointer(&c->sender, g_free);
    g_ptr_array_set_size(c->recipients, 0);
    g_string_truncate(c->data, 0);
}

static void
keep(Connection *c)
{
    ScriptMessage *message = g_new0(ScriptMessage, 1);

    message->sender = g_strdup(c->sender);
    message->recipients = g_new0(char *, c->recipients->len + 1);
    for (guint i = 0; i < c->recipients->len; i++)
        message->recipients[i] = g_strdup(c->recipients->pdata[i]);
    message->data = g_strndup(c->data->str, c->data->len);
    message->size = c->data->len;
    message->connection = c->number;
    g_mutex_lock(&c->server->lock);
    g_ptr_array_add(c->server->messages, message);
    g_mutex_unlock(&c->server->lock);
}

static void
finish_message(Connection *c, const char *command)
{
    if (!scripted(c, command, c->recipients->len > 0 ? c->recipients->pdata[0] : "")) {
        keep(c);
        answer(c, "250 2.0.0 kept");
    }
    forget(c);
}

static void
take_data(Connection *c)
{
    gsize noted = 0;

    answer(c, "354 go on");
    while (!c->gone) {
        g_autofree char *line = read_line(c);
        if (line == NULL)
            return;
        if (strcmp(line, ".") == 0) {
            finish_message(c, ".");
            return;
        }
        g_string_append(c->data, line[0] == '.' ? line + 1 : line);
        g_string_append(c->data, "\r\n");
        if (c->data->len > noted + 4096) {
            noted = c->data->len;
            (void)scripted(c, "BODY", "");
        }
    }
}

static void
take_chunk(Connection *c, const char *line)
{
    unsigned long size = strtoul(line + 4, NULL, 10);
    gboolean last = strstr(line, " LAST") != NULL;

    for (unsigned long i = 0; i < size; i++) {
        int byte = next_byte(c);
        if (byte < 0)
            return;
        g_string_append_c(c->data, (char)byte);
    }
    if (c->recipients->len == 0)
        answer(c, "503 5.5.1 no valid recipients");
    else if (last)
        finish_message(c, "LAST");
    else if (!scripted(c, "BDAT", line))
        answer(c, "250 2.0.0 chunk taken");
}

static void
greet(Connection *c)
{
    const ScriptOptions *options = &c->server->options;
    GString *reply = g_string_new("250-scripted.example\n");

    g_autofree char *extensions = g_strdup(
        options->extensions != NULL ? options->extensions : "PIPELINING\nENHANCEDSTATUSCODES");
    g_auto(GStrv) names = g_strsplit(extensions, "\n", -1);
    for (guint i = 0; names[i] != NULL; i++)
        if (names[i][0] != '\0')
            g_string_append_printf(reply, "250-%s\n", names[i]);
    if (options->certificate != NULL && c->ssl == NULL)
        g_string_append(reply, "250-STARTTLS\n");
    g_string_append(reply, "250 HELP");
    answer(c, reply->str);
    g_string_free(reply, TRUE);
}

static void
note(Connection *c, const char *text)
{
    g_mutex_lock(&c->server->lock);
    g_string_append_printf(c->server->heard, "%s\n", text);
    g_mutex_unlock(&c->server->lock);
}

static void
start_tls(Connection *c)
{
    g_autofree char *reply =
        g_strconcat("220 2.0.0 go ahead\r\n", c->server->options.injection, NULL);

    put(c, reply, strlen(reply));
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
    note(c, told);
}

static void
take_path(Connection *c, const char *line, gboolean sender)
{
    const char *open = strchr(line, '<');
    const char *shut = open != NULL ? strchr(open, '>') : NULL;

    if (shut == NULL) {
        answer(c, "501 5.5.4 no path");
        return;
    }
    char *path = g_strndup(open + 1, (gsize)(shut - open - 1));
    if (sender) {
        forget(c);
        c->refused = FALSE;
        c->sender = path;
    } else if (c->refused) {
        g_free(path);
        answer(c, "503 5.5.1 MAIL first");
        return;
    } else
        g_ptr_array_add(c->recipients, path);
    answer(c, sender ? "250 2.1.0 sender ok" : "250 2.1.5 recipient ok");
}

static void
obey(Connection *c, const char *line)
{
    g_autofree char *verb = g_strndup(line, strcspn(line, " "));

    note(c, line);
    if (c->at < c->end) {
        g_mutex_lock(&c->server->lock);
        c->server->ahead = TRUE;
        g_mutex_unlock(&c->server->lock);
    }
    if (g_ascii_strcasecmp(verb, "BDAT") == 0)
        take_chunk(c, line);
    else if (scripted(c, verb, line))
        return;
    else if (g_ascii_strcasecmp(verb, "EHLO") == 0)
        greet(c);
    else if (g_ascii_strcasecmp(verb, "MAIL") == 0)
        take_path(c, line, TRUE);
    else if (g_ascii_strcasecmp(verb, "RCPT") == 0)
        take_path(c, line, FALSE);
    else if (g_ascii_strcasecmp(verb, "DATA") == 0) {
        if (c->recipients->len == 0)
            answer(c, "554 5.5.1 no valid recipients");
        else
            take_data(c);
    } else if (g_ascii_strcasecmp(verb, "STARTTLS") == 0)
        start_tls(c);
    else if (g_ascii_strcasecmp(verb, "AUTH") == 0)
        answer(c, "235 2.7.0 welcome");
    else if (g_ascii_strcasecmp(verb, "QUIT") == 0) {
        answer(c, "221 2.0.0 bye");
        c->gone = TRUE;
    } else if (g_ascii_strcasecmp(verb, "RSET") == 0 || g_ascii_strcasecmp(verb, "HELO") == 0) {
        forget(c);
        answer(c, "250 2.0.0 ok");
    } else
        answer(c, "500 5.5.2 what");
}

static gpointer
serve_one(gpointer data)
{
    Connection *c = data;
    sigset_t pipe;

    /* OpenSSL writes with write(2). */
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    /* No TCP_NODELAY: Postfix has none, and a client must do well against it. */
    c->recipients = g_ptr_array_new_with_free_func(g_free);
    c->data = g_string_new(NULL);
    if (!scripted(c, "CONNECT", ""))
        answer(c, "220 scripted.example ESMTP");
    while (!c->gone) {
        g_autofree char *line = read_line(c);
        if (line == NULL)
            break;
        obey(c, line);
    }
    if (c->ssl != NULL) {
        SSL_shutdown(c->ssl);
        SSL_free(c->ssl);
    }
    g_mutex_lock(&c->server->lock);
    for (guint i = 0; i < c->server->sockets->len; i++)
        if (g_array_index(c->server->sockets, int, i) == c->fd) {
            g_array_remove_index_fast(c->server->sockets, i);
            break;
        }
    close(c->fd);
    g_mutex_unlock(&c->server->lock);
    forget(c);
    g_ptr_array_unref(c->recipients);
    g_string_free(c->data, TRUE);
    g_free(c);
    return NULL;
}

static gpointer
serve_all(gpointer data)
{
    ScriptedSmtp *server = data;
    int fd;

    while ((fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        Connection *c = g_new0(Connection, 1);
        c->server = server;
        c->fd = fd;
        g_mutex_lock(&server->lock);
        c->number = ++server->n_connections;
        g_array_append_val(server->sockets, fd);
        g_ptr_array_add(server->threads, g_thread_new("scripted", serve_one, c));
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
    if (server->options.certificate != NULL) {
        server->tls = SSL_CTX_new(TLS_server_method());
        if (SSL_CTX_use_certificate_file(server->tls, options->certificate, SSL_FILETYPE_PEM) !=
                1 ||
            SSL_CTX_use_PrivateKey_file(server->tls, options->key, SSL_FILETYPE_PEM) != 1)
            g_error("scripted-smtp: cannot read %s", options->certificate);
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
