/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scripted-smtp's own: the server and a connection, shared by its three files and nobody else */
#pragma once

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
    gboolean ahead_of_end;
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
} ScriptConnection;

/* --- bytes and lines, in the clear or under TLS (scripted-smtp-line.c) --- */

/* The next byte, or -1 once the client is gone. */
int script_byte(ScriptConnection *c);
/* A line without its CRLF, or NULL at the end. */
char *script_line(ScriptConnection *c);
void script_put(ScriptConnection *c, const char *text, gsize size);
/* LF becomes CRLF, a last one is added; VT waits for a new packet. */
void script_answer(ScriptConnection *c, const char *reply);
/* Makes the close that follows a reset. */
void script_reset(ScriptConnection *c);
/* Answers STARTTLS and goes on under TLS. */
void script_start_tls(ScriptConnection *c);
/* For scripted_smtp_heard(). */
void script_note(ScriptConnection *c, const char *text);

/* --- commands (scripted-smtp-session.c) --- */

/* A thread's work: serves and frees a ScriptConnection. */
gpointer script_session(gpointer connection);
