/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's name in mails: in capitals, across lines, coded; and what is no name. */
#include <string.h>

#include "archive/name.h"

static void
assert_without(const char *text, const char *name, const char *expected)
{
    g_autofree char *got = name_without(text, name);

    g_assert_cmpstr(got, ==, expected);
}

static void
test_without(void)
{
    assert_without("Bonjour Zigor Zincou,", "Zigor Zincou", "Bonjour …,");
    assert_without("ZIGOR ZINCOU", "Zigor Zincou", "…");
    assert_without("> de Zigor\n> Zincou :", "Zigor Zincou", "> de … :");
    assert_without("Zigor Zincoux", "Zigor Zincou", "Zigor Zincoux");
    assert_without("a.b* (c)", "a.b* (c)", "…");
    assert_without("axb", "a.b", "axb");
    assert_without("Maud, maud", "Maud", "…, maud");
    assert_without(NULL, "Maud", "");
}

/* Wherever it begins in what is coded, one of its forms is there. */
static gboolean
is_told(const char *raw, const char *name)
{
    g_auto(GStrv) forms = name_forms(name);
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));

    return name_stands(bytes, (const char *const *)forms);
}

static void
test_forms(void)
{
    static const char *const before[] = {"", "a", "ab", "abc"};

    for (guint i = 0; i < G_N_ELEMENTS(before); i++) {
        g_autofree char *text = g_strconcat(before[i], "Zoé Zincou, et", NULL);
        g_autofree char *coded = g_base64_encode((const guchar *)text, strlen(text));
        g_assert_true(is_told(coded, "Zoé Zincou"));
    }
    g_assert_true(is_told("=?UTF-8?Q?Zo=C3=A9_Zincou?=", "Zoé Zincou"));
    g_assert_true(is_told("=?ISO-8859-1?Q?Zo=E9_Zincou?=", "Zoé Zincou"));
    g_assert_true(is_told("filename*=UTF-8''Zo%C3%A9%20Zincou.odt", "Zoé Zincou"));
}

static void
test_chance(void)
{
    g_auto(GStrv) forms = name_forms("Maud");

    g_assert_false(is_told("Cc: Zoé Zincoux, PZoé Zincou, Zoé Zincoué", "Zoé Zincou"));
    g_assert_true(is_told("Cc: Zoé Zincoux, Zoé Zincou", "Zoé Zincou"));
    /* A mail that is written anew loses its files: letters that are there by chance are no reason.
     */
    g_assert_cmpuint(g_strv_length(forms), ==, 0);
    g_auto(GStrv) few = name_forms("Al B");
    for (guint i = 0; few[i] != NULL; i++)
        g_assert_true(strchr(few[i], ' ') || strchr(few[i], '_') || strchr(few[i], '%'));
}

/* A mail of two parts: its text, and `file` of a type as it is there coded. Free it. */
static char *
mail_with(const char *headers, const char *type, const char *coding, const char *file)
{
    return g_strdup_printf(
        "From: Maud <maud@example.org>\r\nMessage-ID: <Zigor.Zincou@example.org>\r\n%s"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nBonjour.\r\n"
        "--b\r\nContent-Type: %s; name=f\r\n"
        "Content-Disposition: attachment\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n--b--\r\n",
        headers, type, coding, file);
}

static gboolean
has(const char *mail, const char *name)
{
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    g_autoptr(GRegex) regex = name_regex_alone(name);

    return name_in_mail(raw, regex);
}

static gboolean
is_in(const char *headers, const char *coding, const char *file, const char *name)
{
    g_autofree char *mail = mail_with(headers, "text/plain; charset=utf-8", coding, file);

    return has(mail, name);
}

/* What a spreadsheet saves as "Unicode text", and mails within mails that are coded whole. */
static void
test_wrapped(void)
{
    gsize size;
    g_autofree char *wide = g_convert("Zoé Zincou\t12", -1, "UTF-16", "UTF-8", NULL, &size, NULL);
    g_autofree char *coded = g_base64_encode((const guchar *)wide, size);
    g_autofree char *table = mail_with("", "application/octet-stream", "base64", coded);

    g_assert_true(has(table, "Zoé Zincou"));
    g_assert_false(has(table, "Zigor Zincou"));
    for (guint depth = 0; depth < 3; depth++) {
        g_autofree char *within = g_base64_encode((const guchar *)table, strlen(table));
        g_free(table);
        table = mail_with("", "message/rfc822", "base64", within);
        g_assert_true(has(table, "Zoé Zincou"));
    }
}

static void
test_mail(void)
{
    static const char capitals[] = "Présents : ZIGOR\r\nZINCOU, Maud";
    g_autofree char *coded = g_base64_encode((const guchar *)capitals, strlen(capitals));

    g_assert_true(is_in("", "base64", coded, "Zigor Zincou"));
    g_assert_true(
        is_in("", "quoted-printable", "Bonjour de Zig=\r\nor Zin=\r\ncou", "Zigor Zincou"));
    g_assert_true(is_in("", "quoted-printable", "de Zo=C3=\r\n=89 Zincou", "zoé zincou"));
    g_assert_true(is_in("Cc: =?UTF-8?Q?ZO=C3=89_?= =?UTF-8?Q?Zincou?= <z@example.org>\r\n", "7bit",
                        "", "Zoé Zincou"));
    g_assert_true(is_in("", "7bit", "Merci Zincou.", "Zincou"));
    /* A longer name, a word of other letters, and what says which mail it is. */
    g_assert_false(is_in("", "7bit", "Zigor Zincoux", "Zigor Zincou"));
    g_assert_false(is_in("", "7bit", "Zincouade zincou", "Zincou"));
    g_assert_false(is_in("References: <Zigor.Zincou@example.org>\r\n", "7bit", "", "Zincou"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/archive-name/is taken out of text", test_without);
    g_test_add_func("/archive-name/is found however it is coded", test_forms);
    g_test_add_func("/archive-name/is not found by chance", test_chance);
    g_test_add_func("/archive-name/is found in files and fields", test_mail);
    g_test_add_func("/archive-name/is found in wide letters and in coded mails", test_wrapped);
    return g_test_run();
}
