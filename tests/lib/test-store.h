/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-store - a private PostgreSQL for one test program, in a directory of its own
 *
 *     g_autoptr(TestStore) test = test_store_new(NULL);
 *     test_store_sql(test, "INSERT INTO subscriber (name) VALUES ('Maud')");
 *     people_subscriber_...(test->store, ...);
 *
 * It has the whole schema and no geography. Failing to make it fails the test.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

typedef struct {
    char *state;        /* state directory, removed by test_store_free() */
    Settings *settings; /* defaults and the overrides given */
    Store *store;       /* as the engine */
} TestStore;

/* `overrides`: "group.key=value" words, NULL-terminated, or NULL. */
TestStore *test_store_new(const char *const *overrides);
void test_store_free(TestStore *test);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestStore, test_store_free)

/* Another connection, as a second process would have it. */
Store *test_store_another(TestStore *test);

/* Runs SQL as the owner through psql. Returns what it printed: unaligned, no titles, without the
 * last line end. Any error fails the test. */
char *test_store_ask(TestStore *test, const char *sql);
/* The same for who wants no answer. */
void test_store_sql(TestStore *test, const char *sql);

/* Ends every connection of the engine, as a server that is started again would; its own `store` is
 * another then. */
void test_store_cut(TestStore *test);

/* Fails the test unless that is what it prints. */
void test_store_assert(TestStore *test, const char *sql, const char *answer);
