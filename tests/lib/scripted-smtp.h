/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scripted-smtp - an SMTP server for tests that misbehaves on request
 *
 * It listens on a free port of 127.0.0.1 (or ::1), serves each connection in a thread of its own
 * and keeps what it accepted. A script is an array of rules; for every command the first rule that
 * applies says what happens, and without one the command is answered as a good server would.
 */
#pragma once

#include <glib.h>

typedef enum {
    SCRIPT_ANSWER, /* send `reply` instead of the usual answer */
    SCRIPT_RAW,    /* send the bytes of `reply` as they are, no line end added */
    SCRIPT_DROP,   /* send `reply` if there is one, then close */
    SCRIPT_RESET,  /* close so that the other side gets a reset */
    SCRIPT_STALL   /* send `reply` if there is one, then say nothing more, and stay connected */
} ScriptAct;

typedef struct {
    /* "CONNECT" (the greeting), a command's verb, "." (the end of DATA), "LAST" (the end of the
     * last BDAT) or "BODY" (after some kilobytes of DATA). NULL ends the script. */
    const char *command;
    const char *match; /* must occur in the command line; for ".", "LAST": in the first recipient */
    ScriptAct act;
    /* "250-one\n250 two": LF becomes CRLF, and a last one is added; VT starts a new packet. */
    const char *reply;
    guint delay; /* milliseconds to wait first */
    guint times; /* how many commands this rule serves, over all connections; 0: any number */
} ScriptRule;

typedef struct {
    const char *extensions;  /* "PIPELINING\nENHANCEDSTATUSCODES"; NULL: these two */
    const char *certificate; /* PEM files for STARTTLS, which is offered when set */
    const char *key;
    const char *injection; /* plaintext sent in the same packet as the answer to STARTTLS */
    gboolean answered;     /* STARTTLS has its answer before it comes: no other is sent */
    gboolean version_6;    /* listen on ::1 */
    gboolean forgetful;    /* throw away what comes with the end of a message */
} ScriptOptions;

typedef struct {
    char *sender;
    char **recipients;
    char *data; /* dots unstuffed */
    gsize size;
    guint connection; /* 1, 2, ... */
} ScriptMessage;

typedef struct ScriptedSmtp ScriptedSmtp;

/* `options` may be NULL. What they point to must outlive the server. */
ScriptedSmtp *scripted_smtp_new(const ScriptRule *rules, const ScriptOptions *options);
void scripted_smtp_free(ScriptedSmtp *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScriptedSmtp, scripted_smtp_free)

guint16 scripted_smtp_port(ScriptedSmtp *server);
guint scripted_smtp_connections(ScriptedSmtp *server);
guint scripted_smtp_n_messages(ScriptedSmtp *server);
/* Of what was accepted, the i-th. Owned by the server, and does not change. */
const ScriptMessage *scripted_smtp_message(ScriptedSmtp *server, guint i);
/* TRUE when a command came before the answer to the one before it had been sent. */
gboolean scripted_smtp_ahead(ScriptedSmtp *server);
/* TRUE when one came in the same packet as the end of a message's data. */
gboolean scripted_smtp_ahead_of_end(ScriptedSmtp *server);
/* TRUE when some command line, or some name given for TLS, contained `text`. */
gboolean scripted_smtp_heard(ScriptedSmtp *server, const char *text);
