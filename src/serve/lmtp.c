/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp - the role that takes mail in
 *
 * A thread a connection, up to a number that settings give. Each borrows a connection to PostgreSQL
 * for as long as it asks something: there are as many as are used at a time. A mail is answered
 * with 250 when it is committed, with 4xx when the database is away: the mail server keeps it and
 * comes back. What is committed is filed, unless there is a crowd: filer.h has the rule. What a
 * crowd hands in is decided about and kept together (gather.h): one connection does it for all that
 * wait, and each gets its own answer.
 */
#include "serve/lmtp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/listen.h"
#include "base/log.h"
#include "store/store.h"

#include "serve/accept.h"
#include "serve/filer.h"
#include "serve/gather.h"
#include "serve/lmtp-reply.h"
#include "serve/lmtp-session.h"
#include "serve/recipients.h"
#include "serve/role.h"
#include "serve/stop.h"

#define MAX_RECIPIENTS 1000
#define READ_SIZE 65536
#define WRITE_PATIENCE_MS 60000
#define MOST_TOGETHER 64
#define MOST_BYTES_TOGETHER (4 << 20)
/* One mail may take so often what a client may be silent; so may all that is said before it. */
#define MESSAGE_SILENCES 3
/* Longer than a client takes to hand in its next mail, as a rule, and less than to keep one. */
#define COMPANY_PATIENCE 2000
#define BORROW_WAIT G_USEC_PER_SEC

typedef struct {
    const Settings *settings;
    const char *state;
    const char *hostname;
    int stop_fd;
    GAsyncQueue *stores; /* idle connections to PostgreSQL, the last used first */
    Filer *filer;
    Gather *together; /* mails that are taken at the same time */
    IntakeLists *lists;
    Recipients *recipients;
} LmtpRole;

/* A connection to PostgreSQL, to be given back: the one that was used last, whose server process
 * has its plans and pages at hand, or a new one. */
static Store *
borrow_store(LmtpRole *role, GError **error)
{
    Store *store;

    while ((store = g_async_queue_try_pop(role->stores)) != NULL) {
        if (store_is_kept(store))
            return store;
        store_free(store);
    }
    g_autoptr(GError) full = NULL;
    store = store_open(role->settings, role->state, STORE_ENGINE, &full);
    /* Where the server has no room for one more, one of ours is soon free. */
    if (store == NULL)
        store = g_async_queue_timeout_pop(role->stores, BORROW_WAIT);
    if (store == NULL) {
        g_propagate_error(error, g_steal_pointer(&full));
        fail_inside(error);
    }
    return store;
}

static void
give_back(LmtpRole *role, Store *store)
{
    if (store_is_alive(store))
        g_async_queue_push_front(role->stores, store);
    else
        store_free(store);
}

/* What went wrong inside is for the log; the client is told when to come back. */
static gboolean
tell_outside(GError **error, const char *event, const char *recipient)
{
    if (error == NULL || *error == NULL)
        return FALSE;
    if (!error_is_inside(*error))
        return FALSE;
    log_failure(*error, event, "RECIPIENT", recipient, NULL);
    g_clear_error(error);
    return fail(error, ERROR_TRY_LATER, "the archive is out of reach, come back later");
}

/* Runs `act` with a connection to PostgreSQL. One that is lost while it is used is tried again
 * over a second: what was committed before is known again by its Message-ID and content, but a
 * robot's command or a bounce whose answer was lost in that moment may count twice. */
static gboolean
with_store(LmtpRole *role, gboolean (*act)(Store *, const Settings *, gpointer, GError **),
           gpointer data, GError **error)
{
    for (guint try = 0;; try++) {
        Store *store = borrow_store(role, error);
        if (store == NULL)
            return FALSE;
        gboolean good = act(store, role->settings, data, error);
        gboolean final = good || store_is_alive(store) || try > 0;
        give_back(role, store);
        if (final)
            return good;
        g_clear_error(error);
    }
}

typedef struct {
    const char *sender;
    const char *recipient;
    GBytes *raw;
    char **reply;
} Incoming;

static gboolean
act_recipient(Store *store, const Settings *settings, gpointer data, GError **error)
{
    const Incoming *incoming = data;

    return accept_recipient(store, settings, incoming->sender, incoming->recipient, error);
}

static gboolean
act_message(Store *store, const Settings *settings, gpointer data, GError **error)
{
    const Incoming *in = data;

    return accept_message(store, settings, in->sender, in->recipient, in->raw, in->reply, error);
}

/* Those that are not settled after it go on alone, whatever spoilt it. */
static void
take_together(gpointer *posts, guint n, gpointer data)
{
    g_autoptr(GError) error = NULL;
    LmtpRole *role = data;
    Store *store = borrow_store(role, &error);

    if (store == NULL || !intake_take(store, role->lists, (IntakePost *const *)posts, n, &error))
        log_failure(error, "mails could not be taken together; each is tried alone", NULL);
    if (store != NULL)
        give_back(role, store);
}

static gboolean
on_recipient(gpointer data, const char *sender, const char *recipient, GError **error)
{
    LmtpRole *role = data;
    Incoming incoming = {.sender = sender, .recipient = recipient};

    if (filer_has_crowd(role->filer) && recipients_knows(role->recipients, sender, recipient))
        return TRUE;
    if (!with_store(role, act_recipient, &incoming, error))
        return tell_outside(error, "recipient could not be looked up", recipient);
    recipients_note(role->recipients, sender, recipient);
    return TRUE;
}

static gboolean
on_message(gpointer data, const char *sender, const char *recipient, GBytes *raw, char **reply,
           GError **error)
{
    LmtpRole *role = data;
    Incoming incoming = {sender, recipient, raw, reply};
    g_autoptr(IntakePost) post =
        filer_may_wait(role->filer) ? accept_read(role->settings, sender, recipient, raw) : NULL;

    if (post != NULL)
        gather_do(role->together, post, g_bytes_get_size(raw), role);
    gboolean taken = post != NULL && post->settled
                         ? accept_answer(post, reply, error)
                         : with_store(role, act_message, &incoming, error);
    filer_took(role->filer, g_bytes_get_size(raw), post != NULL && intake_waits(post));
    return taken || tell_outside(error, "mail could not be taken", recipient);
}

static gboolean
write_all(int fd, GString *out)
{
    gsize written = 0;

    while (written < out->len) {
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        gssize n = send(fd, out->str + written, out->len - written, MSG_NOSIGNAL);
        if (n > 0)
            written += (gsize)n;
        else if (errno == EINTR)
            continue;
        else if (errno != EAGAIN || poll(&wait, 1, WRITE_PATIENCE_MS) <= 0)
            return FALSE;
    }
    g_string_truncate(out, 0);
    return TRUE;
}

/* Until when a client may go on: it is not to be silent, nor to be for ever at one mail. */
typedef struct {
    gint64 silence, message; /* microseconds */
    gint64 due;              /* when the mail must be whole, or begun */
    guint progress;          /* how far the session was when that was said */
} Patience;

/* Milliseconds that may be waited for the next bytes. */
static int
patience_left(Patience *patience, const LmtpSession *session)
{
    gint64 now = g_get_monotonic_time();

    if (patience->due == 0 || patience->progress != lmtp_session_progress(session)) {
        patience->progress = lmtp_session_progress(session);
        patience->due = now + patience->message;
    }
    return (int)(CLAMP(patience->due - now, 0, patience->silence) / 1000);
}

/* Says why it ends; what was not answered with 250 is still the client's. */
static void
take_leave(const Patience *patience, gboolean is_stopped, GString *out)
{
    if (is_stopped)
        lmtp_reply(out, 421, "4.3.2", "closing, come back in a moment");
    else if (g_get_monotonic_time() + 1000 >= patience->due)
        lmtp_reply(out, 421, "4.4.7", "it took too long to hand in a mail");
    else
        lmtp_reply(out, 421, "4.4.2", "you were silent for too long");
}

static void
converse(LmtpRole *role, int fd)
{
    const LmtpLimits limits = {(gsize)settings_number(role->settings, SETTING_LMTP_MAX_SIZE),
                               MAX_RECIPIENTS, role->hostname};
    const LmtpHandler handler = {on_recipient, on_message, role};
    gint64 silence = settings_number(role->settings, SETTING_LMTP_TIMEOUT) * G_USEC_PER_SEC;
    Patience patience = {silence, MESSAGE_SILENCES * silence, 0, 0};
    g_autofree char *buffer = g_malloc(READ_SIZE);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(LmtpSession) session = lmtp_session_new(&limits, &handler, out);
    gboolean going = TRUE;

    while (write_all(fd, out) && going) {
        struct pollfd wait[2] = {{.fd = fd, .events = POLLIN},
                                 {.fd = role->stop_fd, .events = POLLIN}};
        int left = patience_left(&patience, session);
        int n = left > 0 ? poll(wait, 2, left) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0 || wait[0].revents == 0) {
            take_leave(&patience, n != 0, out);
            going = FALSE;
            continue;
        }
        gssize got = recv(fd, buffer, READ_SIZE, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return;
        if (got > 0)
            going = lmtp_session_feed(session, buffer, (gsize)got, out);
    }
}

static void
serve_connection(gpointer data, gpointer user_data)
{
    int fd = GPOINTER_TO_INT(data);
    const int on = 1;

    /* Replies are small and the client waits for them. Fails harmlessly on a Unix socket. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    converse(user_data, fd);
    close(fd);
}

static void
accept_connections(LmtpRole *role, int listener, GThreadPool *pool)
{
    guint most = (guint)settings_number(role->settings, SETTING_LMTP_CONNECTIONS);

    while (!stop_is_asked()) {
        struct pollfd wait[2] = {{.fd = listener, .events = POLLIN},
                                 {.fd = role->stop_fd, .events = POLLIN}};
        if (poll(wait, 2, -1) < 0 || wait[0].revents == 0)
            continue;
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                g_usleep(100000); /* descriptors come back as conversations end */
            continue;
        }
        if (g_thread_pool_get_num_threads(pool) + g_thread_pool_unprocessed(pool) >= most &&
            g_thread_pool_unprocessed(pool) > 0) {
            static const char busy[] = "421 4.3.2 too many connections, come back later\r\n";
            send(fd, busy, strlen(busy), MSG_NOSIGNAL);
            close(fd);
            continue;
        }
        g_thread_pool_push(pool, GINT_TO_POINTER(fd), NULL);
    }
}

gboolean
serve_lmtp_run(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    const char *address = settings_text(settings, SETTING_LMTP_LISTEN);
    const char *hostname = settings_text(settings, SETTING_MAIL_HOSTNAME);
    LmtpRole role = {.settings = settings,
                     .state = state,
                     .stop_fd = stop_fd,
                     .hostname = *hostname != '\0' ? hostname : g_get_host_name()};
    guint16 port = 0;

    /* Without a database nothing can be accepted: say so at start rather than at the first mail. */
    Store *first = store_open(settings, state, STORE_ENGINE, error);
    if (first == NULL)
        return FALSE;
    int listener = listen_open(address, &port, error);
    if (listener < 0 || !role_drop_privileges(settings, error)) {
        if (listener >= 0)
            close(listener);
        store_free(first);
        return FALSE;
    }
    role.stores = g_async_queue_new_full((GDestroyNotify)store_free);
    g_async_queue_push(role.stores, first);
    GThreadPool *pool =
        g_thread_pool_new(serve_connection, &role,
                          (int)settings_number(settings, SETTING_LMTP_CONNECTIONS), FALSE, NULL);
    role.filer = filer_new(settings, state);
    role.lists = intake_lists_new();
    role.recipients = recipients_new();
    role.together = gather_new(take_together, CLAMP(g_get_num_processors(), 2, 8), MOST_TOGETHER,
                               MOST_BYTES_TOGETHER, COMPANY_PATIENCE);
    role_ready("lmtp", address);
    accept_connections(&role, listener, pool);
    close(listener);
    if (listen_unix_path(address) != NULL)
        unlink(listen_unix_path(address));
    g_thread_pool_free(pool, FALSE, TRUE);
    gather_free(role.together);
    intake_lists_free(role.lists);
    recipients_free(role.recipients);
    filer_stop(role.filer);
    g_async_queue_unref(role.stores);
    return TRUE;
}
