/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filer: who may wait to be filed, and that what waits is filed, one after the other. */
#include "serve/filer.h"
#include "list/intake.h"

#include "lib/patience.h"
#include "lib/test-store.h"

static TestStore *test;

static void
assert_becomes(const char *sql, const char *answer)
{
    gint64 end = g_get_monotonic_time() + patience(20);

    for (;;) {
        g_autofree char *got = test_store_ask(test, sql);
        if (g_str_equal(got, answer))
            return;
        if (g_get_monotonic_time() > end)
            g_assert_cmpstr(got, ==, answer);
        g_usleep(50000);
    }
}

static void
put(const char *id)
{
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO intake (list, message_id, raw, distribute) SELECT id, '%s', "
        "convert_to(E'From: a@example.org\\r\\nMessage-ID: <%s>\\r\\n\\r\\nOui.\\r\\n'"
        ", 'UTF8'), true FROM list",
        id, id);
    test_store_sql(test, sql);
}

static void
clear(void)
{
    test_store_sql(test, "DELETE FROM intake; DELETE FROM delivery; DELETE FROM mailing; "
                         "DELETE FROM list_thread; DELETE FROM post; DELETE FROM message");
}

static void
test_rule(void)
{
    Filer *filer = filer_new(test->settings, test->state);
    guint processors = g_get_num_processors();
    gint64 end = g_get_monotonic_time() + patience(20);

    for (guint i = 0; i < processors; i++)
        g_assert_false(filer_may_wait(filer));
    /* One more than there are processors; none before it was counted what waits already. */
    while (!filer_may_wait(filer) && g_get_monotonic_time() < end) {
        filer_took(filer, 100, FALSE);
        g_usleep(10000);
    }
    g_assert_true(filer_may_wait(filer));
    for (guint i = 0; i <= processors; i++)
        filer_took(filer, 100, FALSE);
    g_assert_false(filer_may_wait(filer));
    filer_took(filer, 100, FALSE);
    filer_stop(filer);
}

static void
test_left_behind(void)
{
    clear();
    put("one@example.org");
    put("two@example.org");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT count(*) FROM intake", "0");
    assert_becomes("SELECT string_agg(message_id, ' ' ORDER BY id) FROM message",
                   "one@example.org two@example.org");
    filer_stop(filer);
}

static void
test_woken(void)
{
    clear();
    Filer *filer = filer_new(test->settings, test->state);
    /* It has looked, and found nothing. */
    g_usleep(500000);
    put("late@example.org");
    filer_may_wait(filer);
    filer_took(filer, 60, TRUE);
    assert_becomes("SELECT count(*) FROM post", "1");
    filer_stop(filer);
}

/* A crowd has the machine to itself, but not for good: what waits is filed when it is gone, or in
 * ten seconds. */
static void
test_stands_back(void)
{
    guint crowd = g_get_num_processors() + 2;

    for (guint stays = 0; stays < 2; stays++) {
        clear();
        Filer *filer = filer_new(test->settings, test->state);
        g_usleep(500000);
        for (guint i = 0; i < crowd; i++)
            filer_may_wait(filer);
        gint64 began = g_get_monotonic_time();
        put("first@example.org");
        filer_took(filer, 60, TRUE);
        g_usleep(1000000);
        g_autofree char *waiting = test_store_ask(test, "SELECT count(*) FROM intake");
        g_assert_cmpstr(waiting, ==, "1");
        for (guint i = 1; i < crowd && !stays; i++)
            filer_took(filer, 60, FALSE);
        assert_becomes("SELECT count(*) FROM post", "1");
        g_assert_true(!stays || g_get_monotonic_time() - began > 9 * G_USEC_PER_SEC);
        filer_stop(filer);
    }
}

static void
test_fault(void)
{
    clear();
    test_store_sql(test, "INSERT INTO intake (list, message_id, raw, distribute) "
                         "SELECT id, 'broken@example.org', '', true FROM list");
    put("behind@example.org");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT message_id FROM message", "behind@example.org");
    assert_becomes("SELECT message_id || ' ' || tries FROM intake WHERE fault IS NOT NULL",
                   "broken@example.org 1");
    filer_stop(filer);
}

/* What others left there counts: more than may wait, and nothing more may. */
static void
test_full(void)
{
    clear();
    /* 600 MB; held back by a lock, they stay for as long as we look. */
    test_store_sql(test, "INSERT INTO intake (list, message_id, raw, distribute, next_try, tries, "
                         "fault) SELECT l.id, 'big.' || i, convert_to(repeat('x', 104857600), "
                         "'UTF8'), true, the_time() + interval '1 day', 1, 'put off' "
                         "FROM list l, generate_series(1, 6) i");
    Filer *filer = filer_new(test->settings, test->state);
    guint processors = g_get_num_processors();
    gint64 end = g_get_monotonic_time() + patience(2);

    for (guint i = 0; i <= processors; i++)
        filer_may_wait(filer);
    while (g_get_monotonic_time() < end) {
        g_assert_false(filer_may_wait(filer));
        filer_took(filer, 100, FALSE);
        g_usleep(10000);
    }
    filer_stop(filer);
    clear();
}

/* As if it had ended two processes, and then a third one. */
static void
test_deadly(void)
{
    clear();
    put("deadly@example.org");
    put("behind@example.org");
    test_store_sql(test, "UPDATE intake SET begun = 3 WHERE message_id ~ 'deadly'");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT message_id FROM message", "behind@example.org");
    assert_becomes("SELECT set_aside_at IS NOT NULL FROM intake", "t");
    filer_stop(filer);
    /* A person says otherwise. */
    test_store_sql(test, "UPDATE intake SET begun = 0, set_aside_at = NULL");
    filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT count(*) FROM message", "2");
    filer_stop(filer);
}

/* The powers of two have an end, and a clock may be set back. */
static void
test_long(void)
{
    clear();
    test_store_sql(test, "INSERT INTO intake (list, message_id, raw, distribute, tries) "
                         "SELECT id, 'broken@example.org', '', true, 2000 FROM list");
    put("early@example.org");
    test_store_sql(test, "UPDATE intake SET next_try = the_time() + interval '1 day' "
                         "WHERE message_id = 'early@example.org'");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT message_id FROM message", "early@example.org");
    assert_becomes("SELECT tries, next_try <= the_time() + interval '1 hour' FROM intake",
                   "2001|t");
    filer_stop(filer);
}

/* What an import filed meanwhile is sent all the same; what was deleted is not. */
static void
test_imported(void)
{
    clear();
    put("known@example.org");
    put("deleted@example.org");
    test_store_sql(test, "SELECT message_file(list, NULL, message_id, sha256(raw), "
                         "left(message_id, 1), raw, '', NULL, '', '', NULL, the_time(), "
                         "'accepted', NULL, '{}', '{}', '[]', 0) FROM intake; "
                         "DELETE FROM list_thread; "
                         "WITH gone AS (DELETE FROM post USING message m WHERE m.id = message AND "
                         "m.message_id = 'deleted@example.org' RETURNING post.*) "
                         "INSERT INTO withdrawn_post (list, message, what, thread, date, "
                         "accepted_at, reason) SELECT list, message, 'delete', thread, date, "
                         "accepted_at, 'asked' FROM gone");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT count(*) FROM intake", "0");
    assert_becomes("SELECT m.message_id FROM mailing JOIN message m ON m.id = message",
                   "known@example.org");
    assert_becomes("SELECT count(*) FROM message", "2");
    filer_stop(filer);
    test_store_sql(test, "DELETE FROM withdrawn_post");
}

/* The archive of a list that is deleted gets what the list had accepted; its readers are none. */
static void
test_deleted(void)
{
    clear();
    put("sent@example.org");
    put("told@example.org");
    test_store_sql(test, "UPDATE intake SET distribute = false WHERE message_id ~ 'told'; "
                         "SELECT list_delete(id, false, 'test') FROM list");
    Filer *filer = filer_new(test->settings, test->state);
    assert_becomes("SELECT count(*) FROM post", "2");
    assert_becomes("SELECT count(*) FROM intake", "0");
    filer_stop(filer);
    test_store_sql(test, "UPDATE list SET deleted_at = NULL, closed_at = NULL");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_log_set_always_fatal(G_LOG_FATAL_MASK); /* what is set aside is told loudly */
    test = test_store_new(NULL);
    test_store_sql(test, "INSERT INTO list (name, domain, kind, title) "
                         "VALUES ('une', 'lists.example.org', 'discussion', 'Une')");
#define TEST(name, function) g_test_add_func("/filer/" name, function)
    TEST("mails may wait where more are taken than there are processors", test_rule);
    TEST("what was left behind is filed, in order", test_left_behind);
    TEST("what comes wakes it", test_woken);
    TEST("a crowd has the machine to itself, for a while", test_stands_back);
    TEST("what cannot be filed holds up nobody", test_fault);
    TEST("what others left counts for how much may wait", test_full);
    TEST("what ended whoever filed it is set aside", test_deadly);
    TEST("nor does what could not for months, nor a clock that is set back", test_long);
    TEST("what an import filed meanwhile is sent all the same", test_imported);
    TEST("what waits for a list that is deleted gets into its archive", test_deleted);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
