/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server as its callers see it: 304, failures, headers, threads, limits, sockets, stopping. */
#include "lib/http-raw.h"
#include "lib/patience.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "http/server.h"

#define END " HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n"

typedef struct {
    gint calls;
    gint threads;   /* places made */
    gint destroyed; /* places freed */
    gint logged;
    gint in_slow;
    GMutex mutex; /* for the two below */
    char log_path[64];
    guint log_status;
} State;

/* What was logged at warning or above, one event a line with its fields. */
static GString *logged;
static GMutex logged_mutex;

static GLogWriterOutput
log_keep(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    g_mutex_lock(&logged_mutex);
    if ((level & G_LOG_LEVEL_MASK) <= G_LOG_LEVEL_WARNING) {
        for (gsize i = 0; i < n_fields; i++)
            g_string_append_printf(logged, "%s=%s ", fields[i].key, (const char *)fields[i].value);
        g_string_append_c(logged, '\n');
    }
    g_mutex_unlock(&logged_mutex);
    return G_LOG_WRITER_HANDLED;
}

/* All of it since the last time. */
static char *
logged_take(void)
{
    g_mutex_lock(&logged_mutex);
    char *text = g_strdup(logged->str);
    g_string_truncate(logged, 0);
    g_mutex_unlock(&logged_mutex);
    return text;
}

static State *slot_state; /* thread data has no pointer to its test */

static void
slot_destroy(gpointer data)
{
    g_atomic_int_inc(&slot_state->destroyed);
    g_free(data);
}

static gboolean
handle(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    State *state = data;
    const char *page = request->n_segments > 0 ? request->segments[0] : "";

    g_atomic_int_inc(&state->calls);
    if (*request->thread_data == NULL) {
        g_atomic_int_inc(&state->threads);
        *request->thread_data = g_strdup("mine");
    }
    g_assert_cmpstr(*request->thread_data, ==, "mine");
    if (g_str_equal(page, "slow")) {
        g_atomic_int_inc(&state->in_slow);
        g_usleep(300 * 1000);
    }
    if (g_str_equal(page, "large")) {
        GString *text = g_string_sized_new(4000000);
        while (text->len < 4000000)
            g_string_append(text, "0123456789abcdef");
        response->bytes = g_string_free_to_bytes(text);
        return TRUE;
    }
    if (g_str_equal(page, "dated")) {
        response->etag = g_strdup("v7");
        response->last_modified = G_GINT64_CONSTANT(784111777) * G_USEC_PER_SEC;
        response->cache = "public, max-age=60";
    }
    if (g_str_equal(page, "private"))
        response->cache = "no-store";
    if (g_str_equal(page, "u"))
        response->log_path = g_strdup("/u/");
    if (g_str_equal(page, "moved")) {
        http_response_redirect(response, 303, "/ailleurs/");
        return TRUE;
    }
    if (g_str_equal(page, "split")) {
        http_response_header(response, "X-Name", "a\r\nX-Injected: yes");
    }
    g_string_append_printf(response->body, "<p>%s %s", page, request->remote);
    for (int kind = 0; kind < ERROR_N_KINDS; kind++)
        if (g_str_equal(page, error_row(kind)->word))
            return fail(error, kind, "secret detail");
    return !g_str_equal(page, "mute");
}

static void
page_of_failure(const HttpRequest *request, HttpResponse *response, const GError *error,
                gpointer data)
{
    if (request->n_segments < 2)
        g_string_append_printf(response->body, "<h1>%u</h1>", response->status);
}

static void
access_count(const HttpAccess *access, gpointer data)
{
    State *state = data;

    g_mutex_lock(&state->mutex);
    g_strlcpy(state->log_path, access->path, sizeof state->log_path);
    state->log_status = access->status;
    g_mutex_unlock(&state->mutex);
    g_atomic_int_inc(&state->logged);
}

static HttpServer *
start(State *state, HttpSettings settings)
{
    g_autoptr(GError) error = NULL;

    if (settings.address == NULL)
        settings.address = "127.0.0.1:0";
    slot_state = state;
    settings.threads = settings.threads != 0 ? settings.threads : 2;
    settings.failure_page = page_of_failure;
    settings.access_log = access_count;
    settings.thread_data_destroy = slot_destroy;
    HttpServer *server = http_server_start(&settings, handle, state, &error);
    g_assert_no_error(error);
    return server;
}

static char *
get(HttpServer *server, const char *path, const char *headers)
{
    g_autofree char *request = g_strconcat("GET ", path, END, headers, "\r\n", NULL);

    return raw_exchange(http_server_port(server), request);
}

static void
test_unchanged_page_is_304(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});
    g_autofree char *first = get(server, "/dated", "");
    g_autofree char *by_tag = get(server, "/dated", "If-None-Match: \"x\", \"v7\"\r\n");
    g_autofree char *by_date =
        get(server, "/dated", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    g_autofree char *changed = get(server, "/dated", "If-None-Match: \"v6\"\r\n");

    g_assert_cmpuint(raw_status(first), ==, 200);
    g_assert_nonnull(strstr(first, "\r\nETag: \"v7\"\r\n"));
    g_assert_nonnull(strstr(first, "\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
    g_assert_nonnull(strstr(first, "\r\nCache-Control: public, max-age=60\r\n"));
    g_assert_cmpuint(raw_status(by_tag), ==, 304);
    g_assert_nonnull(strstr(by_tag, "\r\nETag: \"v7\"\r\n"));
    g_assert_nonnull(strstr(by_tag, "\r\nCache-Control: public, max-age=60\r\n"));
    g_assert_null(strstr(by_tag, "<p>"));
    g_assert_null(strstr(by_tag, "\r\nContent-Type:"));
    g_assert_cmpuint(raw_status(by_date), ==, 304);
    g_assert_cmpuint(raw_status(changed), ==, 200);
}

static void
test_page_without_a_tag_gets_one_of_its_bytes(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});
    g_autofree char *first = get(server, "/page", "");
    g_autofree char *other = get(server, "/other", "");
    const char *tag = strstr(first, "\r\nETag: ") + strlen("\r\nETag: ");
    g_autofree char *value = g_strndup(tag, strcspn(tag, "\r"));
    g_autofree char *header = g_strconcat("If-None-Match: ", value, "\r\n", NULL);
    g_autofree char *again = get(server, "/page", header);
    g_autofree char *private_page = get(server, "/private", "");

    g_assert_null(strstr(other, value));
    g_assert_cmpuint(raw_status(again), ==, 304);
    g_assert_null(strstr(private_page, "ETag"));
}

static void
test_every_answer_has_the_security_headers(void)
{
    static const char *const paths[] = {"/page", "/moved", "/bug", "/a//b", "/not%20found"};
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});

    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = get(server, paths[i], "");
        g_assert_nonnull(strstr(answer, "\r\nContent-Security-Policy: default-src 'none'; "));
        g_assert_nonnull(strstr(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
        g_assert_nonnull(strstr(answer, "\r\nReferrer-Policy: same-origin\r\n"));
        g_assert_nonnull(strstr(answer, "\r\nDate: "));
        g_assert_null(strstr(answer, "\r\nServer:"));
    }
    g_free(logged_take());
}

static void
test_kind_of_failure_gives_the_status(void)
{
    static const struct {
        const char *path;
        guint status;
        const char *body;
    } rows[] = {
        {"/not%20found", 404, "<h1>404</h1>"},      {"/refused", 403, "<h1>403</h1>"},
        {"/bad%20input", 400, "<h1>400</h1>"},      {"/conflict", 409, "<h1>409</h1>"},
        {"/not%20found/x", 404, "404 Not Found\n"},
    };
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *answer = get(server, rows[i].path, "");
        g_assert_cmpuint(raw_status(answer), ==, rows[i].status);
        g_assert_true(g_str_has_suffix(answer, rows[i].body));
        g_assert_nonnull(strstr(answer, "\r\nCache-Control: no-store\r\n"));
        g_assert_null(strstr(answer, "secret"));
    }
    /* What clients get wrong is no news. */
    g_autofree char *log = logged_take();
    g_assert_cmpstr(log, ==, "");
}

static void
test_our_failures_are_logged_and_hidden(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});

    g_autofree char *bug = get(server, "/bug", "");
    g_autofree char *mute = get(server, "/mute", "");
    g_autofree char *away = get(server, "/try%20later", "");

    g_autofree char *log = logged_take();
    g_assert_nonnull(strstr(log, "ERROR=secret detail PATH=/bug "));
    g_assert_nonnull(strstr(log, "ERROR=secret detail PATH=/try%20later "));
    g_assert_nonnull(strstr(log, "without saying why PATH=/mute "));
    g_assert_cmpuint(raw_status(bug), ==, 500);
    g_assert_null(strstr(bug, "secret"));
    g_assert_cmpuint(raw_status(mute), ==, 500);
    g_assert_cmpuint(raw_status(away), ==, 503);
    g_assert_nonnull(strstr(away, "\r\nRetry-After: "));
}

static void
test_header_cannot_be_split(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});

    g_autofree char *answer = get(server, "/split", "");
    g_assert_cmpuint(raw_status(answer), ==, 200);
    g_assert_null(strstr(answer, "X-Injected"));
    g_autofree char *log = logged_take();
    g_assert_nonnull(strstr(log, "X-Name"));
}

static void
test_redirect_names_the_place(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){0});
    g_autofree char *answer = get(server, "/moved", "");

    g_assert_cmpuint(raw_status(answer), ==, 303);
    g_assert_nonnull(strstr(answer, "\r\nLocation: /ailleurs/\r\n"));
}

static void
test_access_log_hides_tokens_and_queries(void)
{
    State state = {0};
    HttpServer *server = start(&state, (HttpSettings){.threads = 1});
    g_autofree char *token = get(server, "/u/jeton-secret", "");
    http_server_stop(server);
    g_assert_cmpint(state.logged, ==, 1);
    g_assert_cmpstr(state.log_path, ==, "/u/");
    g_assert_cmpuint(state.log_status, ==, 200);

    server = start(&state, (HttpSettings){.threads = 1});
    g_autofree char *query = get(server, "/page?q=secret", "");
    http_server_stop(server);
    g_assert_cmpstr(state.log_path, ==, "/page");
}

static void
test_client_address_comes_from_a_trusted_proxy_only(void)
{
    const char *forwarded = "X-Forwarded-For: 192.0.2.1, 192.0.2.7\r\n";
    State state = {0};
    g_autoptr(HttpServer) bare = start(&state, (HttpSettings){0});
    g_autoptr(HttpProxies) near = http_proxies_read("unix loopback", NULL);
    g_autoptr(HttpProxies) far = http_proxies_read("192.0.2.0/24, 2001:db8::1", NULL);
    g_autoptr(HttpServer) behind = start(&state, (HttpSettings){.proxies = near});
    g_autoptr(HttpServer) elsewhere = start(&state, (HttpSettings){.proxies = far});
    g_autofree char *direct = get(bare, "/page", forwarded);
    g_autofree char *proxied = get(behind, "/page", forwarded);
    g_autofree char *nonsense = get(behind, "/page", "X-Forwarded-For: <script>\r\n");

    g_assert_nonnull(strstr(direct, "<p>page 127.0.0.1"));
    g_assert_nonnull(strstr(proxied, "<p>page 192.0.2.7"));
    g_assert_nonnull(strstr(nonsense, "<p>page 127.0.0.1"));
    g_autofree char *stranger = get(elsewhere, "/page", forwarded);
    g_assert_nonnull(strstr(stranger, "<p>page 127.0.0.1"));
    g_autofree char *twice =
        get(behind, "/page", "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 192.0.2.9\r\n");
    g_assert_nonnull(strstr(twice, "<p>page 192.0.2.9"));
}

static void
test_proxies_are_where_they_connect_from(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpProxies) proxies =
        http_proxies_read("  unix 192.0.2.0/24 2001:db8::/32 198.51.100.7", &error);
    g_autoptr(HttpProxies) nobody = http_proxies_read("", NULL);
    static const struct {
        const char *text;
        gboolean trusted;
    } rows[] = {{"192.0.2.200", TRUE},       {"192.0.3.1", FALSE},    {"198.51.100.7", TRUE},
                {"198.51.100.8", FALSE},     {"2001:db8::5", TRUE},   {"2001:db9::5", FALSE},
                {"::ffff:192.0.2.1", TRUE},  {"127.0.0.1", FALSE},    {"::1", FALSE},
                {"::ffff:192.0.3.1", FALSE}, {"::ffff:7f00:1", FALSE}};

    g_assert_no_error(error);
    g_assert_true(http_proxies_have(proxies, NULL));
    g_assert_false(http_proxies_have(nobody, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct sockaddr_storage address = {0};
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address;
        struct sockaddr_in *four = (struct sockaddr_in *)&address;
        if (strchr(rows[i].text, ':') != NULL) {
            address.ss_family = AF_INET6;
            g_assert_cmpint(inet_pton(AF_INET6, rows[i].text, &six->sin6_addr), ==, 1);
        } else {
            address.ss_family = AF_INET;
            g_assert_cmpint(inet_pton(AF_INET, rows[i].text, &four->sin_addr), ==, 1);
        }
        g_assert_cmpint(http_proxies_have(proxies, (struct sockaddr *)&address), ==,
                        rows[i].trusted);
        g_assert_false(http_proxies_have(nobody, (struct sockaddr *)&address));
    }
    g_assert_null(http_proxies_read("loopback 192.0.2.0/33", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
}

static void
test_unix_socket_answers_and_is_removed(void)
{
    g_autofree char *directory = g_dir_make_tmp("http-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "web", NULL);
    g_autofree char *address = g_strconcat("unix:", path, NULL);
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    g_autoptr(GError) error = NULL;
    State state = {0};
    GStatBuf status;

    g_strlcpy(name.sun_path, path, sizeof name.sun_path);
    /* A socket left by a process that died is no obstacle. */
    int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert_cmpint(bind(stale, (struct sockaddr *)&name, sizeof name), ==, 0);
    close(stale);

    HttpServer *server = start(&state, (HttpSettings){.address = address});
    g_assert_cmpuint(http_server_port(server), ==, 0);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 07777, ==, 0666);
    /* A living one is. */
    HttpSettings second = {.address = address};
    g_assert_null(http_server_start(&second, handle, &state, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_assert_nonnull(error_hint(error));

    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&name, sizeof name), ==, 0);
    raw_say(fd, "GET /page" END "\r\n");
    g_autofree char *answer = raw_read_all(fd);
    g_assert_cmpuint(raw_status(answer), ==, 200);
    g_assert_true(g_str_has_suffix(answer, "<p>page "));

    http_server_stop(server);
    g_assert_cmpint(g_stat(path, &status), ==, -1);
    g_rmdir(directory);
}

static void
test_addresses_that_cannot_be_listened_on(void)
{
    static const char *const addresses[] = {
        "",      "8080",     ":8080",       "localhost:8080", "127.0.0.1", "127.0.0.1:",
        "[::1]", "::1:8080", "127.0.0.1:x", "unix:relative",  "unix:",     "127.0.0.1:70000",
    };
    State state = {0};
    g_autoptr(HttpServer) taken = start(&state, (HttpSettings){0});
    g_autofree char *again = g_strdup_printf("127.0.0.1:%u", http_server_port(taken));

    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autoptr(GError) error = NULL;
        HttpSettings settings = {.address = addresses[i]};
        g_assert_null(http_server_start(&settings, handle, &state, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
    }
    g_autoptr(GError) error = NULL;
    HttpSettings settings = {.address = again};
    g_assert_null(http_server_start(&settings, handle, &state, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
}

static void
test_connections_are_bounded_by_address(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = start(&state, (HttpSettings){.max_connections_by_ip = 2});
    int first = raw_connect(http_server_port(server));
    int second = raw_connect(http_server_port(server));

    /* A whole answer on each, so that the server holds both. */
    raw_say(first, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    raw_say(second, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    g_autofree char *one = raw_read_one(first);
    g_autofree char *two = raw_read_one(second);
    g_assert_cmpuint(raw_status(one), ==, 200);
    g_assert_cmpuint(raw_status(two), ==, 200);
    g_autofree char *third = get(server, "/page", "");
    g_assert_cmpstr(third, ==, "");
    close(first);
    close(second);
}

typedef struct {
    guint16 port;
    const char *path;
    guint rounds;
    guint answered;
} Client;

static gpointer
client_run(gpointer data)
{
    Client *client = data;
    g_autofree char *request =
        g_strconcat("GET ", client->path, " HTTP/1.1\r\nHost: x\r\n\r\n", NULL);
    int fd = raw_connect(client->port);

    for (guint i = 0; i < client->rounds; i++) {
        raw_say(fd, request);
        g_autofree char *answer = raw_read_one(fd);
        if (answer[0] != '\0' && raw_status(answer) == 200)
            client->answered++;
    }
    close(fd);
    return NULL;
}

static void
test_sixteen_clients_at_once(void)
{
    enum { CLIENTS = 16, ROUNDS = 50 };
    State state = {0};
    HttpServer *server = start(&state, (HttpSettings){.threads = 4});
    Client clients[CLIENTS];
    GThread *threads[CLIENTS];

    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (Client){http_server_port(server), "/page", ROUNDS, 0};
        threads[i] = g_thread_new("client", client_run, &clients[i]);
    }
    for (int i = 0; i < CLIENTS; i++) {
        g_thread_join(threads[i]);
        g_assert_cmpuint(clients[i].answered, ==, ROUNDS);
    }
    http_server_stop(server);
    g_assert_cmpint(state.calls, ==, CLIENTS * ROUNDS);
    g_assert_cmpint(state.logged, ==, CLIENTS * ROUNDS);
    /* One place a thread, freed when the thread ended. */
    g_assert_cmpint(state.threads, >=, 1);
    g_assert_cmpint(state.threads, <=, 4);
    g_assert_cmpint(state.destroyed, ==, state.threads);
}

static gpointer
server_stop(gpointer server)
{
    http_server_stop(server);
    return NULL;
}

static void
test_stopping_finishes_what_is_in_hand(void)
{
    State state = {0};
    HttpServer *server = start(&state, (HttpSettings){.threads = 2});
    guint16 port = http_server_port(server);
    int slow = raw_connect(port);
    int large = raw_connect(port);
    int idle = raw_connect(port);

    raw_say(idle, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    g_autofree char *first = raw_read_one(idle);
    g_assert_cmpuint(raw_status(first), ==, 200);
    raw_say(slow, "GET /slow" END "\r\n");
    while (g_atomic_int_get(&state.in_slow) == 0)
        g_usleep(1000);
    raw_say(large, "GET /large" END "\r\n");
    while (g_atomic_int_get(&state.calls) < 3)
        g_usleep(1000);

    GThread *stopper = g_thread_new("stopper", server_stop, server);
    g_usleep(50 * 1000);
    g_autofree char *slow_answer = raw_read_all(slow);
    g_autofree char *large_answer = raw_read_all(large);
    g_thread_join(stopper);

    g_assert_true(g_str_has_suffix(slow_answer, "<p>slow 127.0.0.1"));
    g_assert_cmpuint(strlen(large_answer), >=, 4000000);
    /* The idle one is closed, and nobody listens. */
    g_autofree char *rest = raw_read_all(idle);
    g_assert_cmpstr(rest, ==, "");
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&name, sizeof name), ==, -1);
    close(fd);
    g_assert_cmpint(state.destroyed, ==, state.threads);
}

static void
test_stopping_waits_no_longer_than_told(void)
{
    State state = {0};
    HttpServer *server = start(&state, (HttpSettings){.threads = 2, .stop_timeout = 1});
    int stuck = raw_connect(http_server_port(server));

    /* Asks for much and reads nothing. */
    raw_say(stuck, "GET /large" END "\r\n");
    while (g_atomic_int_get(&state.calls) == 0)
        g_usleep(1000);
    gint64 begun = g_get_monotonic_time();
    http_server_stop(server);
    g_assert_cmpint(g_get_monotonic_time() - begun, <, patience(4));
    close(stuck);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    logged = g_string_new(NULL);
    g_log_set_writer_func(log_keep, NULL, NULL);
#define ADD(name, function) g_test_add_func("/http-server/" name, function)
    ADD("unchanged-page-is-304", test_unchanged_page_is_304);
    ADD("page-without-a-tag-gets-one-of-its-bytes", test_page_without_a_tag_gets_one_of_its_bytes);
    ADD("every-answer-has-the-security-headers", test_every_answer_has_the_security_headers);
    ADD("kind-of-failure-gives-the-status", test_kind_of_failure_gives_the_status);
    ADD("our-failures-are-logged-and-hidden", test_our_failures_are_logged_and_hidden);
    ADD("header-cannot-be-split", test_header_cannot_be_split);
    ADD("redirect-names-the-place", test_redirect_names_the_place);
    ADD("access-log-hides-tokens-and-queries", test_access_log_hides_tokens_and_queries);
    ADD("client-address-comes-from-a-trusted-proxy-only",
        test_client_address_comes_from_a_trusted_proxy_only);
    ADD("proxies-are-where-they-connect-from", test_proxies_are_where_they_connect_from);
    ADD("unix-socket-answers-and-is-removed", test_unix_socket_answers_and_is_removed);
    ADD("addresses-that-cannot-be-listened-on", test_addresses_that_cannot_be_listened_on);
    ADD("connections-are-bounded-by-address", test_connections_are_bounded_by_address);
    ADD("sixteen-clients-at-once", test_sixteen_clients_at_once);
    ADD("stopping-finishes-what-is-in-hand", test_stopping_finishes_what_is_in_hand);
    ADD("stopping-waits-no-longer-than-told", test_stopping_waits_no_longer_than_told);
    int result = g_test_run();
    g_string_free(logged, TRUE);
    return result;
}
