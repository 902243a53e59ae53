/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-words - from the words of rows to numbers
 *
 * Each word is looked up once, with all others that are new in its chunk, and remembered with what
 * it means or why it means nothing. What is remembered is bounded: it is dropped between chunks
 * when it has grown too much.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/choices.h"
#include "people/import-inside.h"
#include "people/interest.h"
#include "people/programme.h"
#include "people/territory.h"

#define MAX_REMEMBERED 100000

typedef struct {
    gint64 id;
    char *refusal;  /* the word means nothing */
    gint64 *places; /* of a territory: what it lies in, ascending */
    guint n_places;
} Meaning;

typedef gboolean (*FindAll)(Store *store, const char *const *texts, guint n, gint64 *ids,
                            GError **problems, GError **error);

typedef struct {
    GHashTable *meanings; /* text to Meaning */
    FindAll find_all;
} Sort;

enum { TERRITORIES, INTERESTS, PROGRAMMES, LISTS, N_SORTS };

struct ImportWords {
    Sort sorts[N_SORTS];
    GArray *numbers; /* of one row, while they are gathered */
};

static void
meaning_free(gpointer data)
{
    Meaning *meaning = data;

    g_free(meaning->refusal);
    g_free(meaning->places);
    g_free(meaning);
}

static gboolean
list_find_all(Store *store, const char *const *texts, guint n, gint64 *ids, GError **problems,
              GError **error)
{
    for (guint i = 0; i < n; i++) {
        if (!choices_word(texts[i], "list", &problems[i]))
            continue;
        g_autoptr(Rows) rows = people_list_find(store, texts[i], error);
        PeopleListFind row;
        if (rows == NULL)
            return FALSE;
        if (people_list_find_next(rows, &row)) {
            ids[i] = row.id;
            continue;
        }
        fail(&problems[i], ERROR_NOT_FOUND, "no list is called \"%s\"", texts[i]);
        fail_hint(&problems[i], "colporteur list list shows them");
    }
    return TRUE;
}

ImportWords *
import_words_new(void)
{
    static const FindAll find[N_SORTS] = {territory_find_all, interest_find_all, programme_find_all,
                                          list_find_all};
    ImportWords *words = g_new0(ImportWords, 1);

    for (guint i = 0; i < N_SORTS; i++)
        words->sorts[i] =
            (Sort){g_hash_table_new_full(g_str_hash, g_str_equal, g_free, meaning_free), find[i]};
    words->numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    return words;
}

void
import_words_free(ImportWords *words)
{
    if (words == NULL)
        return;
    for (guint i = 0; i < N_SORTS; i++)
        g_hash_table_unref(words->sorts[i].meanings);
    g_array_unref(words->numbers);
    g_free(words);
}

/* --- looking up --- */

static void
gather(const Sort *sort, char *const *words, gboolean are_lists, GPtrArray *unknown)
{
    for (guint i = 0; words[i] != NULL; i++) {
        g_autofree char *name = are_lists ? import_place_name(words[i]) : NULL;
        const char *word = name != NULL ? name : words[i];
        if (g_hash_table_contains(sort->meanings, word))
            continue;
        char *key = g_strdup(word);
        g_hash_table_insert(sort->meanings, key, g_new0(Meaning, 1));
        g_ptr_array_add(unknown, key);
    }
}

/* Topics are interests that stand behind a list. */
static void
gather_topics(const Sort *sort, char *const *lists, GPtrArray *unknown)
{
    for (guint i = 0; lists[i] != NULL; i++) {
        g_auto(GStrv) topics = import_place_topics(lists[i]);
        if (topics != NULL)
            gather(sort, topics, FALSE, unknown);
    }
}

static gboolean
find_places(Sort *sort, Store *store, const GPtrArray *names, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) first = g_hash_table_new(g_int64_hash, g_int64_equal);
    PeopleTerritoryPlaces row;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gint64));
    Meaning *meaning = NULL;

    for (guint i = 0; i < names->len; i++) {
        Meaning *one = g_hash_table_lookup(sort->meanings, names->pdata[i]);
        if (one->refusal == NULL && g_hash_table_insert(first, &one->id, one))
            g_array_append_val(ids, one->id);
    }
    g_autoptr(Rows) rows = people_territory_places(store, ids, error);
    if (rows == NULL)
        return FALSE;
    gboolean more = people_territory_places_next(rows, &row);
    while (more) {
        meaning = g_hash_table_lookup(first, &row.territory);
        g_array_set_size(places, 0);
        gint64 territory = row.territory;
        for (; more && row.territory == territory; more = people_territory_places_next(rows, &row))
            g_array_append_val(places, row.place);
        meaning->n_places = places->len;
        meaning->places = g_memdup2(places->data, places->len * sizeof(gint64));
    }
    /* Two words may mean one territory. */
    for (guint i = 0; i < names->len; i++) {
        Meaning *one = g_hash_table_lookup(sort->meanings, names->pdata[i]);
        const Meaning *same = one->refusal == NULL ? g_hash_table_lookup(first, &one->id) : NULL;
        if (same == NULL || same == one)
            continue;
        one->n_places = same->n_places;
        one->places = g_memdup2(same->places, same->n_places * sizeof(gint64));
    }
    return TRUE;
}

static gboolean
look_up(ImportWords *words, guint which, Store *store, const ImportPerson *people, guint n,
        GError **error)
{
    static const gsize members[N_SORTS] = {
        G_STRUCT_OFFSET(ImportRow, territories), G_STRUCT_OFFSET(ImportRow, interests),
        G_STRUCT_OFFSET(ImportRow, programmes), G_STRUCT_OFFSET(ImportRow, lists)};
    Sort *sort = &words->sorts[which];
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (g_hash_table_size(sort->meanings) > MAX_REMEMBERED)
        g_hash_table_remove_all(sort->meanings);
    for (guint i = 0; i < n; i++) {
        const ImportRow *row = people[i].row;
        if (row->refusal != NULL)
            continue;
        gather(sort, G_STRUCT_MEMBER(char **, row, members[which]), which == LISTS, names);
        if (which == INTERESTS)
            gather_topics(sort, row->lists, names);
    }
    if (names->len == 0)
        return TRUE;
    g_autofree gint64 *ids = g_new0(gint64, names->len);
    g_autofree GError **problems = g_new0(GError *, names->len);
    if (!sort->find_all(store, (const char *const *)names->pdata, names->len, ids, problems, error))
        return FALSE;
    for (guint i = 0; i < names->len; i++) {
        Meaning *meaning = g_hash_table_lookup(sort->meanings, names->pdata[i]);
        ImportRow told = {.refusal = NULL};
        if (problems[i] != NULL)
            import_row_refuse(&told, problems[i]);
        meaning->refusal = told.refusal;
        meaning->id = ids[i];
        g_clear_error(&problems[i]);
    }
    return which != TERRITORIES || find_places(sort, store, names, error);
}

/* --- rows --- */

static int
by_number(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* The numbers gathered, each once, ascending. */
static ImportNumbers
take_numbers(GArray *gathered)
{
    gint64 *numbers = (gint64 *)(gpointer)gathered->data;
    ImportNumbers taken = {NULL, 0};

    if (gathered->len == 0)
        return taken;
    for (guint i = 1; i < gathered->len; i++)
        if (numbers[i] < numbers[i - 1]) {
            g_array_sort(gathered, by_number);
            break;
        }
    taken.all = g_new(gint32, gathered->len);
    for (guint i = 0; i < gathered->len; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            taken.all[taken.n++] = (gint32)numbers[i];
    return taken;
}

static const Meaning *
find_meaning(const Sort *sort, ImportRow *row, const char *word)
{
    const Meaning *meaning = g_hash_table_lookup(sort->meanings, word);

    if (meaning->refusal == NULL)
        return meaning;
    row->refusal = g_strdup(meaning->refusal);
    return NULL;
}

/* `places`: of territories alone. */
static void
read_numbers(ImportWords *words, guint which, ImportRow *row, char *const *names,
             ImportNumbers *numbers, ImportNumbers *places)
{
    g_autoptr(GArray) around = NULL;

    if (names[0] == NULL)
        return;
    g_array_set_size(words->numbers, 0);
    for (guint i = 0; names[i] != NULL; i++) {
        const Meaning *meaning = find_meaning(&words->sorts[which], row, names[i]);
        if (meaning == NULL)
            return;
        g_array_append_val(words->numbers, meaning->id);
        if (places == NULL)
            continue;
        if (around == NULL)
            around = g_array_sized_new(FALSE, FALSE, sizeof(gint64), meaning->n_places);
        g_array_append_vals(around, meaning->places, meaning->n_places);
    }
    *numbers = take_numbers(words->numbers);
    if (around != NULL)
        *places = take_numbers(around);
}

static void
place_clear(gpointer data)
{
    ImportPlace *place = data;

    g_free(place->topics.all);
}

static void
read_lists(ImportWords *words, ImportPerson *person)
{
    ImportRow *row = person->row;

    person->lists = g_array_new(FALSE, FALSE, sizeof(ImportPlace));
    g_array_set_clear_func(person->lists, place_clear);
    for (guint i = 0; row->lists[i] != NULL; i++) {
        ImportPlace place;
        gboolean again = FALSE;
        g_autofree char *name = import_place_name(row->lists[i]);
        g_auto(GStrv) topics = import_place_topics(row->lists[i]);
        const Meaning *meaning = find_meaning(&words->sorts[LISTS], row, name);
        if (meaning == NULL)
            return;
        if (topics == NULL || !import_place_read(row, row->lists[i], &place)) {
            row->refusal =
                g_strdup_printf("\"%s\" is no list with a state and a way of reading; write "
                                "LIST:unsubscribed or LIST:digest:weekly",
                                row->lists[i]);
            return;
        }
        place.list = meaning->id;
        for (guint k = 0; k < person->lists->len; k++)
            again |= g_array_index(person->lists, ImportPlace, k).list == place.list;
        if (again)
            continue;
        g_array_append_val(person->lists, place);
        read_numbers(words, INTERESTS, row, topics,
                     &g_array_index(person->lists, ImportPlace, person->lists->len - 1).topics,
                     NULL);
    }
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *
knowledge_text(char **knowledge)
{
    guint n = g_strv_length(knowledge);

    qsort(knowledge, n, sizeof *knowledge, by_text);
    g_autoptr(GString) text = g_string_new("{");
    for (guint i = 0; i < n; i++)
        if (i == 0 || !g_str_equal(knowledge[i], knowledge[i - 1]))
            g_string_append_printf(text, "%s%s", i > 0 ? "," : "", knowledge[i]);
    g_string_append_c(text, '}');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean
import_words_resolve(ImportWords *words, Store *store, ImportPerson *people, guint n,
                     GError **error)
{
    for (guint which = 0; which < N_SORTS; which++)
        if (!look_up(words, which, store, people, n, error))
            return FALSE;
    for (guint i = 0; i < n; i++) {
        ImportPerson *person = &people[i];
        ImportRow *row = person->row;
        if (row->refusal != NULL)
            continue;
        person->knowledge = knowledge_text(row->knowledge);
        read_numbers(words, TERRITORIES, row, row->territories, &person->territories,
                     &person->places);
        if (row->refusal == NULL)
            read_numbers(words, INTERESTS, row, row->interests, &person->interests, NULL);
        if (row->refusal == NULL)
            read_numbers(words, PROGRAMMES, row, row->programmes, &person->programmes, NULL);
        if (row->refusal == NULL)
            read_lists(words, person);
    }
    return TRUE;
}

void
import_person_clear(ImportPerson *person)
{
    g_free(person->key);
    g_free(person->knowledge);
    g_free(person->territories.all);
    g_free(person->places.all);
    g_free(person->interests.all);
    g_free(person->programmes.all);
    for (guint i = 0; i < person->n_others; i++)
        g_free(person->others[i].key);
    g_free(person->others);
    g_clear_pointer(&person->lists, g_array_unref);
    if (person->changes != NULL)
        g_string_free(person->changes, TRUE);
    if (person->kept != NULL)
        g_string_free(person->kept, TRUE);
    memset(person, 0, sizeof *person);
}
