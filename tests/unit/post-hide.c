/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail keeps and loses of its readers' own tokens when it is passed on. */
#include <string.h>

#include "list/post-hide.h"

#include "lib/patience.h"

#define TOKEN "aeaqcaibaeaqcaibaeaqcaibae"
#define HIDDEN "xxxxxxxxxxxxxxxxxxxxxxxxxx"

static const char site[] = "https://Lists.example.org/fr";

static void
check(const char *given, const char *expected)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(given, strlen(given));
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) mail = mail_parse(raw, &error);

    g_assert_no_error(error);
    g_autoptr(GBytes) hidden = post_hide_tokens(mail, site);
    g_autofree char *text = g_strndup(g_bytes_get_data(hidden, NULL), g_bytes_get_size(hidden));
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpuint(g_bytes_get_size(hidden), ==, strlen(given));
}

#define PLAIN(token)                                                                               \
    "Subject: x\r\n\r\n> https://lists.example.org/fr/u/" token ".\r\n"                            \
    "> <HTTPS://LISTS.EXAMPLE.ORG/fr/me/" token ">\r\n"                                            \
    "> https://lists.example.org/fr/erase/" token                                                  \
    "\r\n> https://lists.example.org/fr/address/" token "\r\n"                                     \
    "> https://lists.example.org/fr/archive/" token "\r\n"                                         \
    "> <mailto:lettre-leave@lists.example.org?subject=" token ">\r\n"                              \
    "see?u=https%3A%2F%2Flists.example.org%2Ffr%2Fu%2F" token "&x\r\n"                             \
    "lists.example.org/fr/u/" token " http://lists.example.org:8080/fr/u/" token "\r\n"            \
    "<a href=\"https:&#x2F;&#47;lists.example.org&#x2f;fr&#47;u&#x2F;" token "\">\r\n"

static void
test_plain(void)
{
    check(PLAIN(TOKEN), PLAIN(HIDDEN));
}

#define BROKEN(a, b)                                                                               \
    "Subject: x\r\n\r\n> https://lists.example.org/fr/u/" a "\r\n> " b " bonjour\r\n"              \
    "https://lists.example.org/fr/me/" a " \r\n" b "\r\nbonjour\r\n"                               \
    ">> https://lists.example.org/fr/me/\r\n>> " a b "\r\n"                                        \
    "https://lists.example.org/fr/u/\r\nbonjour\r\n"

/* Programs that break long lines break links. */
static void
test_broken(void)
{
    check(BROKEN("aeaqcaibaeaqc", "aibaeaqcaibae"), BROKEN("xxxxxxxxxxxxx", "xxxxxxxxxxxxx"));
}

#define QUOTED(a, b, c, e)                                                                         \
    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"               \
    "<a href=3D\"https://lists.exa=\r\nmple.org/fr/u=\r\n/" a "=\r\n" b "\">=C3=A9</a>\r\n"        \
    "mailto:lettre-le=\r\nave@lists.example.org?subject=3D" a "=\r\n" b "=\r\n" c e "\r\n"

static void
test_quoted_printable(void)
{
    check(QUOTED("aeaqcaibaeaqc", "aibaeaqcaibae", "qc", "=61=20"),
          QUOTED("xxxxxxxxxxxxx", "xxxxxxxxxxxxx", "xx", "=78=20"));
}

#define FLOWED(a, b)                                                                               \
    "Content-Type: text/plain; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n"   \
    "\r\n> https://lists.example.org/fr/u/" a "=20\r\n> " b " bonjour\r\n"                         \
    ">=20https://lists.example.org/fr/u/" a "=20=\r\n=20\r\n>=20" b "=0D=0A"

/* The blank before a line's end is encoded there. */
static void
test_flowed(void)
{
    check(FLOWED("aeaqcaibaeaqc", "aibaeaqcaibae"), FLOWED("xxxxxxxxxxxxx", "xxxxxxxxxxxxx"));
}

#define ATTACHED(token)                                                                            \
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" \
    "List-Unsubscribe: <https://lists.example.org/fr/u/" token ">\r\n\r\nx\r\n--b--\r\n"

static void
test_attached(void)
{
    check(ATTACHED(TOKEN), ATTACHED(HIDDEN));
}

#define SIGNED                                                                                     \
    "Content-Type: multipart/signed; boundary=s; protocol=\"application/pgp-signature\"\r\n\r\n"   \
    "--s\r\n\r\nhttps://lists.example.org/fr/u/" TOKEN "\r\n"                                      \
    "--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--\r\n"
#define SIGNED_WITHIN                                                                              \
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "                       \
    "message/rfc822\r\n\r\n" SIGNED "--b--\r\n"

static void
test_signed(void)
{
    check(SIGNED, SIGNED);
    check(SIGNED_WITHIN, SIGNED_WITHIN);
}

#define OTHERS                                                                                     \
    "Subject: x\r\n\r\nhttps://lists.example.org/fr/u/agnes https://example.net/u/" TOKEN "\r\n"   \
    "mailto:lettre@lists.example.org?subject=" TOKEN "\r\n" TOKEN "=\r\n"                          \
    "https://lists.example.org/fr/u/"

static void
test_others(void)
{
    check(OTHERS, OTHERS);
}

#define PROOFS(token)                                                                              \
    "Subject: x\r\n\r\nlettre-confirm+" token "@lists.example.org lettre-moderate%2B" token        \
    "\r\nhttps://lists.example.org/fr/confirm/" token " <lettre-bounces+" token "@l>\r\n"          \
    "<mailto:lettre-accept+" token "@l> lettre-discard=2B" token "@l Lettre-Undo+" token "@l\r\n"

static void
test_proofs(void)
{
    check(PROOFS(TOKEN), PROOFS(HIDDEN));
}

/* What is in base64 is found, and the rest of the mail keeps its bytes. */
static void
test_base64(void)
{
    static const char link[] =
        "Quoted: <https://lists.example.org/fr/u/" TOKEN "> and more of it\n";
    static const char hidden[] =
        "Quoted: <https://lists.example.org/fr/u/" HIDDEN "> and more of it\n";
    g_autofree char *code = g_base64_encode((const guchar *)link, sizeof link - 1);
    g_autofree char *expected = g_base64_encode((const guchar *)hidden, sizeof hidden - 1);
    g_autofree char *given = g_strdup_printf(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n%.76s\r\n%s\r\n--b\r\nContent-Type: "
        "image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n%.40s\r\n%s\r\n--b--\r\n",
        code, code + 76, code, code + 40);
    g_autofree char *wanted = g_strdup_printf(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n%.76s\r\n%s\r\n--b\r\nContent-Type: "
        "image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n%.40s\r\n%s\r\n--b--\r\n",
        expected, expected + 76, code, code + 40);

    check(given, wanted);
    check(wanted, wanted);
}

/* Each letter is looked at a few times, not once for each line before it: a megabyte of nothing but
 * soft line breaks took more than a minute. */
static void
test_soft_breaks_alone(void)
{
    g_autoptr(GString) text = g_string_new("Subject: x\r\n\r\n");

    for (int i = 0; i < 350000; i++)
        g_string_append(text, "=\r\n");
    gint64 before = g_get_monotonic_time();
    check(text->str, text->str);
    g_assert_cmpint(g_get_monotonic_time() - before, <, patience(5));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post-hide/links and mailtos lose their tokens", test_plain);
    g_test_add_func("/post-hide/links that a program broke", test_broken);
    g_test_add_func("/post-hide/so do those broken by quoted-printable", test_quoted_printable);
    g_test_add_func("/post-hide/so do addresses and pages that prove who one is", test_proofs);
    g_test_add_func("/post-hide/so does what is in base64", test_base64);
    g_test_add_func("/post-hide/so does an attached letter", test_attached);
    g_test_add_func("/post-hide/a signed mail stays as it was signed", test_signed);
    g_test_add_func("/post-hide/other links and other words stay", test_others);
    g_test_add_func("/post-hide/broken lines, blanks encoded", test_flowed);
    g_test_add_func("/post-hide/soft line breaks alone take no time", test_soft_breaks_alone);
    return g_test_run();
}
