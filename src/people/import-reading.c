/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-reading - how somebody is on a list: in words, in French, English and of other systems;
 * and behind its name
 */
#include <string.h>

#include "people/import-inside.h"

enum { POSTS_MAX = 200 };

static const struct {
    const char *word; /* without accents and capitals */
    ImportReading reading;
} readings[] = {
    {"each", {.delivery = "each"}},
    {"chaque", {.delivery = "each"}},
    {"tous", {.delivery = "each"}},
    {"mail", {.delivery = "each"}},
    {"regular", {.delivery = "each"}},
    {"normal", {.delivery = "each"}},
    {"notice", {.delivery = "each"}},
    {"txt", {.delivery = "each"}},
    {"html", {.delivery = "each"}},
    {"urlize", {.delivery = "each"}},
    {"not_me", {.delivery = "each"}},
    {"digest", {.delivery = "digest"}},
    {"digestplain", {.delivery = "digest", .form = "plain"}},
    {"summary", {.delivery = "digest"}},
    {"resume", {.delivery = "digest"}},
    {"recapitulatif", {.delivery = "digest"}},
    {"condense", {.delivery = "digest"}},
    {"mime_digests", {.delivery = "digest"}},
    {"plaintext_digests", {.delivery = "digest", .form = "plain"}},
    {"summary_digests", {.delivery = "digest"}},
    {"daily", {.every = "daily"}},
    {"quotidien", {.every = "daily"}},
    {"weekly", {.every = "weekly"}},
    {"hebdomadaire", {.every = "weekly"}},
    {"mime", {.form = "mime"}},
    {"plain", {.form = "plain"}},
    {"text", {.form = "plain"}},
    {"texte", {.form = "plain"}},
    {"important", {.delivery = "important"}},
    {"importants", {.delivery = "important"}},
    {"important only", {.delivery = "important"}},
    {"messages importants", {.delivery = "important"}},
    {"none", {.delivery = "none"}},
    {"aucun", {.delivery = "none"}},
    {"aucune", {.delivery = "none"}},
    {"rien", {.delivery = "none"}},
};

static gboolean
take_word(ImportReading *reading, const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(readings); i++) {
        const ImportReading *said = &readings[i].reading;
        if (!g_str_equal(readings[i].word, word))
            continue;
        reading->delivery = said->delivery != NULL ? said->delivery : reading->delivery;
        reading->every = said->every != NULL ? said->every : reading->every;
        reading->form = said->form != NULL ? said->form : reading->form;
        return TRUE;
    }
    guint64 posts;
    if (!g_ascii_string_to_unsigned(word, 10, 1, POSTS_MAX, &posts, NULL))
        return FALSE;
    reading->posts = (gint)posts;
    return TRUE;
}

gboolean
import_reading_take(ImportReading *reading, const char *text)
{
    g_autofree char *ascii = g_str_to_ascii(text, "C");
    g_autofree char *plain = g_strstrip(g_ascii_strdown(ascii, -1));

    if (take_word(reading, plain))
        return TRUE;
    g_auto(GStrv) words = g_strsplit_set(plain, " \t:,;/+", -1);
    for (guint i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !take_word(reading, words[i]))
            return FALSE;
    return TRUE;
}

const char *
import_reading_delivery(const ImportReading *reading)
{
    if (reading->delivery != NULL ||
        (reading->every == NULL && reading->form == NULL && reading->posts == 0))
        return reading->delivery;
    return "digest";
}

static const char *
either(const char *first, const char *second, const char *otherwise)
{
    return first != NULL ? first : second != NULL ? second : otherwise;
}

char *
import_place_name(const char *word)
{
    return g_strndup(word, strcspn(word, ":"));
}

char **
import_place_topics(const char *word)
{
    const char *topics = strstr(word, ":+");

    return import_values(topics != NULL ? topics + 2 : "", "+");
}

gboolean
import_place_read(const ImportRow *row, const char *word, ImportPlace *place)
{
    static const char *const states[] = {"confirmed", "unconfirmed", "unsubscribed"};
    g_auto(GStrv) parts = g_strsplit(word, ":", 8);
    gboolean is_silent = row->standing == IMPORT_SILENT;
    ImportReading own = {0};

    *place = (ImportPlace){0};
    place->state = row->standing == IMPORT_MEMBER   ? "confirmed"
                   : row->standing <= IMPORT_SILENT ? "unconfirmed"
                                                    : "unsubscribed";
    for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
        gboolean known = *parts[i] == '+';
        for (guint k = 0; k < G_N_ELEMENTS(states); k++) {
            if (!g_str_equal(parts[i], states[k]))
                continue;
            /* What the whole row is cannot be bettered by a list. */
            if (row->standing == IMPORT_MEMBER)
                place->state = states[k];
            known = TRUE;
        }
        if (!known && (*parts[i] == '\0' || !import_reading_take(&own, parts[i])))
            return FALSE;
    }
    place->reading.delivery =
        either(import_reading_delivery(&own),
               is_silent ? "none" : import_reading_delivery(&row->reading), "each");
    place->reading.every = either(own.every, row->reading.every, "daily");
    place->reading.form = either(own.form, row->reading.form, "mime");
    place->reading.posts = own.posts != 0 ? own.posts : row->reading.posts;
    return TRUE;
}
