/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorder: committed before anybody goes on, claims kept while they are worked on. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "mailing/mailing.h"
#include "serve/recorder.h"

#include "lib/patience.h"
#include "lib/test-store.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static TestStore *test;

/* A notice to `n`, all claimed for `lease`; they are numbered from 1. */
static GArray *
claimed_notice_to(guint n, gint64 *mailing, gint64 lease)
{
    g_autoptr(GPtrArray) whom = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("To: x\r\n\r\nhello\r\n", 16);
    LedgerCursor cursor = {0};

    for (guint i = 1; i <= n; i++)
        g_ptr_array_add(whom, g_strdup_printf("reader%u@example.net", i));
    g_ptr_array_add(whom, NULL);
    test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing");
    mailing_start_notice(test->store, 0, content, (const char *const *)whom->pdata, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) due = ledger_due(test->store, 1, &error);
    g_assert_no_error(error);
    const LedgerMailing *notice = g_ptr_array_index(due, 0);
    *mailing = notice->id;
    GArray *claims = ledger_claim(test->store, notice, &cursor, n, lease, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(claims->len, ==, n);
    return claims;
}

static GArray *
claimed_notice(gint64 *mailing, gint64 lease)
{
    return claimed_notice_to(2, mailing, lease);
}

static Recorder *
start(void)
{
    return recorder_new(test->settings, test->state, test_store_another(test),
                        (guint)settings_number(test->settings, SETTING_MAIL_SESSIONS), NULL);
}

static void
assert_asked(const char *sql, const char *answer)
{
    g_autofree char *got = test_store_ask(test, sql);

    g_assert_cmpstr(got, ==, answer);
}

static void
test_commit(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();
    Settlement sent = {.mailing = mailing, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
    Settlement failed = {.mailing = mailing,
                         .recipient = 2,
                         .attempt = 1,
                         .outcome = SETTLE_FAILED,
                         .status = "5.1.1",
                         .reply = "nobody"};

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time());
    recorder_settle(recorder, 0, &sent);
    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &failed)));
    assert_asked("SELECT string_agg(state::text || coalesce(status, ''), ' ' ORDER BY recipient) "
                 "FROM delivery",
                 "s f5.1.1");
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT state FROM mailing", "finished");
}

static guint64
settle_sent(Recorder *recorder, guint session, gint64 mailing, gint64 recipient)
{
    const Settlement settlement = {
        .mailing = mailing, .recipient = recipient, .attempt = 1, .outcome = SETTLE_SENT};

    return recorder_settle(recorder, session, &settlement);
}

static gboolean
is_sent(gint64 recipient)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM delivery WHERE state = 's' AND recipient = %" G_GINT64_FORMAT,
        recipient);
    g_autofree char *got = test_store_ask(test, sql);

    return g_str_equal(got, "1");
}

/* A server that takes a minute for the next letter must not leave the last one unrecorded. */
static void
test_nobody_waits(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();

    for (gint64 recipient = 1; recipient <= 2; recipient++) {
        const Settlement sent = {
            .mailing = mailing, .recipient = recipient, .attempt = 1, .outcome = SETTLE_SENT};
        recorder_settle(recorder, 0, &sent);
        gint64 end = g_get_monotonic_time() + patience(10);
        while (!is_sent(recipient) && g_get_monotonic_time() < end)
            g_usleep(10000);
        g_assert_true(is_sent(recipient));
    }
    g_assert_true(recorder_stop(recorder, &error));
}

/* Each session is woken by its own ticket, whoever else waits. */
static gpointer
settle_and_wait(gpointer data)
{
    Recorder *recorder = *(Recorder **)data;
    static gint next_session;
    guint session = (guint)g_atomic_int_add(&next_session, 1);
    gboolean good = TRUE;

    for (guint i = 0; good && i < 200; i++) {
        const Settlement sent = {
            .mailing = 1, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
        good = recorder_wait(recorder, session, recorder_settle(recorder, session, &sent));
    }
    return GINT_TO_POINTER(good);
}

static void
test_many_wait(void)
{
    g_autoptr(GError) error = NULL;
    Recorder *recorder = start();
    GThread *threads[4];

    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("session", settle_and_wait, &recorder);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_true(GPOINTER_TO_INT(g_thread_join(threads[i])));
    g_assert_true(recorder_stop(recorder, &error));
}

static void
test_unstorable_words(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();
    Settlement failed = {.mailing = mailing,
                         .recipient = 1,
                         .attempt = 1,
                         .outcome = SETTLE_FAILED,
                         .status = "5.1.1",
                         .reply = "not UTF-8: \xff"};

    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &failed)));
    assert_asked("SELECT state, status, reply IS NULL FROM delivery WHERE recipient = 1",
                 "f|5.1.1|t");
    g_assert_true(recorder_stop(recorder, &error));
}

static void
wait_until_renewed(void)
{
    for (guint i = 0; i < 50; i++) {
        g_autofree char *renewed =
            test_store_ask(test, "SELECT count(*) FROM delivery WHERE state = 'c' AND next_try > "
                                 "the_time() + interval '5 seconds'");
        if (g_str_equal(renewed, "2"))
            break;
        g_assert_cmpuint(i, <, 49);
        g_usleep(100000);
    }
}

static void
test_renewal(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    /* The lease of the settings is 10 s; these claims are 8 s old. */
    g_autoptr(GArray) claims = claimed_notice(&mailing, 2 * SECOND);
    Recorder *recorder = start();

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 8 * SECOND);
    wait_until_renewed();
    g_assert_true(recorder_holds(recorder, mailing, 1));
    g_assert_true(recorder_stop(recorder, &error));
}

/* That what is only for watching cannot be written stops neither mail nor leases. */
static void
test_watching_fails(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 2 * SECOND);
    Outlet *const one[] = {outlet_null_new()};
    GPtrArray *hosts = smart_hosts_read("mx.example.org", &error);
    g_assert_no_error(error);
    g_autoptr(Outlet) outlet = outlet_spread_new(one, hosts);

    test_store_sql(test, "REVOKE INSERT ON worker_host FROM colporteur_engine");
    Recorder *recorder =
        recorder_new(test->settings, test->state, test_store_another(test), 2, outlet);
    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 8 * SECOND);
    wait_until_renewed();
    g_assert_true(recorder_wait(recorder, 0, settle_sent(recorder, 0, mailing, 1)));
    g_assert_true(is_sent(1));
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT count(*) FROM worker_host", "0");
    test_store_sql(test, "GRANT INSERT ON worker_host TO colporteur_engine");
}

static void
test_lapsed(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 11 * SECOND);
    g_assert_false(recorder_holds(recorder, mailing, 1));
    g_assert_false(recorder_holds(recorder, mailing, 77));
    g_assert_true(recorder_stop(recorder, &error));
}

/* Of two sessions, each with one message out and one behind it, what is out is recorded by the time
 * it may be sent, and what is behind it moves up with the settlement. */
static void
test_flights(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    const LedgerHold holds[] = {{mailing, 1, 1}, {mailing, 2, 1}, {mailing, 3, 1}, {mailing, 4, 1}};
    static const char *const in_flight =
        "SELECT flight_recipients, flight_attempts FROM worker WHERE id <> 0 AND ended_at IS NULL";

    test_store_sql(test, "DELETE FROM worker WHERE id <> 0");
    Recorder *recorder = start();
    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &holds[0], 1)));
    assert_asked(in_flight, "{1}|{1}");
    recorder_take(recorder, 0, &holds[1], 1);
    g_assert_true(recorder_wait(recorder, 1, recorder_take(recorder, 1, &holds[2], 2)));
    assert_asked(in_flight, "{1,3,4}|{1,1,1}");
    Settlement first = {.mailing = mailing, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &first)));
    assert_asked(in_flight, "{2,3,4}|{1,1,1}");
    Settlement third = {.mailing = mailing, .recipient = 3, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 1, recorder_settle(recorder, 1, &third)));
    assert_asked(in_flight, "{2,4}|{1,1}");
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT flight_recipients, ended_at IS NOT NULL, sent FROM worker WHERE id <> 0",
                 "{}|t|2");
}

/* --- gathering: who waits lets others join the commit, for as long as servers make it worth it ---
 */

/* Session 0 has recipient 1 in flight and a server that takes `answer` to accept it. */
static void
wait_for_slow_server(Recorder *recorder, gint64 mailing, gulong answer)
{
    const LedgerHold hold = {mailing, 1, 1};

    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &hold, 1)));
    g_usleep(answer);
    settle_sent(recorder, 0, mailing, 1);
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
    guint64 ticket = settle_sent(other->recorder, 0, other->mailing, other->recipient);
    return GINT_TO_POINTER(recorder_wait(other->recorder, 0, ticket));
}

/* Right after a commit session 0 has recipient 3k recorded, and a millisecond later session 1 hands
 * in 3k + 1. TRUE where it was no later than that, or nearly. */
static gboolean
settle_pair(Recorder *recorder, gint64 mailing, gint64 k)
{
    Other first = {recorder, mailing, 3 * k, 0};

    g_assert_true(recorder_wait(recorder, 0, settle_sent(recorder, 1, mailing, 3 * k - 1)));
    GThread *thread = g_thread_new("session", settle_first, &first);
    g_usleep(1000);
    settle_sent(recorder, 1, mailing, 3 * k + 1);
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
    g_autoptr(GArray) claims = claimed_notice_to(1 + 3 * PAIRS, &mailing, 600 * SECOND);
    Recorder *recorder = start();
    gint64 in_time = 0;

    wait_for_slow_server(recorder, mailing, 2 * SECOND);
    for (gint64 k = 1; k <= PAIRS; k++)
        if (settle_pair(recorder, mailing, k)) {
            g_string_append_printf(sql, ", %" G_GINT64_FORMAT, k);
            in_time++;
        }
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT count(*) FROM delivery WHERE state <> 's'", "0");
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

    guint64 ticket = settle_sent(other->recorder, 1, other->mailing, other->recipient);
    return GINT_TO_POINTER(recorder_wait(other->recorder, 1, ticket));
}

/* Who is let go and at once back, as 3k + 1 is behind 3k - 1. */
static gpointer
settle_and_come_back(gpointer data)
{
    Other *other = data;

    g_assert_true(recorder_wait(other->recorder, 0,
                                settle_sent(other->recorder, 0, other->mailing, other->recipient)));
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
    g_autoptr(GArray) claims = claimed_notice_to(1 + 3 * TRIES, &mailing, 600 * SECOND);
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
    guint64 ticket = settle_sent(recorder, 1, mailing, recipient);
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
    g_autoptr(GArray) claims = claimed_notice_to(1 + 2 * TRIES, &mailing, 600 * SECOND);
    Recorder *recorder = start();

    wait_for_slow_server(recorder, mailing, 2 * SECOND);
    for (gint64 i = 1; i <= TRIES; i++) {
        commit_slowly(recorder, mailing, 2 * i);
        gint64 begin = g_get_monotonic_time();
        g_assert_true(recorder_wait(recorder, 0, settle_sent(recorder, 1, mailing, 2 * i + 1)));
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
    Recorder *recorder = start();
    const LedgerHold hold = {mailing, 2, 1};

    wait_for_slow_server(recorder, mailing, 200000);
    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &hold, 1)));
    Promise promise = {recorder, settle_sent(recorder, 0, mailing, 2), told};
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
        g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
        test_store_sql(test, "DELETE FROM worker WHERE id <> 0");
        gboolean promised = kill_one(mailing, i * 700);
        wait_until_disconnected();
        assert_asked("SELECT state FROM delivery WHERE recipient = 1", "s");
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
        assert_asked("SELECT state FROM delivery WHERE recipient = 2", "u");
    }
    g_assert_cmpuint(caught, >=, 1);
}

int
main(int argc, char **argv)
{
    static const char *const overrides[] = {"mail.lease=10s", NULL};

    g_test_init(&argc, &argv, NULL);
    test = test_store_new(overrides);
#define TEST(name, function) g_test_add_func("/recorder/" name, function)
    TEST("who waits finds it committed, and the mailing finished", test_commit);
    TEST("what nobody waits for is committed all the same", test_nobody_waits);
    TEST("many sessions wait side by side", test_many_wait);
    TEST("what is on a connection is recorded before it is sent", test_flights);
    TEST("who waits for slow servers is joined by others", test_gathering);
    TEST("however slow they are, not for long", test_gathering_ends);
    TEST("who is let go comes back before the next commit", test_halves);
    TEST("killed meanwhile, what was told as recorded is", test_killed_while_gathering);
    TEST("words that cannot be stored do not stop the others", test_unstorable_words);
    TEST("claims in hand are renewed", test_renewal);
    TEST("what is only for watching may fail", test_watching_fails);
    TEST("a lapsed claim is not in hand any more", test_lapsed);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
