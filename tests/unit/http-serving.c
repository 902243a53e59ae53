/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a server serves: sockets, connections and threads, and stopping without losing an answer. */
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/error.h"

#include "lib/patience.h"
#include "lib/test-http.h"

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

    HttpServer *server = test_http_start(&state, (HttpSettings){.address = address});
    g_assert_cmpuint(http_server_port(server), ==, 0);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 07777, ==, 0666);
    /* A living one is. */
    HttpSettings second = {.address = address};
    g_assert_null(http_server_start(&second, test_http_handle, &state, &error));
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
    g_autoptr(HttpServer) taken = test_http_start(&state, (HttpSettings){0});
    g_autofree char *again = g_strdup_printf("127.0.0.1:%u", http_server_port(taken));

    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autoptr(GError) error = NULL;
        HttpSettings settings = {.address = addresses[i]};
        g_assert_null(http_server_start(&settings, test_http_handle, &state, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
    }
    g_autoptr(GError) error = NULL;
    HttpSettings settings = {.address = again};
    g_assert_null(http_server_start(&settings, test_http_handle, &state, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
}

static void
test_connections_are_bounded_by_address(void)
{
    State state = {0};
    g_autoptr(HttpServer) server =
        test_http_start(&state, (HttpSettings){.max_connections_by_ip = 2});
    int first = raw_connect(http_server_port(server));
    int second = raw_connect(http_server_port(server));

    /* A whole answer on each, so that the server holds both. */
    raw_say(first, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    raw_say(second, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    g_autofree char *one = raw_read_one(first);
    g_autofree char *two = raw_read_one(second);
    g_assert_cmpuint(raw_status(one), ==, 200);
    g_assert_cmpuint(raw_status(two), ==, 200);
    g_autofree char *third = test_http_get(server, "/page", "");
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
    HttpServer *server = test_http_start(&state, (HttpSettings){.threads = 4});
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
    HttpServer *server = test_http_start(&state, (HttpSettings){.threads = 2});
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
    HttpServer *server = test_http_start(&state, (HttpSettings){.threads = 2, .stop_timeout = 1});
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

/* Those that come together are not one thread's. Their descriptors follow each other, as in a
 * server that is no client too. */
static void
test_each_thread_has_its_share(void)
{
    State state = {0};
    HttpServer *server = test_http_start(&state, (HttpSettings){.threads = 4});
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(http_server_port(server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int clients[4];

    for (guint i = 0; i < G_N_ELEMENTS(clients); i++)
        clients[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    for (guint i = 0; i < G_N_ELEMENTS(clients); i++)
        g_assert_cmpint(connect(clients[i], (struct sockaddr *)&address, sizeof address), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(clients); i++) {
        raw_say(clients[i], "GET /page HTTP/1.1\r\nHost: lists.example.org\r\n\r\n");
        g_autofree char *answer = raw_read_one(clients[i]);
        g_assert_cmpuint(raw_status(answer), ==, 200);
    }
    /* Not before: the next would get the descriptor, and the thread, of one that ended. */
    for (guint i = 0; i < G_N_ELEMENTS(clients); i++)
        close(clients[i]);
    http_server_stop(server);
    g_assert_cmpint(state.threads, ==, 4);
}

int
main(int argc, char **argv)
{
    test_http_init(&argc, &argv);
#define ADD(name, function) g_test_add_func("/http-serving/" name, function)
    ADD("unix-socket-answers-and-is-removed", test_unix_socket_answers_and_is_removed);
    ADD("addresses-that-cannot-be-listened-on", test_addresses_that_cannot_be_listened_on);
    ADD("connections-are-bounded-by-address", test_connections_are_bounded_by_address);
    ADD("sixteen-clients-at-once", test_sixteen_clients_at_once);
    ADD("each-thread-has-its-share", test_each_thread_has_its_share);
    ADD("stopping-finishes-what-is-in-hand", test_stopping_finishes_what_is_in_hand);
    ADD("stopping-waits-no-longer-than-told", test_stopping_waits_no_longer_than_told);
    return test_http_run();
}
