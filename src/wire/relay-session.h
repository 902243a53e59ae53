/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-session - one session's state, shared by the files that drive libESMTP
 *
 * relay-flight.c takes envelopes, lets libESMTP read them and settles them; relay-between.c stands
 * between libESMTP and the connection, with relay-body.c for messages, relay-ahead.c for commands
 * and relay-io.c for the bytes below; relay-monitor.c watches the conversation; relay-run.c sets
 * the session up and turns what libESMTP tells into those acts.
 * At most two envelopes are out: the current one and the following.
 */
#pragma once

#include "wire/relay.h"
#include "wire/reply.h"

typedef struct Session Session;

/* Where in a server's answer. */
typedef struct {
    guint column;        /* in its line */
    gboolean more_lines; /* that line has others after it */
} AnswerPlace;

/* An envelope inside libESMTP. */
typedef struct {
    Session *session;
    WireEnvelope envelope;
    WireResult *results;
    gboolean *refused;            /* has its result: here, or by the server's answer to RCPT */
    smtp_recipient_t *recipients; /* NULL where refused here */
    smtp_message_t message;       /* NULL: this place is free */
    EnvelopeLines lines;
    gsize segment;   /* the next that libESMTP reads */
    gsize left;      /* bytes that it may still read */
    gboolean closed; /* the end of the last line was handed out */
    gboolean handed; /* libESMTP has read all that it is to read */
    gboolean ended;  /* the end of the data is next, so that all may have been sent */
    gboolean cut;    /* the connection was dead then, or would not take the end */
} Flight;

struct Session {
    Relay *relay;
    const WireFeed *feed;
    int fd;
    int theirs;      /* libESMTP's descriptor of the same connection; -1: nothing is between them */
    SSL *tls;        /* libESMTP's, over it; NULL: it writes in the clear */
    GString *out;    /* of the message that libESMTP writes, what has not left */
    Flight *writing; /* that message; NULL: it writes none */
    gboolean pipelining;    /* the server offers it */
    gboolean size_told;     /* libESMTP says SIZE in MAIL */
    GString *ahead;         /* sent, and not written by libESMTP yet */
    guint owed;             /* answers to what was sent with that, not read yet */
    AnswerPlace owed_place; /* in the first of them */
    GString *in;            /* the beginning of them, which has come */
    gboolean behind; /* they left with the end of a message, which was taken, and none came */
    smtp_session_t esmtp;
    Flight flights[2];
    Flight *current, *following; /* NULL: none */
    guint taken, delivered;
    gboolean finished;  /* take nothing more from the feed */
    gboolean mail_sent; /* it came to the first MAIL */
    gboolean authenticated;
    gboolean aborted, closed;          /* we ended the connection; the server had before */
    gboolean ehlo_sent, starttls_sent; /* and not answered yet */
    gboolean out_of_step;              /* the server said more than it was asked */
    AnswerPlace place;                 /* in the answer being read */
    guint answers;                     /* whole ones since the last command */
    gsize matched[3];                  /* letters of the keywords hidden in EHLO's answer */
    char offer[16];                    /* the beginning of a line of it */
    gsize n_offer;
    WireResult trouble; /* why the server took nothing; text empty: no trouble */
    char last_refusal[256];
};

/* Notes why the server takes no mail, the first time. */
void session_trouble(Session *session, const char *text);

/* Ends the connection in mid-session; libESMTP finds it closed at the next read or write. */
void session_abort(Session *session);

/* The next envelope that can be sent, given to libESMTP; those that cannot are settled on the way.
 * NULL: no more in this session. */
Flight *session_take(Session *session);

/* FALSE, and the connection ended, where an answer may be that to another command. */
gboolean session_believes(Session *session, const smtp_status_t *status);

/* The current envelope's MAIL, one of its RCPTs, then the message, have an answer. */
void session_mail_answered(Session *session, smtp_message_t message);
void session_recipient_answered(Session *session, smtp_recipient_t recipient);
void session_message_answered(Session *session, smtp_message_t message);

/* Settles what no answer settled. */
void session_settle_rest(Session *session);

/* libESMTP has read all of it: before the end of the data leaves. FALSE: it must not. */
gboolean session_end_data(Flight *flight);

/* From session_between() to session_apart(), what libESMTP writes to `theirs` in this thread goes
 * through relay-between.c: not the handshake, from STARTTLS on, and then what is written under it.
 */
void session_between(Session *session);
void session_apart(Session *session);

/* --- bytes (relay-io.c) --- */

/* How much of it the connection has taken: all, unless it ended or took nothing for as long as the
 * command timeout. */
gsize session_send(Session *session, const char *data, gsize size);

/* FALSE: the connection has not taken all of it, and is ended. */
gboolean session_send_all(Session *session, const char *data, gsize size);

/* As recv(2): 0 at the end; -1 with EAGAIN when nothing has come. */
ssize_t session_receive(Session *session, char *data, gsize size);

/* Something waits to be received; the other side has closed or reset the connection. Read nothing.
 */
gboolean session_has_input(const Session *session);
gboolean session_is_dead(const Session *session);

/* --- what leaves ahead (relay-ahead.c) --- */

/* What the session's `in` has room for. */
#define SESSION_MOST_READ 4096

/* libESMTP's next MAIL may take the commands behind it along; all of them may follow the end of
 * this message. */
gboolean session_may_go_ahead(const Session *session);
gboolean session_may_follow(const Session *session);

/* What libESMTP will write of the message, put into `ahead` to be sent before, and the answers to
 * that into `owed`. FALSE: it is too much. */
gboolean session_add_ahead(Session *session, const Flight *flight);

/* libESMTP writes MAIL, and then what has left with it already. FALSE: the connection has not taken
 * it; it writes something else, because it did not understand an answer. */
gboolean session_write_mail(Session *session, const char *data, gsize size);
gboolean session_repeat(Session *session, const char *data, gsize size);

/* While answers are owed: of what has come, no more than one. As session_receive(). */
ssize_t session_read_answer(Session *session, char *data, gsize size);

/* MAIL was refused: nothing that left with it and behind it is wanted. */
void session_skip_owed(Session *session);

/* --- the message (relay-body.c) --- */

/* libESMTP writes the message that is `writing`. FALSE: the connection ended or may not be used. */
gboolean session_write_message(Session *session, const char *data, gsize size);

/* --- the conversation (relay-monitor.c) --- */

/* How much of `text` belongs to the answer at `place`, which it moves on; `whole` when that has its
 * end there. */
gsize answer_end(AnswerPlace *place, const char *text, gsize size, gboolean *whole);

/* libESMTP's smtp_monitorcb_t. */
void session_monitor(const char *text, int length, int writing, void *session);

/* Something is about to be sent, to which one answer belongs: none may be there yet. */
void session_expect_answer(Session *session);

/* `pointer`, or an end of the program as g_malloc() makes it. */
gpointer must_have(gpointer pointer);
