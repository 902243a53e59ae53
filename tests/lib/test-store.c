/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-store - a private PostgreSQL for one test program; see test-store.h */
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/schema.h"

#include "lib/test-store.h"

TestStore *
test_store_new(const char *const *overrides)
{
    g_autoptr(GError) error = NULL;
    TestStore *test = g_new0(TestStore, 1);

    test->state = g_dir_make_tmp("colporteur-test-XXXXXX", &error);
    g_assert_no_error(error);
    /* The server runs as somebody else where root runs the tests. */
    g_assert_cmpint(g_chmod(test->state, 0755), ==, 0);
    test->settings = settings_read(NULL, overrides, &error);
    g_assert_no_error(error);
    store_make(test->settings, test->state, &error);
    g_assert_no_error(error);
    {
        g_autoptr(Store) owner = store_open(test->settings, test->state, STORE_OWNER, &error);
        g_assert_no_error(error);
        schema_upgrade(owner, NULL, NULL, &error);
        g_assert_no_error(error);
        test->store = test_store_another(test);
    }
    return test;
}

Store *
test_store_another(TestStore *test)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(test->settings, test->state, STORE_ENGINE, &error);

    g_assert_no_error(error);
    return store;
}

static int
remove_one(const char *path, const struct stat *stat G_GNUC_UNUSED, int kind G_GNUC_UNUSED,
           struct FTW *walk G_GNUC_UNUSED)
{
    return remove(path);
}

void
test_store_free(TestStore *test)
{
    if (test == NULL)
        return;
    store_free(test->store); /* the last one out stops the server */
    settings_free(test->settings);
    nftw(test->state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(test->state);
    g_free(test);
}

static char *
ask_as(TestStore *test, const char *user, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sockets = g_build_filename(test->state, "postgresql", NULL);
    g_autofree char *programs = g_strdup(settings_text(test->settings, SETTING_PG_BINDIR));
    g_autofree char *psql = g_build_filename(programs, "psql", NULL);
    g_autofree char *path = g_strdup_printf("options=-csearch_path=colporteur,public "
                                            "dbname=colporteur user=%s host=%s",
                                            user, sockets);
    const char *arguments[] = {psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, path, NULL};
    char *output = NULL;
    g_autofree char *complaint = NULL;
    int status;

    g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &complaint,
                 &status, &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, NULL))
        g_error("psql: %s", complaint);
    return g_strchomp(output);
}

char *
test_store_ask(TestStore *test, const char *sql)
{
    return ask_as(test, "colporteur_owner", sql);
}

void
test_store_cut(TestStore *test)
{
    g_free(ask_as(test, "postgres",
                  "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                  "WHERE usename = 'colporteur_engine'"));
    Store *store = test_store_another(test);
    store_free(test->store);
    test->store = store;
}

void
test_store_sql(TestStore *test, const char *sql)
{
    g_free(test_store_ask(test, sql));
}

void
test_store_assert(TestStore *test, const char *sql, const char *answer)
{
    g_autofree char *got = test_store_ask(test, sql);

    g_assert_cmpstr(got, ==, answer);
}
