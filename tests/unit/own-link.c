/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of readers' own links survive the encoding, wherever they stand, and cannot be forged. */
#include <string.h>

#include "news/own-link.h"

static void
test_places_are_found_again(void)
{
    g_auto(OwnLinkWords) words;

    own_link_words_init(&words);
    /* The column where the link stands changes what the encoder would break. */
    for (guint before = 0; before < 160; before++) {
        g_autofree char *filler = g_strnfill(before, 'x');
        g_autofree char *text = g_strconcat(filler, "\u00e9 ", words.words[OWN_LINK_UNSUBSCRIBE],
                                            "\" a=\"", words.words[OWN_LINK_PREFERENCES], NULL);
        g_autoptr(GBytes) encoded = own_link_encode(text, &words);
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnLinkStretch));
        gsize size;
        const char *data = g_bytes_get_data(encoded, &size);

        own_link_split(data, size, stretches);
        g_assert_cmpuint(stretches->len, ==, 3);
        const OwnLinkStretch *s = (const OwnLinkStretch *)(gpointer)stretches->data;
        g_assert_cmpint(s[0].link, ==, OWN_LINK_UNSUBSCRIBE);
        g_assert_cmpint(s[1].link, ==, OWN_LINK_PREFERENCES);
        g_assert_cmpint(s[2].link, ==, OWN_LINK_NONE);
        g_assert_cmpmem(s[0].data + s[0].size - 3, 3, "=\r\n", 3);
        g_assert_cmpmem(s[1].data, 3, "=\r\n", 3);
        g_assert_cmpmem(s[1].data + s[1].size - 3, 3, "=\r\n", 3);
        g_assert_cmpmem(s[2].data, s[2].size, "=\r\n\r\n", 5);
        const char *line = data;
        for (const char *end; (end = g_strstr_len(line, data + size - line, "\r\n")) != NULL;
             line = end + 2)
            g_assert_cmpint(end - line, <=, 76);
        g_assert_true(line == data + size);
    }
}

static void
test_text_cannot_forge_a_place(void)
{
    g_auto(OwnLinkWords) words;
    static const char *const texts[] = {
        "=_unsubscribe=", "a=\n=_unsubscribe=\nb", "=_preferences", "", "\n", "=\n"};

    own_link_words_init(&words);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GBytes) encoded = own_link_encode(texts[i], &words);
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnLinkStretch));
        gsize size;
        const char *data = g_bytes_get_data(encoded, &size);

        own_link_split(data, size, stretches);
        g_assert_cmpuint(stretches->len, ==, 1);
        g_assert_cmpmem(data + size - 2, 2, "\r\n", 2);
    }
}

static void
test_broken_marks_end(void)
{
    static const char *const marks[] = {"=_unsubscribe", "=", "=_", "x=_preferences", ""};

    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnLinkStretch));
        own_link_split(marks[i], strlen(marks[i]), stretches);
        g_assert_cmpuint(stretches->len, >=, 1);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/own-link/places-are-found-again", test_places_are_found_again);
    g_test_add_func("/own-link/text-cannot-forge-a-place", test_text_cannot_forge_a_place);
    g_test_add_func("/own-link/broken-marks-end", test_broken_marks_end);
    return g_test_run();
}
