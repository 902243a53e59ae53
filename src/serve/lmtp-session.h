/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp-session - the server's side of one LMTP conversation (RFC 2033 over RFC 5321)
 *
 * Knows no socket: bytes go in, replies come out, so that a test or a fuzzer can hold the
 * conversation. Offers PIPELINING, SIZE, 8BITMIME, SMTPUTF8 and ENHANCEDSTATUSCODES. A line ends
 * with CR LF and nothing else, in commands and at the end of data, so that no second message can
 * be smuggled inside the first. Everything is bounded: command lines, recipients, mistakes, size.
 */
#pragma once

#include <glib.h>

typedef struct {
    gsize max_size;       /* bytes of one message */
    guint max_recipients; /* of one message */
    const char *hostname; /* for greetings */
} LmtpLimits;

/* What the conversation is about. `data` is handed to each function. An error's kind decides the
 * reply (base/error.h); its message becomes the text. */
typedef struct {
    /* May this recipient be accepted from this sender? Asked at RCPT. */
    gboolean (*recipient)(gpointer data, const char *sender, const char *recipient, GError **error);
    /* Take the message for one recipient; TRUE promises that it is safe. `sender` is "" for the
     * null sender. `reply` may be set to a text for the 250. */
    gboolean (*message)(gpointer data, const char *sender, const char *recipient, GBytes *raw,
                        char **reply, GError **error);
    gpointer data;
} LmtpHandler;

typedef struct LmtpSession LmtpSession;

/* `limits` and `handler` are copied; limits->hostname must outlive the session. Appends the
 * greeting to `out`. */
LmtpSession *lmtp_session_new(const LmtpLimits *limits, const LmtpHandler *handler, GString *out);

/* Takes in bytes as they arrive and appends replies to `out`. FALSE when the conversation is over
 * (after QUIT, or too many mistakes); write `out` and close. */
gboolean lmtp_session_feed(LmtpSession *session, const char *bytes, gsize size, GString *out);

/* Another number when a mail was begun, by the first recipient that is known behind the mail before,
 * and when it was handed in whole, whatever the answers were; what is given up and begun again
 * changes nothing. */
guint lmtp_session_progress(const LmtpSession *session);

void lmtp_session_free(LmtpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpSession, lmtp_session_free)
