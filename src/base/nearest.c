/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nearest - the known name that somebody probably meant
 *
 * Damerau-Levenshtein in its restricted form (optimal string alignment): adding, dropping,
 * changing a letter or swapping two neighbours costs one. Counts characters, not bytes, so that
 * "découverte" is as near to "decouverte" as it looks. Cannot fail; allocates nothing.
 */
#include "base/nearest.h"

#include <glib.h>

enum { LETTERS_MAX = 64 };

/* Fills `letters` with the lower-case characters of `word`; returns how many, or -1 when there
 * are too many or it is not UTF-8. */
static int
letters_of(const char *word, gunichar letters[LETTERS_MAX])
{
    int count = 0;

    if (!g_utf8_validate(word, -1, NULL))
        return -1;
    for (; *word != '\0'; word = g_utf8_next_char(word)) {
        if (count == LETTERS_MAX)
            return -1;
        letters[count++] = g_unichar_tolower(g_utf8_get_char(word));
    }
    return count;
}

static int
distance(const gunichar *a, int a_count, const gunichar *b, int b_count)
{
    int rows[3][LETTERS_MAX + 1];

    for (int j = 0; j <= b_count; j++)
        rows[0][j] = j;
    for (int i = 1; i <= a_count; i++) {
        int *now = rows[i % 3];
        const int *before = rows[(i + 2) % 3];
        const int *before_that = rows[(i + 1) % 3];

        now[0] = i;
        for (int j = 1; j <= b_count; j++) {
            int change = before[j - 1] + (a[i - 1] != b[j - 1]);

            now[j] = MIN(change, MIN(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = MIN(now[j], before_that[j - 2] + 1);
        }
    }
    return rows[a_count % 3][b_count];
}

const char *
nearest_name(const char *word, const char *const *names)
{
    gunichar word_letters[LETTERS_MAX];
    gunichar name_letters[LETTERS_MAX];
    const char *best = NULL;
    int best_distance = G_MAXINT;
    int word_count = word != NULL ? letters_of(word, word_letters) : -1;

    if (word_count < 0 || names == NULL)
        return NULL;
    for (; *names != NULL; names++) {
        int name_count = letters_of(*names, name_letters);

        if (name_count < 0)
            continue;
        int d = distance(word_letters, word_count, name_letters, name_count);
        if (d < best_distance && d <= MAX(word_count, name_count) / 3) {
            best = *names;
            best_distance = d;
        }
    }
    return best;
}
