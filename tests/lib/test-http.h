/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-http - a server with a page for each thing that is to be seen of one
 *
 * Pages: /slow, /large (4 MB), /dated (ETag and date), /private, /u, /moved, /split, /mute (fails
 * without a word), each word of the table of errors ("/not%20found"), and any other.
 */
#pragma once

#include "lib/http-raw.h"

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

/* Before the first test; g_test_run() and clean up. */
void test_http_init(int *argc, char ***argv);
int test_http_run(void);

/* What the pages are made by. */
gboolean test_http_handle(const HttpRequest *request, HttpResponse *response, gpointer state,
                          GError **error);

/* A server with these settings; on a free port, with two threads, unless they say otherwise. */
HttpServer *test_http_start(State *state, HttpSettings settings);

/* The whole answer to a GET with more `headers`, each with its line end. g_free(). */
char *test_http_get(HttpServer *server, const char *path, const char *headers);

/* What was logged at warning or above since the last time, one event a line. g_free(). */
char *test_http_logged(void);
