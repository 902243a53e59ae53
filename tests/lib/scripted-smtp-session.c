/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of scripted-smtp: each command is served by the first rule that applies, or as a good
 * server would. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "lib/scripted-smtp-private.h"

/* TRUE when a rule has answered. */
static gboolean
scripted(ScriptConnection *c, const char *command, const char *line)
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
        script_answer(c, rule->reply);
        break;
    case SCRIPT_RAW:
        script_put(c, rule->reply, strlen(rule->reply));
        break;
    case SCRIPT_DROP:
        if (rule->reply != NULL)
            script_answer(c, rule->reply);
        c->gone = TRUE;
        break;
    case SCRIPT_RESET:
        script_reset(c);
        break;
    case SCRIPT_STALL:
        if (rule->reply != NULL)
            script_answer(c, rule->reply);
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

static void
forget(ScriptConnection *c)
{
    g_clear_pointer(&c->sender, g_free);
    g_ptr_array_set_size(c->recipients, 0);
    g_string_truncate(c->data, 0);
}

static void
keep(ScriptConnection *c)
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
finish_message(ScriptConnection *c, const char *command)
{
    if (!scripted(c, command, c->recipients->len > 0 ? c->recipients->pdata[0] : "")) {
        keep(c);
        script_answer(c, "250 2.0.0 kept");
    }
    forget(c);
}

static void
mark(ScriptConnection *c, gboolean *flag)
{
    g_mutex_lock(&c->server->lock);
    *flag = TRUE;
    g_mutex_unlock(&c->server->lock);
}

static void
take_data(ScriptConnection *c)
{
    gsize noted = 0;

    script_answer(c, "354 go on");
    while (!c->gone) {
        g_autofree char *line = script_line(c);
        if (line == NULL)
            return;
        if (strcmp(line, ".") == 0) {
            if (c->at < c->end)
                mark(c, &c->server->ahead_of_end);
            if (c->server->options.forgetful)
                c->at = c->end;
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
take_chunk(ScriptConnection *c, const char *line)
{
    unsigned long size = strtoul(line + 4, NULL, 10);
    gboolean last = strstr(line, " LAST") != NULL;

    for (unsigned long i = 0; i < size; i++) {
        int byte = script_byte(c);
        if (byte < 0)
            return;
        g_string_append_c(c->data, (char)byte);
    }
    if (c->recipients->len == 0)
        script_answer(c, "503 5.5.1 no valid recipients");
    else if (last)
        finish_message(c, "LAST");
    else if (!scripted(c, "BDAT", line))
        script_answer(c, "250 2.0.0 chunk taken");
}

static void
greet(ScriptConnection *c)
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
    script_answer(c, reply->str);
    g_string_free(reply, TRUE);
}

static void
take_path(ScriptConnection *c, const char *line, gboolean sender)
{
    const char *open = strchr(line, '<');
    const char *shut = open != NULL ? strchr(open, '>') : NULL;

    if (shut == NULL) {
        script_answer(c, "501 5.5.4 no path");
        return;
    }
    char *path = g_strndup(open + 1, (gsize)(shut - open - 1));
    if (sender) {
        forget(c);
        c->refused = FALSE;
        c->sender = path;
    } else if (c->refused) {
        g_free(path);
        script_answer(c, "503 5.5.1 MAIL first");
        return;
    } else
        g_ptr_array_add(c->recipients, path);
    script_answer(c, sender ? "250 2.1.0 sender ok" : "250 2.1.5 recipient ok");
}

static void
obey(ScriptConnection *c, const char *line)
{
    g_autofree char *verb = g_strndup(line, strcspn(line, " "));

    script_note(c, line);
    if (c->at < c->end)
        mark(c, &c->server->ahead);
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
            script_answer(c, "554 5.5.1 no valid recipients");
        else
            take_data(c);
    } else if (g_ascii_strcasecmp(verb, "STARTTLS") == 0)
        script_start_tls(c);
    else if (g_ascii_strcasecmp(verb, "AUTH") == 0)
        script_answer(c, "235 2.7.0 welcome");
    else if (g_ascii_strcasecmp(verb, "QUIT") == 0) {
        script_answer(c, "221 2.0.0 bye");
        c->gone = TRUE;
    } else if (g_ascii_strcasecmp(verb, "RSET") == 0 || g_ascii_strcasecmp(verb, "HELO") == 0) {
        forget(c);
        script_answer(c, "250 2.0.0 ok");
    } else
        script_answer(c, "500 5.5.2 what");
}

gpointer
script_session(gpointer data)
{
    ScriptConnection *c = data;
    sigset_t pipe;

    /* OpenSSL writes with write(2). */
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    /* No TCP_NODELAY: Postfix has none, and a client must do well against it. */
    c->recipients = g_ptr_array_new_with_free_func(g_free);
    c->data = g_string_new(NULL);
    if (!scripted(c, "CONNECT", ""))
        script_answer(c, "220 scripted.example ESMTP");
    while (!c->gone) {
        g_autofree char *line = script_line(c);
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
