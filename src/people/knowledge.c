/* SPDX-License-Identifier: GPL-3.0-or-later */
/* knowledge - the three kinds of knowledge people bring, of equal weight */
#include "people/knowledge.h"

#include "base/error.h"

#include "people/choices.h"

static const struct {
    const char *written;
    const char *word;
} words[] = {
    {"scientific", "scientific"},
    {"scientifique", "scientific"},
    {"scientifiques", "scientific"},
    {"professional", "professional"},
    {"professionnel", "professional"},
    {"professionnelle", "professional"},
    {"professionnels", "professional"},
    {"professionnelles", "professional"},
    {"citizen", "citizen"},
    {"citoyen", "citizen"},
    {"citoyenne", "citizen"},
    {"citoyens", "citizen"},
    {"citoyennes", "citizen"},
};

const char *
knowledge_find(const char *text, GError **error)
{
    if (!choices_word(text, "knowledge", error))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(text, words[i].written) == 0)
            return words[i].word;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no kind of knowledge", text);
    fail_hint(error, "it is one of: scientific, professional, citizen");
    return NULL;
}
