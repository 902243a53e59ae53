/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * language - which of the site's languages a reader wants
 *
 * Nothing in a header can fail: what cannot be read is passed over. "*" says "any", so that it
 * means the site's own.
 */
#include "site/language.h"

#include <string.h>

enum { ACCEPT_MAX = 1000 }; /* bytes looked at */

static const char *const codes[LANGUAGE_COUNT] = {"fr", "en", "br"};

const char *
language_code(Language language)
{
    return codes[language];
}

const char *
language_name(Language language)
{
    static const char *const names[LANGUAGE_COUNT] = {"Français", "English", "Brezhoneg"};

    return names[language];
}

Language
language_read(const char *code, Language otherwise)
{
    for (guint i = 0; code != NULL && i < LANGUAGE_COUNT; i++)
        if (g_str_equal(code, codes[i]))
            return (Language)i;
    return otherwise;
}

/* "fr", "fr-CA" or "FR" as LANGUAGE_FR; -1 for another tag. */
static int
tag_read(const char *tag)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (g_ascii_strncasecmp(tag, codes[i], 2) == 0 && (tag[2] == '\0' || tag[2] == '-'))
            return i;
    return -1;
}

/* Thousandths; 1000 where nothing is said, 0 where nonsense is. */
static int
weight_read(const char *parameters)
{
    const char *q = strstr(parameters, "q=");

    if (q == NULL)
        return 1000;
    double weight = g_ascii_strtod(q + 2, NULL);
    return weight > 0 && weight <= 1 ? (int)(weight * 1000) : 0;
}

Language
language_negotiate(const char *accept, Language otherwise)
{
    Language best = otherwise;
    int best_weight = 0;

    if (accept == NULL || strlen(accept) > ACCEPT_MAX)
        return otherwise;
    g_auto(GStrv) ranges = g_strsplit(accept, ",", 50);
    for (char **range = ranges; *range != NULL; range++) {
        char *parameters = strchr(*range, ';');
        if (parameters != NULL)
            *parameters++ = '\0';
        const char *tag = g_strstrip(*range);
        int language = g_str_equal(tag, "*") ? (int)otherwise : tag_read(tag);
        int weight = parameters != NULL ? weight_read(parameters) : 1000;
        if (language >= 0 && weight > best_weight) {
            best = (Language)language;
            best_weight = weight;
        }
    }
    return best;
}
