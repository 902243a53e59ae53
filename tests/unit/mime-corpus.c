/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every real mail of the corpora parses quickly, as GMime reads it, and survives a splice. */
#include <string.h>

#include <gio/gio.h>
#include <gmime/gmime.h>

#include "mime/mail.h"
#include "mime/splice.h"

/* GMime declares none. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimePartIter, g_mime_part_iter_free)

static char *
corpora_path(const char *name)
{
    const char *source = g_getenv("SRCDIR");
    return g_build_filename(source == NULL ? "." : source, "..", "shared", "corpora", name, NULL);
}

static void
check_utf8(const char *text)
{
    if (text != NULL)
        g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_mail(GBytes *raw, const Mail *mail)
{
    static const HeaderEdit edit = {HEADER_ADD, "X-Checked", "yes"};
    g_autoptr(GError) error = NULL;
    gboolean is_html;
    g_autofree char *text = mail_text(mail, 1 << 20, &is_html);

    check_utf8(text);
    check_utf8(mail->subject);
    check_utf8(mail->from_name);
    check_utf8(mail->from_address);
    check_utf8(mail->from_raw);
    check_utf8(mail->to_text);
    check_utf8(mail->message_id);
    check_utf8(mail->in_reply_to);
    for (guint i = 0; mail->references[i] != NULL; i++)
        check_utf8(mail->references[i]);
    for (guint i = 0; i < mail->n_headers; i++)
        check_utf8(mail->headers[i].value);
    for (guint i = 0; i < mail->n_parts; i++) {
        g_autoptr(GBytes) bytes = mail_part_bytes(mail, i, 1 << 26, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(g_bytes_get_size(bytes), ==, mail->parts[i].size);
        check_utf8(mail->parts[i].filename);
    }
    g_autoptr(GBytes) normal = mail_to_crlf(raw);
    g_autoptr(GBytes) spliced = mail_splice(raw, &edit, 1, &error);
    g_assert_no_error(error);
    const char *body =
        memmem(g_bytes_get_data(normal, NULL), g_bytes_get_size(normal), "\r\n\r\n", 4);
    gsize body_size = body == NULL
                          ? 0
                          : g_bytes_get_size(normal) -
                                (gsize)(body - (const char *)g_bytes_get_data(normal, NULL));
    g_assert_cmpuint(g_bytes_get_size(spliced), >=, body_size);
    if (!mail_has_oddity(mail, "no-separator"))
        g_assert_cmpmem((const char *)g_bytes_get_data(spliced, NULL) + g_bytes_get_size(spliced) -
                            body_size,
                        body_size, body, body_size);
}

typedef struct {
    guint mails, subjects, addresses, identifiers, parts, dates;
} Tally;

/* Counts where GMime, asked with its own parser, reads another thing. */
static void
compare(GBytes *raw, const Mail *mail, Tally *tally)
{
    g_autoptr(GMimeStream) stream =
        g_mime_stream_mem_new_with_buffer(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw));
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_autoptr(GMimeMessage) message = g_mime_parser_construct_message(parser, NULL);

    tally->mails++;
    if (message == NULL)
        return;
    const char *subject = g_mime_message_get_subject(message);
    const char *identifier = g_mime_message_get_message_id(message);
    InternetAddressList *from = g_mime_message_get_from(message);
    InternetAddress *first = internet_address_list_get_address(from, 0);
    const char *address = INTERNET_ADDRESS_IS_MAILBOX(first)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
                              : NULL;
    GDateTime *date = g_mime_message_get_date(message);

    if (g_strcmp0(subject, mail->subject) != 0) {
        tally->subjects++;
        g_test_message("subject: \"%s\" is \"%s\" to GMime", mail->subject, subject);
    }
    if (g_strcmp0(identifier, mail->message_id) != 0) {
        tally->identifiers++;
        g_test_message("id: \"%s\" is \"%s\" to GMime", mail->message_id, identifier);
    }
    if (g_strcmp0(address, mail->from_address) != 0) {
        tally->addresses++;
        g_test_message("address: \"%s\" is \"%s\" to GMime", mail->from_address, address);
    }
    if ((date == NULL ? 0 : g_date_time_to_unix(date) * G_USEC_PER_SEC) != mail->date_header)
        tally->dates++;

    guint leaves = 0, ours = 0;
    g_autoptr(GMimePartIter) iter = g_mime_part_iter_new(GMIME_OBJECT(message));
    do
        leaves += !GMIME_IS_MULTIPART(g_mime_part_iter_get_current(iter)) &&
                  !GMIME_IS_MESSAGE_PART(g_mime_part_iter_get_current(iter));
    while (g_mime_part_iter_next(iter));
    for (guint i = 0; i < mail->n_parts; i++)
        ours += !(g_str_equal(mail->parts[i].content_type, "message/rfc822") &&
                  i + 1 < mail->n_parts && mail->parts[i + 1].depth > mail->parts[i].depth);
    if (leaves != ours) {
        tally->parts++;
        g_test_message("%s: %u parts are %u to GMime", mail->message_id, ours, leaves);
    }
}

static char *
mbox_read(const char *path, gsize *size)
{
    const char *const command[] = {"xz", "-dc", path, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    GBytes *out = NULL;

    if (process == NULL || !g_subprocess_communicate(process, NULL, NULL, &out, NULL, &error))
        return NULL;
    return g_bytes_unref_to_data(out, size);
}

static void
test_list_mail(void)
{
    g_autofree char *path = corpora_path("list-mail.mbox.xz");
    gsize size = 0;
    Tally tally = {0};

    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_test_skip("the corpus of list mail is not here");
        return;
    }
    g_autofree char *mbox = mbox_read(path, &size);
    if (mbox == NULL) {
        g_test_skip("xz is not here");
        return;
    }
    gint64 spent = 0;
    for (const char *p = mbox, *end = mbox + size; p < end;) {
        const char *next = memmem(p + 1, (gsize)(end - p - 1), "\n\nFrom ", 7);
        const char *stop = next == NULL ? end : next + 1;
        const char *begin = (const char *)memchr(p, '\n', (gsize)(stop - p)) + 1;
        g_autoptr(GBytes) raw = g_bytes_new(begin, (gsize)(stop - begin));
        gint64 start = g_get_monotonic_time();
        g_autoptr(GError) error = NULL;
        g_autoptr(Mail) mail = mail_parse(raw, &error);
        spent += g_get_monotonic_time() - start;
        g_assert_no_error(error);
        check_mail(raw, mail);
        compare(raw, mail, &tally);
        p = next == NULL ? end : next + 2;
    }
    g_test_message("%u mails in %" G_GINT64_FORMAT
                   " ms; other to GMime: %u subjects, %u addresses, "
                   "%u identifiers, %u dates, %u parts",
                   tally.mails, spent / 1000, tally.subjects, tally.addresses, tally.identifiers,
                   tally.dates, tally.parts);
    g_assert_cmpuint(tally.mails, ==, 4150);
    /* GMime keeps a tab and drops half of some invalid bytes; nothing else may differ. */
    g_assert_cmpuint(tally.subjects, <=, 8);
    g_assert_cmpuint(tally.addresses + tally.identifiers + tally.dates + tally.parts, ==, 0);
    g_assert_cmpint(spent, <, 60 * G_USEC_PER_SEC);
}

static void
test_bounces(void)
{
    g_autofree char *path = corpora_path("bounces");
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    Tally tally = {0};
    guint reports = 0;

    if (dir == NULL) {
        g_test_skip("the corpus of bounces is not here");
        return;
    }
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_autoptr(GError) error = NULL;
        char *data;
        gsize size;
        if (!g_str_has_suffix(name, ".eml"))
            continue;
        g_assert_true(g_file_get_contents(file, &data, &size, NULL));
        g_autoptr(GBytes) raw = g_bytes_new_take(data, size);
        g_autoptr(Mail) mail = mail_parse(raw, &error);
        g_assert_no_error(error);
        check_mail(raw, mail);
        compare(raw, mail, &tally);
        for (guint i = 0; i < mail->n_parts; i++)
            reports += g_str_equal(mail->parts[i].content_type, "message/delivery-status");
    }
    g_test_message("%u bounces, %u with a report; other to GMime: %u subjects, %u addresses, "
                   "%u identifiers, %u dates, %u parts",
                   tally.mails, reports, tally.subjects, tally.addresses, tally.identifiers,
                   tally.dates, tally.parts);
    g_assert_cmpuint(tally.mails, ==, 304);
    /* To GMime a name without @ is an address, the last of two Message-IDs the one, and an empty
     * attached mail no part. */
    g_assert_cmpuint(tally.subjects + tally.addresses + tally.identifiers, <=, 7);
    g_assert_cmpuint(tally.dates, ==, 0);
    g_assert_cmpuint(tally.parts, <=, 5);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/mime/corpus/list-mail", test_list_mail);
    g_test_add_func("/mime/corpus/bounces", test_bounces);
    return g_test_run();
}
