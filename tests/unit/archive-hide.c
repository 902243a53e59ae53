/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and readers' own links never get into the archive's text. */
#include <glib.h>

#include "archive/hide.h"

static const char *const pairs[][2] = {
    {"Écris à agnes@example.org.", "Écris à a…@…."},
    {"agnes.martin+tri@lettres.example.org", "a…@…"},
    {"<agnes@example.org>, <paul@example.net>", "<a…@…>, <p…@…>"},
    {"l'adresse d'agnes@example.org", "l'adresse d'a…@…"},
    {"é.zoé@exemplé.org", "é…@…"},
    {"mailto:agnes@example.org?subject=a", "mailto:a…@…?subject=a"},
    {"...agnes@example.org...", "...a…@…..."},
    {"agnes@[192.0.2.1]", "a…@…"},
    {"\"agnes m\"@example.org", "\"agnes m\"…@…"},
    {"a@b@c.org", "a@b…@…"},
    {"a@b.org@c.org", "a…@…@c.org"},
    {"agnes%40example.org", "a…@…"},
    /* What is no address stays. */
    {"@agnes au marché", "@agnes au marché"},
    {"10 kg @ 3 euros", "10 kg @ 3 euros"},
    {"agnes@localhost", "agnes@localhost"},
    {"agnes@example.", "agnes@example."},
    {"", ""},
    /* Paths of links stay whole, all else of them does not. */
    {"https://example.org/@agnes et la suite", "https://example.org/@agnes et la suite"},
    {"https://example.org/@agnes@example.net", "https://example.org/@agnes@example.net"},
    {"<https://example.org/liste/20021.a@example.net/>",
     "<https://example.org/liste/20021.a@example.net/>"},
    {"https://example.org/fin?m=agnes@example.org&x", "https://example.org/fin?m=a…@…&x"},
    {"https://example.org/,agnes@example.org", "https://example.org/,a…@…"},
    {"https://agnes@example.org/", "https://a…@…/"},
    {"https://example.org agnes@example.org", "https://example.org a…@…"},
    {"<a href=\"https://example.org/@a\">agnes@example.org</a>",
     "<a href=\"https://example.org/@a\">a…@…</a>"},
};

static void
test_pairs(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *once = archive_hide_addresses(pairs[i][0]);
        g_autofree char *twice = archive_hide_addresses(once);
        g_assert_cmpstr(once, ==, pairs[i][1]);
        g_assert_cmpstr(twice, ==, once);
    }
}

static void
test_long_input_is_linear(void)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < 500000; i++)
        g_string_append(text, "a@");
    g_autofree char *hidden = archive_hide_addresses(text->str);
    g_assert_cmpstr(hidden, ==, text->str);
    g_string_free(text, TRUE);
}

static void
test_tokens(void)
{
    static const char token[] = "aeaqcaibaeaqcaibaeaqcaibaeaqcai";
    g_autofree char *text =
        g_strdup_printf("> https://example.org/u/%s\n> /me/%s?a ?subject=%s> l-confirm+%s@l "
                        "l-accept+%s@l l-discard%%2B%s@l l-undo+%s@l "
                        "?x=https%%3A%%2F%%2Fexample.org%%2Fu%%2F%s&y",
                        token, token, token, token, token, token, token, token);
    g_autofree char *hidden = archive_hide_tokens(text);
    g_autofree char *kept = archive_hide_tokens("https://example.org/u/agnes /me/ /u/");

    g_assert_cmpstr(hidden, ==,
                    "> https://example.org/u/…\n> /me/…?a ?subject=…> l-confirm+…@l "
                    "l-accept+…@l l-discard%2B…@l l-undo+…@l "
                    "?x=https%3A%2F%2Fexample.org%2Fu%2F…&y");
    g_assert_cmpstr(kept, ==, "https://example.org/u/agnes /me/ /u/");
    g_autofree char *broken = archive_hide_tokens(
        "> https://example.org/me/aeaqcaibaeaqc \n> aibaeaqcaibaeaqcai et\nhttps://example.org/u/\n"
        "bonjour");
    g_assert_cmpstr(broken, ==, "> https://example.org/me/… et\nhttps://example.org/u/\nbonjour");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/archive-hide/addresses go and links stay", test_pairs);
    g_test_add_func("/archive-hide/a megabyte of signs takes no time", test_long_input_is_linear);
    g_test_add_func("/archive-hide/readers' own links go", test_tokens);
    return g_test_run();
}
