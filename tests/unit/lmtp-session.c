/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LMTP conversations, fed whole and byte by byte. */
#include <string.h>

#include "base/error.h"
#include "serve/lmtp-session.h"

typedef struct {
    GString *seen;
    gboolean fail_messages;
} World;

static gboolean
world_recipient(gpointer data G_GNUC_UNUSED, const char *sender, const char *recipient,
                GError **error)
{
    if (g_str_has_prefix(sender, "banned"))
        return fail(error, ERROR_REFUSED, "no mail from you");
    if (g_str_has_prefix(sender, "foreign")) {
        g_autofree char *long_words = g_strnfill(900, 'x');
        fail(error, ERROR_REFUSED, "the list \"mobilités\" is closed");
        return fail_words(error,
                          g_str_has_suffix(sender, "long") ? long_words : "la liste est\nfermée");
    }
    if (g_str_has_prefix(recipient, "nobody"))
        return fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", recipient);
    return TRUE;
}

static gboolean
world_message(gpointer data, const char *sender, const char *recipient, GBytes *raw,
              char **text G_GNUC_UNUSED, GError **error)
{
    World *world = data;
    gsize size;
    const char *bytes = g_bytes_get_data(raw, &size);

    if (world->fail_messages)
        return fail(error, ERROR_TRY_LATER, "could not reach the database\r\n250 ok");
    g_string_append_printf(world->seen, "[%s>%s:%.*s]", sender, recipient, (int)size, bytes);
    return TRUE;
}

static char *
converse(World *world, const char *said, gsize size, gsize step, gboolean *open)
{
    const LmtpLimits limits = {1000, 3, "mx.example.org"};
    const LmtpHandler handler = {world_recipient, world_message, world};
    GString *out = g_string_new(NULL);
    g_autoptr(LmtpSession) session = lmtp_session_new(&limits, &handler, out);
    gboolean going = TRUE;

    world->seen = g_string_new(NULL);
    for (gsize i = 0; i < size && going; i += step)
        going = lmtp_session_feed(session, said + i, MIN(step, size - i), out);
    if (open != NULL)
        *open = going;
    return g_string_free(out, FALSE);
}

/* Says it whole and byte by byte: both must give the same. */
static void
assert_conversation(const char *said, const char *codes, const char *seen)
{
    for (gsize step = 1; step <= 100000; step *= 100000) {
        World world = {0};
        g_autofree char *out = converse(&world, said, strlen(said), step, NULL);
        g_autoptr(GString) got = g_string_new(NULL);
        g_auto(GStrv) lines = g_strsplit(out, "\r\n", -1);
        for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
            if (lines[i][3] == ' ')
                g_string_append_printf(got, "%.3s ", lines[i]);
        g_assert_cmpstr(g_strchomp(got->str), ==, codes);
        g_assert_cmpstr(world.seen->str, ==, seen);
        g_string_free(world.seen, TRUE);
    }
}

#define HELLO "LHLO there\r\nMAIL FROM:<a@example.org> SIZE=5 BODY=8BITMIME\r\n"

static void
test_one_reply_a_recipient(void)
{
    assert_conversation(HELLO "RCPT TO:<x@l>\r\nRCPT TO:<nobody@l>\r\nRCPT TO:<y@l>\r\nDATA\r\n"
                              "Hi\r\n.\r\nQUIT\r\n",
                        "250 250 250 550 250 354 250 250 221",
                        "[a@example.org>x@l:Hi\r\n][a@example.org>y@l:Hi\r\n]");
}

/* RFC 5321: source routes are ignored, and quotes that need not be there say nothing. */
static void
test_paths(void)
{
    assert_conversation(
        "LHLO x\r\nMAIL FROM:<@relay.example.org:\"a\"@example.org>\r\n"
        "RCPT TO:<@one.example.org,@two.example.org:x@l>\r\nRCPT TO:<\"y\\z\"@l>\r\n"
        "RCPT TO:<\"nobody\"@l>\r\nDATA\r\nHi\r\n.\r\n",
        "250 250 250 250 550 354 250 250", "[a@example.org>x@l:Hi\r\n][a@example.org>yz@l:Hi\r\n]");
}

static void
test_sender_at_rcpt(void)
{
    assert_conversation("LHLO x\r\nMAIL FROM:<banned@b>\r\nRCPT TO:<x@l>\r\nDATA\r\n",
                        "250 250 550 503", "");
}

/* A line for who wrote and a line for who runs the mail server, each with the code; each within 512
 * bytes (RFC 5321, 4.5.3.1.5); letters beyond ASCII for who asked for them. */
static void
test_refused_in_two_languages(void)
{
    static const char *const said[][2] = {
        {"MAIL FROM:<foreign>\r\nRCPT TO:<x@l>\r\n",
         "\r\n550-5.7.1 la liste est fermee\r\n550 5.7.1 the list \"mobilites\" is closed\r\n"},
        {"MAIL FROM:<foreign> SMTPUTF8\r\nRCPT TO:<x@l>\r\n",
         "\r\n550-5.7.1 la liste est fermée\r\n550 5.7.1 the list \"mobilités\" is closed\r\n"},
        {"MAIL FROM:<foreign.long>\r\nRCPT TO:<x@l>\r\n", "\r\n550-5.7.1 xxxxxxx"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        World world = {0};
        g_autofree char *all = g_strconcat("LHLO x\r\n", said[i][0], NULL);
        g_autofree char *out = converse(&world, all, strlen(all), strlen(all), NULL);
        g_auto(GStrv) lines = g_strsplit(out, "\r\n", -1);
        g_assert_nonnull(strstr(out, said[i][1]));
        for (guint j = 0; lines[j] != NULL; j++)
            g_assert_cmpuint(strlen(lines[j]), <=, 510);
        g_string_free(world.seen, TRUE);
    }
}

static void
test_dots(void)
{
    assert_conversation(HELLO "RCPT TO:<x@l>\r\nDATA\r\n..a\r\n...\r\n.b\r\n.\rc\r\n\r\n.\r\n",
                        "250 250 250 354 250", "[a@example.org>x@l:.a\r\n..\r\nb\r\n\rc\r\n\r\n]");
    assert_conversation(HELLO "RCPT TO:<x@l>\r\nDATA\r\n.\r\n", "250 250 250 354 250",
                        "[a@example.org>x@l:]");
}

static void
test_no_smuggling(void)
{
    /* Only CR LF . CR LF ends a message: what follows the other forms stays inside it. */
    assert_conversation(HELLO "RCPT TO:<x@l>\r\nDATA\r\na\n.\nMAIL FROM:<evil@l>\n\r.\r\r\n.\r\n",
                        "250 250 250 354 250",
                        "[a@example.org>x@l:a\n.\nMAIL FROM:<evil@l>\n\r.\r\r\n]");
    assert_conversation("LHLO x\nMAIL FROM:<a@b>\r\n", "500 503", "");
    assert_conversation("LHLO x\rMAIL FROM:<a@b>\r\n", "500", "");
}

static void
test_order_and_syntax(void)
{
    assert_conversation("MAIL FROM:<a@b>\r\n", "503", "");
    assert_conversation(
        "EHLO x\r\nLHLO\r\nLHLO x\r\nRCPT TO:<x@l>\r\nDATA\r\nmail from:<>\r\n"
        "MAIL FROM:<b@c>\r\nRCPT TO:<>\r\nRCPT TO:x@l\r\nRCPT TO:<x@l> NOTIFY=NEVER\r\n"
        "RSET\r\nMAIL FROM:<a@b> SIZE=x\r\nMAIL FROM:<a@b> SIZE=9999\r\nBLAH\r\nNOOP\r\n",
        "500 501 250 503 503 250 503 501 501 555 250 501 552 500 250", "");
    assert_conversation("LHLO x\r\nMAIL FROM:<\"odd>name\"@b>\r\nRCPT TO:<x@l>\r\nDATA\r\n.\r\n",
                        "250 250 250 354 250", "[\"odd>name\"@b>x@l:]");
}

static void
test_limits(void)
{
    g_autofree char *large = g_strnfill(1001, 'x');
    g_autofree char *message =
        g_strconcat(HELLO "RCPT TO:<x@l>\r\nDATA\r\n", large, "\r\n.\r\nNOOP\r\n", NULL);
    g_autofree char *line = g_strnfill(5000, 'y');
    g_autofree char *command = g_strconcat(line, "\r\nNOOP\r\n", NULL);
    g_autoptr(GString) nonsense = g_string_new(NULL);

    assert_conversation(message, "250 250 250 354 552 250", "");
    assert_conversation(command, "500 250", "");
    assert_conversation(HELLO
                        "RCPT TO:<1@l>\r\nRCPT TO:<2@l>\r\nRCPT TO:<3@l>\r\nRCPT TO:<4@l>\r\n",
                        "250 250 250 250 250 452", "");
    for (guint i = 0; i < 30; i++)
        g_string_append(nonsense, "WHAT\r\n");
    World world = {0};
    gboolean open;
    g_autofree char *out = converse(&world, nonsense->str, nonsense->len, 7, &open);
    g_assert_false(open);
    g_assert_true(g_str_has_suffix(out, "421 4.7.0 too many mistakes\r\n"));
    g_string_free(world.seen, TRUE);
}

static void
test_failure_is_one_line(void)
{
    World world = {.fail_messages = TRUE};
    const char *said = HELLO "RCPT TO:<x@l>\r\nDATA\r\nx\r\n.\r\n";
    g_autofree char *out = converse(&world, said, strlen(said), 1000, NULL);

    g_assert_true(g_str_has_suffix(out, "\r\n451 4.3.0 could not reach the database  250 ok\r\n"));
    g_string_free(world.seen, TRUE);
}

/* RFC 6531, 3.7.4.2: a reply has but ASCII unless MAIL asked for more. */
static void
test_letters(void)
{
    static const char said[] =
        "LHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<nobody-\303\251@l>\r\n"
        "RSET\r\nMAIL FROM:<a@example.org> SMTPUTF8\r\n"
        "RCPT TO:<nobody-\303\251@l>\r\n";
    World world = {0};
    g_autofree char *out = converse(&world, said, strlen(said), 1000, NULL);

    g_assert_nonnull(strstr(out, "called \"nobody-e@l\"\r\n"));
    g_assert_nonnull(strstr(out, "called \"nobody-\303\251@l\"\r\n"));
    g_string_free(world.seen, TRUE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lmtp/one-reply-a-recipient", test_one_reply_a_recipient);
    g_test_add_func("/lmtp/refused-in-two-languages", test_refused_in_two_languages);
    g_test_add_func("/lmtp/source-routes-and-quotes", test_paths);
    g_test_add_func("/lmtp/a-sender-is-refused-at-RCPT", test_sender_at_rcpt);
    g_test_add_func("/lmtp/dots", test_dots);
    g_test_add_func("/lmtp/no-smuggling", test_no_smuggling);
    g_test_add_func("/lmtp/order-and-syntax", test_order_and_syntax);
    g_test_add_func("/lmtp/limits", test_limits);
    g_test_add_func("/lmtp/failure-is-one-line", test_failure_is_one_line);
    g_test_add_func("/lmtp/letters", test_letters);
    return g_test_run();
}
