/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to PostgreSQL: all or nothing, whether by transaction, pipeline or COPY. */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "lib/test-store.h"

static TestStore *test;

static gboolean
is_noted(const char *data)
{
    g_autoptr(Rows) rows = people_vintage_read(test->store, data, NULL);

    g_assert_nonnull(rows);
    return rows_count(rows) == 1;
}

static void
test_transaction_rolls_back_out_of_scope(void)
{
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
        g_assert_no_error(error);
        g_assert_true(people_vintage_note(test->store, "left", "1", NULL, &error));
        g_assert_true(is_noted("left"));
        g_assert_null(transaction_begin(test->store, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BUG);
        g_clear_error(&error);
    }
    g_assert_false(is_noted("left"));

    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
    g_assert_true(people_vintage_note(test->store, "kept", "1", NULL, &error));
    g_assert_true(transaction_commit(transaction, &error));
    g_assert_true(is_noted("kept"));
}

static void
test_failed_transaction_does_not_commit(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);

    g_assert_true(people_vintage_note(test->store, "half", "1", NULL, &error));
    g_assert_false(people_vintage_note(test->store, "half", NULL, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    g_assert_false(transaction_commit(transaction, &error));
    g_assert_nonnull(error);
    g_assert_false(is_noted("half"));
}

static void
test_pipeline_of_many(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(pipeline_begin(test->store, &error));
    for (guint i = 0; i < 5000; i++) {
        g_autofree char *data = g_strdup_printf("many-%u", i);
        g_assert_true(people_vintage_note(test->store, data, "1", NULL, &error));
    }
    g_assert_null(people_vintage_read(test->store, "kept", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BUG);
    g_clear_error(&error);
    g_assert_true(pipeline_end(test->store, &error));
    g_assert_no_error(error);
    g_assert_true(is_noted("many-0"));
    g_assert_true(is_noted("many-4999"));
}

static void
test_pipeline_is_all_or_nothing(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(pipeline_begin(test->store, &error));
    g_assert_true(people_vintage_note(test->store, "before", "1", NULL, &error));
    g_assert_true(people_vintage_note(test->store, "wrong", NULL, NULL, &error));
    g_assert_true(people_vintage_note(test->store, "after", "1", NULL, &error));
    g_assert_false(pipeline_end(test->store, &error));
    /* Nobody knows what of the failed one is prepared; each statement runs all the same, again too.
     */
    for (guint i = 0; i < 3; i++)
        g_assert_false(is_noted("nobody"));
    for (guint i = 0; i < 3; i++) {
        g_autoptr(GError) again = NULL;
        g_assert_true(pipeline_begin(test->store, &again));
        g_assert_true(people_vintage_note(test->store, "again", "1", NULL, &again));
        g_assert_true(people_vintage_note(test->store, "again", "2", NULL, &again));
        g_assert_true(pipeline_end(test->store, &again));
        g_assert_no_error(again);
    }
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_assert_false(is_noted("before"));
    g_assert_false(is_noted("after"));
    /* The connection is as good as new. */
    g_assert_true(people_vintage_note(test->store, "later", "1", NULL, NULL));
    g_assert_true(is_noted("later"));
}

static void
test_copy(void)
{
    g_autoptr(GError) error = NULL;
    static const char row[] = "copied\ta\\tb\\\\c\\nd\n";
    gint64 n = 0;
    {
        g_autoptr(Copy) copy = copy_begin(test->store, "vintage", "data, version", &error);
        g_assert_no_error(error);
        g_assert_true(copy_text(copy, row, strlen(row), &error));
    }
    g_assert_false(is_noted("copied")); /* abandoned */

    g_autoptr(Copy) copy = copy_begin(test->store, "vintage", "data, version", &error);
    g_assert_true(copy_text(copy, row, strlen(row), &error));
    g_assert_true(copy_end(copy, &n, &error));
    g_assert_cmpint(n, ==, 1);
    g_autoptr(Rows) rows = people_vintage_read(test->store, "copied", &error);
    PeopleVintageRead read;
    g_assert_true(people_vintage_read_next(rows, &read));
    g_assert_cmpstr(read.version, ==, "a\tb\\c\nd");
    g_assert_false(people_vintage_read_next(rows, &read));
}

static void
test_listen(void)
{
    g_autoptr(GError) error = NULL;
    gboolean notified;

    g_assert_true(store_listen(test->store, "mailing", &error));
    g_assert_true(store_wait(test->store, 0, -1, &notified, &error));
    g_assert_false(notified);
    test_store_sql(test, "NOTIFY mailing");
    g_assert_true(store_wait(test->store, 5000, -1, &notified, &error));
    g_assert_true(notified);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
    g_test_add_func("/store/transaction-rolls-back-out-of-scope",
                    test_transaction_rolls_back_out_of_scope);
    g_test_add_func("/store/failed-transaction-does-not-commit",
                    test_failed_transaction_does_not_commit);
    g_test_add_func("/store/pipeline-of-many", test_pipeline_of_many);
    g_test_add_func("/store/pipeline-is-all-or-nothing", test_pipeline_is_all_or_nothing);
    g_test_add_func("/store/copy", test_copy);
    g_test_add_func("/store/listen", test_listen);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
