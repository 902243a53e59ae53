/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw requests: where a request ends is never in doubt, and what is in doubt is refused. */
#include "lib/http-raw.h"
#include "lib/patience.h"

#include "base/error.h"
#include "http/server.h"

#define HOST "Host: lists.example.org\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define CLOSE "Connection: close\r\n"

static gint calls; /* atomic: requests that reached the handler */

/* Says what it was asked: method, segments, q, form field. */
static gboolean
echo(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    g_autofree char *segments = g_strjoinv("|", (char **)(gsize)request->segments);
    const char *q = params_get(request->query, "q");
    const char *field = params_get(request->form, "champ");

    g_atomic_int_inc(&calls);
    g_string_printf(response->body, "<%s %s q=%s champ=%s bytes=%zu>",
                    request->method == HTTP_POST ? "POST" : "GET", segments, q ? q : "-",
                    field ? field : "-", g_bytes_get_size(request->body));
    return TRUE;
}

static HttpServer *
echo_start(void)
{
    HttpSettings settings = {
        .address = "127.0.0.1:0", .threads = 2, .max_body = 1000, .timeout = 2};
    g_autoptr(GError) error = NULL;
    HttpServer *server = http_server_start(&settings, echo, NULL, &error);

    g_assert_no_error(error);
    g_atomic_int_set(&calls, 0);
    return server;
}

typedef struct {
    const char *name;
    const char *request;
    guint status;
} Shape;

/* Every one is followed by a second request that must never be answered: the connection closes. */
#define AFTER "GET /smuggled HTTP/1.1\r\n" HOST CLOSE "\r\n"

static const Shape shapes[] = {
    {"length and encoding",
     "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400},
    {"encoding and length",
     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
     400},
    {"length twice, same",
     "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n", 400},
    {"length twice, other",
     "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 40\r\n\r\n", 400},
    {"length list", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0, 0\r\n\r\n", 400},
    {"length signed", "POST / HTTP/1.1\r\n" HOST "Content-Length: +0\r\n\r\n", 400},
    {"length negative", "POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400},
    {"length hexadecimal", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x0\r\n\r\n", 400},
    {"length with words", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0 0\r\n\r\n", 400},
    {"length of nothing", "POST / HTTP/1.1\r\n" HOST "Content-Length: \r\n\r\n", 400},
    {"space before colon", "POST / HTTP/1.1\r\n" HOST "Content-Length : 0\r\n\r\n", 400},
    {"chunked", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
    {"chunked in disguise", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n", 411},
    {"encoding of a GET", "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     411},
    {"body of a GET", "GET / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nGET ", 400},
    {"two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400},
    {"bare CR", "POST / HTTP/1.1\r\n" HOST "X: a\rContent-Length: 3\r\n\r\n", 400},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"folded encoding",
     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
    {"folded length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n 0\r\n\r\nGET ", 400},
    {"header without colon", "GET / HTTP/1.1\r\n" HOST "nonsense\r\n\r\n", 400},
    {"header name with space", "GET / HTTP/1.1\r\n" HOST "X Y: z\r\n\r\n", 400},
    {"body too large",
     "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n", 413},
    {"body far too large", "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999\r\n\r\n",
     413},
    {"DELETE", "DELETE / HTTP/1.1\r\n" HOST "\r\n", 405},
    {"OPTIONS", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405},
    {"TRACE", "TRACE / HTTP/1.1\r\n" HOST "\r\n", 405},
    {"CONNECT", "CONNECT lists.example.org:443 HTTP/1.1\r\n" HOST "\r\n", 405},
    {"method in lower case", "get / HTTP/1.1\r\n" HOST "\r\n", 405},
    {"method with a body", "PUT / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nGET ", 405},
    {"dots", "GET /a/../b HTTP/1.1\r\n" HOST "\r\n", 400},
    {"encoded dots", "GET /a/%2e%2e/b HTTP/1.1\r\n" HOST "\r\n", 400},
    {"NUL", "GET /a%00 HTTP/1.1\r\n" HOST "\r\n", 400},
    {"not UTF-8", "GET /%ff HTTP/1.1\r\n" HOST "\r\n", 400},
    {"two slashes", "GET //example.net/ HTTP/1.1\r\n" HOST "\r\n", 400},
    {"query not UTF-8", "GET /?q=%ff HTTP/1.1\r\n" HOST "\r\n", 400},
};

static void
test_doubtful_requests_are_refused(void)
{
    g_autoptr(HttpServer) server = echo_start();

    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autofree char *bytes = g_strconcat(shapes[i].request, AFTER, NULL);
        g_autofree char *answer = raw_exchange(http_server_port(server), bytes);
        g_test_message("%s: %.40s", shapes[i].name, answer);
        g_assert_cmpuint(raw_status(answer), ==, shapes[i].status);
        g_assert_cmpuint(raw_count(answer, "HTTP/1.1 200"), ==, 0);
        g_assert_null(strstr(answer, "smuggled"));
    }
    g_assert_cmpint(g_atomic_int_get(&calls), ==, 0);
}

static void
test_refused_method_names_the_allowed(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *answer =
        raw_exchange(http_server_port(server), "DELETE / HTTP/1.1\r\n" HOST "\r\n");

    g_assert_nonnull(strstr(answer, "\r\nAllow: GET, HEAD, POST, PATCH\r\n"));
    g_assert_nonnull(strstr(answer, "\r\nContent-Security-Policy: "));
}

static void
test_url_length_is_bounded(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *name = g_strnfill(2001, 'a');
    g_autofree char *query = g_strnfill(4001, 'a');
    g_autofree char *path_request = g_strconcat("GET /", name, " HTTP/1.1\r\n" HOST "\r\n", NULL);
    g_autofree char *query_request =
        g_strconcat("GET /?", query, " HTTP/1.1\r\n" HOST "\r\n", NULL);
    g_autofree char *path_answer = raw_exchange(http_server_port(server), path_request);
    g_autofree char *query_answer = raw_exchange(http_server_port(server), query_request);

    g_assert_cmpuint(raw_status(path_answer), ==, 414);
    g_assert_cmpuint(raw_status(query_answer), ==, 414);
}

/* The library would keep each parameter in the memory of the connection, and have none left. */
static void
test_many_parameters_are_answered(void)
{
    static const struct {
        guint n;
        guint status;
    } queries[] = {{256, 200}, {257, 400}, {500, 400}, {1999, 400}, {3000, 414}, {6000, 414}};
    g_autoptr(HttpServer) server = echo_start();

    for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(GString) request = g_string_new("GET /?");
        for (guint n = 0; n < queries[i].n; n++)
            g_string_append(request, "a&");
        g_string_append(request, " HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
        gint64 asked = g_get_monotonic_time();
        g_autofree char *answer = raw_exchange(http_server_port(server), request->str);
        g_assert_cmpuint(raw_status(answer), ==, queries[i].status);
        g_assert_cmpint(g_get_monotonic_time() - asked, <, patience(2));
    }
}

static void
test_headers_beyond_memory_are_refused(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *filler = g_strnfill(40000, 'a');
    g_autofree char *request =
        g_strconcat("GET / HTTP/1.1\r\n" HOST "X: ", filler, "\r\n\r\n", NULL);
    g_autofree char *answer = raw_exchange(http_server_port(server), request);

    /* The library may close before all of it was sent: no answer is an answer too. */
    if (answer[0] != '\0')
        g_assert_cmpuint(raw_status(answer), >=, 400);
    g_assert_cmpint(g_atomic_int_get(&calls), ==, 0);
}

static void
test_pipelined_requests_are_answered_in_order(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *answer =
        raw_exchange(http_server_port(server),
                     "GET /un HTTP/1.1\r\n" HOST "\r\n"
                     "POST /deux HTTP/1.1\r\n" HOST FORM "Content-Length: 9\r\n\r\nchamp=%40"
                     "HEAD /trois HTTP/1.1\r\n" HOST "\r\n"
                     "GET /quatre?q=%C3%A9t%C3%A9 HTTP/1.1\r\n" HOST CLOSE "\r\n");
    const char *one = strstr(answer, "<GET un q=- champ=- bytes=0>");
    const char *two = strstr(answer, "<POST deux q=- champ=@ bytes=9>");
    const char *four = strstr(answer, "<GET quatre q=\xc3\xa9t\xc3\xa9 champ=- bytes=0>");

    g_assert_cmpuint(raw_count(answer, "HTTP/1.1 200 "), ==, 4);
    g_assert_true(one != NULL && two != NULL && four != NULL && one < two && two < four);
    g_assert_null(strstr(answer, "trois"));
}

static void
test_head_has_the_headers_of_get(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *get =
        raw_exchange(http_server_port(server), "GET /page HTTP/1.1\r\n" HOST CLOSE "\r\n");
    g_autofree char *head =
        raw_exchange(http_server_port(server), "HEAD /page HTTP/1.1\r\n" HOST CLOSE "\r\n");

    g_assert_nonnull(strstr(get, "\r\nContent-Length: 30\r\n"));
    g_assert_nonnull(strstr(head, "\r\nContent-Length: 30\r\n"));
    g_assert_true(g_str_has_suffix(get, "<GET page q=- champ=- bytes=0>"));
    g_assert_true(g_str_has_suffix(head, "\r\n\r\n"));
    g_assert_nonnull(strstr(head, "\r\nETag: \""));
}

static void
test_absolute_form_is_understood(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *answer =
        raw_exchange(http_server_port(server),
                     "GET http://lists.example.org/a%2Fb/ HTTP/1.1\r\n" HOST CLOSE "\r\n");
    g_autofree char *bare = raw_exchange(
        http_server_port(server), "GET http://lists.example.org HTTP/1.1\r\n" HOST CLOSE "\r\n");

    g_assert_nonnull(strstr(answer, "<GET a/b q=-"));
    g_assert_nonnull(strstr(bare, "<GET  q=-"));
}

static void
test_one_click_form_is_read(void)
{
    g_autoptr(HttpServer) server = echo_start();
    const char *body = "--b0\r\nContent-Disposition: form-data; name=\"champ\"\r\n\r\nOne-Click\r\n"
                       "--b0\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
                       "secret\r\n--b0--\r\n";
    g_autofree char *request = g_strdup_printf(
        "POST /u/jeton HTTP/1.1\r\n" HOST CLOSE
        "Content-Type: multipart/form-data; boundary=b0\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(body), body);
    g_autofree char *answer = raw_exchange(http_server_port(server), request);

    g_assert_nonnull(strstr(answer, "<POST u|jeton q=- champ=One-Click "));
}

static void
test_malformed_forms_are_refused(void)
{
    g_autoptr(HttpServer) server = echo_start();
    g_autofree char *bad_escape =
        raw_exchange(http_server_port(server),
                     "POST / HTTP/1.1\r\n" HOST CLOSE FORM "Content-Length: 8\r\n\r\nchamp=%f");
    g_autofree char *cut_short =
        raw_exchange(http_server_port(server), "POST / HTTP/1.1\r\n" HOST CLOSE
                                               "Content-Type: multipart/form-data; boundary=b0\r\n"
                                               "Content-Length: 10\r\n\r\n--b0\r\nCont");

    g_assert_cmpuint(raw_status(bad_escape), ==, 400);
    g_assert_cmpuint(raw_status(cut_short), ==, 400);
    g_assert_cmpint(g_atomic_int_get(&calls), ==, 0);
}

static void
test_awaited_body_is_asked_for_unless_refused(void)
{
    g_autoptr(HttpServer) server = echo_start();
    int fd = raw_connect(http_server_port(server));
    const char *head =
        "POST / HTTP/1.1\r\n" HOST CLOSE FORM "Expect: 100-continue\r\nContent-Length: 7\r\n\r\n";

    raw_say(fd, head);
    g_autofree char *interim = raw_read_one(fd);
    g_assert_cmpuint(raw_status(interim), ==, 100);
    raw_say(fd, "champ=a");
    g_autofree char *answer = raw_read_all(fd);
    g_assert_nonnull(strstr(answer, "champ=a bytes=7>"));

    g_autofree char *refused = raw_exchange(http_server_port(server),
                                            "POST / HTTP/1.1\r\n" HOST FORM
                                            "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
    g_assert_cmpuint(raw_status(refused), ==, 413);
}

/* A client reads the answer when it has sent its body, as most do: it must still be able to. */
static void
test_refused_body_is_read_to_its_end(void)
{
    static const struct {
        const char *begin;
        guint status;
    } refused[] = {{"POST / HTTP/1.1\r\n", 413}, {"PUT / HTTP/1.1\r\n", 405}};
    g_autoptr(HttpServer) server = echo_start();
    char piece[1000];

    memset(piece, 'x', sizeof piece);
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        int fd = raw_connect(http_server_port(server));
        raw_say(fd, refused[i].begin);
        raw_say(fd, HOST "Content-Length: 400000\r\n\r\n");
        for (guint n = 0; n < 400; n++) {
            g_assert_cmpint(send(fd, piece, sizeof piece, MSG_NOSIGNAL), ==, sizeof piece);
            if (n % 100 == 0)
                g_usleep(20000);
        }
        g_autofree char *answer = raw_read_all(fd);
        g_assert_cmpuint(raw_status(answer), ==, refused[i].status);
    }
}

static void
test_silent_client_is_let_go(void)
{
    g_autoptr(HttpServer) server = echo_start();
    gint64 start = g_get_monotonic_time();
    g_autofree char *answer = raw_exchange(http_server_port(server), "GET / HT");

    g_assert_null(strstr(answer, " 200 "));
    g_assert_cmpint(g_get_monotonic_time() - start, <, patience(4));
}

/* Whether the server ends a connection that is sent a byte of `text` each half second. */
static gboolean
is_ended(HttpServer *server, const char *begin, const char *text, gint64 wait)
{
    int fd = raw_connect(http_server_port(server));
    gint64 deadline = g_get_monotonic_time() + wait;
    char byte;
    gboolean ended = FALSE;

    raw_say(fd, begin);
    for (gsize i = 0; !ended && g_get_monotonic_time() < deadline; i++) {
        ended = send(fd, text + i % strlen(text), 1, MSG_NOSIGNAL) < 0;
        g_usleep(G_USEC_PER_SEC / 2);
        ended = ended || recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
    }
    close(fd);
    return ended;
}

static void
test_slow_client_is_let_go(void)
{
    g_autoptr(HttpServer) server = echo_start();

    g_assert_true(is_ended(server, "GET / HTTP/1.1\r\n" HOST "X: ", "a", patience(12)));
    g_assert_true(is_ended(server,
                           "POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 999\r\n\r\nchamp=", "a",
                           patience(12)));
    g_assert_cmpint(g_atomic_int_get(&calls), ==, 0);
}

static void
test_idle_clients_make_room(void)
{
    HttpSettings settings = {
        .address = "127.0.0.1:0", .threads = 2, .max_connections = 40, .timeout = 30};
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpServer) server = http_server_start(&settings, echo, NULL, &error);
    int idle[60];

    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(idle); i++)
        idle[i] = raw_connect(http_server_port(server));
    gint64 start = g_get_monotonic_time();
    int fd = raw_connect(http_server_port(server));
    struct timeval patient = {.tv_sec = 25};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patient, sizeof patient);
    raw_say(fd, "GET /page HTTP/1.1\r\n" HOST CLOSE "\r\n");
    g_autofree char *answer = raw_read_all(fd);
    g_assert_nonnull(strstr(answer, "<GET page"));
    g_assert_cmpint(g_get_monotonic_time() - start, <, patience(15));
    for (guint i = 0; i < G_N_ELEMENTS(idle); i++)
        close(idle[i]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func("/http-framing/" name, function)
    ADD("doubtful-requests-are-refused", test_doubtful_requests_are_refused);
    ADD("refused-method-names-the-allowed", test_refused_method_names_the_allowed);
    ADD("url-length-is-bounded", test_url_length_is_bounded);
    ADD("many-parameters-are-answered", test_many_parameters_are_answered);
    ADD("headers-beyond-memory-are-refused", test_headers_beyond_memory_are_refused);
    ADD("pipelined-requests-are-answered-in-order", test_pipelined_requests_are_answered_in_order);
    ADD("head-has-the-headers-of-get", test_head_has_the_headers_of_get);
    ADD("absolute-form-is-understood", test_absolute_form_is_understood);
    ADD("one-click-form-is-read", test_one_click_form_is_read);
    ADD("malformed-forms-are-refused", test_malformed_forms_are_refused);
    ADD("awaited-body-is-asked-for-unless-refused", test_awaited_body_is_asked_for_unless_refused);
    ADD("refused-body-is-read-to-its-end", test_refused_body_is_read_to_its_end);
    ADD("silent-client-is-let-go", test_silent_client_is_let_go);
    ADD("slow-client-is-let-go", test_slow_client_is_let_go);
    ADD("idle-clients-make-room", test_idle_clients_make_room);
    return g_test_run();
}
