/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-flight - an envelope's way through libESMTP: taken, read, answered, settled
 *
 * Only an SMTP_EV_MESSAGESENT with a 2xx, all of the message read, and the recipient marked
 * complete is a delivery: smtp_start_session() returns 1 whatever happened, smtp_errno() is never
 * reset, and a server that is one answer ahead has its RCPT's 250 taken for the DATA's. What no
 * event told about is settled at the end, so that nothing taken stays open.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include "wire/relay-session.h"
#include "wire/reply.h"

void
session_trouble(Session *session, const char *text)
{
    if (session->trouble.text[0] == '\0')
        result_set(&session->trouble, WIRE_LATER, SCOPE_SERVER, 0, "4.3.0", text);
}

void
session_abort(Session *session)
{
    session->finished = TRUE;
    session->closed = session->closed || session_is_dead(session);
    session->aborted = TRUE;
    shutdown(session->fd, SHUT_RDWR);
}

/* --- the message, as libESMTP reads it --- */

/* A piece without bytes would be taken for the end. */
static const char *
next_piece(Flight *flight, int *length)
{
    const WireEnvelope *envelope = &flight->envelope;

    while (flight->left > 0) {
        const WireSegment *segment = &envelope->segments[flight->segment++];
        gsize size = MIN(segment->size, flight->left);
        flight->left -= size;
        if (size > 0) {
            *length = (int)size;
            return segment->data;
        }
    }
    if (!flight->lines.unfinished || flight->closed)
        return NULL;
    flight->closed = TRUE;
    *length = 2;
    return "\r\n";
}

gboolean
session_end_data(Flight *flight)
{
    const WireFeed *feed = flight->session->feed;
    Session *session = flight->session;
    gboolean may = feed->end == NULL || feed->end(feed->data, &flight->envelope);

    session_expect_answer(session);
    if (!may || session->out_of_step || session->owed > 0)
        session_abort(session);
    /* The end of the data goes out after this: over a connection that is dead already it cannot
     * have reached the server. */
    flight->ended = TRUE;
    flight->cut = session_is_dead(session);
    return !session->aborted;
}

/* With something between us and libESMTP, it reads no more than the header. */
static void
begin_reading(Flight *flight)
{
    Session *session = flight->session;
    gboolean all = session->theirs < 0 || flight->lines.head == flight->lines.size;

    flight->segment = 0;
    flight->left = all ? flight->lines.size : flight->lines.head;
    flight->closed = !all;
    flight->handed = flight->ended = flight->cut = FALSE;
    session->writing = session->theirs >= 0 ? flight : NULL;
    g_string_truncate(session->out, 0);
    if (session->theirs < 0)
        relay_hold_back(session->fd, TRUE);
}

static const char *
on_read(void **context, int *length, void *data)
{
    Flight *flight = data;

    if (length == NULL) {
        begin_reading(flight);
        return NULL;
    }
    const char *piece = next_piece(flight, length);
    if (piece == NULL && !flight->handed) {
        flight->handed = TRUE;
        if (flight->session->theirs < 0) {
            relay_hold_back(flight->session->fd, FALSE);
            (void)session_end_data(flight);
        }
    }
    errno = 0; /* anything else drops the connection */
    return piece;
}

/* --- taking and settling --- */

static void
flight_settle(Flight *flight)
{
    Session *session = flight->session;

    for (gsize i = 0; i < flight->envelope.n_recipients; i++) {
        const WireResult *result = &flight->results[i];
        if (result->outcome == WIRE_DONE)
            session->delivered++;
        if (result->outcome == WIRE_LATER && result->scope == SCOPE_SERVER) {
            session->finished = TRUE;
            if (session->trouble.text[0] == '\0')
                session->trouble = *result;
        }
    }
    session->feed->settle(session->feed->data, &flight->envelope, flight->results);
    g_clear_pointer(&flight->results, g_free);
    g_clear_pointer(&flight->refused, g_free);
    g_clear_pointer(&flight->recipients, g_free);
    flight->message = NULL;
}

gpointer
must_have(gpointer pointer)
{
    if (pointer == NULL)
        g_error("out of memory"); /* as g_malloc() does */
    return pointer;
}

static void
flight_load(Flight *flight)
{
    const WireEnvelope *envelope = &flight->envelope;

    flight->message = must_have(smtp_add_message(flight->session->esmtp));
    smtp_set_messagecb(flight->message, on_read, flight);
    if (!smtp_set_reverse_path(flight->message, envelope->sender))
        must_have(NULL);
    smtp_size_set_estimate(flight->message, flight->lines.size);
    for (gsize i = 0; i < envelope->n_recipients; i++)
        if (!flight->refused[i])
            flight->recipients[i] =
                must_have(smtp_add_recipient(flight->message, envelope->recipients[i]));
}

Flight *
session_take(Session *session)
{
    Flight *flight =
        session->flights[0].message == NULL ? &session->flights[0] : &session->flights[1];

    while (!session->finished && session->taken < session->relay->messages_per_session) {
        *flight = (Flight){.session = session};
        if (!session->feed->next(session->feed->data, &flight->envelope)) {
            session->finished = TRUE;
            break;
        }
        flight->results = g_new0(WireResult, flight->envelope.n_recipients);
        flight->refused = g_new0(gboolean, flight->envelope.n_recipients);
        flight->recipients = g_new0(smtp_recipient_t, flight->envelope.n_recipients);
        if (!envelope_check(&flight->envelope, flight->results, flight->refused, &flight->lines)) {
            flight_settle(flight);
            continue;
        }
        session->taken++;
        flight_load(flight);
        return flight;
    }
    return NULL;
}

static void
grade(Session *session, ReplyStage stage, const smtp_status_t *status, WireResult *out)
{
    const int triplet[3] = {status->enh_class, status->enh_subject, status->enh_detail};

    reply_grade(stage, status->code, triplet, status->text, session->delivered > 0, out);
}

static gboolean
is_refusal(const smtp_status_t *status)
{
    return status->code >= 400 && status->code <= 599;
}

/* The recipient has its result, whatever comes: but what an answer to RCPT said of it was said of
 * another perhaps, where one has come that answers nothing. */
static gboolean
has_result(const Flight *flight, gsize i, gboolean nonsense)
{
    return flight->refused[i] && !(nonsense && flight->recipients[i] != NULL);
}

/* With nobody to receive it there is no message, and libESMTP ends the data that may be awaited. */
static gboolean
is_wanted(const Flight *flight)
{
    for (gsize i = 0; i < flight->envelope.n_recipients; i++)
        if (!flight->refused[i])
            return TRUE;
    return FALSE;
}

/* Out of step: whatever comes next on this connection would be read wrongly. */
static void
leave_if_out_of_step(Session *session, const WireResult *result)
{
    if (result->outcome == WIRE_LATER && result->scope == SCOPE_CONNECTION)
        session_abort(session);
}

gboolean
session_believes(Session *session, const smtp_status_t *status)
{
    if (!session->out_of_step || status->code == 421)
        return TRUE;
    session_abort(session);
    return FALSE;
}

void
session_mail_answered(Session *session, smtp_message_t message)
{
    Flight *flight = session->current;
    const smtp_status_t *status = smtp_reverse_path_status(message);

    if (!session_believes(session, status))
        return;
    if (session->behind)
        g_atomic_int_set(&session->relay->behind_end, 1);
    session->behind = FALSE;
    if (session->relay->user != NULL && !session->authenticated) {
        session_trouble(session, session->last_refusal[0] != '\0'
                                     ? session->last_refusal
                                     : "the server offers no authentication that can be used");
        session_abort(session);
        return;
    }
    if (status->code >= 200 && status->code <= 299)
        return;
    if (status->code == 421) /* nothing else will be answered */
        session_abort(session);
    session_skip_owed(session);
    for (gsize i = 0; i < flight->envelope.n_recipients; i++)
        if (!flight->refused[i]) {
            grade(session, STAGE_MAIL, status, &flight->results[i]);
            leave_if_out_of_step(session, &flight->results[i]);
        }
    flight_settle(flight);
    session->current = session_take(session);
}

void
session_recipient_answered(Session *session, smtp_recipient_t recipient)
{
    Flight *flight = session->current;
    const smtp_status_t *status = smtp_recipient_status(recipient);

    if (!session_believes(session, status))
        return;
    if (status->code < 200 || status->code > 299)
        for (gsize i = 0; i < flight->envelope.n_recipients; i++)
            if (flight->recipients[i] == recipient) {
                grade(session, STAGE_RCPT, status, &flight->results[i]);
                flight->refused[i] = TRUE;
                leave_if_out_of_step(session, &flight->results[i]);
            }
    if (status->code == 421) /* nothing else will be answered */
        session_abort(session);
    if (session->following == NULL)
        session->following = session_take(session);
}

void
session_message_answered(Session *session, smtp_message_t message)
{
    Flight *flight = session->current;
    const smtp_status_t *status = smtp_message_transfer_status(message);

    if (!session_believes(session, status))
        return;
    gboolean nonsense = !flight->ended && is_wanted(flight) && !is_refusal(status);
    for (gsize i = 0; i < flight->envelope.n_recipients; i++) {
        if (has_result(flight, i, nonsense))
            continue;
        WireResult *result = &flight->results[i];
        grade(session, flight->ended ? STAGE_END : STAGE_DATA, status, result);
        if (result->outcome == WIRE_DONE && !smtp_recipient_check_complete(flight->recipients[i]))
            result_set(result, WIRE_LATER, SCOPE_CONNECTION, status->code, "4.5.0",
                       "the server's answer to the message makes no sense");
        if (result->outcome == WIRE_LATER && !is_refusal(status))
            result->in_doubt = flight->ended && !flight->cut;
        leave_if_out_of_step(session, result);
    }
    if (status->code == 421)
        session_abort(session);
    flight_settle(flight);
    session->current = session->following;
    session->following = NULL;
}

static const char *
loss_text(const Session *session, gboolean begun, gboolean sent)
{
    gboolean closed = session->aborted ? session->closed : relay_is_dead(session->fd);

    if (session->out_of_step)
        return sent ? "the server's answers do not match what it was asked: it is not known "
                      "whether the message was accepted"
                    : "the server's answers do not match what it was asked";
    if (sent)
        return closed ? "the connection ended after all of the message was sent and before the "
                        "answer: it is not known whether it was accepted"
                      : "all of the message was sent and no answer came in time: it is not known "
                        "whether it was accepted";
    return !begun   ? "the connection ended before this message's turn"
           : closed ? "the connection ended before the message was sent"
                    : "no answer came in time, or none that could be understood";
}

static void
flight_abandon(Flight *flight, gboolean begun)
{
    Session *session = flight->session;
    const smtp_status_t *mail = smtp_reverse_path_status(flight->message);
    const smtp_status_t *end = smtp_message_transfer_status(flight->message);
    gboolean sent = flight->ended && !flight->cut;

    for (gsize i = 0; i < flight->envelope.n_recipients; i++) {
        if (has_result(flight, i, session->out_of_step))
            continue;
        WireResult *result = &flight->results[i];
        const smtp_status_t *own = smtp_recipient_status(flight->recipients[i]);
        /* A refusal counts even where libESMTP could not read the answer to its last line. */
        if (session->trouble.text[0] != '\0')
            *result = session->trouble;
        else if (is_refusal(mail) && !session->out_of_step)
            grade(session, STAGE_MAIL, mail, result);
        else if (is_refusal(own) && !session->out_of_step)
            grade(session, STAGE_RCPT, own, result);
        else if (is_refusal(end) && !session->out_of_step)
            grade(session, STAGE_END, end, result);
        else {
            result_set(result, WIRE_LATER, SCOPE_CONNECTION, 0, "4.4.2",
                       loss_text(session, begun, sent));
            result->in_doubt = sent;
        }
    }
    flight_settle(flight);
}

/* The message was taken, and of what left with its end nothing was ever answered. */
static void
learn_from_silence(Session *session)
{
    const Flight *flight = session->current;

    if (session->behind && flight != NULL && !flight->ended && session->delivered > 0 &&
        !session->out_of_step)
        (void)g_atomic_int_compare_and_exchange(&session->relay->behind_end, 0, -1);
}

void
session_settle_rest(Session *session)
{
    unsigned long tls = ERR_peek_last_error();

    learn_from_silence(session);
    if (!session->mail_sent) {
        if (session->last_refusal[0] != '\0')
            session_trouble(session, session->last_refusal);
        else if (tls != 0 && ERR_reason_error_string(tls) != NULL)
            session_trouble(session, ERR_reason_error_string(tls));
        else
            session_trouble(session, "the connection ended before mail could be offered");
    }
    if (session->current != NULL)
        flight_abandon(session->current, TRUE);
    if (session->following != NULL)
        flight_abandon(session->following, FALSE);
    session->current = session->following = NULL;
}
