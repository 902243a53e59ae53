/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-choose - which pieces concern each reader of a batch; on failure nobody is chosen
 *
 * The database says what is near a reader and what is about what they follow; the sections are
 * filled from that here, in their order, each contribution once.
 */
#include <string.h>

#include "base/error.h"
#include "mime/encode.h"
#include "page/html.h"
#include "store/query.h"

#include "news/letter-inside.h"

/* Why an item concerns the reader. */
typedef struct {
    gint8 distance; /* -1: it is not near */
    gboolean follows;
    gboolean is_taken;
} Reason;

static void
forget(Letter *letter)
{
    g_hash_table_remove_all(letter->choices);
    g_array_set_size(letter->chosen, 0);
}

/* What may stand in a letter: control characters and those that turn the direction of writing
 * may not, and who is called so has no name. */
static gboolean
is_fit(const char *text)
{
    if (*text == '\0' || !g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (g_unichar_iscntrl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
            c == 0x2028 || c == 0x2029)
            return FALSE;
    }
    return TRUE;
}

static void
set_value(const Letter *letter, LetterChoice *choice, OwnPlace place, const char *text)
{
    GString *html = g_string_new(NULL), *plain, *encoded;

    if (!is_fit(text)) {
        g_string_free(html, TRUE);
        return;
    }
    choice->conditions |= 1u << (place == OWN_PLACE_NAME ? CONDITION_NAME : CONDITION_TERRITORY);
    if (letter->uses[place]) {
        plain = g_string_new(NULL);
        encoded = g_string_new(NULL);
        quoted_printable(plain, text, strlen(text));
        html_escape_text(html, text, -1);
        quoted_printable(encoded, html->str, html->len);
        choice->values[LETTER_TEXT][place] = g_string_free(plain, FALSE);
        choice->values[LETTER_HTML][place] = g_string_free(encoded, FALSE);
    }
    g_string_free(html, TRUE);
}

static LetterChoice *
choice_new(Letter *letter, gint64 recipient, const char *name, const char *language,
           const char *place)
{
    LetterChoice *choice = g_new0(LetterChoice, 1);

    choice->name = g_strdup(name);
    choice->version = letter->versions->pdata[0];
    for (guint i = 1; i < letter->versions->len; i++) {
        const LetterVersion *version = letter->versions->pdata[i];
        if (g_str_equal(version->language, language))
            choice->version = version;
    }
    if (letter->purpose == LETTER_SEND && g_str_equal(letter->edition->clicks, "counted"))
        choice->conditions |= 1u << CONDITION_COUNTED;
    set_value(letter, choice, OWN_PLACE_NAME, name);
    set_value(letter, choice, OWN_PLACE_TERRITORY, place);
    g_hash_table_insert(letter->choices, g_memdup2(&recipient, sizeof recipient), choice);
    return choice;
}

static Reason *
reasons_new(const Letter *letter)
{
    return g_new(Reason, MAX(letter->n_items, 1));
}

static void
reasons_clear(const Letter *letter, Reason *reasons)
{
    for (guint i = 0; i < letter->n_items; i++)
        reasons[i] = (Reason){-1, FALSE, FALSE};
}

static gboolean
reason_set(const Letter *letter, Reason *reasons, int position, int distance, gboolean follows,
           GError **error)
{
    guint index = (guint)(position - PIECE_ITEMS);

    if (position < PIECE_ITEMS || index >= letter->n_items)
        return fail(error, ERROR_BUG, "edition \"%s\" has no piece %d", letter->edition->reference,
                    position);
    reasons[index].distance = (gint8)distance;
    reasons[index].follows = follows;
    return TRUE;
}

static gboolean
concerns(const LetterSection *section, const Reason *reason)
{
    if (section->reach == LETTER_EVERYBODY)
        return TRUE;
    if (section->reach == LETTER_INTERESTS)
        return reason->follows;
    return reason->distance >= 0 && reason->distance <= section->reach;
}

/* Those of one distance, or of any where it is -1. */
static guint
take(Letter *letter, const LetterSection *section, Reason *reasons, int distance, guint n)
{
    for (guint i = 0; i < section->items->len && (section->most == 0 || n < section->most); i++) {
        guint index = g_array_index(section->items, guint, i);
        Reason *reason = &reasons[index];
        if (reason->is_taken || !concerns(section, reason) ||
            (distance >= 0 && reason->distance != distance))
            continue;
        reason->is_taken = TRUE;
        g_array_append_val(letter->chosen, index);
        n++;
    }
    return n;
}

static void
fill_sections(Letter *letter, LetterChoice *choice, Reason *reasons)
{
    choice->first = letter->chosen->len;
    for (guint i = 0; i < letter->sections->len; i++) {
        const LetterSection *section = letter->sections->pdata[i];
        guint at = letter->chosen->len, n = 0;
        g_array_append_val(letter->chosen, n);
        if (section->nearest)
            for (int distance = 0; distance < LETTER_DISTANCES; distance++)
                n = take(letter, section, reasons, distance, n);
        else
            n = take(letter, section, reasons, -1, 0);
        g_array_index(letter->chosen, guint, at) = n;
    }
}

static gboolean
choose_conditions(Letter *letter, Store *store, const GArray *recipients, GError **error)
{
    NewsLetterConditions row;

    if (!letter->has_conditions)
        return TRUE;
    g_autoptr(Rows) rows = news_letter_conditions(store, letter->edition->id, recipients, error);
    if (rows == NULL)
        return FALSE;
    while (news_letter_conditions_next(rows, &row)) {
        LetterChoice *choice = g_hash_table_lookup(letter->choices, &row.recipient);
        if (choice != NULL)
            choice->conditions |= 1u << row.number;
    }
    return TRUE;
}

/* What links may say of their reader: a département of many. */
static gboolean
choose_click_places(Letter *letter, Store *store, const GArray *recipients, GError **error)
{
    NewsLetterClickPlaces row;

    if (letter->purpose != LETTER_SEND || !letter->uses[OWN_PLACE_CLICK_PLACE])
        return TRUE;
    g_autoptr(Rows) rows = news_letter_click_places(store, letter->edition->id, recipients, error);
    if (rows == NULL)
        return FALSE;
    while (news_letter_click_places_next(rows, &row)) {
        LetterChoice *choice = g_hash_table_lookup(letter->choices, &row.recipient);
        char **value = choice != NULL ? &choice->values[LETTER_HTML][OWN_PLACE_CLICK_PLACE] : NULL;
        if (value != NULL && *value == NULL)
            *value = g_strdup(row.code);
    }
    return TRUE;
}

static gboolean
choose_pieces(Letter *letter, Store *store, const GArray *recipients, GError **error)
{
    g_autoptr(Rows) rows = news_letter_choose(store, letter->edition->id, recipients,
                                              letter->uses[OWN_PLACE_TERRITORY], error);
    g_autofree Reason *reasons = reasons_new(letter);
    NewsLetterChoose row;
    LetterChoice *choice = NULL;
    gint64 current = 0;

    if (rows == NULL)
        return FALSE;
    while (news_letter_choose_next(rows, &row)) {
        if (choice == NULL || row.recipient != current) {
            if (choice != NULL)
                fill_sections(letter, choice, reasons);
            choice = choice_new(letter, row.recipient, row.name, row.language, row.place);
            reasons_clear(letter, reasons);
        }
        current = row.recipient;
        if (row.position != 0 &&
            !reason_set(letter, reasons, row.position, row.distance, row.follows, error))
            return FALSE;
    }
    if (choice != NULL)
        fill_sections(letter, choice, reasons);
    return TRUE;
}

gboolean
letter_choose(Letter *letter, Store *store, const GArray *recipients, GError **error)
{
    forget(letter);
    if (choose_pieces(letter, store, recipients, error) &&
        choose_conditions(letter, store, recipients, error) &&
        choose_click_places(letter, store, recipients, error))
        return TRUE;
    forget(letter);
    return FALSE;
}

static gboolean
imagine_conditions(Letter *letter, LetterChoice *choice, Store *store, const GArray *territories,
                   const GArray *interests, GError **error)
{
    g_autoptr(Rows) rows =
        news_letter_conditions_imagined(store, letter->edition->id, territories, interests, error);
    NewsLetterConditionsImagined row;

    if (rows == NULL)
        return FALSE;
    while (news_letter_conditions_imagined_next(rows, &row))
        choice->conditions |= 1u << row.number;
    return TRUE;
}

gboolean
letter_imagine(Letter *letter, Store *store, const GArray *territories, const GArray *interests,
               GError **error)
{
    g_autoptr(Rows) rows =
        news_letter_choose_imagined(store, letter->edition->id, territories, interests, error);
    g_autoptr(Rows) places = rows != NULL ? news_letter_place(store, territories, error) : NULL;
    g_autofree Reason *reasons = reasons_new(letter);
    NewsLetterChooseImagined row;
    NewsLetterPlace place;

    forget(letter);
    if (places == NULL)
        return FALSE;
    LetterChoice *choice = choice_new(letter, 0, "", letter->imagined_language,
                                      news_letter_place_next(places, &place) ? place.name : "");
    gboolean good = imagine_conditions(letter, choice, store, territories, interests, error);
    reasons_clear(letter, reasons);
    while (good && news_letter_choose_imagined_next(rows, &row))
        good = reason_set(letter, reasons, row.position, row.distance, row.follows, error);
    if (!good) {
        forget(letter);
        return FALSE;
    }
    fill_sections(letter, choice, reasons);
    return TRUE;
}

const char *
letter_language(const Letter *letter, gint64 recipient)
{
    const LetterChoice *choice = g_hash_table_lookup(letter->choices, &recipient);

    return choice != NULL ? choice->version->language : NULL;
}

LetterChoice *
letter_choose_nobody(Letter *letter, const LetterVersion *version, const char *name,
                     const char *place)
{
    forget(letter);
    LetterChoice *choice = choice_new(letter, 0, name, version->language, place);
    choice->first = letter->chosen->len;
    return choice;
}

void
letter_imagine_language(Letter *letter, const char *language)
{
    g_free(letter->imagined_language);
    letter->imagined_language = g_strdup(language != NULL ? language : letter->edition->language);
}
