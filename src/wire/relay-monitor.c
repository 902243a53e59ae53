/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-monitor - the conversation as it goes by, which libESMTP shows and does not judge
 *
 * One command, one answer, in their order (RFC 5321, 2.1; RFC 2920): a server that says more than
 * it was asked has its answers taken for those to later commands, and a 250 for what was never
 * kept. That is noticed here; relay-flight.c then believes no success. Also noticed are plaintext
 * behind the answer to STARTTLS, which would be read as if it had come under TLS (CVE-2011-0411 and
 * its family), or before it, a successful AUTH, and the last refusal before the first message.
 */
#include <string.h>

#include "wire/relay-session.h"

static gboolean
starts_with(const char *text, int length, const char *prefix)
{
    gsize n = strlen(prefix);

    return (gsize)length >= n && memcmp(text, prefix, n) == 0;
}

/*
 * Hides PIPELINING, CHUNKING and XUSR, which libESMTP uses wherever they are offered and cannot be
 * told not to. With more than one answer outstanding, a connection that drops, or one answer that
 * it cannot read, makes it call through protocol_states[-1]: the whole process dies. It never sends
 * anything ahead of the answer to MAIL either: relay-ahead.c does. BDAT costs three answers a
 * message, each of which may wait 40 ms for our delayed ACK, and its last answer hides why the
 * first was a refusal. XUSR would be a command of sendmail's between messages.
 *
 * What the monitor is shown is the reader's own buffer, not parsed yet, so the last letter of the
 * keyword is made another one there. Matching runs across buffers: packets may cut the keyword.
 */
static void
hide_extensions(Session *session, const char *text, int length)
{
    static const char *const hidden[G_N_ELEMENTS(session->matched)] = {"PIPELINING", "CHUNKING",
                                                                       "XUSR"};
    char *buffer = (char *)text;

    for (int i = 0; i < length; i++)
        for (gsize k = 0; k < G_N_ELEMENTS(hidden); k++) {
            gsize *matched = &session->matched[k];
            char c = g_ascii_toupper(buffer[i]);
            if (c != hidden[k][*matched])
                *matched = 0;
            if (c == hidden[k][*matched])
                ++*matched;
            if (hidden[k][*matched] == '\0') {
                buffer[i] = '-';
                *matched = 0;
            }
        }
}

static void
note_offers(Session *session, const char *text, int length)
{
    for (int i = 0; i < length; i++) {
        char *line = session->offer;
        if (text[i] != '\n') {
            if (session->n_offer < sizeof session->offer - 1)
                line[session->n_offer++] = g_ascii_toupper(text[i]);
            continue;
        }
        line[session->n_offer] = '\0';
        session->n_offer = 0;
        g_strchomp(line);
        session->pipelining |=
            strcmp(line, "250-PIPELINING") == 0 || strcmp(line, "250 PIPELINING") == 0;
    }
}

gsize
answer_end(AnswerPlace *place, const char *text, gsize size, gboolean *whole)
{
    *whole = FALSE;
    for (gsize i = 0; i < size; i++) {
        if (text[i] == '\n') {
            *whole = !place->more_lines;
            *place = (AnswerPlace){0};
            if (*whole)
                return i + 1;
        } else if (place->column++ == 3)
            place->more_lines = text[i] == '-';
    }
    return size;
}

/* Counts whole answers; TRUE when there is more than the one that was asked for. */
static gboolean
answers_exceed(Session *session, const char *text, int length)
{
    gboolean whole;

    for (gsize done = 0; done < (gsize)length; session->answers += whole ? 1 : 0)
        done += answer_end(&session->place, text + done, (gsize)length - done, &whole);
    return session->answers > 1 || (session->answers == 1 && session->place.column > 0);
}

/* What the server said in the clear before it was asked would be taken for its answer to STARTTLS,
 * and what came with that for what it says under TLS (CVE-2021-38371). libESMTP would not even send
 * STARTTLS then, and wait in a tight loop for a handshake. */
static void
leave_if_forged(Session *session)
{
    if (!session->out_of_step || session->mail_sent || session->tls != NULL ||
        session->relay->starttls == STARTTLS_OFF)
        return;
    session_trouble(session, session->starttls_sent
                                 ? "the server sent more than one line in answer to STARTTLS"
                                 : "the server said more than it was asked before TLS");
    session_abort(session);
}

/* Messages are left out of it. What we write may be a password: it is looked at, never kept. */
void
session_monitor(const char *text, int length, int writing, void *data)
{
    Session *session = data;

    if (writing == SMTP_CB_WRITING) {
        session_expect_answer(session);
        session->mail_sent = session->mail_sent || starts_with(text, length, "MAIL FROM:");
        leave_if_forged(session);
        session->starttls_sent = starts_with(text, length, "STARTTLS\r\n");
        if (session->starttls_sent)
            session->theirs = -1; /* the handshake that follows is OpenSSL's */
        session->ehlo_sent = starts_with(text, length, "EHLO ");
        if (session->ehlo_sent)
            session->pipelining = FALSE; /* what it offered before TLS no longer counts */
        return;
    }
    if (writing != SMTP_CB_READING)
        return;
    if (answers_exceed(session, text, length)) {
        session->out_of_step = TRUE;
        leave_if_forged(session);
    }
    if (session->ehlo_sent) {
        note_offers(session, text, length);
        hide_extensions(session, text, length);
    }
    if (session->mail_sent)
        return;
    if (starts_with(text, length, "235"))
        session->authenticated = TRUE;
    if (length >= 3 && (text[0] == '4' || text[0] == '5')) {
        gsize n = MIN((gsize)length, sizeof session->last_refusal - 1);
        memcpy(session->last_refusal, text, n);
        session->last_refusal[n] = '\0';
    }
}

void
session_expect_answer(Session *session)
{
    if (session->owed == 0 && session_has_input(session))
        session->out_of_step = TRUE;
    session->answers = 0;
    session->place = (AnswerPlace){0};
}
