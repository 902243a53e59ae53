/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nesting of threads, honest ones and those whose references go round in circles. */
#include "site/thread-order.h"

/* "id depth" of each post in reading order. */
static char *
shape(ThreadPost *posts, guint n)
{
    g_autofree guint *order = thread_order(posts, n);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        g_string_append_printf(text, "%s%s%u", i > 0 ? " " : "", posts[order[i]].message_id,
                               posts[order[i]].depth);
    return g_string_free(text, FALSE);
}

#define P(id, references)                                                                          \
    {                                                                                              \
        .message_id = (id), .refers_to = (references)                                              \
    }
#define ASSERT_SHAPE(expected, ...)                                                                \
    G_STMT_START                                                                                   \
    {                                                                                              \
        ThreadPost posts[] = {__VA_ARGS__};                                                        \
        g_autofree char *found = shape(posts, G_N_ELEMENTS(posts));                                \
        g_assert_cmpstr(found, ==, expected);                                                      \
    }                                                                                              \
    G_STMT_END

static void
test_answers_follow_what_they_answer(void)
{
    ASSERT_SHAPE("a0 b1 d2 c1", P("a", ""), P("b", "a"), P("c", "a"), P("d", "a\nb"));
    ASSERT_SHAPE("a0", P("a", NULL));
}

static void
test_answers_of_one_post_come_by_date(void)
{
    ASSERT_SHAPE("a0 b1 c1 d1 e0", P("a", ""), P("b", "a"), P("c", "a"), P("d", "a"), P("e", ""));
}

static void
test_nearest_reference_that_is_here_counts(void)
{
    ASSERT_SHAPE("a0 b1 c2", P("a", ""), P("b", "a"), P("c", "a\nb\nlost"));
    ASSERT_SHAPE("a0 b0", P("a", ""), P("b", "lost\ngone"));
}

static void
test_answer_dated_before_its_question_keeps_its_place(void)
{
    ASSERT_SHAPE("b0 a1 c1", P("a", "b"), P("b", ""), P("c", "b"));
}

static void
test_circles_make_no_post_vanish(void)
{
    ASSERT_SHAPE("a0", P("a", "a"));
    ASSERT_SHAPE("b0 a1", P("a", "b"), P("b", "a"));
    ASSERT_SHAPE("c0 b1 a2", P("a", "b"), P("b", "c"), P("c", "a"));
    /* b cannot hang below a twice removed, but the farther reference is good. */
    ASSERT_SHAPE("r0 b1 a2", P("r", ""), P("a", "b"), P("b", "r\na"));
}

static void
test_message_id_that_came_twice_shows_twice(void)
{
    ASSERT_SHAPE("a0 b1 a0", P("a", ""), P("a", ""), P("b", "a"));
    ASSERT_SHAPE("a0 a1", P("a", ""), P("a", "a"));
}

static void
test_long_chain_needs_no_stack(void)
{
    enum { N = 5000 };
    g_autofree ThreadPost *posts = g_new0(ThreadPost, N);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < N; i++) {
        g_ptr_array_add(ids, g_strdup_printf("m%u", i));
        posts[i].message_id = ids->pdata[i];
        posts[i].refers_to = i > 0 ? ids->pdata[i - 1] : NULL;
    }
    g_autofree guint *order = thread_order(posts, N);
    for (guint i = 0; i < N; i++)
        g_assert_cmpuint(order[i], ==, i);
    g_assert_cmpuint(posts[N - 1].depth, ==, N - 1);
    g_assert_cmpint(posts[N - 1].parent, ==, N - 2);
}

static void
test_random_references_give_a_forest(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(8);

    for (guint round = 0; round < 300; round++) {
        ThreadPost posts[12] = {{0}};
        char ids[12][4];
        char references[12][24];
        gboolean seen[12] = {FALSE};
        for (guint i = 0; i < 12; i++) {
            g_snprintf(ids[i], sizeof ids[i], "%u", g_rand_int_range(random, 0, 10));
            g_snprintf(references[i], sizeof references[i], "%u\n%u\n%u",
                       g_rand_int_range(random, 0, 12), g_rand_int_range(random, 0, 12),
                       g_rand_int_range(random, 0, 12));
            posts[i] = (ThreadPost){.message_id = ids[i], .refers_to = references[i]};
        }
        g_autofree guint *order = thread_order(posts, 12);
        for (guint i = 0; i < 12; i++) {
            const ThreadPost *post = &posts[order[i]];
            g_assert_false(seen[order[i]]);
            seen[order[i]] = TRUE;
            g_assert_cmpuint(post->depth, ==,
                             post->parent >= 0 ? posts[post->parent].depth + 1 : 0);
            g_assert_true(post->parent < 0 || seen[post->parent]);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site-thread-order/answers-follow-what-they-answer",
                    test_answers_follow_what_they_answer);
    g_test_add_func("/site-thread-order/answers-of-one-post-come-by-date",
                    test_answers_of_one_post_come_by_date);
    g_test_add_func("/site-thread-order/nearest-reference-that-is-here-counts",
                    test_nearest_reference_that_is_here_counts);
    g_test_add_func("/site-thread-order/answer-dated-before-its-question-keeps-its-place",
                    test_answer_dated_before_its_question_keeps_its_place);
    g_test_add_func("/site-thread-order/circles-make-no-post-vanish",
                    test_circles_make_no_post_vanish);
    g_test_add_func("/site-thread-order/message-id-that-came-twice-shows-twice",
                    test_message_id_that_came_twice_shows_twice);
    g_test_add_func("/site-thread-order/long-chain-needs-no-stack", test_long_chain_needs_no_stack);
    g_test_add_func("/site-thread-order/random-references-give-a-forest",
                    test_random_references_give_a_forest);
    return g_test_run();
}
