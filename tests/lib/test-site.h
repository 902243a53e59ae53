/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-site - the site over HTTP and a real PostgreSQL, with the sample that the browser tests read
 *
 *     site = test_site_start(&argc, &argv);
 *     g_autofree char *answer = test_site_get(site, "/mobilites/");
 *     g_assert_cmpuint(raw_status(answer), ==, 200);
 *     test_site_stop(site);
 *
 * What cannot be started fails the test.
 */
#pragma once

#include "http/server.h"
#include "lib/test-store.h"
#include "site/site.h"

typedef struct {
    TestStore *test;
    Store *store; /* as the site */
    Site *site;
    HttpServer *server;
} TestSite;

/* In main(), in place of g_test_init(). What the site logs is dropped. */
TestSite *test_site_start(int *argc, char ***argv);
void test_site_stop(TestSite *site);

/* The whole answer as text. `headers`: lines that end in CR LF, or ""; `body` may be NULL. The
 * caller frees it. */
char *test_site_ask(const TestSite *site, const char *method, const char *path, const char *headers,
                    const char *body);
char *test_site_get(const TestSite *site, const char *path);

/* What is between the first `mark` and the `end` after it; NULL without a mark. The caller frees
 * it. */
char *text_between(const char *text, const char *mark, const char *end);

/* Each of the words (closed by NULL) comes after the one before. */
void assert_in_order(const char *text, const char *const *words);
