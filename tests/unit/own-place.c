/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of what is readers' own survive the encoding, wherever they stand, and cannot be forged.
 */
#include <string.h>

#include "news/own-place.h"

static void
test_places_are_found_again(void)
{
    OwnWords words;

    own_words_init(&words);
    /* The column where the link stands changes what the encoder would break. */
    for (guint before = 0; before < 160; before++) {
        g_autofree char *filler = g_strnfill(before, 'x');
        g_autofree char *one = own_word(&words, OWN_PLACE_UNSUBSCRIBE, 0);
        g_autofree char *other = own_word(&words, OWN_PLACE_PREFERENCES, 0);
        g_autofree char *text = g_strconcat(filler, "\u00e9 ", one, "\" a=\"", other, NULL);
        g_autoptr(GBytes) encoded = own_place_encode(text, &words);
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
        gsize size;
        const char *data = g_bytes_get_data(encoded, &size);

        own_place_split(data, size, stretches);
        g_assert_cmpuint(stretches->len, ==, 3);
        const OwnStretch *s = (const OwnStretch *)(gpointer)stretches->data;
        g_assert_cmpint(s[0].place, ==, OWN_PLACE_UNSUBSCRIBE);
        g_assert_cmpint(s[1].place, ==, OWN_PLACE_PREFERENCES);
        g_assert_cmpint(s[2].place, ==, OWN_PLACE_NONE);
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

/* What a reader gets of a piece: blocks whose condition holds. */
static char *
assembled(const char *data, gsize size, guint32 conditions)
{
    g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
    GString *out = g_string_new(NULL);

    own_place_split(data, size, stretches);
    for (guint i = 0; i < stretches->len; i++) {
        const OwnStretch *s = &g_array_index(stretches, OwnStretch, i);
        gboolean holds = (conditions >> s->number & 1) != 0;
        g_string_append_len(out, s->data, (gssize)s->size);
        if (s->place == OWN_PLACE_NAME)
            g_string_append(out, "Maud");
        if ((s->place == OWN_PLACE_IF && !holds) || (s->place == OWN_PLACE_UNLESS && holds))
            i = s->end;
    }
    g_auto(GStrv) lines = g_strsplit(out->str, "=\r\n", -1);
    g_string_free(out, TRUE);
    return g_strjoinv("", lines);
}

static void
test_blocks(void)
{
    OwnWords words;

    own_words_init(&words);
    g_autofree char *name = own_word(&words, OWN_PLACE_NAME, 0);
    g_autofree char *has = own_word(&words, OWN_PLACE_IF, 0);
    g_autofree char *has_not = own_word(&words, OWN_PLACE_UNLESS, 0);
    g_autofree char *end = own_word(&words, OWN_PLACE_END, 0);
    g_autofree char *lives = own_word(&words, OWN_PLACE_IF, 17);
    g_autofree char *lives_end = own_word(&words, OWN_PLACE_END, 17);
    g_autofree char *text =
        g_strconcat("Bonjour ", has, name, lives, " d\u2019ici", lives_end, end, has_not, "voisine",
                    end, ",\n", lives, "Ligne.\n", lives_end, "Fin.\n", NULL);
    g_autoptr(GBytes) encoded = own_place_encode(text, &words);
    gsize size;
    const char *data = g_bytes_get_data(encoded, &size);
    g_autofree char *none = assembled(data, size, 0);
    g_autofree char *named = assembled(data, size, 1);
    g_autofree char *both = assembled(data, size, 1 | 1u << 17);
    g_autofree char *local = assembled(data, size, 1u << 17);

    g_assert_cmpstr(none, ==, "Bonjour=20voisine,\r\nFin.\r\n");
    g_assert_cmpstr(named, ==, "Bonjour=20Maud,\r\nFin.\r\n");
    g_assert_cmpstr(both, ==, "Bonjour=20Maud d=E2=80=99ici,\r\nLigne.\r\nFin.\r\n");
    g_assert_cmpstr(local, ==, "Bonjour=20voisine,\r\nLigne.\r\nFin.\r\n");
}

static void
test_text_cannot_forge_a_place(void)
{
    OwnWords words;
    static const char *const texts[] = {"=_unsubscribe=",
                                        "a=\n=_unsubscribe=\nb",
                                        "=_preferences",
                                        "=_if-02=\n",
                                        "=_end-02",
                                        "",
                                        "\n",
                                        "=\n"};

    own_words_init(&words);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GBytes) encoded = own_place_encode(texts[i], &words);
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
        gsize size;
        const char *data = g_bytes_get_data(encoded, &size);

        own_place_split(data, size, stretches);
        g_assert_cmpuint(stretches->len, ==, 1);
        g_assert_cmpmem(data + size - 2, 2, "\r\n", 2);
    }
}

static void
test_broken_marks_end(void)
{
    static const char *const marks[] = {"=_unsubscribe",
                                        "=",
                                        "=_",
                                        "x=_preferences",
                                        "=_if-",
                                        "=_if-9",
                                        "=_if-99=\r\n",
                                        "=_if-02=\r",
                                        "=_end-02=\r\n",
                                        "=_unless-00=\r\n",
                                        ""};

    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
        own_place_split(marks[i], strlen(marks[i]), stretches);
        g_assert_cmpuint(stretches->len, >=, 1);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/own-place/places-are-found-again", test_places_are_found_again);
    g_test_add_func("/own-place/blocks-are-there-or-not", test_blocks);
    g_test_add_func("/own-place/text-cannot-forge-a-place", test_text_cannot_forge_a_place);
    g_test_add_func("/own-place/broken-marks-end", test_broken_marks_end);
    return g_test_run();
}
