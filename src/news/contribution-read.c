/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-read - a contribution from its Markdown file
 *
 * Looks up territories and interests, changes nothing. On failure the one error names file, line
 * and what was probably meant.
 */
#include "base/error.h"
#include "page/front-matter.h"
#include "people/interest.h"
#include "people/knowledge.h"
#include "people/territory.h"

#include "news/contribution.h"
#include "news/source-file.h"

static const char *const keys[] = {"kind",        "title",  "territory[]", "interests[]", "author",
                                   "knowledge[]", "source", "programme",   "language",    NULL};
static const char *const kinds[] = {"finding", "initiative", NULL};

typedef gboolean (*Find)(Store *store, const char *text, gint64 *id, GError **error);

/* The numbers of what `key` lists. */
static GArray *
find_all(Store *store, const FrontMatter *matter, const char *name, const char *key, Find find,
         GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));
    const char *const *items = front_matter_list(matter, key);

    for (; *items != NULL; items++) {
        gint64 id;
        if (!find(store, *items, &id, error)) {
            /* What is missing is missing in the file: that is where to mend it. */
            if (error != NULL && error_kind(*error) == ERROR_NOT_FOUND)
                (*error)->code = ERROR_BAD_INPUT;
            source_file_blame(matter, name, key, error);
            return NULL;
        }
        g_array_append_val(found, id);
    }
    return g_steal_pointer(&found);
}

static gboolean
check_kind(const FrontMatter *matter, const char *name, GError **error)
{
    const char *kind = source_file_text(matter, "kind");

    if (*kind != '\0')
        return source_file_check_word(matter, name, "kind", kind, kinds, error);
    fail(error, ERROR_BAD_INPUT, "it does not say its kind");
    fail_hint(error, "add \"kind: finding\" or \"kind: initiative\" to the front matter");
    return source_file_blame(matter, name, NULL, error);
}

/* The words as they are stored, closed by NULL. */
static char **
find_knowledge(const FrontMatter *matter, const char *name, GError **error)
{
    const char *const *items = front_matter_list(matter, "knowledge");
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    for (; *items != NULL; items++) {
        const char *word = knowledge_find(*items, error);
        if (word == NULL) {
            source_file_blame(matter, name, "knowledge", error);
            return NULL;
        }
        g_ptr_array_add(words, g_strdup(word));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

Contribution *
contribution_read(Store *store, const char *name, const char *text, GError **error)
{
    g_autoptr(FrontMatter) matter =
        source_file_read(name, text, keys, CONTRIBUTION_BODY_MAX, error);
    g_autoptr(Contribution) contribution = g_new0(Contribution, 1);

    if (matter == NULL || !check_kind(matter, name, error))
        return NULL;
    contribution->territories = find_all(store, matter, name, "territory", territory_find, error);
    if (contribution->territories == NULL)
        return NULL;
    contribution->interests = find_all(store, matter, name, "interests", interest_find, error);
    if (contribution->interests == NULL)
        return NULL;
    contribution->knowledge = find_knowledge(matter, name, error);
    if (contribution->knowledge == NULL)
        return NULL;
    contribution->kind = g_strdup(source_file_text(matter, "kind"));
    contribution->title = g_strdup(source_file_text(matter, "title"));
    contribution->body = g_strdup(front_matter_body(matter));
    contribution->author = g_strdup(source_file_text(matter, "author"));
    contribution->source = g_strdup(source_file_text(matter, "source"));
    contribution->programme = g_strdup(source_file_text(matter, "programme"));
    const char *language = front_matter_text(matter, "language");
    contribution->language = g_strdup(language != NULL ? language : "fr");
    return g_steal_pointer(&contribution);
}

void
contribution_free(Contribution *contribution)
{
    if (contribution == NULL)
        return;
    g_free(contribution->kind);
    g_free(contribution->title);
    g_free(contribution->body);
    g_free(contribution->author);
    g_free(contribution->source);
    g_free(contribution->programme);
    g_free(contribution->language);
    g_strfreev(contribution->knowledge);
    g_clear_pointer(&contribution->territories, g_array_unref);
    g_clear_pointer(&contribution->interests, g_array_unref);
    g_free(contribution);
}
