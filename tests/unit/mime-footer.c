/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A footer behind what a mail says: where it goes, and what keeps its bytes. */
#include <string.h>

#include <glib.h>

#include "mime/footer.h"

static const char footer[] = "-- \nListe mobilit\303\251s";

static Mail *
parse(const char *text, gsize size)
{
    g_autoptr(GBytes) raw = g_bytes_new(text, size);
    Mail *mail = mail_parse(raw, NULL);

    g_assert_nonnull(mail);
    return mail;
}

static Mail *
with_footer(const char *text, const char *words)
{
    g_autoptr(Mail) mail = parse(text, strlen(text));
    g_autoptr(GBytes) done = mail_add_footer(mail, words);
    gsize size;
    const char *data = g_bytes_get_data(done, &size);
    Mail *parsed = parse(data, size);

    for (guint i = 0; parsed->oddities[i] != NULL; i++)
        g_assert_true(mail_has_oddity(mail, parsed->oddities[i]));
    return parsed;
}

/* The whole of it, to search in. */
static char *
text_of(const Mail *mail)
{
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);

    return g_strndup(data, size);
}

/* The text of what comes out, and how many parts it has. */
static void
assert_text(const char *given, const char *words, const char *expected, guint parts)
{
    g_autoptr(Mail) mail = with_footer(given, words);
    gboolean is_html;
    g_autofree char *text = mail_text(mail, 10000, &is_html);

    g_assert_cmpuint(mail->n_parts, ==, parts);
    g_assert_cmpstr(text, ==, expected);
}

static void
assert_same(const char *given)
{
    g_autoptr(Mail) mail = with_footer(given, footer);

    g_assert_cmpuint(g_bytes_get_size(mail->raw), ==, strlen(given));
    g_assert_cmpmem(g_bytes_get_data(mail->raw, NULL), strlen(given), given, strlen(given));
}

#define TYPE(charset, encoding)                                                                    \
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=" charset                              \
    "\r\nContent-Transfer-Encoding: " encoding "\r\n\r\n"
#define SAID "-- \nListe mobilit\303\251s\n"

static void
test_text(void)
{
    assert_text(TYPE("utf-8", "8bit") "D\303\251part\r\n", footer, "D\303\251part\n" SAID, 1);
    assert_text(TYPE("utf-8", "8bit") "D\303\251part", footer, "D\303\251part\n" SAID, 1);
    assert_text(TYPE("utf-8", "quoted-printable") "D=C3=A9part=\r\n", footer,
                "D\303\251part\n" SAID, 1);
    assert_text(TYPE("utf-8", "base64") "RMOpcGFydA==\r\n", footer, "D\303\251part\n" SAID, 1);
    assert_text(TYPE("iso-8859-1", "8bit") "D\351part\r\n", footer, "D\303\251part\n" SAID, 1);
    assert_text(TYPE("windows-1252", "quoted-printable") "D=E9part\r\n", footer,
                "D\303\251part\n" SAID, 1);
    assert_text(TYPE("us-ascii", "7bit") "Depart\r\n", "fin", "Depart\nfin\n", 1);
    /* ASCII becomes UTF-8. */
    assert_text(TYPE("us-ascii", "7bit") "Depart\r\n", footer, "Depart\n" SAID, 1);
    assert_text("Subject: x\r\n\r\nDepart\r\n", footer, "Depart\n" SAID, 1);
    /* As Thunderbird and others declare what has no accent yet. */
    assert_text(TYPE("utf-8", "7bit") "Depart\r\n", footer, "Depart\n" SAID, 1);
    assert_text(TYPE("iso-8859-1", "7bit") "Depart\r\n", footer, "Depart\n" SAID, 1);
    assert_text("Subject: x\r\n\r\n", footer, SAID, 1);
}

/* The author's own lines keep their bytes. */
static void
test_bytes(void)
{
    static const char given[] = TYPE("utf-8", "quoted-printable") "D=c3=a9part =\r\nici=20\r\n";
    g_autoptr(Mail) mail = with_footer(given, footer);
    g_autofree char *data = text_of(mail);

    g_assert_cmpmem(data, strlen(given), given, strlen(given));
}

/* Where letters or states of a charset are in the way it is a part of its own. */
static void
test_other_charsets(void)
{
    static const char *const mails[] = {
        TYPE("koi8-r", "8bit") "\360\322\311\327\305\324\r\n",
        TYPE("iso-2022-jp", "7bit") "\033$B$\"\033(B\r\n",
        TYPE("utf-16le", "base64") "RADpAHAA\r\n",
        TYPE("utf-8", "8bit") "\351 is no UTF-8\r\n",
        TYPE("us-ascii", "8bit") "\303\251\r\n",
        TYPE("no-such-charset", "7bit") "x\r\n",
    };

    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(Mail) mail = with_footer(mails[i], footer);
        g_autoptr(Mail) before = parse(mails[i], strlen(mails[i]));
        g_assert_cmpuint(mail->n_parts, ==, 2);
        g_autoptr(GBytes) first = mail_part_bytes(mail, 0, 1000, NULL);
        g_autoptr(GBytes) was = mail_part_bytes(before, 0, 1000, NULL);
        g_assert_true(g_bytes_equal(first, was));
        g_assert_cmpstr(mail->parts[0].charset, ==, before->parts[0].charset);
        g_autoptr(GBytes) second = mail_part_bytes(mail, 1, 1000, NULL);
        g_assert_cmpmem(g_bytes_get_data(second, NULL), g_bytes_get_size(second),
                        "-- \r\nListe mobilit\303\251s\r\n", 23);
    }
}

#define ALTERNATIVE                                                                                \
    "--a\r\n\r\nDepart\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Depart\r\n--a--\r\n"
#define MIXED                                                                                      \
    "Subject: x\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\npreamble\r\n--m\r\n"           \
    "Content-Type: multipart/alternative; boundary=a\r\n\r\n" ALTERNATIVE                          \
    "\r\n--m\r\nContent-Type: image/png\r\n\r\n\211PNG\r\n--m--\r\nepilogue\r\n"

static void
test_parts(void)
{
    g_autoptr(Mail) mixed = with_footer(MIXED, footer);
    g_autofree char *data = text_of(mixed);
    gsize before = (gsize)(strstr(MIXED, "--m--") - MIXED);

    g_assert_cmpuint(mixed->n_parts, ==, 4);
    g_assert_cmpmem(data, before, MIXED, before);
    g_assert_true(g_str_has_suffix(data, "--m--\r\nepilogue\r\n"));
    g_autoptr(Mail) alternative = with_footer("Subject: x\r\nContent-Type: multipart/alternative; "
                                              "boundary=a\r\nX-A: b\r\n\r\n" ALTERNATIVE,
                                              footer);
    g_assert_cmpuint(alternative->n_parts, ==, 3);
    g_assert_cmpstr(alternative->parts[0].number, ==, "1.1");
    g_assert_cmpstr(alternative->parts[2].number, ==, "2");
    g_assert_cmpstr(mail_header(alternative, "X-A"), ==, "b");
    g_autofree char *whole = text_of(alternative);
    g_assert_nonnull(strstr(whole, "\r\n" ALTERNATIVE "\r\n"));
    g_autoptr(Mail) html =
        with_footer("Content-Type: text/html; charset=utf-8\r\n\r\n<p>D\303\251part\r\n", footer);
    g_assert_cmpuint(html->n_parts, ==, 2);
    g_assert_cmpstr(html->parts[0].content_type, ==, "text/html");
    g_autoptr(Mail) file = with_footer("Content-Type: text/plain; name=notes.txt\r\n"
                                       "Content-Disposition: attachment\r\n\r\nx\r\n",
                                       footer);
    g_assert_cmpuint(file->n_parts, ==, 2);
    g_assert_cmpstr(file->parts[0].disposition, ==, "attachment");
}

static void
test_left_alone(void)
{
    assert_same(
        "Content-Type: multipart/signed; boundary=s; protocol=\"application/pgp-signature\"\r\n\r\n"
        "--s\r\n\r\nx\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\ny\r\n--s--\r\n");
    assert_same(
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/signed; "
        "boundary=s\r\n\r\n--s\r\n\r\nx\r\n--s--\r\n--m--\r\n");
    assert_same("Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\nTUlN\r\n");
    assert_same("Content-Type: multipart/encrypted; boundary=s\r\n\r\n--s\r\n\r\nx\r\n--s--\r\n");
    assert_same(
        "Subject: x\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nx\r\n");
    assert_same("Content-Type: multipart/report; boundary=s\r\n\r\n--s\r\n\r\nx\r\n--s--\r\n");
    assert_same("Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nnever closed\r\n");
    assert_same("Content-Type: multipart/mixed\r\n\r\n--m\r\n\r\nno boundary\r\n--m--\r\n");
    g_autoptr(Mail) mail = with_footer("Subject: x\r\n\r\nx\r\n", "");
    g_assert_cmpuint(g_bytes_get_size(mail->raw), ==, strlen("Subject: x\r\n\r\nx\r\n"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/footer/plain text in its charset and encoding", test_text);
    g_test_add_func("/footer/the author's lines keep their bytes", test_bytes);
    g_test_add_func("/footer/charsets that cannot be written on", test_other_charsets);
    g_test_add_func("/footer/a part of its own", test_parts);
    g_test_add_func("/footer/signed, encrypted and broken mail is left alone", test_left_alone);
    return g_test_run();
}
