/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gathering of what many threads want: each thing done once, in order, by no more threads at a
 * time than may, alone where nobody else is there and together where many are. */
#include "serve/gather.h"

#include "lib/patience.h"

enum { THREADS = 8, EACH = 500 };

typedef struct {
    gint at_work, may; /* goes that are being done, and how many may be */
    gint goes, items, largest, beside;
    gint wait_for; /* the first go waits until as many threads have come */
    gint came;
} Book;

static Book book;

static void
note(gpointer *items, guint n, gpointer data G_GNUC_UNUSED)
{
    gint64 end = g_get_monotonic_time() + patience(20);
    gint beside = g_atomic_int_add(&book.at_work, 1);
    gboolean is_first = g_atomic_int_add(&book.goes, 1) == 0;

    g_assert_cmpint(beside, <, book.may);
    if (beside > 0)
        g_atomic_int_set(&book.beside, beside);
    while (is_first && g_atomic_int_get(&book.came) < book.wait_for && g_get_monotonic_time() < end)
        g_usleep(1000);
    if (is_first && book.wait_for > 0)
        g_usleep(100000); /* they are counted before they wait */
    g_atomic_int_add(&book.items, (gint)n);
    if (g_atomic_int_get(&book.largest) < (gint)n)
        g_atomic_int_set(&book.largest, (gint)n);
    for (guint i = 0; i < n; i++) {
        gint *done = items[i];
        ++*done;
    }
    g_atomic_int_add(&book.at_work, -1);
}

static Gather *
begin(guint most, gsize most_bytes, gint wait_for)
{
    book = (Book){.wait_for = wait_for, .may = 1};
    return gather_new(note, 1, most, most_bytes, 0);
}

static void
test_alone(void)
{
    Gather *gather = begin(64, 1000, 0);
    gint done = 0;

    for (guint i = 0; i < 3; i++)
        gather_do(gather, &done, 5000, NULL); /* larger than what goes together */
    g_assert_cmpint(done, ==, 3);
    g_assert_cmpint(book.goes, ==, 3);
    gather_free(gather);
}

typedef struct {
    Gather *gather;
    guint n;
    gsize size;
} Job;

static gpointer
want(gpointer data)
{
    const Job *job = data;

    for (guint i = 0; i < job->n; i++) {
        gint done = 0;
        g_atomic_int_inc(&book.came);
        gather_do(job->gather, &done, job->size, NULL);
        g_assert_cmpint(done, ==, 1);
    }
    return NULL;
}

static void
crowd(Gather *gather, guint each, gsize size)
{
    const Job job = {gather, each, size};
    GThread *threads[THREADS];

    for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("want", want, (gpointer)&job);
    for (guint i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    gather_free(gather);
}

static void
test_together(void)
{
    crowd(begin(64, 1000, THREADS), 1, 10);
    /* The first was alone, and those that came meanwhile were done in one go. */
    g_assert_cmpint(book.goes, ==, 2);
    g_assert_cmpint(book.largest, ==, THREADS - 1);
}

static void
test_bounds(void)
{
    crowd(begin(3, 1000, THREADS), 1, 10);
    g_assert_cmpint(book.largest, ==, 3);
    crowd(begin(64, 1000, THREADS), 1, 400);
    g_assert_cmpint(book.largest, ==, 2);
    crowd(begin(64, 1000, THREADS), 1, 2000);
    g_assert_cmpint(book.largest, ==, 1);
}

static void
test_many(void)
{
    crowd(begin(5, 1000, 0), EACH, 10);
    g_assert_cmpint(book.items, ==, THREADS * EACH);
    g_assert_cmpint(book.largest, <=, 5);
}

static void
test_beside(void)
{
    book = (Book){.wait_for = THREADS, .may = 3};
    crowd(gather_new(note, 3, 64, 1000, 0), EACH, 10);
    g_assert_cmpint(book.items, ==, THREADS * EACH);
    g_assert_cmpint(book.beside, >, 0); /* the first was still at work */
}

/* Eight threads, each of which comes again as soon as its wish is done. */
static void
test_company(void)
{
    enum { TIMES = 30 };

    book = (Book){.wait_for = THREADS, .may = 1};
    crowd(gather_new(note, 1, 64, 1000, patience(1) / 4), TIMES, 10);
    g_assert_cmpint(book.items, ==, THREADS * TIMES);
    g_assert_cmpint(book.largest, ==, THREADS);
    /* Two goes a time, of those that were just done and of the others, if they did not wait. */
    g_assert_cmpint(book.goes, <, TIMES * 3 / 2);
}

static void
test_left_alone(void)
{
    Gather *gather = gather_new(note, 1, 64, 1000, G_USEC_PER_SEC / 1000);
    GThread *threads[THREADS];
    const Job job = {gather, 3, 10};

    book = (Book){.wait_for = THREADS, .may = 1};
    for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("want", want, (gpointer)&job);
    for (guint i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    /* It waits for those that were there, a little, and soon no more. */
    book = (Book){.may = 1};
    gint done = 0;
    for (guint i = 0; i < 3 * THREADS; i++)
        gather_do(gather, &done, 10, NULL);
    g_assert_cmpint(book.goes, ==, 3 * THREADS);
    gather_free(gather);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gather/who comes alone waits for nobody", test_alone);
    g_test_add_func("/gather/what came meanwhile is done in one go", test_together);
    g_test_add_func("/gather/one go is bounded", test_bounds);
    g_test_add_func("/gather/nothing is lost or done twice", test_many);
    g_test_add_func("/gather/as many goes as may be are done side by side", test_beside);
    g_test_add_func("/gather/who comes again is waited for", test_company);
    g_test_add_func("/gather/who is left alone does its own", test_left_alone);
    return g_test_run();
}
