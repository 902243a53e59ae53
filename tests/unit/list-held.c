/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a decision, and what is for owners and robot. */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "lib/test-list.h"
#include "list/address.h"
#include "list/command.h"
#include "list/held.h"
#include "list/leave.h"
#include "list/owner.h"
#include "list/post.h"

static const HeldMarks unmarked = {0};

static gint64
hold_one(const char *sender, const char *text)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;

    receive_on(test->store, "mobilites", sender, text, &verdict, &error);
    g_assert_no_error(error);
    assert_outcome(verdict, POST_HELD, verdict.reason);
    return verdict.held;
}

static void
test_decisions(void)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;
    gboolean told;
    gint64 one =
        hold_one("y@example.net", "From: y@example.net\r\nMessage-ID: <y1@a>\r\n\r\nun\r\n");
    gint64 two =
        hold_one("y@example.net", "From: y@example.net\r\nMessage-ID: <y2@a>\r\n\r\ndeux\r\n");
    gint64 automatic = hold_one("y@example.net", "From: y@example.net\r\nPrecedence: bulk\r\n"
                                                 "Message-ID: <y3@a>\r\n\r\ntrois\r\n");

    held_accept(test->store, test->settings, one, "maud", &unmarked, NULL, &verdict, &error);
    g_assert_no_error(error);
    assert_outcome(verdict, POST_ACCEPTED, "moderator");
    g_assert_cmpint(verdict.recipients, ==, 2);
    test_store_assert(
        test,
        "SELECT subscriber IS NULL FROM post p JOIN message m ON m.id = p.message WHERE "
        "m.message_id = 'y1@a'",
        "t");
    g_assert_false(held_discard(test->store, test->settings, one, "paul", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_assert_nonnull(strstr(error_hint(error), "maud"));
    g_clear_error(&error);

    held_reject(test->store, test->settings, two, "maud", "Hors sujet.", &told, &error);
    g_assert_no_error(error);
    g_assert_true(told);
    test_store_assert(
        test,
        "SELECT n.address, convert_from(g.content, 'UTF8') ~ 'Hors sujet', "
        "convert_from(g.content, 'UTF8') ~ 'In-Reply-To: <y2@a>' "
        "FROM mailing g JOIN notice_recipient n ON n.mailing = g.id WHERE n.address = "
        "'y@example.net' ORDER BY g.id DESC LIMIT 1",
        "y@example.net|t|t");
    held_reject(test->store, test->settings, automatic, "maud", "Non.", &told, &error);
    g_assert_no_error(error);
    g_assert_false(told);
    g_assert_false(held_discard(test->store, test->settings, 999999, "maud", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
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
race_accept(gpointer data)
{
    Race *race = data;
    race->good = held_accept(race->store, test->settings, race->held, "race", &unmarked, NULL,
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
test_two_moderators(void)
{
    gint64 held =
        hold_one("y@example.net", "From: y@example.net\r\nMessage-ID: <y4@a>\r\n\r\nun\r\n");
    Race races[2] = {{.held = held}, {.held = held}};

    run_race(races, race_accept);
    g_assert_true(races[0].good != races[1].good);
    g_assert_error(races[races[0].good ? 1 : 0].error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&races[races[0].good ? 1 : 0].error);
    test_store_assert(
        test,
        "SELECT count(*) FROM mailing g JOIN message m ON m.id = g.message WHERE m.message_id = "
        "'y4@a'",
        "1");
}

static void
test_owners_and_robot(void)
{
    static const char text[] =
        "From: z@example.net\r\nSubject: question\r\nMessage-ID: <z@a>\r\n\r\n?\r\n";
    g_auto(ListAddress) address = {0};
    g_autoptr(GBytes) raw = bytes(text);
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;

    list_address_resolve(test->store, "mobilites-owner@lists.example.org", "", &address, &error);
    g_assert_no_error(error);
    owner_receive(test->store, test->settings, &address, "z@example.net", raw, &error);
    g_assert_no_error(error);
    test_store_assert(
        test,
        "SELECT count(*), bool_and(convert_from(g.content, 'UTF8') ~ 'message/rfc822') FROM "
        "mailing g JOIN notice_recipient n ON n.mailing = g.id WHERE g.id = (SELECT max(id) "
        "FROM mailing)",
        "2|t");
    g_assert_false(owner_receive(test->store, test->settings, &address, "", raw, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_clear_error(&error);

    g_autoptr(GBytes) automatic =
        bytes("From: z@example.net\r\nAuto-Submitted: auto-generated\r\n\r\npartir\r\n");
    g_assert_false(
        command_receive(test->store, test->settings, &address, "z@example.net", automatic, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_clear_error(&error);
    address.what = ADDRESS_LEAVE;
    leave_receive(test->store, test->settings, &address, "z@example.net", automatic, &error);
    g_assert_no_error(error);
    test_store_assert(test, "SELECT count(*) FROM held_message WHERE reason = 'command'", "1");
    test_store_sql(test, "DELETE FROM held_message WHERE reason = 'command'");

    address.what = ADDRESS_REQUEST;
    command_receive(test->store, test->settings, &address, "z@example.net", raw, &error);
    g_assert_no_error(error);
    g_autofree char *held =
        test_store_ask(test, "SELECT id FROM held_message WHERE reason = 'command'");
    g_assert_false(held_accept(test->store, test->settings, g_ascii_strtoll(held, NULL, 10), "test",
                               &unmarked, NULL, &verdict, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/held/accepted, rejected, discarded", test_decisions);
    g_test_add_func("/held/of two decisions the second is a conflict", test_two_moderators);
    g_test_add_func("/list/mail for owners and robot is passed on or kept", test_owners_and_robot);
    return test_list_run();
}
