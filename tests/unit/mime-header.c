/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header values go out folded, in ASCII, and cannot smuggle another header; they read back. */
#include <string.h>

#include <gmime/gmime.h>

#include "mime/field.h"
#include "mime/header.h"

/* Every line of "Name: value" is ASCII, at most 76 wide, and continued by a blank. */
static void
check_wire(const char *name, const char *value)
{
    g_autofree char *whole = g_strdup_printf("%s: %s", name, value);
    g_auto(GStrv) lines = g_strsplit(whole, "\r\n", -1);

    g_assert_true(g_str_is_ascii(whole));
    for (guint i = 0; lines[i] != NULL; i++) {
        g_assert_cmpuint(strlen(lines[i]), <=, 76);
        g_assert_null(strpbrk(lines[i], "\r\n"));
        if (i > 0)
            g_assert_true(lines[i][0] == ' ' && strspn(lines[i], " ") < strlen(lines[i]));
    }
}

static char *
unfold(const char *value)
{
    g_auto(GStrv) lines = g_strsplit(value, "\r\n", -1);
    return g_strjoinv("", lines);
}

/* A program that reads one encoded word at a time must find whole characters. */
static void
check_words_alone(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);

    for (guint i = 0; words[i] != NULL; i++) {
        gboolean faithful = TRUE;
        g_autofree char *text = field_words(words[i], &faithful);
        g_assert_true(faithful);
    }
}

static void
test_text_reads_back(void)
{
    static const char *const texts[] = {
        "",
        "Les nouvelles",
        "Été : l'atelier d'à côté, n° 12",
        "plain ASCII that is long enough to be folded at least once, and then once more to be sure",
        "not an encoded word: =?utf-8?q?x?=",
        "Une très longue phrase pleine d'accents éèêàùç qui devra être coupée en plusieurs mots "
        "encodés, sans qu'aucun caractère ne soit jamais coupé en deux par la coupure",
        "日本語の題名はこのように長くなることもあるので、折り返しを確かめる必要があります",
        "emoji \xf0\x9f\x9a\xb2\xf0\x9f\x9a\xb2\xf0\x9f\x9a\xb2 and text",
        "a  double  blank",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *value = header_text(texts[i]);
        g_autofree char *line = unfold(value);
        g_autofree char *ours = field_words(line, NULL);
        g_autofree char *judge = g_mime_utils_header_decode_text(NULL, line);
        check_wire("Subject", value);
        check_words_alone(line);
        g_assert_cmpstr(ours, ==, texts[i]);
        g_assert_cmpstr(judge, ==, texts[i]);
    }
}

static void
test_text_is_random_proof(void)
{
    for (guint round = 0; round < 1000; round++) {
        gunichar choice[] = {'a',  'b',    ' ',     '=',  '?',  '_',
                             0xe9, 0x20ac, 0x1f6b2, '\r', '\n', 0x202e};
        g_autoptr(GString) text = g_string_new(NULL);
        for (gint i = g_test_rand_int_range(0, 200); i > 0; i--)
            g_string_append_unichar(text, choice[g_test_rand_int_range(0, G_N_ELEMENTS(choice))]);
        g_autofree char *value = header_text(text->str);
        g_assert_true(g_str_is_ascii(value));
        for (const char *p = value; *p != '\0'; p++)
            if (*p == '\r' || *p == '\n') {
                g_assert_true(p[0] == '\r' && p[1] == '\n' && p[2] == ' ' && p[3] != '\r');
                p++;
            }
    }
}

static void
test_url_stays_whole(void)
{
    const char *value =
        "<https://lettre.example.org/u/"
        "0123456789012345678901234567890123456789012345678901234567890123456789>, "
        "<mailto:nouvelles-leave+0123456789012345678901234567890123456789@example.org>";
    g_autofree char *wire = header_text(value);
    g_autofree char *line = unfold(wire);

    g_assert_cmpstr(line, ==, value);
    g_assert_nonnull(strstr(wire, ">,\r\n <mailto:"));
}

static void
test_mailbox(void)
{
    static const char *const rows[][3] = {
        {NULL, "a@example.org", "a@example.org"},
        {"", "a@example.org", "a@example.org"},
        {"Yann", "a@example.org", "Yann <a@example.org>"},
        {"Yann, the \"cook\"", "a@example.org", "\"Yann, the \\\"cook\\\"\" <a@example.org>"},
        {"Maëlle", "a@example.org", "=?utf-8?q?Ma=C3=ABlle?= <a@example.org>"},
        {"x", "a@école.example", "x <a@xn--cole-9oa.example>"},
        {"x\r\nBcc: b@example.org", "a@example.org", "\"x Bcc: b@example.org\" <a@example.org>"},
        {"x", "a@example.org\r\nBcc: b@example.org", NULL},
        {"x", "not an address", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value = header_mailbox(rows[i][0], rows[i][1]);
        g_assert_cmpstr(value, ==, rows[i][2]);
    }
}

static void
test_mailbox_reads_back(void)
{
    static const char *const names[] = {
        "Association des recycleries et ressourceries du pays, antenne de la côte nord et des îles",
        "Dr. J. (office) <boss>; \"x\"",
        "Léna \"Lenaïg\" Le Bihan",
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *wire = header_mailbox(names[i], "lettre@example.org");
        g_autofree char *line = unfold(wire);
        g_autofree char *name = NULL;
        g_autofree char *address = NULL;
        check_wire("From", wire);
        field_mailbox(line, &name, &address);
        g_assert_cmpstr(name, ==, names[i]);
        g_assert_cmpstr(address, ==, "lettre@example.org");
    }
}

static void
test_date(void)
{
    g_autoptr(GTimeZone) paris = g_time_zone_new_offset(3600);
    g_autoptr(GTimeZone) west = g_time_zone_new_offset(-(3 * 3600 + 1800));
    g_autofree char *a = header_date(G_GINT64_CONSTANT(1793608200000000), paris);
    g_autofree char *b = header_date(0, NULL);
    g_autofree char *c = header_date(-1, NULL);
    g_autofree char *d = header_date(0, west);

    g_assert_cmpstr(a, ==, "Mon, 2 Nov 2026 09:30:00 +0100");
    g_assert_cmpstr(b, ==, "Thu, 1 Jan 1970 00:00:00 +0000");
    g_assert_cmpstr(c, ==, "Wed, 31 Dec 1969 23:59:59 +0000");
    g_assert_cmpstr(d, ==, "Wed, 31 Dec 1969 20:30:00 -0330");
    g_assert_null(header_date(G_MAXINT64, NULL));
}

static void
test_message_ids_differ(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < 1000; i++) {
        char *id = header_message_id("example.org");
        g_assert_cmpuint(strlen(id), ==, 32 + strlen("@example.org"));
        g_assert_true(g_hash_table_add(seen, id));
    }
}

static void
test_safety(void)
{
    g_assert_true(header_is_safe("a value"));
    g_assert_false(header_is_safe("a\r\nBcc: b@example.org"));
    g_assert_false(header_is_safe("a\nb"));
    g_assert_false(header_is_safe(NULL));
    g_assert_true(header_name_is_valid("List-Id"));
    g_assert_false(header_name_is_valid("List Id"));
    g_assert_false(header_name_is_valid("X:"));
    g_assert_false(header_name_is_valid(""));
    g_assert_false(header_name_is_valid("X\r\nY"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/mime/header/text-reads-back", test_text_reads_back);
    g_test_add_func("/mime/header/text-cannot-open-another-header", test_text_is_random_proof);
    g_test_add_func("/mime/header/url-stays-whole", test_url_stays_whole);
    g_test_add_func("/mime/header/mailbox", test_mailbox);
    g_test_add_func("/mime/header/mailbox-reads-back", test_mailbox_reads_back);
    g_test_add_func("/mime/header/date-is-english-and-local", test_date);
    g_test_add_func("/mime/header/message-ids-differ", test_message_ids_differ);
    g_test_add_func("/mime/header/safety", test_safety);
    return g_test_run();
}
