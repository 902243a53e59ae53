/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail becomes a message and a post: what is kept, what is hidden, what broken mail becomes. */
#include <string.h>

#include <glib.h>

#include "archive/accept.h"
#include "base/clock.h"
#include "lib/test-store.h"
#include "list/post-copy.h"
#include "mime/splice.h"

#define NOW G_GINT64_CONSTANT(1795424400000000) /* 2026-11-23T09:00:00Z */

static TestStore *test;

static Mail *
parse(const char *text, GBytes **raw)
{
    g_autoptr(GError) error = NULL;

    *raw = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) lines = mail_to_crlf(*raw);
    Mail *mail = mail_parse(lines, &error);
    g_assert_no_error(error);
    return mail;
}

static gint64
accept(const char *text, gint64 list, gboolean *duplicate)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = NULL;
    g_autoptr(Mail) mail = parse(text, &raw);
    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
    gint64 message = 0;

    g_assert_no_error(error);
    archive_accept(test->store, mail, raw, clock_now(), list, 0, NULL, &message, duplicate, &error);
    g_assert_no_error(error);
    transaction_commit(transaction, &error);
    g_assert_no_error(error);
    return message;
}

/* One column of one message. */
static char *
column(gint64 message, const char *expression)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT %s FROM message WHERE id = %" G_GINT64_FORMAT, expression, message);
    return test_store_ask(test, sql);
}

static void
assert_column(gint64 message, const char *expression, const char *expected)
{
    g_autofree char *found = column(message, expression);
    g_assert_cmpstr(found, ==, expected);
}

static void
assert_date(const char *text, const char *reason, const char *date)
{
    g_autoptr(GBytes) raw = NULL;
    g_autoptr(Mail) mail = parse(text, &raw);
    const char *found_reason = NULL;
    g_autofree char *found = clock_format(archive_date(mail, NOW, &found_reason));

    g_assert_cmpstr(found_reason, ==, reason);
    g_assert_cmpstr(found, ==, date);
}

static void
test_dates(void)
{
    assert_date("Date: Sun, 22 Nov 2026 10:00:00 +0100\n\n", "date", "2026-11-22T09:00:00Z");
    /* A clock that is a few hours fast is believed, one that is a year fast is not. */
    assert_date("Date: Mon, 23 Nov 2026 20:00:00 +0000\n\n", "date", "2026-11-23T20:00:00Z");
    assert_date("Received: by a; Sun, 22 Nov 2026 08:00:00 +0000\n"
                "Date: Tue, 23 Nov 2027 09:00:00 +0000\n\n",
                "received", "2026-11-22T08:00:00Z");
    assert_date("Date: Thu, 1 Jan 1970 00:00:00 +0000\n\n", "accepted", "2026-11-23T09:00:00Z");
    assert_date("Date: hier\nReceived: by a; Thu, 1 Jan 1970 00:00:00 +0000\n\n", "accepted",
                "2026-11-23T09:00:00Z");
    assert_date("Subject: a\n\n", "accepted", "2026-11-23T09:00:00Z");
}

/* pipermail's way to write an address out, and words that are not. */
static void
test_written_out(void)
{
    static const char *const rows[][3] = {
        {"maud at example.net (Maud Le Goff)", "Maud Le Goff", "maud@example.net"},
        {"maud at example.net (=?utf-8?q?Ma=C3=ABlle?=)", "Ma\xc3\xablle", "maud@example.net"},
        {"Maud <maud@example.net>", "Maud", "maud@example.net"},
        {"Maud at home (Quimper)", "Maud at home", NULL},
        {"people at large", "people at large", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("From: %s\n\nx\n", rows[i][0]);
        g_autoptr(GBytes) raw = NULL;
        g_autoptr(Mail) mail = parse(text, &raw);
        g_autoptr(ArchiveMessage) message = archive_message_new(mail, raw, NOW);
        g_assert_cmpstr(message->from_name, ==, rows[i][1]);
        g_assert_cmpstr(message->from_address, ==, rows[i][2]);
        g_assert_cmpint(g_strv_contains((const char *const *)message->oddities, "no-from"), ==,
                        rows[i][2] == NULL);
    }
}

static void
assert_refers(const char *text, const char *expected)
{
    g_autoptr(GBytes) raw = NULL;
    g_autoptr(Mail) mail = parse(text, &raw);
    g_autofree char *id = archive_message_id(mail, raw);
    g_auto(GStrv) ids = archive_refers_to(mail, id);
    g_autofree char *found = g_strjoinv(" ", ids);

    g_assert_cmpstr(found, ==, expected);
}

static void
test_references(void)
{
    GString *many = g_string_new("Message-ID: <own@a>\nIn-Reply-To: <near@a>\nReferences:");

    assert_refers("Message-ID: <c@a>\nReferences: <a@a> <b@a>\nIn-Reply-To: <b@a>\n\n", "a@a b@a");
    assert_refers("Message-ID: <c@a>\nReferences: <a@a>\nIn-Reply-To: <b@a>\n\n", "a@a b@a");
    assert_refers("Message-ID: <c@a>\nReferences: <c@a> <a@a>\nIn-Reply-To: <c@a>\n\n", "a@a");
    assert_refers("Message-ID: <c@a>\n\n", "");
    for (guint i = 0; i < 500; i++)
        g_string_append_printf(many, "\n <%u@a>", i);
    g_string_append(many, "\n\n");
    g_autoptr(GBytes) raw = NULL;
    g_autoptr(Mail) mail = parse(many->str, &raw);
    g_auto(GStrv) ids = archive_refers_to(mail, "own@a");
    g_assert_cmpuint(g_strv_length(ids), ==, ARCHIVE_REFERS_MAX);
    g_assert_cmpstr(ids[0], ==, "0@a");
    g_assert_cmpstr(ids[ARCHIVE_REFERS_MAX - 1], ==, "near@a");
    g_string_free(many, TRUE);
}

static void
test_text_mail(void)
{
    gint64 id = accept("From: =?utf-8?q?Agn=C3=A8s?= <agnes@example.org>\n"
                       "Subject: =?utf-8?q?=C3=A0?= paul@example.net\n"
                       "Message-ID: <text.1@example.org>\nDate: Sun, 22 Nov 2026 10:00:00 +0100\n"
                       "Content-Type: text/plain; charset=iso-8859-1\n"
                       "Content-Transfer-Encoding: quoted-printable\n\n"
                       "=C9cris =E0 paul@example.net\n",
                       1, NULL);

    assert_column(id, "from_name", "Agnès");
    assert_column(id, "from_address", "agnes@example.org");
    assert_column(id, "subject", "à p…@…");
    assert_column(id, "body", "Écris à p…@…");
    assert_column(id, "html IS NULL", "t");
    assert_column(id, "message_id", "text.1@example.org");
    assert_column(id, "content_hash = sha256(raw) AND position('=C9cris'::bytea IN raw) > 0", "t");
    assert_column(id, "search @@ search_query('ecris')", "t");
    assert_column(id, "(SELECT count(*) FROM post WHERE list = 1 AND message = message.id)", "1");
}

static void
test_html_mail(void)
{
    gint64 id = accept("From: agnes@example.org\nMessage-ID: <html.1@example.org>\n"
                       "Content-Type: text/html; charset=utf-8\n\n"
                       "<p onclick='x()'>Le <b>jeudi</b><script>alert(1)</script> chez "
                       "<a href='mailto:paul@example.net'>paul@example.net</a> "
                       "<a href='https://example.org/@a'>ici</a></p>\n",
                       1, NULL);
    g_autofree char *html = column(id, "html");
    g_autofree char *body = column(id, "body");

    g_assert_nonnull(strstr(html, "<b>jeudi</b>"));
    g_assert_nonnull(strstr(html, "https://example.org/@a"));
    g_assert_null(strstr(html, "script"));
    g_assert_null(strstr(html, "onclick"));
    g_assert_null(strstr(html, "mailto"));
    g_assert_null(strstr(html, "example.net"));
    g_assert_nonnull(strstr(body, "Le jeudi chez"));
    g_assert_null(strstr(body, "example.net"));
    assert_column(id, "from_name", "a…@…");
}

static void
test_no_message_id(void)
{
    static const char text[] = "From: agnes@example.org\nSubject: sans\n\nbonjour\n";
    gboolean duplicate = TRUE;
    gint64 first = accept(text, 1, &duplicate);
    g_assert_false(duplicate);
    gint64 again = accept(text, 1, &duplicate);
    g_assert_true(duplicate);
    gint64 elsewhere = accept(text, 2, &duplicate);
    g_assert_false(duplicate);

    g_assert_cmpint(again, ==, first);
    g_assert_cmpint(elsewhere, ==, first);
    assert_column(first, "message_id",
                  "f13744d7d440aabea2e8210eda7c1febacd6def39630ee514a107fdaa0bf84ce"
                  ".synthetic@colporteur.invalid");
    assert_column(first, "date_reason", "accepted");
    assert_column(first, "date_header IS NULL", "t");
}

static void
test_same_id_other_content(void)
{
    gint64 one = accept("Message-ID: <same@example.org>\n\nun\n", 1, NULL);
    gint64 two = accept("Message-ID: <same@example.org>\n\ndeux\n", 1, NULL);

    g_assert_cmpint(one, !=, two);
    assert_column(one,
                  "(SELECT count(DISTINCT thread) FROM post JOIN message m ON m.id = message "
                  "WHERE m.message_id = 'same@example.org')",
                  "1");
}

static void
test_eight_bit_headers(void)
{
    gint64 id = accept("From: \"Ga\xebl\" <gael@example.org>\nSubject: d\xe9j\xe0 vu\n"
                       "Message-ID: <8bit@example.org>\n\n\xc9t\xe9\n",
                       1, NULL);

    assert_column(id, "from_name", "Gaël");
    assert_column(id, "subject", "déjà vu");
    assert_column(id, "body", "Été");
    assert_column(id, "cardinality(oddities) > 0", "t");
}

/* A text search vector has a size limit, and no word may make the database refuse a mail. */
static void
test_hostile_vocabulary(void)
{
    g_autoptr(GString) text =
        g_string_new("Message-ID: <words@example.org>\nContent-Type: text/plain; charset=utf-8\n"
                     "Content-Transfer-Encoding: 8bit\n\n");
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);

    for (guint i = 0; i < 60000; i++) {
        g_string_append_unichar(text, 0x20000 + (gunichar)g_rand_int_range(rand, 0, 40000));
        g_string_append_unichar(text, 0x20000 + (gunichar)g_rand_int_range(rand, 0, 40000));
        g_string_append_c(text, i % 10 == 9 ? '\n' : ' ');
    }
    for (guint i = 0; i < 5000; i++)
        g_string_append_c(text, 'x');
    gint64 id = accept(text->str, 1, NULL);
    assert_column(id, "length(body) > 150000", "t");
}

static char *
read_mbox(gsize *size)
{
    const char *source = g_getenv("SRCDIR");
    g_autofree char *path = g_build_filename(source != NULL ? source : ".", "..", "shared",
                                             "corpora", "list-mail.mbox.xz", NULL);
    const char *command[] = {"xz", "-dc", path, NULL};
    char *out = NULL;
    int status = 1;

    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_test_skip("the corpus of list mail is not here");
        return NULL;
    }
    if (!g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
                      &status, NULL) ||
        status != 0) {
        g_test_skip("xz is not here");
        return NULL;
    }
    *size = strlen(out);
    return out;
}

static void
accept_mbox(const char *mbox, gsize size, guint *count)
{
    g_autoptr(Transaction) transaction = NULL;
    g_autoptr(GError) error = NULL;

    for (const char *p = mbox, *end = mbox + size; p < end;) {
        const char *next = memmem(p + 1, (gsize)(end - p - 1), "\n\nFrom ", 7);
        const char *stop = next == NULL ? end : next + 1;
        const char *begin = (const char *)memchr(p, '\n', (gsize)(stop - p)) + 1;
        g_autoptr(GBytes) raw = g_bytes_new(begin, (gsize)(stop - begin));
        g_autoptr(GBytes) lines = mail_to_crlf(raw);
        g_autoptr(Mail) mail = mail_parse(lines, &error);
        gint64 message;
        g_assert_no_error(error);
        if (*count % 200 == 0) {
            if (transaction != NULL)
                g_assert_true(transaction_commit(transaction, NULL));
            transaction_free(transaction);
            transaction = transaction_begin(test->store, &error);
            g_assert_no_error(error);
        }
        archive_accept(test->store, mail, raw, clock_now(), 3, 0, NULL, &message, NULL, &error);
        g_assert_no_error(error);
        ++*count;
        p = next == NULL ? end : next + 2;
    }
    g_assert_true(transaction_commit(transaction, NULL));
}

static void
test_real_mail(void)
{
    gsize size = 0;
    guint count = 0;
    g_autofree char *mbox = read_mbox(&size);

    if (mbox == NULL)
        return;
    accept_mbox(mbox, size, &count);
    g_assert_cmpuint(count, ==, 4150);
    g_autofree char *changed =
        test_store_ask(test, "SELECT count(*) FROM message WHERE content_hash <> sha256(raw)");
    g_assert_cmpstr(changed, ==, "0");
    g_autofree char *others = test_store_ask(
        test,
        "SELECT count(*) FROM message WHERE search <> search_vector(subject, body, from_name)");
    g_assert_cmpstr(others, ==, "0");
    /* A few mails of the corpus are in it twice, byte for byte. */
    g_autofree char *posts = test_store_ask(
        test,
        "SELECT count(*) > 4100 AND count(*) = count(DISTINCT message) FROM post WHERE list = 3");
    g_assert_cmpstr(posts, ==, "t");
    g_autofree char *sizes = test_store_ask(
        test, "SELECT sum(octet_length(raw)) > 19000000 FROM message JOIN post p ON p.message = id "
              "WHERE p.list = 3");
    g_assert_cmpstr(sizes, ==, "t");
    /* Seen with another eye: nothing like an address is left outside the paths of links. */
    g_autofree char *leaks = test_store_ask(
        test,
        "SELECT count(*) FROM message, regexp_replace(concat_ws(' ', from_name, subject, body, "
        "html), '[a-z]+://[^/[:space:]<>\"''?#,;|()\\\\]*/[^[:space:]<>\"''?#,;|()\\\\]*', '', "
        "'g') t "
        "WHERE t ~ '[[:alnum:]_+-]@[[:alnum:]][[:alnum:]-]*\\.[[:alnum:]]'");
    g_assert_cmpstr(leaks, ==, "0");
    g_autofree char *threads =
        test_store_ask(test, "SELECT sum(posts) = (SELECT count(*) FROM post WHERE list = 3) AND "
                             "count(*) < sum(posts) FROM list_thread WHERE list = 3");
    g_assert_cmpstr(threads, ==, "t");
}

/* Headers of `name` in the top block of a mail of ours. */
static guint
count_headers(const Mail *mail, const char *name)
{
    guint n = 0;

    for (guint i = 0; i < mail->n_headers; i++)
        n += g_ascii_strcasecmp(mail->headers[i].name, name) == 0;
    return n;
}

/* Whatever was filed can be sent on: one List-Id, one Sender, no Return-Path, the same body. */
static void
test_real_mail_is_copied(void)
{
    g_autofree char *newest =
        test_store_ask(test, "SELECT coalesce(max(message), 0) FROM post WHERE list = 3");
    g_autofree char *oldest =
        test_store_ask(test, "SELECT coalesce(min(message), 1) FROM post WHERE list = 3");
    gint64 last = g_ascii_strtoll(newest, NULL, 10);

    if (last == 0) {
        g_test_skip("the corpus of list mail is not here");
        return;
    }
    for (gint64 message = g_ascii_strtoll(oldest, NULL, 10); message <= last; message += 5) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) out = g_string_new(NULL);
        g_autoptr(PostCopy) copy =
            post_copy_open(test->store, test->settings, 3, 3, message, FALSE, &error);
        g_assert_no_error(error);
        post_copy_assemble(copy, 1, 1, out);
        g_autoptr(GBytes) bytes = g_bytes_new(out->str, out->len);
        g_autoptr(GBytes) lines = mail_to_crlf(bytes);
        g_assert_true(g_bytes_equal(bytes, lines));
        g_autoptr(Mail) mail = mail_parse(bytes, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(count_headers(mail, "List-Id"), ==, 1);
        g_assert_cmpuint(count_headers(mail, "List-Unsubscribe"), ==, 1);
        g_assert_cmpuint(count_headers(mail, "Sender"), ==, 1);
        g_assert_cmpuint(count_headers(mail, "Return-Path"), ==, 0);
        g_assert_cmpuint(count_headers(mail, "Message-ID"), >=, 1);
        const char *body = strstr(out->str, "\r\n\r\n");
        g_assert_nonnull(body);
        g_assert_nonnull(strcasestr(mail->subject, "[vieux]"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
    test_store_sql(test, "INSERT INTO list (name, domain, kind, title, subject_prefix) VALUES "
                         "('mobilites', 'lists.example.org', 'discussion', 'M', ''),"
                         "('savoirs', 'lists.example.org', 'discussion', 'S', ''),"
                         "('vieux', 'lists.example.org', 'discussion', 'V', '[vieux]')");
    g_test_add_func("/archive/the date is chosen with a reason", test_dates);
    g_test_add_func("/archive/an author who was written out is read", test_written_out);
    g_test_add_func("/archive/references are bounded and never its own", test_references);
    g_test_add_func("/archive/text is decoded and addresses hidden", test_text_mail);
    g_test_add_func("/archive/HTML without text is cleaned", test_html_mail);
    g_test_add_func("/archive/a missing identifier is made from the content", test_no_message_id);
    g_test_add_func("/archive/an identifier used twice makes two", test_same_id_other_content);
    g_test_add_func("/archive/8-bit headers are read", test_eight_bit_headers);
    g_test_add_func("/archive/a hostile vocabulary is filed", test_hostile_vocabulary);
    g_test_add_func("/archive/4150 real mails are filed", test_real_mail);
    g_test_add_func("/archive/and can be sent on", test_real_mail_is_copied);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
