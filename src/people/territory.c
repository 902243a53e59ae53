/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * territory - the territory that somebody's words name
 *
 * What the words may mean is one statement over the whole set, so that a file of 100,000 people
 * asks once. 1,441 names of communes are not unique and 4,205 postal codes are of several: what
 * is not clear is an error that lists the choices, never a guess.
 */
#include "people/territory.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "people/choices.h"

/* A typo in a column of a file may make every row wrong: look for likely names only so often. */
#define NEAR_MAX 20

typedef struct {
    char *word;
    const char *reading;
    char *departement; /* or the kind, where that was said */
} Words;

static gboolean
is_departement(const char *text, gsize size)
{
    if (size < 2 || size > 3 || !g_ascii_isdigit(text[0]))
        return FALSE;
    for (gsize i = 1; i < size; i++)
        if (!g_ascii_isdigit(text[i]) && strchr("AaBb", text[i]) == NULL)
            return FALSE;
    return TRUE;
}

/* The kind that a word in brackets is, as label() writes it, or without accents; NULL: none. */
static const char *
kind_of(const char *word)
{
    static const char *const kinds[] = {"commune", "epci",    "departement",
                                        "region",  "country", "own"};
    g_autofree char *plain = g_str_to_ascii(word, "C");

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_ascii_strcasecmp(plain, kinds[i]) == 0 ||
            g_ascii_strcasecmp(word, territory_kind_word(kinds[i])) == 0)
            return kinds[i];
    return NULL;
}

/* "Moncontour (22)" and "Moncontour, 22": cuts the name off and returns the département; and so the
 * kind of "Bretagne (region)". */
static char *
split_departement(char *word)
{
    gsize size = strlen(word);
    gboolean closed = size > 0 && word[size - 1] == ')';
    char *open = strrchr(word, closed ? '(' : ',');

    if (open == NULL || open == word)
        return g_strdup("");
    g_autofree char *inside = g_strndup(open + 1, strlen(open + 1) - (closed ? 1 : 0));
    g_strstrip(inside);
    const char *kind = kind_of(inside);
    if (kind == NULL && !is_departement(inside, strlen(inside)))
        return g_strdup("");
    *open = '\0';
    g_strchomp(word);
    return kind != NULL ? g_strdup(kind) : g_steal_pointer(&inside);
}

static void
read_words(const char *text, Words *words)
{
    static const struct {
        const char *prefix;
        const char *reading;
    } prefixes[] = {{"insee:", "code"}, {"postal:", "postal"}};

    words->reading = "any";
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_ascii_strncasecmp(text, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0) {
            words->reading = prefixes[i].reading;
            text += strlen(prefixes[i].prefix);
            break;
        }
    words->word = g_strstrip(g_strdup(text));
    words->departement = split_departement(words->word);
}

const char *
territory_kind_word(const char *kind)
{
    if (g_str_equal(kind, "departement"))
        return "département";
    if (g_str_equal(kind, "epci"))
        return "EPCI";
    if (g_str_equal(kind, "own"))
        return "own territory";
    return kind;
}

static char *
label(const char *code, const char *name, const char *kind, const char *departement)
{
    return g_strdup_printf("%s %s (%s)", code, name,
                           *departement != '\0' ? departement : territory_kind_word(kind));
}

static gboolean
is_number(const char *word)
{
    return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* The name that differs by the fewest letters, unless all differ by many: "Brset" shares few groups
 * of three letters with Brest. */
static gboolean
add_closest(Store *store, const char *word, GPtrArray *labels, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = people_territory_close(store, word, error);
    PeopleTerritoryClose row = {0};
    const char *key = "";

    if (rows == NULL)
        return FALSE;
    while (people_territory_close_next(rows, &row)) {
        key = row.key;
        g_ptr_array_add(keys, (gpointer)row.name_key);
        g_ptr_array_add(all, label(row.code, row.name, row.kind, row.departement));
    }
    g_ptr_array_add(keys, NULL);
    const char *nearest = nearest_name(key, (const char *const *)keys->pdata);
    for (guint i = 0; nearest != NULL && i < all->len; i++)
        if (keys->pdata[i] == nearest)
            g_ptr_array_add(labels, g_strdup(all->pdata[i]));
    return TRUE;
}

static gboolean
fail_unknown(Store *store, const char *text, const char *word, gboolean look, GError **problem,
             GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);

    if (is_number(word)) {
        fail(problem, ERROR_NOT_FOUND, "no territory has the code \"%s\"", text);
        fail_hint(problem, "give an INSEE code, a postal code or a name");
        return TRUE;
    }
    fail(problem, ERROR_NOT_FOUND, "no territory is called \"%s\"", text);
    if (!look)
        return TRUE;
    g_autoptr(Rows) rows = people_territory_near(store, word, error);
    PeopleTerritoryNear row;
    if (rows == NULL || !add_closest(store, word, labels, error))
        return FALSE;
    while (people_territory_near_next(rows, &row)) {
        g_autofree char *near = label(row.code, row.name, row.kind, row.departement);
        if (!g_ptr_array_find_with_equal_func(labels, near, g_str_equal, NULL))
            g_ptr_array_add(labels, g_steal_pointer(&near));
    }
    if (labels->len > 0) {
        g_autofree char *listed = choices_text(labels);
        fail_hint(problem, "did you mean %s?", listed);
    } else
        fail_hint(problem, "give an official name, an INSEE code or a postal code");
    return TRUE;
}

/* `departement`: of one of them, as an example; NULL when none is a commune. */
static void
fail_ambiguous(const char *text, const char *word, const char *departement, const GPtrArray *labels,
               GError **problem)
{
    g_autofree char *listed = choices_text(labels);

    fail(problem, ERROR_BAD_INPUT, "\"%s\" may be %s", text, listed);
    if (is_number(word))
        fail_hint(problem, "give the INSEE code of the one you mean, as insee:CODE");
    else if (departement != NULL)
        fail_hint(problem, "give its code, or its name and département as in \"%s (%s)\"", word,
                  departement);
    else
        fail_hint(problem, "give the code of the one you mean");
}

/* Takes the rows of one word from `rows`; `*row` is the first one not taken, or has n 0. */
static void
take_rows(Rows *rows, PeopleTerritoryResolve *row, gint64 n, gint64 *id, const char **departement,
          GPtrArray *labels)
{
    g_ptr_array_set_size(labels, 0);
    while (row->n == n) {
        *id = row->id;
        if (*departement == NULL && *row->departement != '\0')
            *departement = row->departement;
        g_ptr_array_add(labels, label(row->code, row->name, row->kind, row->departement));
        if (!people_territory_resolve_next(rows, row))
            row->n = 0;
    }
}

static gboolean
judge(Store *store, const char *const *texts, const Words *words, const GArray *left, Rows *rows,
      gint64 *ids, GError **problems, GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    PeopleTerritoryResolve row = {0};
    guint unknown = 0;

    if (!people_territory_resolve_next(rows, &row))
        row.n = 0;
    for (guint k = 0; k < left->len; k++) {
        guint i = g_array_index(left, guint, k);
        gint64 id = 0;
        const char *departement = NULL;
        take_rows(rows, &row, (gint64)k + 1, &id, &departement, labels);
        if (problems[i] != NULL)
            continue;
        if (labels->len == 1)
            ids[i] = id;
        else if (labels->len > 1)
            fail_ambiguous(texts[i], words[i].word, departement, labels, &problems[i]);
        else if (!fail_unknown(store, texts[i], words[i].word, unknown++ < NEAR_MAX, &problems[i],
                               error))
            return FALSE;
    }
    return TRUE;
}

/* What is said to be a code and is one needs no look at names: a file may have tens of thousands.
 * The others are left, with their places in `left`. */
static gboolean
find_codes(Store *store, const Words *words, guint n, gint64 *ids, GArray *left, GError **error)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(guint));
    PeopleTerritoryCodes row;

    for (guint i = 0; i < n; i++) {
        if (g_str_equal(words[i].reading, "code") && is_number(words[i].word)) {
            g_ptr_array_add(codes, words[i].word);
            g_array_append_val(places, i);
        } else
            g_array_append_val(left, i);
    }
    if (codes->len == 0)
        return TRUE;
    g_ptr_array_add(codes, NULL);
    g_autoptr(Rows) rows = people_territory_codes(store, (const char *const *)codes->pdata, error);
    if (rows == NULL)
        return FALSE;
    while (people_territory_codes_next(rows, &row))
        ids[g_array_index(places, guint, row.n - 1)] = row.id;
    for (guint i = 0; i < places->len; i++)
        if (ids[g_array_index(places, guint, i)] == 0)
            g_array_append_val(left, g_array_index(places, guint, i));
    return TRUE;
}

static void
words_free(gpointer data)
{
    Words *words = data;

    g_free(words->word);
    g_free(words->departement);
}

gboolean
territory_find_all(Store *store, const char *const *texts, guint n, gint64 *ids, GError **problems,
                   GError **error)
{
    g_autoptr(GArray) words = g_array_sized_new(FALSE, TRUE, sizeof(Words), n + 1);
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) readings = g_ptr_array_new();
    g_autoptr(GPtrArray) departements = g_ptr_array_new();

    g_array_set_clear_func(words, words_free);
    for (guint i = 0; i < n; i++) {
        Words one;
        ids[i] = 0;
        problems[i] = NULL;
        /* What cannot be sent still takes its place, so that numbers agree. */
        read_words(choices_word(texts[i], "territory", &problems[i]) ? texts[i] : "", &one);
        g_array_append_val(words, one);
    }
    if (!find_codes(store, (const Words *)(gpointer)words->data, n, ids, left, error))
        return FALSE;
    if (left->len == 0)
        return TRUE;
    for (guint i = 0; i < left->len; i++) {
        const Words *one = &g_array_index(words, Words, g_array_index(left, guint, i));
        g_ptr_array_add(names, one->word);
        g_ptr_array_add(readings, (gpointer)one->reading);
        g_ptr_array_add(departements, one->departement);
    }
    g_ptr_array_add(names, NULL);
    g_ptr_array_add(readings, NULL);
    g_ptr_array_add(departements, NULL);
    g_autoptr(Rows) rows = people_territory_resolve(
        store, (const char *const *)names->pdata, (const char *const *)readings->pdata,
        (const char *const *)departements->pdata, error);
    return rows != NULL && judge(store, texts, (const Words *)(gpointer)words->data, left, rows,
                                 ids, problems, error);
}

gboolean
territory_find(Store *store, const char *text, gint64 *id, GError **error)
{
    GError *problem = NULL;
    gint64 found;

    if (!territory_find_all(store, &text, 1, &found, &problem, error))
        return FALSE;
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *id = found;
    return TRUE;
}
