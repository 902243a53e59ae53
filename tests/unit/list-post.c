/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail to a list: archived, threaded and queued in one transaction, or held, or refused. */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "lib/test-store.h"
#include "list/address.h"
#include "list/command.h"
#include "list/held.h"
#include "list/leave.h"
#include "list/list.h"
#include "list/owner.h"
#include "list/post-copy.h"
#include "list/post.h"
#include "store/query.h"

static TestStore *test;

static GBytes *
bytes(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static gboolean
receive_on(Store *store, const char *list, const char *sender, const char *text,
           PostVerdict *verdict, GError **error)
{
    g_autoptr(GBytes) raw = bytes(text);
    const PostEnvelope envelope = {.sender = sender, .list = list, .raw = raw};

    *verdict = (PostVerdict){0};
    return post_receive(store, test->settings, &envelope, verdict, error);
}

static PostVerdict
receive(const char *list, const char *text)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;

    receive_on(test->store, list, "agnes@example.org", text, &verdict, &error);
    g_assert_no_error(error);
    return verdict;
}

static void
assert_outcome(PostVerdict verdict, PostOutcome outcome, const char *reason)
{
    g_assert_cmpstr(post_outcome_word(verdict.outcome), ==, post_outcome_word(outcome));
    g_assert_cmpstr(verdict.reason, ==, reason);
}

static void
assert_sql(const char *sql, const char *expected)
{
    g_autofree char *found = test_store_ask(test, sql);
    g_assert_cmpstr(found, ==, expected);
}

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
    assert_sql("SELECT count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread "
               "JOIN message m ON m.id = p.message WHERE m.message_id LIKE '%banc@example.org'",
               "1");
    g_autofree char *queued = g_strdup_printf(
        "SELECT string_agg(a.address_key, ' ' ORDER BY a.address_key) FROM delivery d JOIN address "
        "a ON "
        "a.subscriber = d.recipient WHERE d.mailing = %" G_GINT64_FORMAT " AND d.state = 'q'",
        reply.mailing);
    assert_sql(queued, "agnes@example.org paul@example.org");
    assert_sql("SELECT a.address_key FROM post p JOIN message m ON m.id = p.message JOIN address a "
               "ON a.subscriber = p.subscriber WHERE m.message_id = 're.banc@example.org'",
               "agnes@example.org");
    assert_sql("SELECT count(*) FROM site.search('moi', NULL, NULL, NULL, 0, 0, false, NULL, NULL, "
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
    assert_sql("SELECT count(*), min(subject), min(reason), min(from_address) FROM held_message",
               "1|allô|stranger|x@example.net");
    assert_sql("SELECT count(*) FROM message WHERE message_id = 'x1@example.net'", "0");
    /* One notice, to owner and moderator, in the list's language, saying how to decide. */
    assert_sql("SELECT count(*) FROM mailing WHERE kind = 'notice'", "1");
    assert_sql("SELECT string_agg(address, ' ' ORDER BY address) FROM notice_recipient",
               "moderation@example.org owner@example.org");
    assert_sql("SELECT convert_from(content, 'UTF8') ~ 'To: mobilites-owner@lists.example.org' AND "
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
test_broken_mail(void)
{
    PostVerdict no_id =
        receive("mobilites", "From: paul@example.org\nSubject: \xe9t\xe9\n\nsans\n");
    PostVerdict broken = receive(
        "mobilites", "From: paul@example.org\r\nMessage-ID: <broken@a>\r\n"
                     "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\r\nseul");
    g_autoptr(GError) error = NULL;
    g_autoptr(PostCopy) copy =
        post_copy_open(test->store, test->settings, 1, 1, no_id.message, FALSE, &error);
    g_autoptr(GString) out = g_string_new(NULL);

    assert_outcome(no_id, POST_ACCEPTED, "subscriber");
    assert_outcome(broken, POST_ACCEPTED, "subscriber");
    g_assert_no_error(error);
    post_copy_assemble(copy, no_id.mailing, 1, out);
    g_assert_nonnull(strstr(out->str, ".synthetic@colporteur.invalid>\r\n"));
    assert_sql("SELECT subject FROM message WHERE message_id LIKE '%.synthetic@%'", "été");
    assert_sql(
        "SELECT 'unclosed-multipart' = ANY (oddities) FROM message WHERE message_id = 'broken@a'",
        "t");
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
    assert_sql(
        "SELECT count(*), count(DISTINCT t.root) FROM post p JOIN thread t ON t.id = p.thread "
        "JOIN message m ON m.id = p.message WHERE m.message_id LIKE 'lettre.%'",
        "2|1");
    assert_sql(
        "SELECT count(*) FROM mailing g JOIN notice_recipient n ON n.mailing = g.id JOIN list l "
        "ON l.id = g.list WHERE l.name = 'lettre' AND convert_from(g.content, 'UTF8') ~ "
        "'<lettre.2@a>'",
        "1");
}

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
    assert_sql("SELECT subscriber IS NULL FROM post p JOIN message m ON m.id = p.message WHERE "
               "m.message_id = 'y1@a'",
               "t");
    g_assert_false(held_discard(test->store, test->settings, one, "paul", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_assert_nonnull(strstr(error_hint(error), "maud"));
    g_clear_error(&error);

    held_reject(test->store, test->settings, two, "maud", "Hors sujet.", &told, &error);
    g_assert_no_error(error);
    g_assert_true(told);
    assert_sql("SELECT n.address, convert_from(g.content, 'UTF8') ~ 'Hors sujet', "
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
test_two_moderators(void)
{
    gint64 held =
        hold_one("y@example.net", "From: y@example.net\r\nMessage-ID: <y4@a>\r\n\r\nun\r\n");
    Race races[2] = {{.held = held}, {.held = held}};

    run_race(races, race_accept);
    g_assert_true(races[0].good != races[1].good);
    g_assert_error(races[races[0].good ? 1 : 0].error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&races[races[0].good ? 1 : 0].error);
    assert_sql(
        "SELECT count(*) FROM mailing g JOIN message m ON m.id = g.message WHERE m.message_id = "
        "'y4@a'",
        "1");
}

static void
test_two_copies_at_once(void)
{
    Race races[2] = {
        {.text = "Received: by a\r\nFrom: paul@example.org\r\nMessage-ID: <race@a>\r\n\r\nun\r\n"},
        {.text = "Received: by b\r\nFrom: paul@example.org\r\nMessage-ID: <race@a>\r\n\r\nun\r\n"}};

    run_race(races, race_receive);
    g_assert_true(races[0].good && races[1].good);
    assert_sql(
        "SELECT count(*) FROM mailing g JOIN message m ON m.id = g.message WHERE m.message_id = "
        "'race@a'",
        "1");
}

static void
test_copy(void)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict =
        receive("mobilites", "Return-Path: <paul@example.org>\r\nFrom: paul@example.org\r\n"
                             "Disposition-Notification-To: paul@example.org\r\n"
                             "DKIM-Signature: v=1; a=x\r\nReply-To: autre@example.org\r\n"
                             "Subject: =?utf-8?q?d=C3=A9part?=\r\nMessage-ID: <copy@a>\r\n"
                             "Date: Sun, 22 Nov 2026 10:00:00 +0100\r\n\r\nligne\nautre\r\n");
    g_autoptr(PostCopy) copy =
        post_copy_open(test->store, test->settings, 1, 1, verdict.message, FALSE, &error);
    g_autoptr(GString) one = g_string_new(NULL), two = g_string_new(NULL);

    g_assert_no_error(error);
    post_copy_assemble(copy, verdict.mailing, 1, one);
    post_copy_assemble(copy, verdict.mailing, 2, two);
    g_assert_nonnull(strstr(one->str, "List-Id: <mobilites.lists.example.org>\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nSender: mobilites-bounces@lists.example.org\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nArchived-At: <https://example.org/h/"));
    g_assert_nonnull(strstr(one->str, "\r\nReply-To: autre@example.org\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nDKIM-Signature: v=1; a=x\r\n"));
    g_autoptr(GBytes) sent = bytes(one->str);
    g_autoptr(Mail) mail = mail_parse(sent, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(mail->subject, ==, "[mob] départ");
    g_assert_nonnull(strstr(one->str, "\r\n\r\nligne\r\nautre\r\n"));
    g_assert_null(strstr(one->str, "Return-Path"));
    g_assert_null(strstr(one->str, "Disposition-Notification-To"));
    /* Only the line to leave by is the reader's own. */
    g_auto(GStrv) lines_one = g_strsplit(one->str, "\r\n", -1);
    g_auto(GStrv) lines_two = g_strsplit(two->str, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines_one), ==, g_strv_length(lines_two));
    for (guint i = 0; lines_one[i] != NULL; i++)
        if (g_str_has_prefix(lines_one[i], "List-Unsubscribe: "))
            g_assert_cmpstr(lines_one[i], !=, lines_two[i]);
        else
            g_assert_cmpstr(lines_one[i], ==, lines_two[i]);
    const char *token = strstr(one->str, "https://example.org/u/") + 22;
    g_autofree char *cut = g_strndup(token, strcspn(token, ">"));
    gint64 numbers[2];
    g_assert_true(
        token_read(store_token_keys(test->store), TOKEN_UNSUBSCRIBE, cut, numbers, 2, NULL));
    g_assert_cmpint(numbers[0], ==, 1);
    g_assert_cmpint(numbers[1], ==, 1);
}

static void
assert_subject(const char *subject, const char *expected)
{
    g_autofree char *found = post_copy_subject(subject, "[mob]");
    g_assert_cmpstr(found, ==, expected);
}

static void
test_subject(void)
{
    assert_subject("départ", "[mob] départ");
    assert_subject("Re: départ", "[mob] Re: départ");
    assert_subject("[mob] départ", NULL);
    assert_subject("RE: [MOB] départ", NULL);
    assert_subject(NULL, "[mob]");
    assert_subject("", "[mob]");
    assert_subject("R\303\251\302\240: [mob] d\303\251part", NULL);
    assert_subject("Re: [mob] RE : [Mob] d\303\251part", "Re: [mob] d\303\251part");
    assert_subject("[mob] Re: [mob] d\303\251part", "Re: [mob] d\303\251part");
    assert_subject("[mob] [mob] d\303\251part", "[mob] d\303\251part");
    assert_subject("TR : R\303\251\302\240: [mob] Fwd: Re[2]: [mob] d\303\251part",
                   "TR : [mob] d\303\251part");
    /* Not composed, and wide, are the same letters. */
    assert_subject("Re\314\201: [mob] TR: \357\274\273mob\357\274\275 d\303\251part",
                   "Re\314\201: [mob] d\303\251part");
    assert_subject("Reprise [mob]: [mob] du banc", NULL);
    assert_subject("Re: Compte rendu de [mob] et [mob]", NULL);
    g_autofree char *without = post_copy_subject("départ", "");
    g_assert_null(without);
}

static void
assert_resolves(const char *recipient, ListAddressWhat what)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) error = NULL;

    list_address_resolve(test->store, recipient, "", &address, &error);
    g_assert_no_error(error);
    g_assert_cmpint(address.what, ==, what);
    g_assert_cmpstr(address.name, ==, "mobilites");
    g_assert_cmpint(address.list, ==, 1);
}

static void
assert_unresolved(const char *recipient, ErrorKind kind)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) error = NULL;

    g_assert_false(list_address_resolve(test->store, recipient, "", &address, &error));
    g_assert_error(error, COLPORTEUR_ERROR, (int)kind);
    g_assert_null(address.name);
}

static void
test_addresses(void)
{
    const TokenKeys *keys = store_token_keys(test->store);
    const gint64 bounce[] = {12, 34}, confirm[] = {1, 34}, elsewhere[] = {2, 34}, held[] = {56};
    g_autofree char *bounce_token = token_make(keys, TOKEN_BOUNCE, bounce, 2);
    g_autofree char *confirm_token = token_make(keys, TOKEN_CONFIRM, confirm, 2);
    g_autofree char *other_token = token_make(keys, TOKEN_CONFIRM, elsewhere, 2);
    g_autofree char *held_token = token_make(keys, TOKEN_MODERATE, held, 1);
    g_autofree char *bounces =
        g_strdup_printf("Mobilites-Bounces+%s@Lists.Example.org", bounce_token);
    g_autofree char *confirms =
        g_strdup_printf("mobilites-confirm+%s@lists.example.org", confirm_token);
    g_autofree char *others =
        g_strdup_printf("mobilites-confirm+%s@lists.example.org", other_token);
    g_autofree char *crossed =
        g_strdup_printf("mobilites-bounces+%s@lists.example.org", confirm_token);
    g_autofree char *moderates =
        g_strdup_printf("mobilites-moderate+%s@lists.example.org", held_token);
    g_auto(ListAddress) address = {0};

    assert_resolves("mobilites@lists.example.org", ADDRESS_POST);
    assert_resolves("MOBILITES@LISTS.example.ORG", ADDRESS_POST);
    assert_resolves("mobilites-owner@lists.example.org", ADDRESS_OWNER);
    assert_resolves("mobilites-subscribe@lists.example.org", ADDRESS_JOIN);
    assert_resolves(confirms, ADDRESS_CONFIRM);
    assert_resolves(moderates, ADDRESS_MODERATE);
    g_assert_true(list_address_resolve(test->store, bounces, "", &address, NULL));
    g_assert_cmpint(address.mailing, ==, 12);
    g_assert_cmpint(address.recipient, ==, 34);
    assert_unresolved("nobody@lists.example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites@example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites+x@lists.example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites", ERROR_NOT_FOUND);
    assert_unresolved("", ERROR_NOT_FOUND);
    assert_unresolved("mobilites-bounces@lists.example.org", ERROR_REFUSED);
    assert_unresolved("mobilites-bounces+aaaa@lists.example.org", ERROR_REFUSED);
    assert_unresolved(crossed, ERROR_REFUSED);
    assert_unresolved(others, ERROR_REFUSED);
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
    assert_sql("SELECT count(*), bool_and(convert_from(g.content, 'UTF8') ~ 'message/rfc822') FROM "
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
    assert_sql("SELECT count(*) FROM held_message WHERE reason = 'command'", "1");
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

static void
test_subscribe(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_find(test->store, "Savoirs", &error);
    SubscribeOutcome outcome;

    g_assert_no_error(error);
    g_assert_true(
        list_subscribe(test->store, list, "Claude@example.org", "test", &outcome, &error));
    g_assert_cmpint(outcome, ==, SUBSCRIBE_DONE);
    g_assert_true(
        list_subscribe(test->store, list, "claude@example.org", "test", &outcome, &error));
    g_assert_cmpint(outcome, ==, SUBSCRIBE_ALREADY);
    assert_sql("SELECT count(*) FROM consent_event WHERE how = 'test' AND what = 'subscribe'", "1");
    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE list = 2");
    g_assert_false(
        list_subscribe(test->store, list, "claude@example.org", "test", &outcome, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_assert_nonnull(strstr(error_hint(error), "savoirs-join@lists.example.org"));
    g_clear_error(&error);
    g_assert_false(
        list_subscribe(test->store, list, "nobody@example.org", "test", &outcome, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static void
test_create(void)
{
    static const char *const owners[] = {"owner@example.org", NULL};
    const ListDraft good = {.name = "neuve",
                            .domain = "Lists.Example.org",
                            .title = "Neuve",
                            .kind = "announce",
                            .owners = owners};
    const ListDraft bad[] = {{.name = "autre", .domain = "localhost"},
                             {.name = "autre", .domain = "lists.example.org", .kind = "forum"},
                             {.name = "autre", .domain = "lists.example.org", .language = "de"},
                             {.name = "autre", .domain = "lists.example.org", .title = ""},
                             {.name = "autre", .domain = "lists.example.org", .prefix = "a\nb"}};
    g_autoptr(GError) error = NULL;

    list_create(test->store, &good, NULL, &error);
    g_assert_no_error(error);
    assert_sql(
        "SELECT domain, kind, r.role FROM list l JOIN list_role r ON r.list = l.id WHERE name = "
        "'neuve'",
        "lists.example.org|announce|owner");
    g_assert_false(list_create(test->store, &good, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(list_create(test->store, &bad[i], NULL, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
        g_clear_error(&error);
    }
    g_assert_null(list_find(test->store, "neuv", &error));
    g_assert_nonnull(strstr(error_hint(error), "neuve"));
}

static void
fill(void)
{
    test_store_sql(
        test,
        "INSERT INTO list (name, domain, kind, title, subject_prefix, is_public) VALUES "
        "('mobilites', 'lists.example.org', 'discussion', 'Mobilités', '[mob]', true),"
        "('savoirs', 'lists.example.org', 'discussion', 'Savoirs', '', true),"
        "('lettre', 'lists.example.org', 'newsletter', 'La lettre', '', true);"
        "INSERT INTO list_role (list, address, role) VALUES (1, 'owner@example.org', 'owner'),"
        "(1, 'moderation@example.org', 'moderator'), (3, 'owner@example.org', 'owner');"
        "INSERT INTO subscriber (name) VALUES ('Agnès'), ('Paul'), ('Claude'), ('Denis');"
        "INSERT INTO address (address_key, address, subscriber) VALUES "
        "('agnes@example.org', 'agnes@example.org', 1), ('paul@example.org', "
        "'paul@example.org', 2), ('claude@example.org', 'claude@example.org', 3), "
        "('denis@example.org', 'denis@example.org', 4);"
        "INSERT INTO subscription (list, subscriber, state) VALUES (1, 1, 'confirmed'), "
        "(1, 2, 'confirmed'), (1, 3, 'unconfirmed'), (1, 4, 'unsubscribed'), "
        "(2, 2, 'confirmed'), (3, 1, 'confirmed'), (3, 2, 'confirmed')");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
    const char *const overrides[] = {data, "site.url=https://example.org", NULL};
    test = test_store_new(overrides);
    fill();
    g_test_add_func("/post/a reply is archived, threaded and queued", test_reply);
    g_test_add_func("/post/a stranger's mail is held once, owners told", test_stranger);
    g_test_add_func("/post/who is not confirmed is held", test_standing);
    g_test_add_func("/post/the same mail is distributed once", test_duplicate);
    g_test_add_func("/post/loops and programs are stopped", test_loops_and_programs);
    g_test_add_func("/post/broken mail is not lost", test_broken_mail);
    g_test_add_func("/post/a failure leaves nothing behind", test_failure_leaves_nothing);
    g_test_add_func("/post/answers to a letter go to the owners", test_newsletter);
    g_test_add_func("/post/two copies at once are one post", test_two_copies_at_once);
    g_test_add_func("/held/accepted, rejected, discarded", test_decisions);
    g_test_add_func("/held/of two decisions the second is a conflict", test_two_moderators);
    g_test_add_func("/post-copy/list headers, and one line of the reader's own", test_copy);
    g_test_add_func("/post-copy/the prefix is put once", test_subject);
    g_test_add_func("/list/addresses resolve with their proofs", test_addresses);
    g_test_add_func("/list/mail for owners and robot is passed on or kept", test_owners_and_robot);
    g_test_add_func("/list/subscribing leaves alone who has left", test_subscribe);
    g_test_add_func("/list/making one", test_create);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
