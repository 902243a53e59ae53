/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who gets which contribution, and in which section: what the letters say is held against an
 * independent computation that walks up from child to parent, over a small made-up geography with
 * an EPCI that crosses the border of a département, and readers drawn at random.
 */
#include <string.h>

#include "base/error.h"
#include "news/edition.h"
#include "news/letter-group.h"
#include "news/letter.h"
#include "people/audience.h"

#include "lib/test-store.h"

enum { N_PLACES = 23, N_THEMES = 8, N_READERS = 250, N_ITEMS = 60, MANY = 4 };

/* Parents are indices into the table, -1 none. */
static const struct {
    const char *kind;
    int parents[3];
} places[N_PLACES] = {
    {"country", {-1, -1, -1}},    /* 0 */
    {"region", {0, -1, -1}},      /* 1 */
    {"region", {0, -1, -1}},      /* 2 */
    {"own", {-1, -1, -1}},        /* 3: groups 4 and 6 */
    {"departement", {1, 3, -1}},  /* 4 */
    {"departement", {1, -1, -1}}, /* 5 */
    {"departement", {2, 3, -1}},  /* 6 */
    {"epci", {-1, -1, -1}},       /* 7 */
    {"epci", {-1, -1, -1}},       /* 8: in 4 and in 5 */
    {"epci", {-1, -1, -1}},       /* 9 */
    {"epci", {-1, -1, -1}},       /* 10 */
    {"commune", {4, 7, -1}},      /* 11 */
    {"commune", {4, 7, -1}},      {"commune", {4, 8, -1}},  {"commune", {4, 8, -1}},
    {"commune", {5, 8, -1}},      {"commune", {5, 9, -1}},  {"commune", {5, 9, -1}},
    {"commune", {5, -1, -1}},     {"commune", {6, 10, -1}}, {"commune", {6, 10, -1}},
    {"commune", {6, 10, -1}},     {"commune", {6, -1, -1}},
};
static const int themes[N_THEMES] = {-1, 0, 0, 1, -1, 4, 4, 6};

typedef struct {
    int places[MANY];
    int themes[MANY];
} About; /* -1 ends */

static About readers[N_READERS];
static About items[N_ITEMS];

/* --- the independent computation --- */

static gboolean
place_is_within(int place, int other)
{
    if (place == other)
        return TRUE;
    for (int i = 0; i < 3; i++)
        if (places[place].parents[i] >= 0 && place_is_within(places[place].parents[i], other))
            return TRUE;
    return FALSE;
}

static gboolean
theme_is_within(int theme, int other)
{
    for (; theme >= 0; theme = themes[theme])
        if (theme == other)
            return TRUE;
    return FALSE;
}

static gboolean
place_is_near(int reader, int item)
{
    for (int x = 0; x < N_PLACES; x++)
        if (place_is_within(x, item) && place_is_within(x, reader))
            return TRUE;
    if (!g_str_equal(places[item].kind, "commune"))
        return FALSE;
    for (int i = 0; i < 3; i++) {
        int parent = places[item].parents[i];
        if (parent >= 0 && g_str_equal(places[parent].kind, "epci") &&
            place_is_within(reader, parent))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_for_everybody(const About *item)
{
    for (int i = 0; i < MANY && item->places[i] >= 0; i++) {
        const char *kind = places[item->places[i]].kind;
        if (g_str_equal(kind, "own") || g_str_equal(kind, "region") || g_str_equal(kind, "country"))
            return TRUE;
    }
    return item->places[0] < 0;
}

/* 'e', 't', 'i', or '-' for what the reader does not get. */
static char
expected_section(const About *reader, const About *item)
{
    if (is_for_everybody(item))
        return 'e';
    for (int i = 0; i < MANY && reader->places[i] >= 0; i++)
        for (int k = 0; k < MANY && item->places[k] >= 0; k++)
            if (place_is_near(reader->places[i], item->places[k]))
                return 't';
    for (int i = 0; i < MANY && reader->themes[i] >= 0; i++)
        for (int k = 0; k < MANY && item->themes[k] >= 0; k++)
            if (theme_is_within(reader->themes[i], item->themes[k]) ||
                theme_is_within(item->themes[k], reader->themes[i]))
                return 'i';
    return '-';
}

/* --- what goes into the database --- */

static void
draw(GRand *rand, int *into, int n)
{
    int many = g_rand_int_range(rand, 0, MANY - 1);

    for (int i = 0; i < MANY; i++)
        into[i] = -1;
    for (int i = 0; i < many; i++) {
        into[i] = g_rand_int_range(rand, 0, n);
        for (int k = 0; k < i; k++)
            if (into[k] == into[i]) {
                into[i] = -1;
                return;
            }
    }
}

static void
write_world(GString *sql)
{
    for (int i = 0; i < N_PLACES; i++)
        g_string_append_printf(sql,
                               "INSERT INTO territory (id, code, kind, name, slug) OVERRIDING "
                               "SYSTEM VALUE VALUES (%d, 'p%d', '%s', 'Place%d', 'place-%d');\n",
                               i + 1, i, places[i].kind, i, i);
    for (int i = 0; i < N_PLACES; i++)
        for (int k = 0; k < 3; k++)
            if (places[i].parents[k] >= 0)
                g_string_append_printf(sql, "INSERT INTO territory_parent VALUES (%d, %d);\n",
                                       i + 1, places[i].parents[k] + 1);
    for (int i = 0; i < N_THEMES; i++)
        g_string_append_printf(
            sql,
            "INSERT INTO interest (id, slug, parent, label_fr, label_en, label_br) OVERRIDING "
            "SYSTEM VALUE VALUES (%d, 't%d', nullif(%d, 0), 'T%d', 'T%d', 'T%d');\n",
            i + 1, i, themes[i] + 1, i, i, i);
    g_string_append(sql, "SELECT territory_closure_rebuild();\n"
                         "SELECT interest_closure_rebuild();\n"
                         "INSERT INTO list (name, domain, kind, title) VALUES ('lettre', "
                         "'lists.example.org', 'newsletter', 'La lettre');\n");
}

static void
write_facet(GString *sql, const char *what, const char *facet, int number, int value)
{
    const char *array = g_str_equal(facet, "territory") ? "territories" : "interests";

    if (g_str_equal(what, "subscriber"))
        g_string_append_printf(sql,
                               "UPDATE subscriber SET %s = array_append(%s, %d) WHERE id = %d;\n",
                               array, array, value, number);
    else
        g_string_append_printf(sql, "INSERT INTO %s_%s VALUES (%d, %d);\n", what, facet, number,
                               value);
}

static void
write_about(GString *sql, const char *what, int number, const About *about)
{
    for (int i = 0; i < MANY && about->places[i] >= 0; i++)
        write_facet(sql, what, "territory", number, about->places[i] + 1);
    for (int i = 0; i < MANY && about->themes[i] >= 0; i++)
        write_facet(sql, what, "interest", number, about->themes[i] + 1);
}

static void
write_people_and_items(GString *sql, GRand *rand)
{
    for (int i = 0; i < N_READERS; i++) {
        draw(rand, readers[i].places, N_PLACES);
        draw(rand, readers[i].themes, N_THEMES);
        g_string_append_printf(sql,
                               "INSERT INTO subscriber (id, name) OVERRIDING SYSTEM VALUE VALUES "
                               "(%d, 'Reader %d');\n",
                               i + 1, i);
        write_about(sql, "subscriber", i + 1, &readers[i]);
    }
    for (int i = 0; i < N_ITEMS; i++) {
        draw(rand, items[i].places, N_PLACES);
        draw(rand, items[i].themes, N_THEMES);
        g_string_append_printf(sql,
                               "INSERT INTO contribution (id, kind, title, body, state, "
                               "decided_at) OVERRIDING SYSTEM VALUE VALUES (%d, 'finding', "
                               "'Item-%d-title', 'Text.', 'accepted', now());\n",
                               i + 1, i);
        write_about(sql, "contribution", i + 1, &items[i]);
    }
}

static TestStore *
world_new(guint32 seed)
{
    g_autofree char *data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
    TestStore *test = test_store_new((const char *const[]){data, NULL});
    g_autoptr(GString) sql = g_string_new("BEGIN;\n");
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

    write_world(sql);
    write_people_and_items(sql, rand);
    g_string_append(sql, "COMMIT;\n");
    test_store_sql(test, sql->str);
    return test;
}

static Edition *
edition_make(TestStore *test)
{
    g_autoptr(GError) error = NULL;

    test_store_sql(test, "INSERT INTO edition (list, number, title, editorial, message_id) SELECT "
                         "id, 1, 'Le titre', 'Bonjour.', 'one@lists.example.org' FROM list");
    Edition *edition = edition_find(test->store, "lettre", &error);
    g_assert_no_error(error);
    return edition;
}

/* --- what a letter says --- */

/* The section that stands above `title` in one part, '-' when it is not there. */
static char
found_section(const char *part, const char *title)
{
    static const struct {
        const char *words;
        char section;
    } headings[] = {{"Pour tout le monde", 'e'},
                    {"Pr=C3=A8s de chez vous", 't'},
                    {"Sur ce que vous suivez", 'i'}};
    const char *at = strstr(part, title), *best = NULL;
    char section = '-';

    if (at == NULL)
        return '-';
    g_assert_null(strstr(at + 1, title));
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
        const char *heading = g_strstr_len(part, at - part, headings[i].words);
        if (heading != NULL && (best == NULL || heading > best)) {
            best = heading;
            section = headings[i].section;
        }
    }
    return section;
}

static void
check_letter(const char *mail, int reader)
{
    g_auto(GStrv) parts = g_strsplit(mail, "Content-Transfer-Encoding:", -1);
    gboolean any_near = FALSE, any_followed = FALSE;

    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    /* A soft line break may cut a title in the HTML. */
    g_auto(GStrv) lines = g_strsplit(parts[2], "=\r\n", -1);
    g_autofree char *html = g_strjoinv("", lines);
    for (int i = 0; i < N_ITEMS; i++) {
        g_autofree char *text_title = g_strdup_printf("\r\nItem-%d-title\r\n", i);
        g_autofree char *html_title = g_strdup_printf(">Item-%d-title</h3>", i);
        char section = expected_section(&readers[reader], &items[i]);
        char in_text = found_section(parts[1], text_title);
        char in_html = found_section(html, html_title);
        any_near = any_near || section == 't';
        any_followed = any_followed || section == 'i';
        if (in_text != section || in_html != section) {
            g_test_fail_printf("reader %d, item %d: %c expected, %c in the text, %c in the HTML",
                               reader, i, section, in_text, in_html);
            return;
        }
    }
    g_assert_true((strstr(parts[1], "Pr=C3=A8s de chez vous") != NULL) == any_near);
    g_assert_true((strstr(parts[1], "Sur ce que vous suivez") != NULL) == any_followed);
    g_assert_true((strstr(parts[1], "Rien de nouveau") != NULL) == !any_near);
}

static void
test_sections(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TestStore) test = world_new(20261123);
    g_autoptr(Edition) edition = edition_make(test);
    g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GString) mail = g_string_new(NULL);
    EditionContent content;
    guint n_everybody = 0, seen[128] = {0};

    edition_compose(test->store, test->settings, edition, &content, &error);
    g_assert_no_error(error);
    for (int i = 0; i < N_ITEMS; i++)
        n_everybody += is_for_everybody(&items[i]);
    g_assert_cmpuint(content.everybody, ==, n_everybody);
    g_assert_cmpuint(content.everybody + content.local, ==, N_ITEMS);

    g_autoptr(Letter) letter = letter_open(test->store, test->settings, edition->id, &error);
    g_assert_no_error(error);
    for (gint64 first = 1; first <= N_READERS; first += 100) {
        g_array_set_size(batch, 0);
        for (gint64 id = first; id < first + 100; id++)
            g_array_append_val(batch, id);
        letter_choose(letter, test->store, batch, &error);
        g_assert_no_error(error);
        for (gint64 id = first; id < first + 100 && id <= N_READERS; id++) {
            letter_assemble(letter, 1, id, "reader@example.org", mail, &error);
            g_assert_no_error(error);
            check_letter(mail->str, (int)id - 1);
            for (int i = 0; i < N_ITEMS; i++)
                seen[(guchar)expected_section(&readers[id - 1], &items[i])]++;
        }
    }
    /* The draw has enough of each for the comparison to mean something. */
    for (const char *s = "eti-"; *s != '\0'; s++)
        g_assert_cmpuint(seen[(guchar)*s], >, 200);
}

static void
test_imagined_reader(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TestStore) test = world_new(7);
    g_autoptr(Edition) edition = edition_make(test);
    g_autoptr(GArray) places_of = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) themes_of = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GString) mail = g_string_new(NULL);
    EditionContent content;

    edition_compose(test->store, test->settings, edition, &content, &error);
    g_assert_no_error(error);
    g_autoptr(Letter) letter = letter_open(test->store, test->settings, edition->id, &error);
    for (int i = 0; i < 20; i++) {
        g_array_set_size(places_of, 0);
        g_array_set_size(themes_of, 0);
        for (int k = 0; k < MANY; k++) {
            gint64 place = readers[i].places[k] + 1, theme = readers[i].themes[k] + 1;
            if (place > 0)
                g_array_append_val(places_of, place);
            if (theme > 0)
                g_array_append_val(themes_of, theme);
        }
        letter_imagine(letter, test->store, places_of, themes_of, &error);
        g_assert_no_error(error);
        letter_assemble(letter, 0, 0, "reader@example.org", mail, &error);
        g_assert_no_error(error);
        check_letter(mail->str, i);
        g_assert_nonnull(strstr(mail->str, "/u/preview>"));
    }
}

static void
test_erased_reader(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TestStore) test = world_new(7);
    g_autoptr(Edition) edition = edition_make(test);
    g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GString) mail = g_string_new("left over");
    EditionContent content;
    gint64 nobody = 99999;

    g_autoptr(Letter) early = letter_open(test->store, test->settings, edition->id, &error);
    g_assert_null(early);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    edition_compose(test->store, test->settings, edition, &content, &error);
    g_assert_no_error(error);
    g_autoptr(Letter) letter = letter_open(test->store, test->settings, edition->id, &error);
    g_array_append_val(batch, nobody);
    g_assert_true(letter_choose(letter, test->store, batch, &error));
    g_assert_false(letter_assemble(letter, 1, nobody, "reader@example.org", mail, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
    g_assert_cmpstr(mail->str, ==, "");
}

/* What a reader gets, as a word: the section of each item. g_free(). */
static char *
signature(gint64 reader)
{
    char *word = g_malloc0(N_ITEMS + 1);

    for (int i = 0; i < N_ITEMS; i++)
        word[i] = expected_section(&readers[reader - 1], &items[i]);
    return word;
}

/* Each group is of readers who get the same as the one who stands for it, and has all of them. */
static void
test_groups(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TestStore) test = world_new(11);
    g_autoptr(Edition) edition = edition_make(test);
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    EditionContent content;
    guint most = 0;

    test_store_sql(test, "INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, "
                         "'confirmed' FROM list l, subscriber s");
    edition_compose(test->store, test->settings, edition, &content, &error);
    g_assert_no_error(error);
    g_autoptr(Letter) letter = letter_open(test->store, test->settings, edition->id, &error);
    g_autoptr(Audience) everybody = audience_compile(test->store, "", &error);
    g_autoptr(GPtrArray) groups =
        letter_groups(letter, test->store, audience_sql(everybody), &error);
    g_assert_no_error(error);
    for (gint64 id = 1; id <= N_READERS; id++) {
        char *word = signature(id);
        gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, word));
        g_hash_table_replace(counts, word, GSIZE_TO_POINTER(n + 1));
    }
    g_assert_cmpuint(groups->len, >=, g_hash_table_size(counts));
    for (guint i = 0; i < groups->len; i++) {
        const LetterGroup *group = groups->pdata[i];
        char *word = signature(group->reader);
        gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, word));
        g_assert_cmpuint(n, >=, group->n);
        g_hash_table_replace(counts, word, GSIZE_TO_POINTER(n - (gsize)group->n));
        most = MAX(most, group->n_items);
    }
    GHashTableIter iter;
    gpointer left;
    for (g_hash_table_iter_init(&iter, counts); g_hash_table_iter_next(&iter, NULL, &left);)
        g_assert_cmpuint(GPOINTER_TO_SIZE(left), ==, 0);
    g_autoptr(GPtrArray) few = letter_groups_differing(groups, 6);
    g_assert_cmpuint(few->len, ==, 6);
    g_assert_cmpuint(((LetterGroup *)few->pdata[0])->n_items, ==, most);
    for (guint i = 0; i < few->len; i++)
        for (guint k = 0; k < i; k++) {
            g_autofree char *one = signature(((LetterGroup *)few->pdata[i])->reader);
            g_autofree char *other = signature(((LetterGroup *)few->pdata[k])->reader);
            g_assert_cmpstr(one, !=, other);
        }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letter/each-item-in-the-section-it-belongs-to", test_sections);
    g_test_add_func("/letter/imagined-reader-gets-the-same", test_imagined_reader);
    g_test_add_func("/letter/groups-are-of-readers-who-get-the-same", test_groups);
    g_test_add_func("/letter/uncomposed-and-erased-are-errors", test_erased_reader);
    return g_test_run();
}
