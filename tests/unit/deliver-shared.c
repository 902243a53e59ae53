/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts sent as one message to many: what the server says of each is in the ledger for each. */
#include <string.h>

#include "list/list.h"
#include "list/post.h"
#include "mailing/bounce-score.h"
#include "mailing/bounce.h"
#include "mailing/return-path.h"
#include "serve/deliver.h"

#include "lib/scripted-smtp.h"
#include "lib/test-store.h"

static TestStore *test;
static char *data; /* the setting that names the source tree */

/* A post on a list of its own with these readers; the ledger holds nothing else. */
static void
fresh_post(const char *list, const char *fan_out, const char *const *readers)
{
    g_autoptr(GError) error = NULL;
    const ListDraft draft = {.name = list, .domain = "lists.example.org", .fan_out = fan_out};
    PostVerdict verdict = {0};

    test_store_sql(test, "DELETE FROM delivery; DELETE FROM bounce; DELETE FROM mailing");
    g_assert_true(list_create(test->store, &draft, NULL, &error));
    g_assert_no_error(error);
    g_autoptr(List) made = list_find(test->store, list, &error);
    g_assert_no_error(error);
    for (; *readers != NULL; readers++) {
        g_autofree char *sql = g_strdup_printf(
            "WITH s AS (INSERT INTO subscriber (name) VALUES ('Maud') RETURNING id) "
            "INSERT INTO address (address, address_key, subscriber) SELECT '%s', '%s', id FROM s "
            "ON CONFLICT DO NOTHING",
            *readers, *readers);
        SubscribeOutcome outcome;
        test_store_sql(test, sql);
        list_subscribe(test->store, made, *readers, "test", &outcome, &error);
        g_assert_no_error(error);
    }
    g_autofree char *text = g_strdup_printf("From: <a@one.example>\r\nSubject: un banc\r\n"
                                            "Message-ID: <banc@%s>\r\n\r\nQui ?\r\n",
                                            list);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    const PostEnvelope envelope = {.sender = "a@one.example", .list = list, .raw = raw};
    g_assert_true(post_receive(test->store, test->settings, &envelope, &verdict, &error));
    g_assert_no_error(error);
    g_assert_cmpint(verdict.outcome, ==, POST_ACCEPTED);
}

static void
deliver_to(ScriptedSmtp *server, const char *recipients)
{
    g_autofree char *smarthost =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    const char *overrides[] = {smarthost, data, "mail.sessions=1", recipients, NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);
    g_autoptr(GError) error = NULL;

    serve_deliver_once(settings, test->state, -1, &error);
    g_assert_no_error(error);
}

static const char ledger[] =
    "SELECT string_agg(format('%s %s %s', split_part(a.address_key, '@', 1), d.state, d.attempts) "
    "  || coalesce(' ' || d.status, ''), ', ' ORDER BY a.address_key) "
    "FROM delivery d JOIN address a ON a.subscriber = d.recipient";

static const char *const readers[] = {"a@one.example",     "b@one.example", "c@one.example",
                                      "d@another.example", "e@one.example", NULL};

static void
test_one_message(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    guint n_recipients = 0;

    fresh_post("tous", "shared", readers);
    deliver_to(server, "mail.recipients=3");
    test_store_assert(test, ledger, "a s 1, b s 1, c s 1, d s 1, e s 1");
    test_store_assert(test, "SELECT state, sent FROM mailing", "finished|5");
    /* The four of one domain in two, because three are the most; the other domain by itself. */
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 3);
    const ScriptMessage *first = scripted_smtp_message(server, 0);
    for (guint i = 0; i < 3; i++) {
        const ScriptMessage *message = scripted_smtp_message(server, i);
        const char *domain = strchr(message->recipients[0], '@');
        g_assert_cmpstr(message->sender, ==, first->sender);
        g_assert_cmpstr(message->data, ==, first->data);
        for (char **one = message->recipients; *one != NULL; one++, n_recipients++)
            g_assert_cmpstr(strchr(*one, '@'), ==, domain);
    }
    g_assert_cmpuint(n_recipients, ==, 5);
    g_assert_nonnull(
        strstr(first->data, "List-Unsubscribe: <mailto:tous-leave@lists.example.org>\r\n"));
    g_assert_null(strstr(first->data, "List-Unsubscribe-Post"));
    /* The return path is the mailing's, and nobody's in particular. */
    g_autofree char *token = g_strndup(first->sender + strlen("tous-bounces+"),
                                       strcspn(first->sender + strlen("tous-bounces+"), "@"));
    gint64 mailing, recipient;
    g_assert_true(
        return_path_read(store_token_keys(test->store), token, &mailing, &recipient, NULL));
    g_assert_cmpint(recipient, ==, 0);
}

static void
test_own_is_the_default(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);

    fresh_post("chacun", NULL, readers);
    deliver_to(server, "mail.recipients=3");
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 5);
    g_assert_cmpstr(scripted_smtp_message(server, 0)->sender, !=,
                    scripted_smtp_message(server, 1)->sender);
}

typedef struct {
    const char *name; /* of the list: each has its own */
    ScriptRule rules[3];
    guint n_messages;
    const char *ledger;
} Refusal;

/* All of these readers are in one transaction. */
static const char *const together[] = {"a@one.example", "b@one.example", "c@one.example", NULL};

static const Refusal refusals[] = {
    {"some",
     {{"RCPT", "b@", SCRIPT_ANSWER, "550 5.1.1 nobody", 0, 0},
      {"RCPT", "c@", SCRIPT_ANSWER, "452 4.2.2 full", 0, 0},
      {0}},
     1,
     "a s 1, b f 1 5.1.1, c q 1 4.2.2"},
    {"all-of-them",
     {{"RCPT", "c@", SCRIPT_ANSWER, "452 4.2.2 full", 0, 0},
      {"RCPT", NULL, SCRIPT_ANSWER, "550 5.1.1 nobody", 0, 0},
      {0}},
     0,
     "a f 1 5.1.1, b f 1 5.1.1, c q 1 4.2.2"},
    {"mail",
     {{"MAIL", NULL, SCRIPT_ANSWER, "451 4.3.0 later", 0, 0}, {0}},
     0,
     "a q 1 4.3.0, b q 1 4.3.0, c q 1 4.3.0"},
    {"data",
     {{"RCPT", "b@", SCRIPT_ANSWER, "550 5.1.1 nobody", 0, 0},
      {"DATA", NULL, SCRIPT_ANSWER, "451 4.3.0 later", 0, 0},
      {0}},
     0,
     "a q 1 4.3.0, b f 1 5.1.1, c q 1 4.3.0"},
    {"end",
     {{"RCPT", "b@", SCRIPT_ANSWER, "550 5.1.1 nobody", 0, 0},
      {".", NULL, SCRIPT_ANSWER, "554 5.6.0 never", 0, 0},
      {0}},
     0,
     "a f 1 5.6.0, b f 1 5.1.1, c f 1 5.6.0"},
    /* It may have been accepted for those that were not refused, and for these alone. */
    {"lost",
     {{"RCPT", "b@", SCRIPT_ANSWER, "550 5.1.1 nobody", 0, 0},
      {".", NULL, SCRIPT_DROP, NULL, 0, 0},
      {0}},
     0,
     "a q 1 4.4.2, b f 1 5.1.1, c q 1 4.4.2"},
};

static void
test_refusal(gconstpointer refusal_)
{
    const Refusal *refusal = refusal_;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(refusal->rules, NULL);

    fresh_post(refusal->name, "shared", together);
    deliver_to(server, "mail.recipients=100");
    test_store_assert(test, ledger, refusal->ledger);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, refusal->n_messages);
    test_store_assert(test, "SELECT string_agg(flight_recipients::text, '') FROM worker WHERE id <> 0 AND "
                 "flight_recipients <> '{}'",
                 "");
}

static void
receive_report(const char *class, const char *recipient)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf("From: postmaster@one.example\r\nSubject: failure\r\nMIME-Version: 1.0\r\n"
                        "Content-Type: multipart/report; report-type=%s; boundary=x\r\n\r\n"
                        "--x\r\n\r\nIt did not get through.\r\n%s\r\n--x--\r\n",
                        class, recipient);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autofree char *mailing = test_store_ask(test, "SELECT max(id) FROM mailing");

    bounce_receive(test->store, g_ascii_strtoll(mailing, NULL, 10), 0, raw, &error);
    g_assert_no_error(error);
}

static void
judge(guint expected)
{
    const char *overrides[] = {data, NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(BounceRules) rules = bounce_rules_open(settings, &error);
    guint judged;

    g_assert_no_error(error);
    bounce_judge_waiting(test->store, rules, settings, 100, &judged, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(judged, ==, expected);
}

/* A bounce of all is one of those it names, if they were sent it; and no complaint takes anybody
 * off the list, because each reader knows the return path. */
static void
test_bounces(void)
{
    fresh_post("retours", "shared", together);
    test_store_sql(test, "INSERT INTO subscriber (name) VALUES ('Ewen'); "
                         "INSERT INTO address (address, address_key, subscriber) "
                         "SELECT 'z@one.example', 'z@one.example', max(id) FROM subscriber");
    receive_report("delivery-status",
                   "--x\r\nContent-Type: message/delivery-status\r\n\r\n"
                   "Reporting-MTA: dns; one.example\r\n\r\n"
                   "Final-Recipient: rfc822; B@one.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                   "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
                   "Final-Recipient: rfc822; z@one.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                   "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n");
    judge(1);
    judge(1);
    test_store_assert(test, "SELECT a.address_key, b.class, b.status, b.effect FROM bounce b "
                 "JOIN address a ON a.subscriber = b.subscriber",
                 "b@one.example|hard|5.1.1|scored");
    test_store_assert(test, "SELECT effect FROM bounce WHERE subscriber = 0", "shared out");
    receive_report("feedback-report",
                   "--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
                   "User-Agent: x/1\r\nVersion: 1\r\nOriginal-Rcpt-To: <c@one.example>\r\n");
    judge(1);
    judge(1);
    test_store_assert(test, "SELECT count(*) FROM subscription u JOIN list l ON l.id = u.list "
                 "WHERE l.name = 'retours' AND u.state = 'confirmed'",
                 "3");
    test_store_assert(test, "SELECT count(*) FROM bounce WHERE class = 'complaint'", "0");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    /* The role warns of what these tests do to it. */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    test = test_store_new(NULL);
    data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
#define TEST(name, function) g_test_add_func("/deliver-shared/" name, function)
    TEST("one message for many, no more than may be, and one domain at a time", test_one_message);
    TEST("each has their own unless the list says otherwise", test_own_is_the_default);
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autofree char *name = g_strconcat("/deliver-shared/refused: ", refusals[i].name, NULL);
        g_test_add_data_func(name, &refusals[i], test_refusal);
    }
    TEST("a bounce is of those it names", test_bounces);
    int status = g_test_run();
    g_free(data);
    test_store_free(test);
    return status;
}
