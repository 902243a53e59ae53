/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dns - ask what is published under a name; see dns.h
 *
 * libunbound resolves in a thread of its own; we wait on its descriptor for as long as the caller
 * has time, and cancel. Nothing is validated: what is asked here decides about no secret.
 */
#include "dns/dns.h"

#include <poll.h>
#include <string.h>

#include <unbound.h>

enum {
    TYPE_A = 1,
    TYPE_TXT = 16,
    CLASS_IN = 1,
    NO_ERROR = 0,
    SILENT_SECONDS = 30, /* how long a name that nobody answered for is not asked about */
    SILENT_NAMES = 3,    /* after how many of them in a row the resolver is taken to be away */
    SILENT_MAX = 1000,   /* names that are kept */
    AWAY_MS = 200, /* how long one that is away is waited for: what it has kept comes at once */
    TEXTS_MAX = 50
};

static GMutex mutex; /* over all below */
static struct ub_ctx *context;
static char *context_server;
static GHashTable *silent; /* name: when it may be asked about again, monotonic */
static guint silent_in_a_row;
static gint64 away_until; /* monotonic */

typedef struct {
    gboolean done;
    DnsAnswer answer;
    char **texts;
} Question;

static struct ub_ctx *
context_new(const char *server)
{
    static const char *const options[][2] = {
        {"do-not-query-localhost:", "no"}, /* a resolver of this machine's own */
        {"msg-cache-size:", "1m"},
        {"rrset-cache-size:", "2m"},
        {"infra-cache-numhosts:", "100"},
        {"key-cache-size:", "64k"},
        {"neg-cache-size:", "64k"},
        {"serve-expired:", "yes"},
        {"serve-expired-ttl:", "86400"},
        {"serve-expired-client-timeout:", "500"},
        {"target-fetch-policy:", "0 0 0 0 0"}};
    struct ub_ctx *made = ub_ctx_create();
    int failed = 0;

    if (made == NULL)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(options); i++)
        ub_ctx_set_option(made, options[i][0], options[i][1]);
    failed |= ub_ctx_async(made, 1);
    failed |= *server == '\0' ? ub_ctx_resolvconf(made, NULL) : ub_ctx_set_fwd(made, server);
    if (failed == 0)
        return made;
    ub_ctx_delete(made);
    return NULL;
}

/* The resolver that asks `server`; another than before begins anew. */
static struct ub_ctx *
context_for(const char *server)
{
    if (context != NULL && g_str_equal(context_server, server))
        return context;
    g_clear_pointer(&context, ub_ctx_delete);
    g_free(context_server);
    context_server = g_strdup(server);
    if (silent == NULL)
        silent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_remove_all(silent);
    silent_in_a_row = 0;
    away_until = 0;
    context = context_new(server);
    return context;
}

/* The pieces of one TXT record (RFC 1035, 3.3.14) as one string. */
static char *
join(const char *data, int size)
{
    GString *text = g_string_new(NULL);

    for (int at = 0; at < size;) {
        int piece = (guchar)data[at++];
        for (int i = 0; i < piece && at < size; i++, at++)
            if (data[at] != '\0')
                g_string_append_c(text, data[at]);
    }
    return g_string_free(text, FALSE);
}

static void
on_answer(void *data, int failed, struct ub_result *result)
{
    Question *question = data;
    GStrvBuilder *texts = g_strv_builder_new();

    question->done = TRUE;
    question->answer = DNS_FAILED;
    if (failed == 0 && result != NULL) {
        if (result->nxdomain)
            question->answer = DNS_NO_NAME;
        else if (result->rcode == NO_ERROR)
            question->answer = result->havedata ? DNS_FOUND : DNS_NOTHING;
        for (int i = 0; result->havedata && result->data[i] != NULL && i < TEXTS_MAX; i++) {
            g_autofree char *text = join(result->data[i], result->len[i]);
            g_strv_builder_add(texts, text);
        }
    }
    question->texts = g_strv_builder_end(texts);
    g_strv_builder_unref(texts);
    ub_resolve_free(result);
}

/* Waits for the answer until `deadline`. FALSE when there was none. */
static gboolean
wait_for(struct ub_ctx *resolver, const Question *question, gint64 deadline)
{
    while (!question->done) {
        struct pollfd wait = {.fd = ub_fd(resolver), .events = POLLIN};
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        if (left <= 0)
            return FALSE;
        if (poll(&wait, 1, (int)left) > 0 && ub_process(resolver) != 0)
            return FALSE;
    }
    return TRUE;
}

gboolean
dns_server_is_valid(const char *server)
{
    const char *at = strchr(server, '@');
    g_autofree char *address = at != NULL ? g_strndup(server, (gsize)(at - server)) : NULL;
    guint64 port;

    if (*server == '\0' || g_str_equal(server, "none"))
        return TRUE;
    return g_hostname_is_ip_address(at != NULL ? address : server) &&
           (at == NULL || g_ascii_string_to_unsigned(at + 1, 10, 1, G_MAXUINT16, &port, NULL));
}

/* One domain whose servers are silent says nothing about others. */
static void
note_silence(const char *name)
{
    gint64 until = g_get_monotonic_time() + SILENT_SECONDS * G_TIME_SPAN_SECOND;

    if (g_hash_table_size(silent) >= SILENT_MAX)
        g_hash_table_remove_all(silent);
    g_hash_table_replace(silent, g_strdup(name), g_memdup2(&until, sizeof until));
    if (++silent_in_a_row >= SILENT_NAMES)
        away_until = until;
}

static DnsAnswer
ask(const char *server, const char *name, int type, int timeout_ms, char ***texts)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
    gint64 now = g_get_monotonic_time();
    Question question = {.answer = DNS_FAILED};
    int id = 0;

    if (g_str_equal(server, "none"))
        return DNS_FAILED;
    struct ub_ctx *resolver = context_for(server);
    const gint64 *until = g_hash_table_lookup(silent, name);
    if (resolver == NULL || (until != NULL && now < *until))
        return DNS_FAILED;
    gboolean away = now < away_until;
    if (away)
        timeout_ms = MIN(timeout_ms, AWAY_MS);
    if (ub_resolve_async(resolver, name, type, CLASS_IN, &question, on_answer, &id) != 0)
        return DNS_FAILED;
    if (!wait_for(resolver, &question, now + timeout_ms * G_TIME_SPAN_MILLISECOND)) {
        ub_cancel(resolver, id); /* from here on it is not called any more */
        note_silence(name);
    } else if (!away && question.answer != DNS_FAILED) {
        silent_in_a_row = 0;
    }
    if (texts != NULL && question.answer == DNS_FOUND)
        *texts = g_steal_pointer(&question.texts);
    g_strfreev(question.texts);
    return question.answer;
}

DnsAnswer
dns_text(const char *server, const char *name, int timeout_ms, char ***texts)
{
    return ask(server, name, TYPE_TXT, timeout_ms, texts);
}

DnsAnswer
dns_name(const char *server, const char *name, int timeout_ms)
{
    return ask(server, name, TYPE_A, timeout_ms, NULL);
}
