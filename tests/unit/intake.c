/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that are handed in at the same moment: decided about as each would be alone. */
#include <string.h>

#include "base/error.h"
#include "lib/test-store.h"
#include "list/intake.h"

static TestStore *test;
static IntakeLists *lists; /* as they were when they were first asked about */

enum { MOST = 16 };

typedef struct {
    IntakePost *posts[MOST];
    GBytes *raws[MOST];
    guint n;
} Group;

static void
group_clear(Group *group)
{
    for (guint i = 0; i < group->n; i++) {
        intake_post_free(group->posts[i]);
        g_bytes_unref(group->raws[i]);
    }
    *group = (Group){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Group, group_clear)

static void
add(Group *group, const char *recipient, const char *from, const char *id, const char *body)
{
    g_autoptr(GError) error = NULL;
    char *text = g_strdup_printf("From: %s\r\nDate: Thu, 26 Nov 2026 10:00:00 +0100\r\n"
                                 "Message-ID: <%s>\r\nSubject: Un banc\r\n\r\n%s\r\n",
                                 from, id, body);
    guint i = group->n++;

    group->raws[i] = g_bytes_new_take(text, strlen(text));
    group->posts[i] =
        intake_post_new(test->settings, from, recipient,
                        g_strndup(recipient, strcspn(recipient, "@")), group->raws[i], &error);
    g_assert_no_error(error);
}

static void
take(Group *group)
{
    g_autoptr(GError) error = NULL;

    intake_take(test->store, lists, group->posts, group->n, &error);
    g_assert_no_error(error);
}

/* What is said of number `i`: its outcome, or "alone" for what goes the long way. */
static const char *
said(const Group *group, guint i)
{
    const IntakePost *post = group->posts[i];

    if (!post->settled)
        return "alone";
    g_assert_cmpint(post->refusal != NULL, ==, post->verdict.outcome == POST_REFUSED);
    return post_outcome_word(post->verdict.outcome);
}

static void
assert_sql(const char *sql, const char *expected)
{
    g_autofree char *found = test_store_ask(test, sql);
    g_assert_cmpstr(found, ==, expected);
}

#define ONE "une@lists.example.org"
#define OTHER "autre@lists.example.org"

static void
test_each_its_own(void)
{
    g_auto(Group) group = {0};

    add(&group, ONE, "agnes@example.org", "a@example.org", "Bonjour à toutes et tous.");
    add(&group, ONE, "x@example.net", "b@example.net", "Bonjour d'ailleurs.");
    add(&group, ONE, "banni@example.net", "c@example.net", "Achetez.");
    add(&group, OTHER, "agnes@example.org", "a@example.org", "Bonjour à toutes et tous.");
    add(&group, "close@lists.example.org", "agnes@example.org", "d@example.org", "Trop tard.");
    add(&group, "une@elsewhere.example.org", "agnes@example.org", "e@example.org", "Ailleurs.");
    add(&group, "rien@lists.example.org", "agnes@example.org", "f@example.org", "Personne.");
    add(&group, "ancien@lists.example.org", "agnes@example.org", "g@example.org",
        "Par l'ancien nom.");
    take(&group);
    g_assert_cmpstr(said(&group, 0), ==, "accepted");
    g_assert_cmpstr(said(&group, 1), ==, "alone"); /* to be held */
    g_assert_cmpstr(said(&group, 2), ==, "refused");
    g_assert_cmpstr(said(&group, 3), ==, "accepted");
    g_assert_cmpstr(said(&group, 4), ==, "alone");
    g_assert_cmpstr(said(&group, 5), ==, "alone");
    g_assert_cmpstr(said(&group, 6), ==, "alone");
    g_assert_cmpstr(said(&group, 7), ==, "accepted");
    g_assert_cmpint(error_kind(group.posts[2]->refusal), ==, ERROR_REFUSED);
    g_assert_nonnull(group.posts[2]->verdict.status);
    g_assert_true(intake_waits(group.posts[0]) && !intake_waits(group.posts[2]));
    assert_sql("SELECT string_agg(l.name || ' ' || i.message_id, ', ' ORDER BY i.id) FROM intake i "
               "JOIN list l ON l.id = i.list",
               "une a@example.org, autre a@example.org, une g@example.org");
    assert_sql("SELECT count(*) FROM intake i JOIN address a ON a.subscriber = i.subscriber AND "
               "a.address_key = 'agnes@example.org'",
               "3");
    assert_sql("SELECT count(*) FROM held_message", "0");
}

/* Of two alike in one group the second goes the long way, which calls it what it is. */
static void
test_alike(void)
{
    g_auto(Group) group = {0};
    PostVerdict verdict = {0};
    g_autoptr(GError) error = NULL;

    add(&group, ONE, "agnes@example.org", "twin@example.org", "Deux fois.");
    add(&group, ONE, "agnes@example.org", "twin@example.org", "Deux fois.");
    add(&group, ONE, "agnes@example.org", "other@example.org", "Deux fois.");
    take(&group);
    g_assert_cmpstr(said(&group, 0), ==, "accepted");
    g_assert_cmpstr(said(&group, 1), ==, "alone");
    g_assert_cmpstr(said(&group, 2), ==, "alone");
    const PostEnvelope envelope = {"agnes@example.org", "une", group.raws[1]};
    post_receive(test->store, test->settings, &envelope, &verdict, &error);
    g_assert_no_error(error);
    g_assert_cmpint(verdict.outcome, ==, POST_DUPLICATE);
    /* Once it is kept, it is told at once. */
    g_auto(Group) later = {0};
    add(&later, ONE, "agnes@example.org", "twin@example.org", "Deux fois.");
    take(&later);
    g_assert_cmpstr(said(&later, 0), ==, "duplicate");
    assert_sql("SELECT count(*) FROM intake WHERE message_id ~ 'twin|other'", "1");
}

/* What spoils the statement for all settles none that is accepted: each is tried alone, and is as
 * if it had never been in a group. */
static void
test_spoilt(void)
{
    g_auto(Group) group = {0};
    g_autoptr(GError) error = NULL;

    add(&group, ONE, "agnes@example.org", "good@example.org", "Bien.");
    add(&group, ONE, "agnes@example.org", "bad@example.org", "Mal.");
    add(&group, ONE, "banni@example.net", "banned@example.org", "Encore.");
    test_store_sql(test, "ALTER TABLE intake ADD CONSTRAINT spoilt CHECK (message_id !~ '^bad')");
    g_assert_false(intake_take(test->store, lists, group.posts, group.n, &error));
    g_assert_nonnull(error);
    g_assert_cmpstr(said(&group, 0), ==, "alone");
    g_assert_cmpstr(said(&group, 1), ==, "alone");
    g_assert_cmpstr(said(&group, 2), ==, "alone");
    assert_sql("SELECT count(*) FROM intake WHERE message_id ~ 'good|bad'", "0");
    assert_sql(
        "SELECT count(*) FROM post_print p JOIN list l ON l.id = p.list WHERE l.name = 'une'", "3");
    test_store_sql(test, "ALTER TABLE intake DROP CONSTRAINT spoilt");
    g_auto(Group) again = {0};
    add(&again, ONE, "agnes@example.org", "good@example.org", "Bien.");
    add(&again, ONE, "agnes@example.org", "bad@example.org", "Mal.");
    take(&again);
    g_assert_cmpstr(said(&again, 0), ==, "accepted");
    g_assert_cmpstr(said(&again, 1), ==, "accepted");
}

/* What is said of one mail to a list by Agnès. */
static void
assert_said(const char *id, const char *expected)
{
    g_auto(Group) group = {0};

    add(&group, ONE, "agnes@example.org", id, id);
    take(&group);
    g_assert_cmpstr(said(&group, 0), ==, expected);
}

static void
test_list_changed(void)
{
    assert_said("before@example.org", "accepted");
    test_store_sql(test, "UPDATE list SET policy = 'refuse anyone' WHERE name = 'une'");
    assert_said("changed@example.org", "alone");
    assert_said("changed@example.org", "refused");
    test_store_sql(test, "UPDATE list SET policy = 'accept members' WHERE name = 'une'");
    assert_said("again@example.org", "alone");
    assert_said("again@example.org", "accepted");
    /* Its name is another list's now. */
    test_store_sql(test, "UPDATE list SET name = 'une-autre' WHERE name = 'une'; "
                         "DELETE FROM list_former_name WHERE name = 'une'; "
                         "INSERT INTO list (name, domain, kind, title, policy) VALUES "
                         "('une', 'lists.example.org', 'discussion', 'Autre', 'refuse anyone')");
    assert_said("renamed@example.org", "alone");
    assert_said("renamed@example.org", "refused");
    test_store_sql(test, "DELETE FROM list WHERE name = 'une'; "
                         "UPDATE list SET name = 'une', policy = '' WHERE name = 'une-autre'");
    assert_said("back@example.org", "alone");
    assert_said("back@example.org", "accepted");
    assert_sql("SELECT count(*) FROM intake WHERE message_id ~ '^(changed|renamed)'", "0");
}

static void
test_author_changed(void)
{
    assert_said("may@example.org", "accepted");
    test_store_sql(test, "UPDATE subscription SET posting = 'muted' WHERE list = "
                         "(SELECT id FROM list WHERE name = 'une')");
    assert_said("muted@example.org", "refused");
    test_store_sql(test, "UPDATE subscription SET posting = 'trusted' WHERE list = "
                         "(SELECT id FROM list WHERE name = 'une')");
    assert_said("trusted@example.org", "accepted");
    test_store_sql(test, "UPDATE subscription SET posting = 'rules' WHERE list = "
                         "(SELECT id FROM list WHERE name = 'une'); "
                         "INSERT INTO ban (pattern) VALUES ('agnes@example.org')");
    assert_said("banned@example.org", "refused");
    test_store_sql(test, "DELETE FROM ban WHERE pattern = 'agnes@example.org'");
    assert_sql("SELECT count(*) FROM intake WHERE message_id ~ '^(muted|banned)'", "0");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
    test_store_sql(
        test,
        "INSERT INTO list (name, domain, kind, title, closed_at) VALUES "
        "('une', 'lists.example.org', 'discussion', 'Une', NULL), "
        "('autre', 'lists.example.org', 'discussion', 'Autre', NULL), "
        "('close', 'lists.example.org', 'discussion', 'Close', now()); "
        "INSERT INTO list_former_name (name, list) SELECT 'ancien', id FROM list WHERE name = "
        "'une'; INSERT INTO ban (pattern) VALUES ('banni@example.net'); "
        "INSERT INTO subscriber (name) VALUES ('Agnès'); "
        "INSERT INTO address (address_key, address, subscriber) SELECT 'agnes@example.org', "
        "'agnes@example.org', id FROM subscriber; "
        "INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' "
        "FROM list l, subscriber s");
#define TEST(name, function) g_test_add_func("/intake/" name, function)
    TEST("of a group each has its own answer", test_each_its_own);
    TEST("of two alike in a group one is taken", test_alike);
    TEST("what spoils it for the others leaves nothing behind", test_spoilt);
    TEST("a list that was changed meanwhile is read again", test_list_changed);
    TEST("who may write now is what counts", test_author_changed);
    lists = intake_lists_new();
    int status = g_test_run();
    intake_lists_free(lists);
    test_store_free(test);
    return status;
}
