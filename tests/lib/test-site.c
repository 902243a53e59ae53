/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-site - the site over HTTP for a test program; see test-site.h */
#include "lib/http-raw.h"

#include "base/clock.h"
#include "lib/test-site.h"

static gboolean
handle(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    const TestSite *site = data;

    return site_answer(site->site, site->store, request, response, error);
}

static void
fail_page(const HttpRequest *request, HttpResponse *response, const GError *error, gpointer data)
{
    const TestSite *site = data;

    site_failure(site->site, request, response);
}

static void
log_nothing(const HttpAccess *access, gpointer data)
{
}

static GLogWriterOutput
log_drop(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    return G_LOG_WRITER_HANDLED;
}

static void
load_sample(TestStore *test)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "tests", "browser", "sample.sql", NULL);
    g_autofree char *sample = NULL;

    g_assert_true(g_file_get_contents(path, &sample, NULL, NULL));
    test_store_sql(test, sample);
}

TestSite *
test_site_start(int *argc, char ***argv)
{
    TestSite *site = g_new0(TestSite, 1);
    g_autoptr(GError) error = NULL;

    g_test_init(argc, argv, NULL);
    if (g_getenv("SRCDIR") == NULL)
        g_setenv("SRCDIR", ".", TRUE);
    /* A page that is too slow is logged as a warning, which GLib's tests take for the end. */
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    g_log_set_writer_func(log_drop, NULL, NULL);
    g_autofree char *data = g_strdup_printf("paths.data=%s", g_getenv("SRCDIR"));
    const char *overrides[] = {data, "site.statement-timeout=1s", "site.url=https://example.org",
                               "paths.templates=/nonexistent", NULL};
    site->test = test_store_new(overrides);
    load_sample(site->test);
    site->store = store_open(site->test->settings, site->test->state, STORE_SITE, &error);
    g_assert_no_error(error);
    site->site = site_open(site->test->settings, site->test->state, &error);
    g_assert_no_error(error);
    /* In the second in which they changed last, pages do not say when. */
    for (gint64 second = clock_now() / G_USEC_PER_SEC; clock_now() / G_USEC_PER_SEC == second;)
        g_usleep(10000);
    /* One thread, since there is one store. */
    HttpSettings settings = {.address = "127.0.0.1:0",
                             .threads = 1,
                             .failure_page = fail_page,
                             .access_log = log_nothing};
    site->server = http_server_start(&settings, handle, site, &error);
    g_assert_no_error(error);
    return site;
}

void
test_site_stop(TestSite *site)
{
    http_server_stop(site->server);
    site_free(site->site);
    store_free(site->store);
    test_store_free(site->test);
    g_free(site);
}

char *
test_site_ask(const TestSite *site, const char *method, const char *path, const char *headers,
              const char *body)
{
    g_autofree char *request =
        g_strdup_printf("%s %s HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n%s",
                        method, path, headers);
    g_autofree char *whole = body != NULL ? g_strdup_printf("%sContent-Length: %zu\r\n\r\n%s",
                                                            request, strlen(body), body)
                                          : g_strconcat(request, "\r\n", NULL);
    return raw_exchange(http_server_port(site->server), whole);
}

char *
test_site_get(const TestSite *site, const char *path)
{
    return test_site_ask(site, "GET", path, "", NULL);
}

char *
text_between(const char *text, const char *mark, const char *end)
{
    const char *from = strstr(text, mark);

    if (from == NULL)
        return NULL;
    from += strlen(mark);
    return g_strndup(from, (gsize)(strstr(from, end) - from));
}

void
assert_in_order(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        g_test_message("%s", *words);
        text = strstr(text, *words);
        g_assert_nonnull(text);
        text += strlen(*words);
    }
}
