/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter - what one reader's copy costs: build/tests/bench/letter [SIZE] [counted]
 *
 * Composes an edition whose copies have about SIZE bytes (10,000), with a name and twelve links in
 * each (which lead over the site where clicks are counted), opens it as a worker does, chooses for
 * a batch of 100 readers and assembles their copies over and over. Prints the processor time of one
 * copy, and how many times that of memcpy() of the same bytes it is; the best of several rounds,
 * since what disturbs only ever adds.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "news/edition.h"
#include "news/letter.h"

#include "lib/test-store.h"

enum { READERS = 100, ROUNDS = 20, TIMES = 50 };

static const char world[] =
    "BEGIN;"
    "INSERT INTO territory (code, kind, name, slug) VALUES"
    " ('29', 'departement', 'Finistère', 'finistere'),"
    " ('29901', 'commune', 'Kerlann', 'kerlann');"
    "INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p"
    " WHERE c.kind = 'commune' AND p.kind = 'departement';"
    "SELECT territory_closure_rebuild();"
    "INSERT INTO list (name, domain, kind, title) VALUES"
    " ('lettre', 'lists.example.org', 'newsletter', 'La lettre');"
    "INSERT INTO subscriber (name, territories) SELECT 'Lectrice ' || i, ARRAY[t.id]"
    " FROM generate_series(1, 100) i, territory t WHERE t.kind = 'commune';"
    "INSERT INTO edition (list, number, title, editorial, message_id) SELECT id, 1, 'Le titre',"
    " 'Bonjour {{name|à vous}}, voici la lettre de {{territory|chez vous}}.',"
    " 'n@lists.example.org' FROM list;"
    "COMMIT;";

/* As it is once the ledger is full: the département is named in the links. */
static const char counted[] =
    "UPDATE edition SET clicks = 'counted';"
    "INSERT INTO edition_click_place (edition, code) SELECT id, '29' FROM edition";

/* One local contribution of `words` words. */
static void
write_contribution(TestStore *test, guint words)
{
    g_autofree char *sql =
        g_strdup_printf("DELETE FROM contribution; WITH c AS (INSERT INTO contribution (kind, "
                        "title, body, state, decided_at) VALUES ('finding', 'Titre', "
                        "(SELECT string_agg('[lien ' || i || '](https://example.org/' || i || ')', "
                        "' ') FROM generate_series(1, 12) i) || repeat(' Des mots accentués.', "
                        "%u), 'accepted', now()) RETURNING id) "
                        "INSERT INTO contribution_territory SELECT c.id, t.id FROM c, territory t "
                        "WHERE t.kind = 'commune'",
                        words);

    test_store_sql(test, "UPDATE edition SET composed_at = NULL; DELETE FROM edition_piece");
    test_store_sql(test, sql);
}

static double
cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static Letter *
letter_make(TestStore *test, GError **error)
{
    g_autoptr(Edition) edition = edition_find(test->store, "lettre", error);
    g_autoptr(GArray) readers = g_array_new(FALSE, FALSE, sizeof(gint64));
    EditionContent content;

    for (gint64 id = 1; id <= READERS; id++)
        g_array_append_val(readers, id);
    if (edition == NULL || !edition_compose(test->store, test->settings, edition, &content, error))
        return NULL;
    Letter *letter = letter_open(test->store, test->settings, edition->id, error);
    return letter != NULL && letter_choose(letter, test->store, readers, error) ? letter : NULL;
}

int
main(int argc, char **argv)
{
    gboolean is_counted = argc > 2 && g_str_equal(argv[2], "counted");
    gsize wanted = argc > 1 ? (gsize)g_ascii_strtoull(argv[1], NULL, 10) : 10000;
    g_autofree char *data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
    g_autoptr(TestStore) test = test_store_new((const char *const[]){data, NULL});
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(Letter) letter = NULL;
    g_autoptr(GError) error = NULL;
    double best = 1e9, best_copy = 1e9;

    test_store_sql(test, world);
    if (is_counted)
        test_store_sql(test, counted);
    for (guint words = 1;; words += 4) {
        g_clear_pointer(&letter, letter_free);
        write_contribution(test, words);
        letter = letter_make(test, &error);
        if (letter == NULL || !letter_assemble(letter, 1, 1, "reader@example.net", out, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return 1;
        }
        if (out->len >= wanted)
            break;
    }
    gsize size = out->len; /* of the first reader's: names differ in length */
    g_autofree char *copy = g_malloc(size);
    for (guint round = 0; round < ROUNDS; round++) {
        double begin = cpu_us();
        for (guint i = 0; i < TIMES; i++)
            for (gint64 id = 1; id <= READERS; id++)
                if (!letter_assemble(letter, 1, id, "reader@example.net", out, &error))
                    return 1;
        double middle = cpu_us();
        for (guint i = 0; i < TIMES * READERS; i++) {
            memcpy(copy, out->str, size);
            /* Nobody reads the copy; the compiler must not know. */
            __asm__ volatile("" : : "r"(copy) : "memory");
        }
        double end = cpu_us();
        best = MIN(best, (middle - begin) / (TIMES * READERS));
        best_copy = MIN(best_copy, (end - middle) / (TIMES * READERS));
    }
    if (is_counted != (strstr(out->str, "/l/") != NULL)) {
        fprintf(stderr, "the links of the copy are not as asked for\n");
        return 1;
    }
    printf("letter%s: %" G_GSIZE_FORMAT " bytes, %.2f us of processor a copy, memcpy %.3f us, "
           "ratio %.0f\n",
           is_counted ? " with counted links" : "", out->len, best, best_copy, best / best_copy);
    return best <= 15 ? 0 : 1;
}
