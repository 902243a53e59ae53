/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mail are found and numbered, its text is chosen, and no mail takes for ever. */
#include <string.h>

#include "base/error.h"
#include "mime/mail.h"

#include "lib/patience.h"

static Mail *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    Mail *mail = mail_parse(raw, &error);

    g_assert_no_error(error);
    return mail;
}

/* "number type depth, …" */
static char *
outline(const Mail *mail)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < mail->n_parts; i++)
        g_string_append_printf(out, "%s%s %s %u", i > 0 ? ", " : "", mail->parts[i].number,
                               mail->parts[i].content_type, mail->parts[i].depth);
    return g_strdup(out->str);
}

static void
check_text(const Mail *mail, const char *expected, gboolean expected_html)
{
    gboolean is_html = !expected_html;
    g_autofree char *text = mail_text(mail, 10000, &is_html);

    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpint(is_html, ==, expected_html);
}

static void
test_numbers(void)
{
    g_autoptr(Mail) mail =
        parse("Content-Type: multipart/mixed; boundary=\"a\"\r\n"
              "\r\npreamble\r\n"
              "--a\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n"
              "--ab\r\n\r\nplain\r\n"
              "--ab \t\r\nContent-Type: text/HTML\r\n\r\n<p>html\r\n"
              "--ab--\r\n"
              "--a\r\nContent-Type: message/rfc822\r\n\r\n"
              "Content-Type: multipart/mixed; boundary=c\r\n\r\n"
              "--c\r\n\r\ninner\r\n"
              "--c\r\nContent-Type: image/png\r\n\r\nx\r\n--c--\r\n"
              "--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: s\r\n\r\nlone\r\n"
              "--a--\r\nepilogue\r\n");
    g_autofree char *found = outline(mail);

    g_assert_cmpstr(found, ==,
                    "1.1 text/plain 2, 1.2 text/html 2, 2 message/rfc822 1, "
                    "2.1 text/plain 3, 2.2 image/png 3, 3 message/rfc822 1, 3.1 text/plain 2");
    g_assert_false(mail->parts[2].in_attached);
    g_assert_true(mail->parts[3].in_attached);
    check_text(mail, "plain", FALSE);
    g_assert_cmpuint(mail->parts[0].size, ==, 5);
}

static void
test_single_part(void)
{
    g_autoptr(Mail) mail = parse("Content-Type: TEXT/plain; charset=ISO-8859-1\r\n"
                                 "Content-Transfer-Encoding: Quoted-Printable\r\n"
                                 "\r\nd=E9j=E0 =\r\nvu=80\r\n");
    g_autofree char *found = outline(mail);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mail_part_bytes(mail, 0, 100, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(found, ==, "1 text/plain 0");
    g_assert_cmpstr(mail->parts[0].charset, ==, "ISO-8859-1");
    check_text(mail, "déjà vu€\n", FALSE);
    g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "d\xe9j\xe0 vu\x80\r\n",
                    10);
    g_assert_cmpuint(mail->parts[0].size, ==, 10);
    g_assert_null(mail_part_bytes(mail, 0, 9, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_null(mail_part_bytes(mail, 1, 100, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static void
test_files(void)
{
    static const char *const rows[][2] = {
        {"Content-Disposition: attachment; filename=\"compte rendu.pdf\"", "compte rendu.pdf"},
        {"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd"},
        {"Content-Disposition: attachment; filename=\"C:\\\\x\\\\y.doc\"", "y.doc"},
        {"Content-Disposition: attachment; filename=\"..\"", NULL},
        {"Content-Disposition: attachment; filename=\".bashrc\"", "bashrc"},
        {"Content-Disposition: attachment; filename*=utf-8'fr'%C3%A9t%C3%A9.odt", "été.odt"},
        {"Content-Disposition: attachment; filename*0*=iso-8859-1''d%E9; filename*1=\"j\";\r\n"
         " filename*2*=%E0.txt",
         "déjà.txt"},
        {"Content-Type: image/png; name=\"=?utf-8?q?=C3=A9?=.png\"", "é.png"},
        {"Content-Disposition: attachment (x); (y) filename (z) = a.b ; c", "a.b"},
        {"Content-Disposition: attachment; filename=\"a\r\n b\x01\".c", "a b"},
        {"Content-Disposition: attachment; filename=\"unclosed", "unclosed"},
        {"Content-Disposition: attachment; filename=\"x\\", NULL},
        {"Content-Disposition: attachment; filename*=evil''%zz%4", "%zz%4"},
        {"Content-Disposition: attachment; filename*99999999999999=x", NULL},
        {"Content-Disposition: attachment; filename*1*=x", NULL},
        {"Content-Disposition: attachment", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(rows[i][0], "\r\n\r\nx", NULL);
        g_autoptr(Mail) mail = parse(text);
        g_test_message("%s", rows[i][0]);
        g_assert_cmpuint(mail->n_parts, ==, 1);
        g_assert_cmpstr(mail->parts[0].filename, ==, rows[i][1]);
    }
}

static void
test_long_filename_keeps_its_extension(void)
{
    g_autoptr(GString) text = g_string_new("Content-Disposition: attachment; filename=\"");
    for (guint i = 0; i < 300; i++)
        g_string_append(text, "é");
    g_string_append(text, ".pdf\"\r\n\r\nx");
    g_autoptr(Mail) mail = parse(text->str);

    g_assert_cmpuint(strlen(mail->parts[0].filename), <=, 200);
    g_assert_true(g_utf8_validate(mail->parts[0].filename, -1, NULL));
    g_assert_true(g_str_has_suffix(mail->parts[0].filename, "é.pdf"));
}

static void
test_cid_and_disposition(void)
{
    g_autoptr(Mail) mail =
        parse("Content-Type: image/png\r\nContent-ID: <logo@x>\r\n"
              "Content-Disposition: INLINE\r\nContent-Transfer-Encoding: base64\r\n"
              "\r\nAAEC\r\n/w==\r\n");
    g_autoptr(GBytes) bytes = mail_part_bytes(mail, 0, 100, NULL);

    g_assert_cmpstr(mail->parts[0].cid, ==, "logo@x");
    g_assert_cmpstr(mail->parts[0].disposition, ==, "inline");
    g_assert_cmpuint(mail->parts[0].size, ==, 4);
    g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "\0\1\2\xff", 4);
}

#define MIXED(body) "Content-Type: multipart/mixed; boundary=m\n\n" body "--m--\n"
#define PLAIN(text) "--m\nContent-Type: text/plain\n\n" text "\n"
#define HTML(text) "--m\nContent-Type: text/html\n\n" text "\n"

static void
test_text_is_chosen(void)
{
    static const struct {
        const char *mail, *text;
        gboolean is_html;
    } rows[] = {
        {MIXED(PLAIN("one") PLAIN("two\n")), "one\ntwo\n", FALSE},
        {MIXED(PLAIN("one") HTML("<p>two")), "one", FALSE},
        {MIXED(HTML("<p>one") PLAIN("the list's footer")), "<p>one", TRUE},
        {MIXED(PLAIN(" ") HTML("<p>one")), "<p>one", TRUE},
        {MIXED("--m\nContent-Type: text/plain\nContent-Disposition: attachment\n\nlog\n" HTML("x")),
         "x", TRUE},
        {MIXED("--m\nContent-Type: text/plain; name=a.log\n\nlog\n" PLAIN("x")), "x", FALSE},
        {MIXED("--m\nContent-Type: multipart/alternative; boundary=n\n\n"
               "--n\nContent-Type: text/html\n\n<p>h\n--n\n\np\n--n--\n"),
         "p", FALSE},
        {MIXED("--m\nContent-Type: message/rfc822\n\nSubject: x\n\nnot mine\n"), "", FALSE},
        {"Content-Type: text/html; charset=utf-8\n\n<p>\xc3\xa9\n", "<p>é\n", TRUE},
        {"Content-Type: image/png\n\nx", "", FALSE},
        {"Subject: only headers\n", "", FALSE},
        {"Content-Type: nonsense\n\nx", "x", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Mail) mail = parse(rows[i].mail);
        g_test_message("row %u", i);
        check_text(mail, rows[i].text, rows[i].is_html);
    }
}

static void
test_charset_lies(void)
{
    static const struct {
        const char *charset, *body, *text;
        gboolean odd;
    } rows[] = {
        {"utf-8", "\xc3\xa9", "é", FALSE},
        {"us-ascii", "plain", "plain", FALSE},
        {"us-ascii", "\xc3\xa9", "é", TRUE},
        {"us-ascii", "\xe9", "é", TRUE},
        {"utf-8", "\xe9t\xe9", "été", TRUE},
        {"utf-8", "\xc3\xa9\xc3\xa9 \xe9", "éé \xef\xbf\xbd", TRUE},
        {"nobody-knows", "\xc3\xa9", "é", TRUE},
        {"../../etc", "\xe9", "é", TRUE},
        {"utf-8//TRANSLIT", "\xc3\xa9", "é", TRUE},
        {"iso-8859-15", "\xa4", "€", FALSE},
        {"koi8-r", "\xf0", "П", FALSE},
        {"utf-16le", "a\xe9", "\xee\xa5\xa1", FALSE},
        {"gb2312", "\xd6\xd0", "中", FALSE},
        {"gb2312", "\xc3\xa9", "茅", FALSE},
        {"shift_jis", "\x93\xfa", "日", FALSE},
        {"euc-jp", "\xff\xff", "\xef\xbf\xbd\xef\xbf\xbd", TRUE},
        {"windows-1252", "\x81", "\xef\xbf\xbd", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("Content-Type: text/plain; charset=\"%s\"\n\n%s",
                                                rows[i].charset, rows[i].body);
        g_autoptr(Mail) mail = parse(text);
        g_test_message("%s", rows[i].charset);
        check_text(mail, rows[i].text, FALSE);
        g_assert_cmpint(mail_has_oddity(mail, "broken-charset"), ==, rows[i].odd);
    }
}

static void
test_flowed(void)
{
    g_autoptr(Mail) mail = parse("Content-Type: text/plain; format=flowed\r\n\r\n"
                                 "one \r\ntwo\r\n"
                                 "> a \r\n> b\r\n"
                                 ">> c \r\n> d\r\n"
                                 " From x\r\n"
                                 "open \r\n-- \r\nYann\r\n");
    g_autoptr(Mail) delsp = parse("Content-Type: text/plain; format=Flowed; delsp=YES\n\na \nb\n");

    check_text(mail, "one two\n> a b\n>> c \n> d\nFrom x\nopen \n-- \nYann\n", FALSE);
    check_text(delsp, "ab\n", FALSE);
}

static void
test_text_is_bounded_between_characters(void)
{
    g_autoptr(Mail) mail =
        parse("Content-Type: text/plain; charset=utf-8\n\n\xc3\xa9\xc3\xa9\xc3\xa9");
    gboolean is_html;
    g_autofree char *three = mail_text(mail, 3, &is_html);
    g_autofree char *none = mail_text(mail, 0, &is_html);

    g_assert_cmpstr(three, ==, "é");
    g_assert_cmpstr(none, ==, "");
}

static void
test_broken_multiparts(void)
{
    g_autoptr(Mail) no_boundary = parse("Content-Type: multipart/mixed\n\ntext\n");
    g_autoptr(Mail) unused = parse("Content-Type: multipart/mixed; boundary=x\n\ntext\n");
    g_autoptr(Mail) unclosed =
        parse("Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo");
    g_autoptr(Mail) cut = parse("Content-Type: multipart/mixed; boundary=x\n\n--x");
    g_autoptr(Mail) shadowed = parse("Content-Type: multipart/mixed; boundary=x\n\n"
                                     "--x\nContent-Type: multipart/mixed; boundary=y\n\n"
                                     "--y\n\nlost close\n--x\n\noutside\n--x--\n");

    g_assert_true(mail_has_oddity(no_boundary, "no-boundary"));
    check_text(no_boundary, "text\n", FALSE);
    g_assert_true(mail_has_oddity(unused, "no-boundary"));
    check_text(unused, "text\n", FALSE);
    g_assert_true(mail_has_oddity(unclosed, "unclosed-multipart"));
    check_text(unclosed, "one\ntwo", FALSE);
    check_text(cut, "--x", FALSE); /* no part: shown as it is */
    g_assert_cmpuint(shadowed->n_parts, ==, 2);
    check_text(shadowed, "lost close\noutside", FALSE);
}

static void
test_protection(void)
{
    static const char *const protected[] = {
        "multipart/signed; boundary=x\n\n--x\n\ntext\n--x\n"
        "Content-Type: application/pgp-signature\n\nx\n--x--\n",
        "multipart/encrypted; boundary=x\n\n--x\n\ntext\n--x--\n",
        "application/pkcs7-mime\n\nx",
    };
    for (guint i = 0; i < G_N_ELEMENTS(protected); i++) {
        g_autofree char *text = g_strconcat("Content-Type: ", protected[i], NULL);
        g_autoptr(Mail) mail = parse(text);
        g_assert_true(mail->is_signed_or_encrypted);
    }
    g_autoptr(Mail) inside =
        parse("Content-Type: message/rfc822\n\n"
              "Content-Type: multipart/signed; boundary=x\n\n--x\n\ntext\n--x--\n");
    g_assert_false(inside->is_signed_or_encrypted);
    g_autoptr(Mail) clear = parse("Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: x\n");
    g_assert_true(clear->is_signed_or_encrypted);
}

static void
test_depth_is_bounded(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 2000; i++)
        g_string_append_printf(text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i,
                               i);
    g_string_append(text, "\nthe bottom\n");
    g_autoptr(Mail) mail = parse(text->str);

    g_assert_true(mail_has_oddity(mail, "too-deep"));
    g_assert_cmpuint(mail->n_parts, ==, 1);
    g_assert_cmpuint(mail->parts[0].depth, ==, MAIL_DEPTH_MAX);
    g_autoptr(GBytes) rest = mail_part_bytes(mail, 0, 1 << 20, NULL);
    g_assert_nonnull(g_strstr_len(g_bytes_get_data(rest, NULL), (gssize)g_bytes_get_size(rest),
                                  "the bottom")); /* kept, not lost */

    g_string_truncate(text, 0);
    for (guint i = 0; i < 2000; i++)
        g_string_append(text, "Content-Type: message/rfc822\n\n");
    g_autoptr(Mail) matryoshka = parse(text->str);
    g_assert_true(mail_has_oddity(matryoshka, "too-deep"));
    g_assert_cmpuint(matryoshka->n_parts, <=, MAIL_DEPTH_MAX + 1);
}

static void
test_parts_are_bounded(void)
{
    gint64 start = g_get_monotonic_time();
    g_autoptr(GString) text = g_string_new("Content-Type: multipart/mixed; boundary=x\n\n");
    while (text->len < 8 * 1024 * 1024)
        g_string_append(text, "--x\n\n");
    g_autoptr(Mail) mail = parse(text->str);

    g_assert_true(mail_has_oddity(mail, "too-many-parts"));
    g_assert_cmpuint(mail->n_parts, <=, MAIL_PARTS_MAX);
    g_assert_cmpuint(mail->n_parts, >=, MAIL_PARTS_MAX - 1);
    g_assert_cmpint(g_get_monotonic_time() - start, <, patience(20));
}

/* What makes GMime's parameter writer loop: a name of 70 to 72 characters with a non-ASCII value,
 * and a multipart without a boundary, for which it makes one. */
static void
test_long_parameter_names(void)
{
    for (guint length = 60; length < 90; length++) {
        g_autofree char *name = g_strnfill(length, 'n');
        g_autofree char *text =
            g_strdup_printf("Content-Type: multipart/mixed; %s=\"\xc3\xa9\"; %s*=utf-8''%%C3%%A9\n"
                            "Content-Disposition: attachment; %s=\"\xc3\xa9\"\n\nbody\n",
                            name, name, name);
        g_autoptr(Mail) mail = parse(text);
        g_autoptr(GBytes) bytes = mail_part_bytes(mail, 0, 100, NULL);
        g_assert_cmpuint(g_bytes_get_size(bytes), ==, 5);
    }
}

static void
test_many_parameters(void)
{
    g_autoptr(GString) text = g_string_new("Content-Type: text/plain");
    while (text->len < 90000)
        g_string_append(text, "; a*1*=\"(");
    g_string_append(text, "\n\nbody\n");
    g_autoptr(Mail) mail = parse(text->str);

    check_text(mail, "body\n", FALSE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mime/parts/numbers", test_numbers);
    g_test_add_func("/mime/parts/single-part", test_single_part);
    g_test_add_func("/mime/parts/file-names-are-safe", test_files);
    g_test_add_func("/mime/parts/long-file-name-keeps-its-extension",
                    test_long_filename_keeps_its_extension);
    g_test_add_func("/mime/parts/cid-and-disposition", test_cid_and_disposition);
    g_test_add_func("/mime/parts/text-is-chosen", test_text_is_chosen);
    g_test_add_func("/mime/parts/charset-lies", test_charset_lies);
    g_test_add_func("/mime/parts/flowed-is-unfolded", test_flowed);
    g_test_add_func("/mime/parts/text-is-bounded-between-characters",
                    test_text_is_bounded_between_characters);
    g_test_add_func("/mime/parts/broken-multiparts-are-shown", test_broken_multiparts);
    g_test_add_func("/mime/parts/protection-is-seen", test_protection);
    g_test_add_func("/mime/parts/depth-is-bounded", test_depth_is_bounded);
    g_test_add_func("/mime/parts/number-is-bounded", test_parts_are_bounded);
    g_test_add_func("/mime/parts/long-parameter-names-do-not-hang", test_long_parameter_names);
    g_test_add_func("/mime/parts/many-parameters-do-not-hang", test_many_parameters);
    return g_test_run();
}
