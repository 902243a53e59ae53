/* SPDX-License-Identifier: GPL-3.0-or-later */
/* topic - what posts of a list are about, and members who take only some of it; see topic.h */
#include "list/topic.h"

#include <string.h>

#include "base/error.h"
#include "mime/field.h"
#include "store/query.h"

enum { WORDS_MAX = 20, WORD_BYTES_MAX = 120 };

/* The words of a text that commas and semicolons part. */
static void
add_words(GPtrArray *words, const char *text)
{
    g_auto(GStrv) parts = g_strsplit_set(text, ",;", -1);

    for (char **part = parts; *part != NULL && words->len < WORDS_MAX; part++) {
        char *word = g_strstrip(*part);
        gsize size = strlen(word);
        if (size > 0 && word[size - 1] == '.')
            word[--size] = '\0';
        if (size > 0 && size <= WORD_BYTES_MAX)
            g_ptr_array_add(words, g_strdup(word));
    }
}

static GPtrArray *
words_new(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

gboolean
topic_find(Store *store, const List *list, const char *text, GArray *topics, char **unknown,
           GError **error)
{
    g_autoptr(GPtrArray) words = words_new();
    ListTopicNamed row;
    gint64 seen = 0;

    *unknown = NULL;
    add_words(words, text);
    guint n = words->len;
    g_ptr_array_add(words, NULL);
    g_autoptr(Rows) rows =
        list_topic_named(store, list->id, (const char *const *)words->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (list_topic_named_next(rows, &row)) {
        if (row.n > seen + 1 && *unknown == NULL)
            *unknown = g_strdup(words->pdata[seen]);
        seen = row.n;
        g_array_append_val(topics, row.interest);
    }
    if (*unknown == NULL && (gint64)n > seen)
        *unknown = g_strdup(words->pdata[seen]);
    if (n == 0)
        *unknown = g_strdup("");
    return TRUE;
}

gboolean
topic_find_all(Store *store, const List *list, const char *text, GArray *topics, GError **error)
{
    g_autofree char *unknown = NULL;

    if (!topic_find(store, list, text, topics, &unknown, error))
        return FALSE;
    if (unknown == NULL)
        return TRUE;
    g_autofree char *known = topic_text(store, list->id, list->language, error);
    if (known == NULL)
        return FALSE;
    fail(error, ERROR_NOT_FOUND, "\"%s\" is no topic of the list \"%s\"", unknown, list->name);
    return *known != '\0'
               ? fail_hint(error, "its topics: %s", known)
               : fail_hint(error, "it has none; colporteur list set %s --interest gives it some",
                           list->name);
}

char *
topic_text(Store *store, gint64 list, const char *language, GError **error)
{
    g_autoptr(Rows) rows = list_topic_all(store, list, language, error);
    g_autoptr(GString) text = g_string_new(NULL);
    ListTopicAll row;

    if (rows == NULL)
        return NULL;
    while (list_topic_all_next(rows, &row))
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", row.label);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *
topic_chosen_text(Store *store, gint64 list, gint64 subscriber, const char *language,
                  GError **error)
{
    g_autoptr(Rows) rows = list_topic_chosen(store, list, subscriber, language, error);
    g_autoptr(GString) text = g_string_new(NULL);
    ListTopicChosen row;

    if (rows == NULL)
        return NULL;
    while (list_topic_chosen_next(rows, &row))
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", row.label);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "[vélo] Le bac [alimentation, eau]": what stands in brackets. */
static void
add_bracketed(GPtrArray *words, const char *subject)
{
    const char *open, *close;

    while ((open = strchr(subject, '[')) != NULL && (close = strchr(open, ']')) != NULL) {
        g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
        const char *last = strrchr(inside, '[');
        add_words(words, last != NULL ? last + 1 : inside);
        subject = close + 1;
    }
}

gboolean
topic_take(Store *store, const List *list, gint64 message, const Mail *mail, const GArray *given,
           GError **error)
{
    static const char *const headers[] = {"Keywords", "X-Topics"};
    g_autoptr(GPtrArray) words = words_new();
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(gint64));

    if (mail->subject != NULL)
        add_bracketed(words, mail->subject);
    for (guint i = 0; i < mail->n_headers; i++)
        for (guint h = 0; h < G_N_ELEMENTS(headers); h++)
            if (g_ascii_strcasecmp(mail->headers[i].name, headers[h]) == 0) {
                g_autofree char *value = field_words(mail->headers[i].value, NULL);
                add_words(words, value);
            }
    gboolean begins = mail->in_reply_to == NULL && mail->references[0] == NULL;
    if (words->len == 0 && given == NULL && begins)
        return TRUE;
    g_ptr_array_add(words, NULL);
    return list_topic_take(store, list->id, message, (const char *const *)words->pdata,
                           given != NULL ? given : none, NULL, error);
}
