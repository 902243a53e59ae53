/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers: 304, failures, headers, whom it takes for the client. */
#include <arpa/inet.h>

#include "base/error.h"

#include "lib/test-http.h"

static void
test_unchanged_page_is_304(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});
    g_autofree char *first = test_http_get(server, "/dated", "");
    g_autofree char *by_tag = test_http_get(server, "/dated", "If-None-Match: \"x\", \"v7\"\r\n");
    g_autofree char *by_date =
        test_http_get(server, "/dated", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    g_autofree char *changed = test_http_get(server, "/dated", "If-None-Match: \"v6\"\r\n");

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
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});
    g_autofree char *first = test_http_get(server, "/page", "");
    g_autofree char *other = test_http_get(server, "/other", "");
    const char *tag = strstr(first, "\r\nETag: ") + strlen("\r\nETag: ");
    g_autofree char *value = g_strndup(tag, strcspn(tag, "\r"));
    g_autofree char *header = g_strconcat("If-None-Match: ", value, "\r\n", NULL);
    g_autofree char *again = test_http_get(server, "/page", header);
    g_autofree char *private_page = test_http_get(server, "/private", "");

    g_assert_null(strstr(other, value));
    g_assert_cmpuint(raw_status(again), ==, 304);
    g_assert_null(strstr(private_page, "ETag"));
}

static void
test_every_answer_has_the_security_headers(void)
{
    static const char *const paths[] = {"/page", "/moved", "/bug", "/a//b", "/not%20found"};
    State state = {0};
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});

    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = test_http_get(server, paths[i], "");
        g_assert_nonnull(strstr(answer, "\r\nContent-Security-Policy: default-src 'none'; "));
        g_assert_nonnull(strstr(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
        g_assert_nonnull(strstr(answer, "\r\nReferrer-Policy: same-origin\r\n"));
        g_assert_nonnull(strstr(answer, "\r\nDate: "));
        g_assert_null(strstr(answer, "\r\nServer:"));
    }
    g_free(test_http_logged());
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
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *answer = test_http_get(server, rows[i].path, "");
        g_assert_cmpuint(raw_status(answer), ==, rows[i].status);
        g_assert_true(g_str_has_suffix(answer, rows[i].body));
        g_assert_nonnull(strstr(answer, "\r\nCache-Control: no-store\r\n"));
        g_assert_null(strstr(answer, "secret"));
    }
    /* What clients get wrong is no news. */
    g_autofree char *log = test_http_logged();
    g_assert_cmpstr(log, ==, "");
}

static void
test_our_failures_are_logged_and_hidden(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});

    g_autofree char *bug = test_http_get(server, "/bug", "");
    g_autofree char *mute = test_http_get(server, "/mute", "");
    g_autofree char *away = test_http_get(server, "/try%20later", "");

    g_autofree char *log = test_http_logged();
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
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});

    g_autofree char *answer = test_http_get(server, "/split", "");
    g_assert_cmpuint(raw_status(answer), ==, 200);
    g_assert_null(strstr(answer, "X-Injected"));
    g_autofree char *log = test_http_logged();
    g_assert_nonnull(strstr(log, "X-Name"));
}

static void
test_redirect_names_the_place(void)
{
    State state = {0};
    g_autoptr(HttpServer) server = test_http_start(&state, (HttpSettings){0});
    g_autofree char *answer = test_http_get(server, "/moved", "");

    g_assert_cmpuint(raw_status(answer), ==, 303);
    g_assert_nonnull(strstr(answer, "\r\nLocation: /ailleurs/\r\n"));
}

static void
test_access_log_hides_tokens_and_queries(void)
{
    State state = {0};
    HttpServer *server = test_http_start(&state, (HttpSettings){.threads = 1});
    g_autofree char *token = test_http_get(server, "/u/jeton-secret", "");
    http_server_stop(server);
    g_assert_cmpint(state.logged, ==, 1);
    g_assert_cmpstr(state.log_path, ==, "/u/");
    g_assert_cmpuint(state.log_status, ==, 200);

    server = test_http_start(&state, (HttpSettings){.threads = 1});
    g_autofree char *query = test_http_get(server, "/page?q=secret", "");
    http_server_stop(server);
    g_assert_cmpstr(state.log_path, ==, "/page");
}

static void
test_client_address_comes_from_a_trusted_proxy_only(void)
{
    const char *forwarded = "X-Forwarded-For: 192.0.2.1, 192.0.2.7\r\n";
    State state = {0};
    g_autoptr(HttpServer) bare = test_http_start(&state, (HttpSettings){0});
    g_autoptr(HttpProxies) near = http_proxies_read("unix loopback", NULL);
    g_autoptr(HttpProxies) far = http_proxies_read("192.0.2.0/24, 2001:db8::1", NULL);
    g_autoptr(HttpServer) behind = test_http_start(&state, (HttpSettings){.proxies = near});
    g_autoptr(HttpServer) elsewhere = test_http_start(&state, (HttpSettings){.proxies = far});
    g_autofree char *direct = test_http_get(bare, "/page", forwarded);
    g_autofree char *proxied = test_http_get(behind, "/page", forwarded);
    g_autofree char *nonsense = test_http_get(behind, "/page", "X-Forwarded-For: <script>\r\n");

    g_assert_nonnull(strstr(direct, "<p>page 127.0.0.1"));
    g_assert_nonnull(strstr(proxied, "<p>page 192.0.2.7"));
    g_assert_nonnull(strstr(nonsense, "<p>page 127.0.0.1"));
    g_autofree char *stranger = test_http_get(elsewhere, "/page", forwarded);
    g_assert_nonnull(strstr(stranger, "<p>page 127.0.0.1"));
    g_autofree char *twice = test_http_get(
        behind, "/page", "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 192.0.2.9\r\n");
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

int
main(int argc, char **argv)
{
    test_http_init(&argc, &argv);
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
    return test_http_run();
}
