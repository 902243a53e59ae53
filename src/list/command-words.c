/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command-words - what people write to a robot in French, English or Breton, kept as data; see
 * command-words.h
 *
 * Some hundreds of entries, looked through one by one: a mail has a few lines that are looked at.
 */
#include "list/command-words.h"

#include <string.h>

#include "base/data-file.h"
#include "base/error.h"

typedef struct {
    CommandWord word;
    char *meaning;
    char *language;
    char *written;
    char *text; /* folded */
    gsize size;
} Entry;

struct CommandWords {
    GPtrArray *kinds[WORD_N_KINDS]; /* of Entry */
};

enum { ENTRY_MAX = 200, NEAR_LETTERS_MIN = 7 };

static const char *const kind_words[WORD_N_KINDS] = {
    "filler", "command", "mode", "day",    "month",   "decision", "field",
    "value",  "quote",   "span", "number", "weekday", "post",     "rest"};

static void
entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->meaning);
    g_free(entry->language);
    g_free(entry->written);
    g_free(entry->text);
    g_free(entry);
}

void
command_words_free(CommandWords *words)
{
    if (words == NULL)
        return;
    for (guint i = 0; i < WORD_N_KINDS; i++)
        g_ptr_array_unref(words->kinds[i]);
    g_free(words);
}

char *
command_words_fold(const char *text, gsize max)
{
    g_autofree char *cut = g_strndup(text, max);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    g_autofree char *apart = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL);
    g_autofree char *lower = g_utf8_casefold(apart, -1);
    GString *folded = g_string_new(NULL);

    for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(folded, c);
        else if (!g_unichar_ismark(c) && folded->len > 0 && folded->str[folded->len - 1] != ' ')
            g_string_append_c(folded, ' ');
    }
    if (folded->len > 0 && folded->str[folded->len - 1] == ' ')
        g_string_truncate(folded, folded->len - 1);
    return g_string_free(folded, FALSE);
}

static gboolean
take_word(gpointer data, char **cells, GError **error)
{
    CommandWords *words = data;
    guint kind = 0;

    while (kind < WORD_N_KINDS && !g_str_equal(cells[0], kind_words[kind]))
        kind++;
    if (kind == WORD_N_KINDS)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no kind of word", cells[0]);
    g_autofree char *text = command_words_fold(cells[3], ENTRY_MAX);
    if (*text == '\0')
        return fail(error, ERROR_BAD_INPUT, "there is no word in it");
    Entry *entry = g_new0(Entry, 1);
    entry->meaning = g_strdup(cells[1]);
    entry->language = g_strdup(cells[2]);
    entry->written = g_utf8_casefold(cells[3], -1);
    entry->size = strlen(text);
    entry->text = g_steal_pointer(&text);
    entry->word = (CommandWord){(WordKind)kind, entry->meaning, entry->language, entry->written};
    g_ptr_array_add(words->kinds[kind], entry);
    return TRUE;
}

CommandWords *
command_words_read(const char *path, GError **error)
{
    g_autoptr(CommandWords) words = g_new0(CommandWords, 1);

    for (guint i = 0; i < WORD_N_KINDS; i++)
        words->kinds[i] = g_ptr_array_new_with_free_func(entry_free);
    if (!data_file_read(path, "the words of commands", 4, take_word, words, error))
        return NULL;
    return g_steal_pointer(&words);
}

CommandWords *
command_words_open(const Settings *settings, GError **error)
{
    g_autofree char *own =
        g_build_filename(settings_text(settings, SETTING_TEMPLATES), "mail", "commands.tsv", NULL);
    g_autofree char *shipped = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                                "mail", "commands.tsv", NULL);

    return command_words_read(g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped, error);
}

const CommandWord *
command_words_match(const CommandWords *words, WordKind kind, const char **at)
{
    const GPtrArray *entries = words->kinds[kind];
    const Entry *best = NULL;

    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        char behind = '\0';
        if ((best == NULL || entry->size > best->size) &&
            strncmp(*at, entry->text, entry->size) == 0)
            behind = (*at)[entry->size] == '\0' ? ' ' : (*at)[entry->size];
        if (behind == ' ')
            best = entry;
    }
    if (best == NULL)
        return NULL;
    *at += best->size;
    *at += **at == ' ';
    return &best->word;
}

/* Whether one letter makes `a` of `b`: left out, put in, changed, or changed about. "Abonnés" is
 * not "abonner" with a typing error: its end makes another word of it. */
static gboolean
are_near(const gunichar *a, glong a_size, const gunichar *b, glong b_size)
{
    glong same = 0, end = 0;

    while (same < a_size && same < b_size && a[same] == b[same])
        same++;
    while (end < a_size - same && end < b_size - same && a[a_size - 1 - end] == b[b_size - 1 - end])
        end++;
    glong a_left = a_size - same - end, b_left = b_size - same - end;
    return (a_left <= 1 && b_left <= 1 && end > 0) ||
           (a_left == 2 && b_left == 2 && a[same] == b[same + 1] && a[same + 1] == b[same]);
}

const CommandWord *
command_words_near(const CommandWords *words, WordKind kind, const char **at)
{
    const GPtrArray *entries = words->kinds[kind];
    gsize bytes = strcspn(*at, " ");
    const CommandWord *found = NULL;
    glong size;
    g_autofree gunichar *typed = g_utf8_to_ucs4_fast(*at, (glong)bytes, &size);

    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        glong entry_size;
        g_autofree gunichar *letters =
            g_utf8_to_ucs4_fast(entry->text, (glong)entry->size, &entry_size);
        if (entry_size < NEAR_LETTERS_MIN || strchr(entry->text, ' ') != NULL ||
            !are_near(typed, size, letters, entry_size))
            continue;
        if (found != NULL && !g_str_equal(found->meaning, entry->meaning))
            return NULL;
        found = &entry->word;
    }
    if (found == NULL)
        return NULL;
    *at += bytes;
    *at += **at == ' ';
    return found;
}

gboolean
command_words_skip(const char *folded, const char **at)
{
    gsize size = strlen(folded);

    if (size == 0 || strncmp(*at, folded, size) != 0 || ((*at)[size] != '\0' && (*at)[size] != ' '))
        return FALSE;
    *at += size;
    *at += **at == ' ';
    return TRUE;
}
