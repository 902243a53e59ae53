/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-http - a server with a page for each thing that is to be seen of one; see test-http.h */
#include "base/error.h"

#include "lib/test-http.h"

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

char *
test_http_logged(void)
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

gboolean
test_http_handle(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
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

HttpServer *
test_http_start(State *state, HttpSettings settings)
{
    g_autoptr(GError) error = NULL;

    if (settings.address == NULL)
        settings.address = "127.0.0.1:0";
    slot_state = state;
    settings.threads = settings.threads != 0 ? settings.threads : 2;
    settings.failure_page = page_of_failure;
    settings.access_log = access_count;
    settings.thread_data_destroy = slot_destroy;
    HttpServer *server = http_server_start(&settings, test_http_handle, state, &error);
    g_assert_no_error(error);
    return server;
}

char *
test_http_get(HttpServer *server, const char *path, const char *headers)
{
    g_autofree char *request = g_strconcat("GET ", path, END, headers, "\r\n", NULL);

    return raw_exchange(http_server_port(server), request);
}

void
test_http_init(int *argc, char ***argv)
{
    g_test_init(argc, argv, NULL);
    logged = g_string_new(NULL);
    g_log_set_writer_func(log_keep, NULL, NULL);
}

int
test_http_run(void)
{
    int result = g_test_run();

    g_string_free(logged, TRUE);
    return result;
}
