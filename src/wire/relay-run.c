/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-run - one SMTP session through libESMTP, kept busy from a feed
 *
 * libESMTP sends a list of messages and returns at QUIT. The list grows while it is worked on: in
 * the event for a message's RCPT answer the next one is taken from the feed and added, one ahead.
 * That is the last moment that always counts, since after a refused DATA libESMTP chooses where to
 * go on before it tells. After a refused MAIL it tells first, and the next is added then. What it
 * keeps of a message (4 KB) is freed with the session, which messages_per_session bounds.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include <auth-client.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>

#include "base/error.h"

#include "wire/relay-session.h"

/* --- what libESMTP tells --- */

static void
on_event(smtp_session_t esmtp, int event, void *data, ...)
{
    Session *session = data;
    gboolean loose = session->relay->starttls != STARTTLS_REQUIRE;
    int *ok;
    va_list arguments;

    va_start(arguments, data);
    switch (event) {
    case SMTP_EV_MAILSTATUS:
    case SMTP_EV_RCPTSTATUS:
        /* Against a server with CHUNKING, whose answers come in small pieces, its Nagle would
         * wait for our delayed ACK. */
        setsockopt(session->fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
        (void)va_arg(arguments, const char *);
        if (event == SMTP_EV_MAILSTATUS)
            session_mail_answered(session, va_arg(arguments, smtp_message_t));
        else if (session->following == NULL) {
            const smtp_status_t *status =
                smtp_recipient_status(va_arg(arguments, smtp_recipient_t));
            if (status->code == 421)
                session->finished = TRUE;
            session->following = session_take(session);
        }
        break;
    case SMTP_EV_MESSAGESENT:
        session_message_answered(session, va_arg(arguments, smtp_message_t));
        break;
    case SMTP_EV_EXTNA_STARTTLS:
        session_trouble(session, "the server does not offer STARTTLS, which is required");
        break;
    /* OpenSSL has checked chain and name already where that is asked for (relay-tls.c); libESMTP
     * compares the name with the address it believes it connected to. */
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
        (void)va_arg(arguments, long);
        ok = va_arg(arguments, int *);
        *ok = loose;
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        ok = va_arg(arguments, int *);
        *ok = TRUE;
        break;
    case SMTP_EV_NO_PEER_CERTIFICATE:
        ok = va_arg(arguments, int *);
        *ok = loose;
        break;
    default:
        break;
    }
    va_end(arguments);
}

static gboolean
starts_with(const char *text, int length, const char *prefix)
{
    gsize n = strlen(prefix);

    return (gsize)length >= n && memcmp(text, prefix, n) == 0;
}

/* The conversation up to the first message; libESMTP leaves this out for the rest of a session
 * once it has used BDAT. What we write may be a password: it is looked at, never kept. */
static void
on_monitor(const char *text, int length, int writing, void *data)
{
    Session *session = data;

    if (writing == SMTP_CB_WRITING) {
        session->starttls_sent = starts_with(text, length, "STARTTLS\r\n");
        session->mail_sent = session->mail_sent || starts_with(text, length, "MAIL FROM:");
        return;
    }
    if (writing != SMTP_CB_READING || session->mail_sent)
        return;
    if (session->starttls_sent) {
        /* libESMTP would take what follows in the clear for answers given under TLS
         * (CVE-2011-0411 and its family). */
        const char *end = memchr(text, '\n', (gsize)length);
        if (end != NULL && end + 1 < text + length) {
            session_trouble(session, "the server sent more than one line in answer to STARTTLS");
            session_abort(session);
        }
    }
    if (starts_with(text, length, "235"))
        session->authenticated = TRUE;
    if (length >= 3 && (text[0] == '4' || text[0] == '5')) {
        gsize n = MIN((gsize)length, sizeof session->last_refusal - 1);
        memcpy(session->last_refusal, text, n);
        session->last_refusal[n] = '\0';
    }
}

static int
on_credentials(auth_client_request_t request, char **result, int fields, void *data)
{
    Session *session = data;

    for (int i = 0; i < fields; i++) {
        if (request[i].flags & AUTH_USER)
            result[i] = session->relay->user;
        else if (request[i].flags & AUTH_PASS)
            result[i] = session->relay->password;
        else
            result[i] = NULL;
    }
    return 1;
}

/* --- the session --- */

static void
session_set_up(Session *session)
{
    const Relay *relay = session->relay;
    static const int all[] = {Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER};

    session->esmtp = must_have(smtp_create_session());
    if (!smtp_set_server(session->esmtp, "0.0.0.0:0") ||
        !smtp_set_hostname(session->esmtp, relay->helo))
        must_have(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        smtp_set_timeout(session->esmtp, all[i] | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         relay->command_timeout);
    /* RFC 5321, 4.5.3.2.6: giving up too early here makes second copies. */
    smtp_set_timeout(session->esmtp, Timeout_DATA2 | Timeout_OVERRIDE_RFC2822_MINIMUM,
                     2L * relay->command_timeout);
    smtp_set_eventcb(session->esmtp, on_event, session);
    smtp_set_monitorcb(session->esmtp, on_monitor, session, 0);
    if (relay->starttls != STARTTLS_OFF) {
        smtp_starttls_enable(session->esmtp, relay->starttls == STARTTLS_REQUIRE
                                                 ? Starttls_REQUIRED
                                                 : Starttls_ENABLED);
        smtp_starttls_set_ctx(session->esmtp, relay->tls);
    }
}

/* libESMTP writes with write(2): a connection that has gone must be an error, not a signal. The
 * process's own handling of SIGPIPE, which its children inherit, is left as it is. */
static void
start_without_sigpipe(Session *session)
{
    const struct timespec now = {0};
    sigset_t pipe, before, waiting;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&waiting);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    smtp_start_session(session->esmtp);
    if (!sigismember(&waiting, SIGPIPE) && !sigismember(&before, SIGPIPE))
        while (sigtimedwait(&pipe, NULL, &now) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

gboolean
relay_run(Relay *relay, int fd, const WireFeed *feed, guint *delivered, GError **error)
{
    g_autofree Session *session = g_new0(Session, 1);
    auth_context_t auth = NULL;

    session->relay = relay;
    session->feed = feed;
    session->fd = fd;
    session_set_up(session);
    session->current = session_take(session);
    if (session->current == NULL) {
        smtp_destroy_session(session->esmtp);
        (void)send(fd, "QUIT\r\n", 6, MSG_NOSIGNAL);
        return TRUE;
    }
    if (relay->user != NULL) {
        auth = must_have(auth_create_context());
        auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
        auth_set_interact_cb(auth, on_credentials, session);
        smtp_auth_set_context(session->esmtp, auth);
    }

    ERR_clear_error();
    relay_hand_over(fd);
    start_without_sigpipe(session);
    gboolean handed_over = relay_handed_over();
    relay_hand_over(-1);
    session_settle_rest(session);
    smtp_destroy_session(session->esmtp);
    if (auth != NULL)
        auth_destroy_context(auth);
    ERR_clear_error();

    if (!handed_over)
        return fail(error, ERROR_BUG, "libESMTP did not take the connection it was given");
    if (session->delivered == 0 && session->trouble.text[0] != '\0') {
        const WireResult *why = &session->trouble;
        return fail(error, ERROR_TRY_LATER, "the mail server \"%s\" port %u takes no mail now: %s",
                    relay->host, relay->port, why->text);
    }
    *delivered = session->delivered;
    return TRUE;
}
