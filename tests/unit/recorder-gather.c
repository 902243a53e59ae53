/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorder gathers: who waits lets others join the commit, for as long as servers make it worth
 * it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "mailing/mailing.h"

#include "lib/patience.h"
#include "lib/test-recorder.h"

static TestStore *test;

/* Session 0 has recipient 1 in flight and a server that takes `answer` to accept it. */
static void
wait_for_slow_server(Recorder *recorder, gint64 mailing, gulong answer)
{
    const LedgerHold hold = {mailing, 1, 1};

    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &hold, 1)));
    g_usleep(answer);
    test_recorder_settle(recorder, 0, mailing, 1);
}

typedef struct {
    Recorder *recorder;
    gint64 mailing, recipient;
    gint64 at; /* monotonic: before it was handed in */
} Other;

static gpointer
settle_first(gpointer data)
{
    Other *other = data;

    other->at = g_get_monotonic_time();
    guint64 ticket = test_recorder_settle(other->recorder, 0, other->mailing, other->recipient);
    return GINT_TO_POINTER(recorder_wait(other->recorder, 0, ticket));
}

/* Right after a commit session 0 has recipient 3k recorded, and a millisecond later session 1 hands
 * in 3k + 1. TRUE where it was no later than that, or nearly. */
static gboolean
settle_pair(Recorder *recorder, gint64 mailing, gint64 k)
{
    Other first = {recorder, mailing, 3 * k, 0};

    g_assert_true(
        recorder_wait(recorder, 0, test_recorder_settle(recorder, 1, mailing, 3 * k - 1)));
    GThread *thread = g_thread_new("session", settle_first, &first);
    g_usleep(1000);
    test_recorder_settle(recorder, 1, mailing, 3 * k + 1);
    gint64 at = g_get_monotonic_time();
    g_assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
    return at - first.at > 500 && at - first.at < 2000;
}

/* Of those pairs, how many were settled by one transaction. Another 0 is between the brackets. */
#define TOGETHER_OF                                                                                \
    "SELECT count(*) FROM (SELECT FROM delivery WHERE recipient % 3 <> 2 AND recipient / 3 IN (0"
#define TOGETHER_END                                                                               \
    ") GROUP BY recipient / 3 HAVING count(*) = 2 AND count(DISTINCT xmin::text) = 1) pair"

/* While servers are slow, a settlement that is waited for takes those along that follow at once. */
static void
test_gathering(void)
{
    enum { PAIRS = 16 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) sql = g_string_new(TOGETHER_OF);
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 1 + 3 * PAIRS, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);
    gint64 in_time = 0;

    wait_for_slow_server(recorder, mailing, 2 * SECOND);
    for (gint64 k = 1; k <= PAIRS; k++)
        if (settle_pair(recorder, mailing, k)) {
            g_string_append_printf(sql, ", %" G_GINT64_FORMAT, k);
            in_time++;
        }
    g_assert_true(recorder_stop(recorder, &error));
    test_recorder_assert(test, "SELECT count(*) FROM delivery WHERE state <> 's'", "0");
    g_string_append(sql, TOGETHER_END);
    g_autofree char *together = test_store_ask(test, sql->str);
    g_test_message("%s of %" G_GINT64_FORMAT " pairs in time share a transaction", together,
                   in_time);
    g_assert_cmpint(2 * g_ascii_strtoll(together, NULL, 10), >=, in_time);
}

static gpointer
settle_later(gpointer data)
{
    Other *other = data;

    guint64 ticket = test_recorder_settle(other->recorder, 1, other->mailing, other->recipient);
    return GINT_TO_POINTER(recorder_wait(other->recorder, 1, ticket));
}

/* Who is let go and at once back, as 3k + 1 is behind 3k - 1. */
static gpointer
settle_and_come_back(gpointer data)
{
    Other *other = data;

    g_assert_true(
        recorder_wait(other->recorder, 0,
                      test_recorder_settle(other->recorder, 0, other->mailing, other->recipient)));
    other->recipient += 2;
    return settle_first(other);
}

/* What came while a commit took its time waits for those that it lets go, though all of the two
 * sessions were waiting when it ended. */
static void
test_halves(void)
{
    enum { TRIES = 8 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) sql = g_string_new(TOGETHER_OF);
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 1 + 3 * TRIES, &mailing, 600 * SECOND);
    Recorder *recorder =
        recorder_new(test->settings, test->state, test_store_another(test), 2, NULL);

    wait_for_slow_server(recorder, mailing, 2 * SECOND);
    for (gint64 k = 1; k <= TRIES; k++) {
        Other first = {recorder, mailing, 3 * k - 1, 0}, later = {recorder, mailing, 3 * k, 0};
        const LedgerHold hold = {mailing, 3 * k - 1, 1};
        g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
        g_assert_no_error(error);
        g_assert_true(ledger_renew(test->store, &hold, 1, 600 * SECOND, &error));
        GThread *one = g_thread_new("session", settle_and_come_back, &first);
        g_usleep(30000);
        GThread *other = g_thread_new("session", settle_later, &later);
        g_usleep(20000);
        g_assert_true(transaction_commit(transaction, &error));
        g_assert_true(GPOINTER_TO_INT(g_thread_join(one)));
        g_assert_true(GPOINTER_TO_INT(g_thread_join(other)));
        g_string_append_printf(sql, ", %" G_GINT64_FORMAT, k);
    }
    g_assert_true(recorder_stop(recorder, &error));
    g_string_append(sql, TOGETHER_END);
    g_autofree char *together = test_store_ask(test, sql->str);
    g_test_message("%s of %d share a transaction", together, TRIES);
    g_assert_cmpint(2 * g_ascii_strtoll(together, NULL, 10), >=, TRIES);
}

/* Commits what is of `recipient`, and takes 100 ms for it: who else has its row locks it so long.
 * The rest after that is the longest there is. */
static void
commit_slowly(Recorder *recorder, gint64 mailing, gint64 recipient)
{
    g_autoptr(GError) error = NULL;
    const LedgerHold hold = {mailing, recipient, 1};

    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
    g_assert_no_error(error);
    g_assert_true(ledger_renew(test->store, &hold, 1, 600 * SECOND, &error));
    guint64 ticket = test_recorder_settle(recorder, 1, mailing, recipient);
    g_usleep(100000);
    g_assert_true(transaction_commit(transaction, &error));
    g_assert_true(recorder_wait(recorder, 0, ticket));
}

/* However slow servers are and however long the recorder rests, who waits is waited with for 5 ms:
 * a quarter of what it believes of this server would be 60. The shortest of several, as other
 * processes may be in the way. */
static void
test_gathering_ends(void)
{
    enum { TRIES = 8 };
    g_autoptr(GError) error = NULL;
    gint64 mailing, shortest = G_MAXINT64;
    g_autoptr(GArray) claims = test_recorder_claims(test, 1 + 2 * TRIES, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);

    wait_for_slow_server(recorder, mailing, 2 * SECOND);
    for (gint64 i = 1; i <= TRIES; i++) {
        commit_slowly(recorder, mailing, 2 * i);
        gint64 begin = g_get_monotonic_time();
        g_assert_true(
            recorder_wait(recorder, 0, test_recorder_settle(recorder, 1, mailing, 2 * i + 1)));
        shortest = MIN(shortest, g_get_monotonic_time() - begin);
    }
    g_test_message("shortest wait: %" G_GINT64_FORMAT " us", shortest);
    g_assert_cmpint(shortest, <, under_valgrind() ? SECOND : 30000);
    g_assert_true(recorder_stop(recorder, &error));
}

typedef struct {
    Recorder *recorder;
    guint64 ticket;
    int told;
} Promise;

static gpointer
wait_and_tell(gpointer data)
{
    const Promise *promise = data;

    if (recorder_wait(promise->recorder, 0, promise->ticket))
        g_assert_cmpint(write(promise->told, "y", 1), ==, 1);
    return NULL;
}

/* In a process of its own: recipient 2 is in flight, then sent, and `life` after that all ends. */
static void
live_and_die(gint64 mailing, gulong life, int told)
{
    Recorder *recorder = test_recorder_start(test);
    const LedgerHold hold = {mailing, 2, 1};

    wait_for_slow_server(recorder, mailing, 200000);
    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &hold, 1)));
    Promise promise = {recorder, test_recorder_settle(recorder, 0, mailing, 2), told};
    g_thread_new("session", wait_and_tell, &promise);
    g_usleep(life);
    kill(getpid(), SIGKILL);
}

/* TRUE where its session had been told that the outcome was recorded. */
static gboolean
kill_one(gint64 mailing, gulong life)
{
    int told[2], status;
    char byte;

    g_assert_cmpint(pipe(told), ==, 0);
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        live_and_die(mailing, life, told[1]);
        _exit(1);
    }
    close(told[1]);
    gboolean promised = read(told[0], &byte, 1) == 1;
    close(told[0]);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return promised;
}

/* What it had asked of PostgreSQL when it was killed is done or not. */
static void
wait_until_disconnected(void)
{
    gint64 end = g_get_monotonic_time() + patience(10);

    for (;;) {
        g_autofree char *left =
            test_store_ask(test, "SELECT count(*) FROM pg_stat_activity WHERE usename = "
                                 "'colporteur_engine'");
        if (g_str_equal(left, "1")) /* our own */
            return;
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(10000);
    }
}

/* Killed while it gathers: what was told as recorded is, and what was not is known to have been on
 * a connection; nothing is taken for unsent. */
static void
test_killed_while_gathering(void)
{
    guint caught = 0;

    for (guint i = 0; i < 8; i++) {
        g_autoptr(GError) error = NULL;
        gint64 mailing, doubtful = 0;
        g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
        test_store_sql(test, "DELETE FROM worker WHERE id <> 0");
        gboolean promised = kill_one(mailing, i * 700);
        wait_until_disconnected();
        test_recorder_assert(test, "SELECT state FROM delivery WHERE recipient = 1", "s");
        g_autofree char *state =
            test_store_ask(test, "SELECT state FROM delivery WHERE recipient = 2");
        g_assert_true(g_str_equal(state, "s") || (g_str_equal(state, "c") && !promised));
        if (g_str_equal(state, "s"))
            continue;
        caught++;
        test_store_sql(test, "UPDATE delivery SET next_try = the_time() WHERE state = 'c'");
        g_assert_true(ledger_expire(test->store, 5, UNKNOWN_LEAVE, NULL, &doubtful, &error));
        g_assert_no_error(error);
        g_assert_cmpint(doubtful, ==, 1);
        test_recorder_assert(test, "SELECT state FROM delivery WHERE recipient = 2", "u");
    }
    g_assert_cmpuint(caught, >=, 1);
}

int
main(int argc, char **argv)
{
    static const char *const overrides[] = {"mail.lease=10s", NULL};

    g_test_init(&argc, &argv, NULL);
    test = test_store_new(overrides);
#define TEST(name, function) g_test_add_func("/recorder/gather/" name, function)
    TEST("who waits for slow servers is joined by others", test_gathering);
    TEST("however slow they are, not for long", test_gathering_ends);
    TEST("who is let go comes back before the next commit", test_halves);
    TEST("killed meanwhile, what was told as recorded is", test_killed_while_gathering);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
