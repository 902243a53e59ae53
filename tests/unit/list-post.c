/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail to a list: archived, threaded and queued in one transaction, or held, or refused. */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "lib/test-list.h"
#include "list/held.h"
#include "list/post.h"

/* Everything a post could leave behind. */
static char *
traces(void)
{
    return test_store_ask(test,
                          "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM post), "
                          "(SELECT count(*) FROM thread_node), (SELECT count(*) FROM thread), "
                          "(SELECT count(*) FROM mailing), (SELECT count(*) FROM delivery), "
                          "(SELECT count(*) FROM held_message)");
}

static void
test_reply(void)
{
    PostVerdict first = receive("mobilites", "From: Paul <PAUL@example.org>\r\nSubject: un banc\r\n"
                                             "Message-ID: <banc@example.org>\r\n\r\nQui ?\r\n");
    PostVerdict reply =
        receive("mobilites", "From: =?utf-8?q?Agn=C3=A8s?= <agnes@example.org>\r\n"
                             "Subject: Re: un banc\r\nMessage-ID: <re.banc@example.org>\r\n"
                             "In-Reply-To: <banc@example.org>\r\n\r\nMoi.\r\n");

    assert_outcome(first, POST_ACCEPTED, "subscriber");
    assert_outcome(reply, POST_ACCEPTED, "subscriber");
    g_assert_cmpint(reply.recipients, ==, 2);
    test_store_assert(
        test,
        "SELECT count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread "
        "JOIN message m ON m.id = p.message WHERE m.message_id LIKE '%banc@example.org'",
        "1");
    g_autofree char *queued = g_strdup_printf(
        "SELECT string_agg(a.address_key, ' ' ORDER BY a.address_key) FROM delivery d JOIN address "
        "a ON "
        "a.subscriber = d.recipient WHERE d.mailing = %" G_GINT64_FORMAT " AND d.state = 'q'",
        reply.mailing);
    test_store_assert(test, queued, "agnes@example.org paul@example.org");
    test_store_assert(
        test,
        "SELECT a.address_key FROM post p JOIN message m ON m.id = p.message JOIN address a "
        "ON a.subscriber = p.subscriber WHERE m.message_id = 're.banc@example.org'",
        "agnes@example.org");
    test_store_assert(
        test,
        "SELECT count(*) FROM site.search('moi', NULL, NULL, NULL, 0, 0, false, NULL, NULL, "
        "false, 0, 20)",
        "1");
}

static void
test_stranger(void)
{
    static const char text[] = "From: Inconnu <x@example.net>\r\nSubject: =?utf-8?q?all=C3=B4?=\r\n"
                               "Message-ID: <x1@example.net>\r\n\r\nBonjour\r\n";
    PostVerdict verdict = receive("mobilites", text);
    PostVerdict again = receive("mobilites", text);

    assert_outcome(verdict, POST_HELD, "stranger");
    g_assert_cmpint(verdict.message, ==, 0);
    g_assert_cmpint(again.held, ==, verdict.held);
    test_store_assert(
        test, "SELECT count(*), min(subject), min(reason), min(from_address) FROM held_message",
        "1|allô|stranger|x@example.net");
    test_store_assert(test, "SELECT count(*) FROM message WHERE message_id = 'x1@example.net'",
                      "0");
    /* One notice, to owner and moderator, in the list's language, saying how to decide. */
    test_store_assert(test, "SELECT count(*) FROM mailing WHERE kind = 'notice'", "1");
    test_store_assert(test,
                      "SELECT string_agg(address, ' ' ORDER BY address) FROM notice_recipient",
                      "moderation@example.org owner@example.org");
    test_store_assert(
        test,
        "SELECT convert_from(content, 'UTF8') ~ 'To: mobilites-owner@lists.example.org' AND "
        "convert_from(content, 'UTF8') ~ 'Auto-Submitted: auto-generated' AND "
        "convert_from(content, 'UTF8') ~ 'Reply-To: mobilites-moderate[+][a-z2-7]+@' AND "
        "convert_from(content, 'UTF8') ~ 'colporteur held accept' FROM mailing WHERE kind = "
        "'notice'",
        "t");
}

static void
test_standing(void)
{
    assert_outcome(
        receive("mobilites", "From: claude@example.org\r\nMessage-ID: <c@a>\r\n\r\na\r\n"),
        POST_HELD, "unconfirmed");
    assert_outcome(
        receive("mobilites", "From: denis@example.org\r\nMessage-ID: <d@a>\r\n\r\na\r\n"),
        POST_HELD, "left");
    assert_outcome(receive("mobilites", "Subject: personne\r\nMessage-ID: <p@a>\r\n\r\na\r\n"),
                   POST_HELD, "no-author");
}

static void
test_duplicate(void)
{
    PostVerdict first = receive(
        "mobilites", "From: paul@example.org\r\nMessage-ID: <dup@example.org>\r\n\r\nun\r\n");
    PostVerdict same = receive(
        "mobilites", "From: paul@example.org\r\nMessage-ID: <dup@example.org>\r\n\r\nun\r\n");
    /* The same mail that came another way: other Received, bare line feeds. */
    PostVerdict other_way = receive(
        "mobilites", "Received: by b\nFrom: paul@example.org\nMessage-ID: <dup@example.org>\n"
                     "\nun\n");
    PostVerdict other_text = receive(
        "mobilites", "From: paul@example.org\r\nMessage-ID: <dup@example.org>\r\n\r\ndeux\r\n");
    PostVerdict other_list =
        receive("savoirs", "From: paul@example.org\r\nMessage-ID: <dup@example.org>\r\n\r\nun\r\n");

    assert_outcome(first, POST_ACCEPTED, "subscriber");
    assert_outcome(same, POST_DUPLICATE, "duplicate");
    assert_outcome(other_way, POST_DUPLICATE, "duplicate");
    g_assert_cmpint(same.mailing, ==, 0);
    assert_outcome(other_text, POST_ACCEPTED, "subscriber");
    assert_outcome(other_list, POST_ACCEPTED, "subscriber");
    g_assert_cmpint(other_list.message, ==, first.message);
}

static void
assert_refused(const char *sender, const char *text, const char *status)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before = traces();
    PostVerdict verdict;

    g_assert_false(receive_on(test->store, "mobilites", sender, text, &verdict, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_assert_cmpstr(verdict.status, ==, status);
    g_autofree char *after = traces();
    g_assert_cmpstr(before, ==, after);
}

static void
test_loops_and_programs(void)
{
    assert_refused("", "From: paul@example.org\r\n\r\na\r\n", "5.7.1");
    assert_refused(
        "paul@example.org",
        "From: paul@example.org\r\nList-Id: M <Mobilites.lists.example.org>\r\n\r\na\r\n", "5.4.6");
    assert_refused("paul@example.org",
                   "Delivered-To: mobilites@lists.example.org\r\nFrom: paul@example.org\r\n"
                   "Delivered-To: mobilites@lists.example.org\r\n\r\na\r\n",
                   "5.4.6");
    assert_refused("paul@example.org",
                   "From: paul@example.org\r\nX-Loop: mobilites@lists.example.org\r\n\r\na\r\n",
                   "5.4.6");
    assert_refused("paul@example.org",
                   "From: paul@example.org\r\nFrom: agnes@example.org\r\n\r\na\r\n", "5.6.0");
    g_autofree char *before = traces();
    assert_outcome(receive("mobilites", "From: paul@example.org\r\nAuto-Submitted: auto-replied\r\n"
                                        "Message-ID: <away@a>\r\n\r\nje suis absent\r\n"),
                   POST_DISCARDED, "auto-reply");
    g_autofree char *after = traces();
    g_assert_cmpstr(before, ==, after);
    /* Once is what the mail server that hands it over may say. */
    assert_outcome(receive("mobilites",
                           "Delivered-To: mobilites@lists.example.org\r\n"
                           "From: paul@example.org\r\nMessage-ID: <once@a>\r\n\r\na\r\n"),
                   POST_ACCEPTED, "subscriber");
    assert_outcome(receive("mobilites", "From: paul@example.org\r\nList-Id: <other.example.net>\r\n"
                                        "Message-ID: <umbrella@a>\r\n\r\na\r\n"),
                   POST_HELD, "automatic");
}

static void
test_failure_leaves_nothing(void)
{
    static const char text[] = "From: paul@example.org\r\nMessage-ID: <fail@a>\r\n"
                               "In-Reply-To: <never.seen@a>\r\n\r\na\r\n";
    g_autofree char *before = traces();
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;

    test_store_sql(test,
                   "ALTER TABLE mailing ADD CONSTRAINT broken CHECK (kind <> 'post') NOT VALID");
    g_assert_false(
        receive_on(test->store, "mobilites", "paul@example.org", text, &verdict, &error));
    g_assert_nonnull(error);
    g_assert_false(error_kind(error) == ERROR_REFUSED);
    g_autofree char *after = traces();
    g_assert_cmpstr(before, ==, after);
    test_store_sql(test, "ALTER TABLE mailing DROP CONSTRAINT broken");
    /* What the mail server tries again is then taken. */
    assert_outcome(receive("mobilites", text), POST_ACCEPTED, "subscriber");
}

static const HeldMarks unmarked = {0};

static void
test_newsletter(void)
{
    g_autoptr(GError) error = NULL;
    PostVerdict announce = receive(
        "lettre", "From: paul@example.org\r\nMessage-ID: <lettre.1@a>\r\nSubject: n1\r\n\r\na\r\n");
    PostVerdict accepted;

    assert_outcome(announce, POST_HELD, "not-a-reply");
    held_accept(test->store, test->settings, announce.held, "test", &unmarked, NULL, &accepted,
                &error);
    g_assert_no_error(error);
    assert_outcome(accepted, POST_ACCEPTED, "moderator");
    g_assert_cmpint(accepted.recipients, ==, 2);

    PostVerdict answer = receive("lettre", "From: agnes@example.org\r\nMessage-ID: <lettre.2@a>\r\n"
                                           "References: <lettre.1@a>\r\n\r\nmerci\r\n");
    assert_outcome(answer, POST_FILED, "reply");
    g_assert_cmpint(answer.mailing, ==, 0);
    test_store_assert(
        test,
        "SELECT count(*), count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread "
        "JOIN message m ON m.id = p.message WHERE m.message_id LIKE 'lettre.%'",
        "2|1");
    test_store_assert(
        test,
        "SELECT count(*) FROM mailing g JOIN notice_recipient n ON n.mailing = g.id JOIN list l "
        "ON l.id = g.list WHERE l.name = 'lettre' AND convert_from(g.content, 'UTF8') ~ "
        "'<lettre.2@a>'",
        "1");
}

typedef struct {
    Store *store;
    gint64 held;
    const char *text;
    gboolean good;
    PostVerdict verdict;
    GError *error;
} Race;

static gpointer
race_receive(gpointer data)
{
    Race *race = data;
    race->good = receive_on(race->store, "mobilites", "paul@example.org", race->text,
                            &race->verdict, &race->error);
    return NULL;
}

static void
run_race(Race *races, GThreadFunc act)
{
    races[0].store = test->store;
    races[1].store = test_store_another(test);
    GThread *thread = g_thread_new("second", act, &races[1]);
    act(&races[0]);
    g_thread_join(thread);
    store_free(races[1].store);
}

static void
test_two_copies_at_once(void)
{
    Race races[2] = {
        {.text = "Received: by a\r\nFrom: paul@example.org\r\nMessage-ID: <race@a>\r\n\r\nun\r\n"},
        {.text = "Received: by b\r\nFrom: paul@example.org\r\nMessage-ID: <race@a>\r\n\r\nun\r\n"}};

    run_race(races, race_receive);
    g_assert_true(races[0].good && races[1].good);
    test_store_assert(
        test,
        "SELECT count(*) FROM mailing g JOIN message m ON m.id = g.message WHERE m.message_id = "
        "'race@a'",
        "1");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post/a reply is archived, threaded and queued", test_reply);
    g_test_add_func("/post/a stranger's mail is held once, owners told", test_stranger);
    g_test_add_func("/post/who is not confirmed is held", test_standing);
    g_test_add_func("/post/the same mail is distributed once", test_duplicate);
    g_test_add_func("/post/loops and programs are stopped", test_loops_and_programs);
    g_test_add_func("/post/a failure leaves nothing behind", test_failure_leaves_nothing);
    g_test_add_func("/post/answers to a letter go to the owners", test_newsletter);
    g_test_add_func("/post/two copies at once are one post", test_two_copies_at_once);
    return test_list_run();
}
