/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-words - what the database makes of a word that is to be searched for; see search-words.h
 */
#include "archive/search-words.h"

#include <string.h>

#include "store/query.h"

enum { WORDS_MAX = 1 << 16 }; /* some 100 bytes each; then it begins anew */

static GMutex holding;
static GHashTable *words;    /* SearchWord by key */
static GStringChunk *spoken; /* keys and lexemes */

static gboolean
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static gboolean
is_letter(char c)
{
    return g_ascii_isalpha(c) || (guchar)c >= 0x80;
}

static gboolean
all_letters(const char *from, const char *to)
{
    while (from < to && (is_letter(*from) || *from == '\''))
        from++;
    return from == to;
}

/* "<a href": what it is only its end tells, which may be far. */
static gboolean
opens_tag(const char *from, const char *to)
{
    const char *last = NULL;

    for (const char *p = from; p < to; p++) {
        if (*p == '<' && p + 1 < to && (p[1] == '!' || p[1] == '?'))
            return TRUE;
        if (*p == '<')
            last = p;
    }
    return last != NULL && last + 1 < to && (is_letter(last[1]) || last[1] == '/') &&
           memchr(last, '>', (gsize)(to - last)) == NULL;
}

gboolean
search_word_next(const char **text, const char *end, gboolean is_first, GString *key,
                 gboolean *spans)
{
    const char *from = *text, *to;

    while (from < end && is_blank(*from))
        from++;
    if (from == end)
        return FALSE;
    is_first = is_first && from == *text;
    for (to = from; to < end && !is_blank(*to);)
        to++;
    *text = to;
    g_string_truncate(key, 0);
    /* The marks around a word are never part of it, but for "..", which is taken for a file's name;
     * and its case does not count. */
    const char *core = from, *core_end = to;
    while (core < core_end && strchr("(\"'[{", *core) != NULL)
        core++;
    while (core_end > core && strchr(".,;:!?)\"']}", core_end[-1]) != NULL)
        core_end--;
    if (core < core_end && all_letters(core, core_end) &&
        g_strstr_len(core_end, to - core_end, "..") == NULL) {
        for (; core < core_end; core++)
            g_string_append_c(key, g_ascii_tolower(*core));
        return TRUE;
    }
    /* A blank before "./file" is part of what it means. */
    if (!is_first)
        g_string_append_c(key, ' ');
    g_string_append_len(key, from, to - from);
    *spans = *spans || opens_tag(from, to);
    return TRUE;
}

void
search_words_hold(void)
{
    g_mutex_lock(&holding);
    if (words == NULL) {
        words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
        spoken = g_string_chunk_new(16 * 1024);
    }
}

void
search_words_release(void)
{
    g_mutex_unlock(&holding);
}

const SearchWord *
search_word_find(const char *key)
{
    return g_hash_table_lookup(words, key);
}

/* Of all rows about one word, whose last place is that of the mark behind it. */
static void
keep(const char *key, GArray *lexemes, guint16 last)
{
    const SearchLexeme *given = (const SearchLexeme *)(gpointer)lexemes->data;
    guint n = lexemes->len;

    while (n > 0 && given[n - 1].place == last)
        n--;
    SearchWord *word = g_malloc(sizeof *word + n * sizeof *word->lexemes);
    word->places = last - 1;
    word->n = (guint16)n;
    if (n > 0)
        memcpy(word->lexemes, given, n * sizeof *word->lexemes);
    g_hash_table_insert(words, g_string_chunk_insert(spoken, key), word);
}

static void
keep_all(Rows *rows, const char *const *keys)
{
    g_autoptr(GArray) lexemes = g_array_new(FALSE, FALSE, sizeof(SearchLexeme));
    ArchiveWordLexemes row;
    gint64 n = 0;
    guint16 last = 0;

    while (archive_word_lexemes_next(rows, &row)) {
        if (n != row.n && n != 0)
            keep(keys[n - 1], lexemes, last);
        if (n != row.n)
            g_array_set_size(lexemes, 0);
        n = row.n;
        last = (guint16)row.place;
        const SearchLexeme lexeme = {g_string_chunk_insert_const(spoken, row.lexeme), last,
                                     row.is_of_english};
        g_array_append_val(lexemes, lexeme);
    }
    if (n != 0)
        keep(keys[n - 1], lexemes, last);
}

gboolean
search_words_learn(Store *store, const char *const *keys, GError **error)
{
    g_autoptr(Rows) rows = archive_word_lexemes(store, keys, error);

    if (rows == NULL)
        return FALSE;
    search_words_hold();
    if (g_hash_table_size(words) >= WORDS_MAX) {
        g_hash_table_remove_all(words);
        g_string_chunk_clear(spoken);
    }
    keep_all(rows, keys);
    search_words_release();
    return TRUE;
}
