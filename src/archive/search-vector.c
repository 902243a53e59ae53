/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-vector - what messages are searched by, from words that are known; see search-vector.h */
#include "archive/search-vector.h"

#include <string.h>

#include "archive/search-words.h"

enum {
    TEXT_MAX = 100000,  /* search_vector() looks no further */
    KEY_MAX = 500,      /* bytes; nobody writes such a word twice */
    NEW_MAX = 100,      /* words of a message that are asked about */
    PLACE_LAST = 16383, /* of a tsvector: what comes later is there too */
    PLACES_MAX = 256,   /* of a lexeme */
    PIECE_PLACES_MAX = 255
};
enum { WEIGHT_D, WEIGHT_C, WEIGHT_B, WEIGHT_A };

/* --- the pieces of a message --- */

/* A quote begins with ">", a signature with "-- ": as search_vector() takes a text apart. */
static void
split(const char *body, GString *own, GString *quoted)
{
    const char *signature = strstr(body, "\n-- \n");
    const char *end = signature != NULL ? signature + 1 : body + strlen(body);
    gboolean has_own = FALSE, has_quoted = FALSE;

    for (const char *line = body; end > body && line <= end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        const char *stop = newline != NULL ? newline : end;
        gboolean is_quote = line + strspn(line, " ") < stop && line[strspn(line, " ")] == '>';
        GString *to = is_quote ? quoted : own;
        gboolean *has = is_quote ? &has_quoted : &has_own;
        if (*has)
            g_string_append_c(to, '\n');
        *has = TRUE;
        g_string_append_len(to, line, stop - line);
        line = stop + 1;
    }
    if (signature != NULL)
        g_string_append(quoted, signature);
}

typedef struct {
    const char *text;
    gsize size;
} Piece;

/* --- words that nobody asked about yet --- */

/* Adds those of `piece` to `fresh`, `*budget` at most. FALSE: it cannot be taken apart. */
static gboolean
look_for_new(const Piece *piece, GHashTable *fresh, guint *budget)
{
    g_autoptr(GString) key = g_string_new(NULL);
    const char *text = piece->text, *end = text + piece->size;
    gboolean spans = FALSE, is_first = TRUE;

    while (search_word_next(&text, end, is_first, key, &spans)) {
        is_first = FALSE;
        if (spans || key->len > KEY_MAX)
            return FALSE;
        if (*budget > 0 && search_word_find(key->str) == NULL &&
            g_hash_table_add(fresh, g_strdup(key->str)))
            --*budget;
    }
    return TRUE;
}

static gboolean
learn(Store *store, GHashTable *fresh, GError **error)
{
    if (g_hash_table_size(fresh) == 0)
        return TRUE;
    g_autofree const char **keys = (const char **)g_hash_table_get_keys_as_array(fresh, NULL);
    return search_words_learn(store, keys, error);
}

/* --- a tsvector --- */

typedef struct {
    const char *lexeme;
    GArray *places; /* guint16, with weights, ascending */
    guint piece;    /* the last that has it, how often, and where last */
    guint in_piece;
    guint last;
} Entry;

typedef struct {
    GHashTable *known; /* Entry by lexeme, as a pointer */
    guint piece;
    guint base; /* the last place of all pieces before */
    guint last; /* and of this one too */
} Vector;

static void
entry_free(gpointer data)
{
    Entry *entry = data;

    g_array_unref(entry->places);
    g_free(entry);
}

/* At `place` of the piece; within the bounds of to_tsvector() and of ||. */
static void
add(Vector *vector, const char *lexeme, guint place, guint weight)
{
    Entry *entry = g_hash_table_lookup(vector->known, lexeme);

    if (entry == NULL) {
        entry = g_new0(Entry, 1);
        entry->lexeme = lexeme;
        entry->places = g_array_sized_new(FALSE, FALSE, sizeof(guint16), 2);
        g_hash_table_insert(vector->known, (gpointer)lexeme, entry);
    }
    if (entry->piece != vector->piece) {
        entry->piece = vector->piece;
        entry->in_piece = 0;
    }
    guint at = MIN(place, PLACE_LAST);
    if (entry->in_piece > 0 &&
        (entry->in_piece >= PIECE_PLACES_MAX || entry->last == PLACE_LAST || entry->last == at))
        return;
    entry->in_piece++;
    entry->last = at;
    at = MIN(at + vector->base, PLACE_LAST);
    guint n = entry->places->len;
    if (n >= PLACES_MAX ||
        (n > 0 && (g_array_index(entry->places, guint16, n - 1) & PLACE_LAST) == PLACE_LAST))
        return;
    const guint16 packed = (guint16)(weight << 14 | at);
    g_array_append_val(entry->places, packed);
    vector->last = MAX(vector->last, at);
}

/* FALSE: a word of it is not known. */
static gboolean
add_piece(Vector *vector, const Piece *piece, SearchLanguage language, guint weight)
{
    g_autoptr(GString) key = g_string_new(NULL);
    const char *text = piece->text, *end = text + piece->size;
    gboolean spans = FALSE, is_first = TRUE;
    guint places = 0;

    vector->piece++;
    vector->base = vector->last;
    while (search_word_next(&text, end, is_first, key, &spans)) {
        const SearchWord *word = search_word_find(key->str);
        is_first = FALSE;
        if (word == NULL)
            return FALSE;
        for (guint i = 0; i < word->n; i++)
            if (word->lexemes[i].is_of_english == (language == SEARCH_ENGLISH))
                add(vector, word->lexemes[i].lexeme, places + word->lexemes[i].place, weight);
        places += word->places;
    }
    return TRUE;
}

static void
put_16(GByteArray *out, guint16 number)
{
    number = GUINT16_TO_BE(number);
    g_byte_array_append(out, (const guint8 *)&number, sizeof number);
}

/* As tsvectorrecv() reads it; it sorts. */
static GBytes *
write_vector(const Vector *vector)
{
    GByteArray *out = g_byte_array_new();
    guint32 n = GUINT32_TO_BE(g_hash_table_size(vector->known));
    GHashTableIter iter;
    gpointer value;

    g_byte_array_append(out, (const guint8 *)&n, sizeof n);
    g_hash_table_iter_init(&iter, vector->known);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Entry *entry = value;
        g_byte_array_append(out, (const guint8 *)entry->lexeme, (guint)strlen(entry->lexeme) + 1);
        put_16(out, (guint16)entry->places->len);
        for (guint i = 0; i < entry->places->len; i++)
            put_16(out, g_array_index(entry->places, guint16, i));
    }
    return g_byte_array_free_to_bytes(out);
}

/* Of pieces with their weights, each in French, then in English. NULL: a word is not known. */
static GBytes *
make(const Piece *pieces, const guint *weights, guint n)
{
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, entry_free);
    Vector vector = {.known = known};

    for (guint i = 0; i < n; i++)
        for (SearchLanguage language = 0; language < SEARCH_LANGUAGES; language++)
            if (!add_piece(&vector, &pieces[i], language, weights[i]))
                return NULL;
    return write_vector(&vector);
}

/* --- messages --- */

typedef struct {
    GString *own, *quoted;
    Piece pieces[3]; /* the subject, what the author wrote, the rest */
    gboolean whole;  /* it can be taken apart */
} Text;

static void
text_free(gpointer data)
{
    Text *text = data;

    g_string_free(text->own, TRUE);
    g_string_free(text->quoted, TRUE);
    g_free(text);
}

static Text *
text_new(const ArchiveMessage *message)
{
    Text *text = g_new0(Text, 1);

    text->own = g_string_new(NULL);
    text->quoted = g_string_new(NULL);
    text->whole = strlen(message->body) <= TEXT_MAX;
    if (text->whole)
        split(message->body, text->own, text->quoted);
    text->pieces[0] = (Piece){message->subject, strlen(message->subject)};
    text->pieces[1] = (Piece){text->own->str, text->own->len};
    text->pieces[2] = (Piece){text->quoted->str, text->quoted->len};
    return text;
}

gboolean
search_vector_fill(Store *store, ArchiveMessage *const *messages, guint n, GError **error)
{
    static const guint weights[] = {WEIGHT_A, WEIGHT_B, WEIGHT_D};
    static gint filled;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);
    g_autoptr(GHashTable) fresh = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint budget = NEW_MAX * n;

    /* What files one message and ends has no use for knowing words. */
    if (g_atomic_int_add(&filled, (gint)n) == 0 && n == 1)
        return TRUE;
    search_words_hold();
    for (guint i = 0; i < n; i++) {
        Text *text = text_new(messages[i]);
        g_ptr_array_add(texts, text);
        for (guint p = 0; text->whole && p < G_N_ELEMENTS(text->pieces); p++)
            text->whole = look_for_new(&text->pieces[p], fresh, &budget);
    }
    search_words_release();
    if (!learn(store, fresh, error))
        return FALSE;
    search_words_hold();
    for (guint i = 0; i < n; i++) {
        const Text *text = texts->pdata[i];
        GBytes *own = text->whole ? make(text->pieces, weights, 2) : NULL;
        GBytes *quoted = own != NULL ? make(&text->pieces[2], &weights[2], 1) : NULL;
        if (quoted == NULL)
            g_clear_pointer(&own, g_bytes_unref);
        g_clear_pointer(&messages[i]->search, g_bytes_unref);
        g_clear_pointer(&messages[i]->search_quoted, g_bytes_unref);
        messages[i]->search = own;
        messages[i]->search_quoted = quoted;
    }
    search_words_release();
    return TRUE;
}
