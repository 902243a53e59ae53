/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-choose - which pieces concern each reader of a batch; on failure nobody is chosen */
#include "base/error.h"
#include "store/query.h"

#include "news/letter-inside.h"

static void
forget(Letter *letter)
{
    g_hash_table_remove_all(letter->choices);
    g_array_set_size(letter->chosen, 0);
}

static LetterChoice *
choice_new(Letter *letter, gint64 recipient, const char *name)
{
    LetterChoice *choice = g_new0(LetterChoice, 1);

    choice->name = g_strdup(name);
    choice->first = letter->chosen->len;
    g_hash_table_insert(letter->choices, g_memdup2(&recipient, sizeof recipient), choice);
    return choice;
}

/* Rows of one reader come together, those near the reader first. */
static gboolean
choice_add(Letter *letter, LetterChoice *choice, int position, const char *section, GError **error)
{
    guint index = (guint)(position - PIECE_ITEMS);

    if (position < PIECE_ITEMS || index >= letter->items->len)
        return fail(error, ERROR_BUG, "edition \"%s\" has no piece %d", letter->edition->reference,
                    position);
    g_array_append_val(letter->chosen, index);
    if (g_str_equal(section, "territory"))
        choice->n_near++;
    else
        choice->n_followed++;
    return TRUE;
}

gboolean
letter_choose(Letter *letter, Store *store, const GArray *recipients, GError **error)
{
    g_autoptr(Rows) rows = news_letter_choose(store, letter->edition->id, recipients, error);
    NewsLetterChoose row;
    LetterChoice *choice = NULL;
    gint64 current = 0;

    forget(letter);
    if (rows == NULL)
        return FALSE;
    while (news_letter_choose_next(rows, &row)) {
        if (choice == NULL || row.recipient != current)
            choice = choice_new(letter, row.recipient, row.name);
        current = row.recipient;
        if (row.position != 0 && !choice_add(letter, choice, row.position, row.section, error)) {
            forget(letter);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean
letter_imagine(Letter *letter, Store *store, const GArray *territories, const GArray *interests,
               GError **error)
{
    g_autoptr(Rows) rows =
        news_letter_choose_imagined(store, letter->edition->id, territories, interests, error);
    NewsLetterChooseImagined row;

    forget(letter);
    if (rows == NULL)
        return FALSE;
    LetterChoice *choice = choice_new(letter, 0, "");
    while (news_letter_choose_imagined_next(rows, &row))
        if (!choice_add(letter, choice, row.position, row.section, error)) {
            forget(letter);
            return FALSE;
        }
    return TRUE;
}
