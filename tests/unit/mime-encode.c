/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies are encoded for any server, and GMime's decoders give back what went in. */
#include <string.h>

#include <gmime/gmime.h>

#include "mime/encode.h"

static char *
decode(GMimeContentEncoding encoding, const char *data, gsize size, gsize *out_size)
{
    GMimeEncoding state;
    char *out;

    g_mime_encoding_init_decode(&state, encoding);
    out = g_malloc(g_mime_encoding_outlen(&state, size) + 1);
    *out_size = g_mime_encoding_flush(&state, data, size, out);
    return out;
}

/* What the text is after its LF became CRLF. */
static GString *
normal(const char *text, gsize size)
{
    GString *out = g_string_new(NULL);

    for (gsize i = 0; i < size; i++) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            g_string_append_c(out, '\r');
        g_string_append_c(out, text[i]);
    }
    return out;
}

static void
check_lines(const GString *encoded)
{
    gsize column = 0;

    for (gsize i = 0; i < encoded->len; i++) {
        char c = encoded->str[i];
        if (c == '\r') {
            g_assert_cmpint(encoded->str[++i], ==, '\n');
            if (i >= 2)
                g_assert_null(strchr(" \t", encoded->str[i - 2]));
            column = 0;
            continue;
        }
        g_assert_true(c == '\t' || (c >= ' ' && c < 0x7f));
        if (column == 0) {
            g_assert_cmpint(c, !=, '.');
            g_assert_false(g_str_has_prefix(encoded->str + i, "From "));
        }
        g_assert_cmpuint(++column, <=, 76);
    }
}

static void
check_quoted(const char *text, gsize size)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GString) expected = normal(text, size);
    gsize decoded_size;

    quoted_printable(out, text, size);
    check_lines(out);
    g_autofree char *decoded =
        decode(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, out->str, out->len, &decoded_size);
    g_assert_cmpmem(decoded, decoded_size, expected->str, expected->len);
}

static void
test_quoted_known(void)
{
    static const char *const pairs[][2] = {
        {"Les recycleries\nd'été\n", "Les recycleries\r\nd'=C3=A9t=C3=A9\r\n"},
        {"a=b\r\n", "a=3Db\r\n"},
        {"blank \ntab\t\n", "blank=20\r\ntab=09\r\n"},
        {"end ", "end=20"},
        {".dot\n..\n", "=2Edot\r\n=2E.\r\n"},
        {"From here\nFrom\n", "=46rom here\r\nFrom\r\n"},
        {"a\rb", "a=0Db"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        quoted_printable(out, pairs[i][0], strlen(pairs[i][0]));
        g_assert_cmpstr(out->str, ==, pairs[i][1]);
    }
}

static void
test_quoted_at_the_edge_of_a_line(void)
{
    /* Every length around the limit, with every kind of last character. */
    for (gsize length = 70; length < 82; length++)
        for (const char *last = "a =.\xe9"; *last != '\0'; last++)
            for (guint breaks = 0; breaks < 2; breaks++) {
                g_autofree char *text = g_strnfill(length + 1, 'x');
                text[length - 1] = *last;
                text[length] = breaks ? '\n' : '\0';
                check_quoted(text, length + breaks);
            }
}

static void
test_quoted_random(void)
{
    static const char alphabet[] = "abcdeFrom From .. \t\t==\r\n\n\n  \xc3\xa9\xe2\x80\x99";

    for (guint round = 0; round < 2000; round++) {
        gsize size = (gsize)g_test_rand_int_range(0, 400);
        g_autofree char *text = g_malloc(size + 1);
        for (gsize i = 0; i < size; i++)
            text[i] = round % 2 == 0 ? alphabet[g_test_rand_int_range(0, (gint)sizeof alphabet - 1)]
                                     : (char)g_test_rand_int_range(0, 256);
        /* A CR alone is data here and a line end elsewhere; the judge keeps both as they are. */
        check_quoted(text, size);
    }
}

static void
test_quoted_pieces_join(void)
{
    static const char *const pieces[] = {"Bonjour,\n", "\n", "From the north \n", ".\n", "fin"};
    g_autoptr(GString) whole = g_string_new(NULL);
    g_autoptr(GString) joined = g_string_new(NULL);
    g_autoptr(GString) at_once = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_string_append(whole, pieces[i]);
        quoted_printable(joined, pieces[i], strlen(pieces[i]));
    }
    quoted_printable(at_once, whole->str, whole->len);
    g_assert_cmpstr(joined->str, ==, at_once->str);
}

static void
test_base64_random(void)
{
    for (guint round = 0; round < 500; round++) {
        gsize size = (gsize)g_test_rand_int_range(0, 300), decoded_size;
        g_autofree guint8 *data = g_malloc(size + 1);
        g_autoptr(GString) out = g_string_new(NULL);
        for (gsize i = 0; i < size; i++)
            data[i] = (guint8)g_test_rand_int_range(0, 256);
        base64_lines(out, data, size);
        check_lines(out);
        g_assert_true(size == 0 || g_str_has_suffix(out->str, "\r\n"));
        g_autofree char *decoded =
            decode(GMIME_CONTENT_ENCODING_BASE64, out->str, out->len, &decoded_size);
        g_assert_cmpmem(decoded, decoded_size, data, size);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/mime/encode/quoted-known", test_quoted_known);
    g_test_add_func("/mime/encode/quoted-at-the-edge-of-a-line", test_quoted_at_the_edge_of_a_line);
    g_test_add_func("/mime/encode/quoted-random-decodes-to-itself", test_quoted_random);
    g_test_add_func("/mime/encode/quoted-pieces-join", test_quoted_pieces_join);
    g_test_add_func("/mime/encode/base64-random-decodes-to-itself", test_base64_random);
    return g_test_run();
}
