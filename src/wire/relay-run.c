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
    case SMTP_EV_CONNECT:
        session->theirs = relay_handed_over();
        break;
    case SMTP_EV_DISCONNECT: /* both are freed by now */
        session->theirs = -1;
        session->tls = NULL;
        break;
    case SMTP_EV_MAILSTATUS:
        (void)va_arg(arguments, const char *);
        session_mail_answered(session, va_arg(arguments, smtp_message_t));
        break;
    case SMTP_EV_RCPTSTATUS:
        (void)va_arg(arguments, const char *);
        session_recipient_answered(session, va_arg(arguments, smtp_recipient_t));
        break;
    case SMTP_EV_MESSAGESENT:
        session_message_answered(session, va_arg(arguments, smtp_message_t));
        break;
    case SMTP_EV_EXTNA_STARTTLS:
        session_trouble(session, "the server does not offer STARTTLS, which is required");
        break;
    case SMTP_EV_UNUSABLE_CLIENT_CERTIFICATE:
        session_trouble(session,
                        "libESMTP may not look below this user's $HOME, and so uses no TLS");
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
    smtp_set_monitorcb(session->esmtp, session_monitor, session, 0);
    if (relay->starttls != STARTTLS_OFF) {
        smtp_starttls_enable(session->esmtp, relay->starttls == STARTTLS_REQUIRE
                                                 ? Starttls_REQUIRED
                                                 : Starttls_ENABLED);
        smtp_starttls_set_ctx(session->esmtp, relay->tls);
    }
}

/* Where nothing stands between, libESMTP writes with write(2): a connection that has gone must be
 * an error, not a signal. The process's own handling of SIGPIPE, which its children inherit, is
 * left as it is. */
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
    session_between(session);
    start_without_sigpipe(session);
    session_apart(session);
    gboolean handed_over = relay_handed_over() >= 0;
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
