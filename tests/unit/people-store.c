/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shipped data come in once, are brought up to date by code, and never take away what people use.
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "people/audience.h"
#include "people/geography-files.h"
#include "people/geography-load.h"
#include "store/query.h"

#include "lib/test-store.h"

typedef struct {
    char *directory;
    TestStore *test;
} Place;

static void
write_file(const Place *place, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(place->directory, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* Two communes in an EPCI, in a département, in a country; a theme with one interest. */
static void
write_first(const Place *place)
{
    write_file(place, "VINTAGE", "1.0 2026-01-01\n");
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n"
               "29001\tcommune\t29001\tArgol\targol\n"
               "29002\tcommune\t29002\tBrasparts\tbrasparts\n"
               "242900001\tepci\t242900001\tCC Aulne\taulne\n"
               "FR\tcountry\tFR\tFrance\tfrance\n");
    write_file(place, "territory-parent.tsv",
               "29\tFR\n29001\t29\n29002\t29\n29001\t242900001\n29002\t242900001\n242900001\t29\n");
    write_file(place, "territory-former-code.tsv", "29003\t29001\n");
    write_file(place, "territory-postal-code.tsv", "29560\t29001\n29190\t29002\n");
    write_file(place, "interest.tsv",
               "mobilite\t\\N\tMobilité\tMobility\tMont ha dont\t1\n"
               "velo\tmobilite\tVélo\tCycling\tMarc’h-houarn\t1\n");
}

static void
place_set_up(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    place->directory = g_dir_make_tmp("geography-XXXXXX", NULL);
    place->test = test_store_new(NULL);
    write_first(place);
}

static int
remove_one(const char *path, const struct stat *stat G_GNUC_UNUSED, int kind G_GNUC_UNUSED,
           struct FTW *walk G_GNUC_UNUSED)
{
    return remove(path);
}

static void
place_tear_down(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    test_store_free(place->test);
    nftw(place->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(place->directory);
}

static GeographyLoaded
load(const Place *place)
{
    g_autoptr(GError) error = NULL;
    const GeographyPlan plan = {.directory = place->directory, .interests = TRUE};
    GeographyLoaded loaded = {-1, -1, -1, NULL, NULL};

    geography_load(place->test->store, &plan, &loaded, &error);
    g_assert_no_error(error);
    geography_loaded_clear(&loaded);
    return loaded;
}

static void
answer(const Place *place, const char *sql, const char *expected)
{
    g_autofree char *found = test_store_ask(place->test, sql);
    g_assert_cmpstr(found, ==, expected);
}

static void
test_once(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    GeographyLoaded first = load(place);
    GeographyLoaded second = load(place);

    g_assert_cmpint(first.territories, ==, 5);
    g_assert_cmpint(first.postal_codes, ==, 2);
    g_assert_cmpint(first.interests, ==, 2);
    g_assert_cmpint(second.territories + second.postal_codes + second.interests, ==, 0);
    /* 5 themselves, 2 communes below 3 each, the EPCI below 2, the département below 1. */
    answer(place, "SELECT count(*) FROM territory_closure", "14");
    answer(place, "SELECT count(*) FROM incoming", "0");
    answer(place,
           "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid = "
           "'territory'::regclass AND conrelid::regclass::text LIKE 'territory_%'",
           "5");
    answer(place, "SELECT to_regclass('territory_closure_descendant') IS NOT NULL", "t");
}

static void
test_update(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    load(place);
    test_store_sql(place->test,
                   "INSERT INTO territory (code, kind, name, slug) VALUES ('monts', 'own', "
                   "'Monts', 'monts');"
                   "INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p "
                   "WHERE c.code = '29001' AND p.code = 'monts';"
                   "INSERT INTO interest (slug, label_fr, label_en, label_br) VALUES ('own', 'o', "
                   "'o', 'o')");
    /* Brasparts has merged into Argol, which takes a new name and its neighbour's slug. */
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n"
               "29001\tcommune\t29001\tArgol-Brasparts\tbrasparts\n"
               "242900001\tepci\t242900001\tCC Aulne\tmonts\n"
               "FR\tcountry\tFR\tFrance\tfrance\n");
    write_file(place, "territory-parent.tsv", "29\tFR\n29001\t29\n242900001\t29\n");
    write_file(place, "territory-former-code.tsv", "29002\t29001\n29003\t29001\n");
    write_file(place, "territory-postal-code.tsv", "29560\t29001\n29190\t29001\n");
    g_assert_cmpint(load(place).territories, ==, 4);
    answer(place, "SELECT string_agg(code || ' ' || slug, ', ' ORDER BY code) FROM territory",
           "242900001 monts-242900001, 29 finistere, 29001 brasparts, FR france, monts monts");
    answer(place,
           "SELECT string_agg(p.code, ' ' ORDER BY p.code) FROM territory_parent tp JOIN territory "
           "p ON p.id = tp.parent JOIN territory c ON c.id = tp.child WHERE c.code = '29001'",
           "29 monts");
    answer(place,
           "SELECT string_agg(f.code || ' ' || t.code, ', ' ORDER BY f.code) FROM "
           "territory_former_code f JOIN territory t ON t.id = f.territory",
           "29002 29001, 29003 29001");
    answer(place, "SELECT count(*) FROM interest", "3");
}

static void
test_failure(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    const GeographyPlan plan = {.directory = place->directory, .interests = TRUE};
    GeographyLoaded loaded;

    write_file(place, "territory-postal-code.tsv", "29560\t29001\n29190\t99999\n");
    g_assert_false(geography_load(place->test->store, &plan, &loaded, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_nonnull(strstr(error->message, "territory-postal-code.tsv: 1 rows name a territory"));
    answer(place, "SELECT count(*) FROM territory", "0");
    answer(place, "SELECT to_regclass('territory_closure_descendant') IS NOT NULL", "t");

    g_clear_error(&error);
    g_autofree char *path = g_build_filename(place->directory, "interest.tsv", NULL);
    g_assert_cmpint(g_remove(path), ==, 0);
    g_assert_false(geography_load(place->test->store, &plan, &loaded, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static gint64
count(const Place *place, const char *expression)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Audience) audience = audience_compile(place->test->store, expression, &error);
    PeopleAudienceCount row;

    g_assert_no_error(error);
    g_autoptr(Rows) rows =
        people_audience_count(place->test->store, audience_sql(audience), &error);
    g_assert_no_error(error);
    g_assert_true(people_audience_count_next(rows, &row));
    return row.people;
}

/* Three vintages. In the second the EPCI is dissolved into two others, one commune merges, one is
 * gone without a word; in the third what had merged is split off again. */
static void
test_moves(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    load(place);
    test_store_sql(
        place->test,
        "INSERT INTO territory (code, kind, name, slug) VALUES ('monts', 'own', 'Monts', 'monts');"
        "INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p WHERE c.code "
        "= '29002' AND p.code = 'monts'");
    write_file(place, "VINTAGE", "1.5 2026-03-01\n");
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n"
               "29001\tcommune\t29001\tArgol\targol\n"
               "29002\tcommune\t29002\tBrasparts\tbrasparts\n"
               "29004\tcommune\t29004\tCast\tcast\n"
               "29005\tcommune\t29005\tDineault\tdineault\n"
               "242900001\tepci\t242900001\tCC Aulne\taulne\n"
               "FR\tcountry\tFR\tFrance\tfrance\n");
    write_file(place, "territory-parent.tsv",
               "29\tFR\n29001\t29\n29002\t29\n29004\t29\n29005\t29\n29001\t242900001\n"
               "29002\t242900001\n29004\t242900001\n242900001\t29\n");
    g_assert_cmpint(load(place).territories, ==, 7);
    answer(place,
           "SELECT string_agg(what || ' ' || code, ', ' ORDER BY code) FROM territory_change",
           "new 29004, new 29005");
    test_store_sql(
        place->test,
        "INSERT INTO subscriber (name, territories) SELECT t.code, ARRAY[t.id::int] FROM "
        "territory t WHERE kind IN ('commune', 'epci', 'own')");

    write_file(place, "VINTAGE", "2.0 2027-01-01\n");
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n"
               "29001\tcommune\t29001\tArgol\targol\n"
               "29004\tcommune\t29004\tCast\tcast\n"
               "242900002\tepci\t242900002\tCC Porzay\tporzay\n"
               "242900003\tepci\t242900003\tCC Presqu'île\tpresqu-ile\n"
               "FR\tcountry\tFR\tFrance\tfrance\n");
    write_file(place, "territory-parent.tsv",
               "29\tFR\n29001\t29\n29004\t29\n29001\t242900003\n29004\t242900002\n"
               "242900002\t29\n242900003\t29\n");
    write_file(place, "territory-former-code.tsv", "29002\t29001\n");
    write_file(place, "territory-postal-code.tsv", "29560\t29001\n");
    g_assert_cmpint(load(place).territories, ==, 6);
    /* Two of its three communes, the merged one counted where it is now, are in 242900003. */
    answer(place,
           "SELECT string_agg(concat_ws(' ', what, code, from_code, to_code, subscribers), ', ' "
           "ORDER BY id) FROM territory_change WHERE vintage LIKE '2.0%' AND what <> 'new'",
           "moved 29004 242900001 242900002 1, widened monts 29002 29001 0, "
           "dissolved 242900001 242900003 1, merged 29002 29001 1, retired 29005 1");
    answer(
        place,
        "SELECT string_agg(s.name || ' ' || t.code, ', ' ORDER BY s.name) FROM subscriber s JOIN "
        "territory t ON t.id = ANY (s.territories)",
        "242900001 242900003, 29001 29001, 29002 29001, 29004 29004, 29005 29005, monts monts");
    /* Codes of before still lead somewhere, those that no vintage names any more too. */
    answer(place,
           "SELECT string_agg(f.code || ' ' || f.kind || ' ' || t.code, ', ' ORDER BY f.code) FROM "
           "territory_former_code f JOIN territory t ON t.id = f.territory",
           "242900001 epci 242900003, 29002 commune 29001, 29003 commune 29001");
    g_assert_cmpint(count(place, "territory:242900001"), ==, 3);
    g_assert_cmpint(count(place, "territory:Brasparts"), ==, 2);
    g_assert_cmpint(count(place, "territory:\"CC Aulne\""), ==, 3);
    g_assert_cmpint(count(place, "territory:monts"), ==, 3);
    g_assert_cmpint(count(place, "territory:29005"), ==, 1);
    g_assert_cmpint(count(place, "territory:29"), ==, 5);

    write_file(place, "VINTAGE", "3.0 2028-01-01\n");
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n"
               "29001\tcommune\t29001\tArgol\targol\n"
               "29002\tcommune\t29002\tBrasparts\tbrasparts\n"
               "29004\tcommune\t29004\tCast\tcast\n"
               "29005\tcommune\t29005\tDineault\tdineault\n"
               "242900002\tepci\t242900002\tCC Porzay\tporzay\n"
               "242900003\tepci\t242900003\tCC Presqu'île\tpresqu-ile\n"
               "FR\tcountry\tFR\tFrance\tfrance\n");
    write_file(place, "territory-parent.tsv",
               "29\tFR\n29001\t29\n29002\t29\n29004\t29\n29005\t29\n29001\t242900003\n"
               "29004\t242900002\n242900002\t29\n242900003\t29\n");
    write_file(place, "territory-former-code.tsv", "");
    load(place);
    answer(place,
           "SELECT string_agg(concat_ws(' ', what, code, from_code, to_code, subscribers), ', ' "
           "ORDER BY id) FROM territory_change WHERE vintage LIKE '3.0%'",
           "split 29002 29001 2, new 29005 0");
    answer(place, "SELECT count(*) FROM territory WHERE retired_in IS NOT NULL", "0");
    g_assert_cmpint(count(place, "territory:29001"), ==, 2);
    g_assert_cmpint(count(place, "territory:29002"), ==, 0);
    g_assert_cmpint(count(place, "territory:29005"), ==, 1);
    answer(place, "SELECT string_agg(code, ' ' ORDER BY code) FROM territory_former_code",
           "242900001 29003");
}

/* A vintage in which a code is something else, or nothing is, is refused; so is an older one. */
static void
test_refused(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    GeographyPlan plan = {.directory = place->directory, .older = OLDER_REFUSE};
    g_auto(GeographyLoaded) loaded = {0};

    load(place);
    write_file(place, "territory.tsv",
               "29\tdepartement\t29\tFinistère\tfinistere\n29003\tepci\t29003\tCC A\ta\n");
    g_assert_false(geography_load(place->test->store, &plan, &loaded, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_cmpstr(
        error->message, ==,
        "territory.tsv: the code \"29003\" of kind epci is that of kind commune already");
    g_clear_error(&error);
    write_file(place, "territory.tsv", "");
    g_assert_false(geography_load(place->test->store, &plan, &loaded, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_clear_error(&error);
    write_first(place);
    write_file(place, "VINTAGE", "0.10 2027-01-01\n");
    write_file(place, "territory-postal-code.tsv", "29560\t29001\n");
    g_assert_false(geography_load(place->test->store, &plan, &loaded, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    plan.older = OLDER_KEEP;
    g_assert_true(geography_load(place->test->store, &plan, &loaded, NULL));
    g_assert_true(g_str_has_prefix(loaded.kept, "1.0 2026-01-01 "));
    answer(place, "SELECT count(*) FROM territory_postal_code", "2");
    geography_loaded_clear(&loaded);
    plan.older = OLDER_LOAD;
    plan.dry_run = TRUE;
    g_assert_true(geography_load(place->test->store, &plan, &loaded, NULL));
    g_assert_cmpint(loaded.postal_codes, ==, 1);
    answer(place, "SELECT count(*) FROM territory_postal_code", "2");
    geography_loaded_clear(&loaded);
    plan.dry_run = FALSE;
    g_assert_true(geography_load(place->test->store, &plan, &loaded, NULL));
    answer(place, "SELECT count(*) FROM territory_postal_code", "1");
}

static void
test_older(void)
{
    g_assert_true(geography_version_older("5.3.0 2026-01-19 ab", "6.0.0 2026-03-09 cd"));
    g_assert_true(geography_version_older("5.9 2026-01-19", "5.10 2026-01-19"));
    g_assert_true(geography_version_older("6 2026-01-19", "6.0 2026-01-19"));
    g_assert_true(geography_version_older("6.0.0 2026-03-08", "6.0.0 2026-03-09"));
    g_assert_false(geography_version_older("6.0.0 2026-03-09 ab", "6.0.0 2026-03-09 cd"));
    g_assert_false(geography_version_older("10.0 2026-01-19", "6.0.0 2026-03-09"));
    g_assert_false(geography_version_older("5.3.0", "6.0.0 2026-03-09"));
    g_assert_false(geography_version_older("x 2026-01-19", "6.0.0 2026-03-09"));
    g_assert_false(geography_version_older("", "6.0.0 2026-03-09"));
}

/* Maud lives in Argol and follows vélo; Ange in Brasparts, reads Breton; Maël is on the list;
 * Anne has left it and lives "in" the EPCI. */
static void
test_audience(Place *place, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    load(place);
    test_store_sql(
        place->test,
        "INSERT INTO subscriber (name, language) VALUES ('Maud', 'fr'), ('Ange', 'br'), ('Maël', "
        "'en'), ('Anne', 'fr');"
        "UPDATE subscriber s SET territories = ARRAY[t.id] FROM territory t WHERE "
        "(s.name, t.code) IN (('Maud', '29001'), ('Ange', '29002'), ('Anne', '242900001'));"
        "UPDATE subscriber s SET interests = ARRAY[i.id] FROM interest i WHERE "
        "(s.name, i.slug) IN (('Maud', 'velo'), ('Maël', 'mobilite'));"
        "INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', "
        "'newsletter', 'L');"
        "INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, CASE name WHEN "
        "'Anne' THEN 'unsubscribed' ELSE 'confirmed' END FROM (SELECT id FROM list) l, subscriber "
        "s WHERE s.name IN ('Maël', 'Anne')");
    g_assert_cmpint(count(place, ""), ==, 4);
    g_assert_cmpint(count(place, "territory:29"), ==, 3);
    g_assert_cmpint(count(place, "territory:argol"), ==, 1);
    g_assert_cmpint(count(place, "territory:242900001"), ==, 3);
    g_assert_cmpint(count(place, "not territory:FR"), ==, 1);
    g_assert_cmpint(count(place, "interest:mobilite"), ==, 2);
    g_assert_cmpint(count(place, "interest:Cycling"), ==, 1);
    g_assert_cmpint(count(place, "list:lettre"), ==, 1);
    g_assert_cmpint(count(place, "language:br or list:lettre"), ==, 2);
    g_assert_cmpint(count(place, "territory:29 and not (language:br or interest:velo)"), ==, 1);

    /* Nothing that was typed gets into the SQL. */
    g_autoptr(Audience) audience =
        audience_compile(place->test->store, "territory:29190 and language:br", &error);
    g_assert_no_error(error);
    g_assert_null(strstr(audience_sql(audience)->condition, "29190"));
    g_assert_null(strstr(audience_sql(audience)->condition, "'br'"));
    g_assert_cmpuint(audience_sql(audience)->n_parameters, ==, 2);
    g_assert_null(audience_compile(place->test->store, "list:\"x' OR true --\"", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
    g_assert_cmpstr(error->message, ==, "audience, column 6: no list is called \"x' OR true --\"");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/people/" name, Place, NULL, place_set_up, function, place_tear_down)
    ADD("shipped-data-are-loaded-once", test_once);
    ADD("newer-data-update-what-is-there-and-remove-nobody", test_update);
    ADD("a-broken-file-leaves-nothing-behind", test_failure);
    ADD("people-are-carried-along-and-changes-noted", test_moves);
    ADD("what-would-lose-a-code-or-go-back-is-refused", test_refused);
    g_test_add_func("/people/vintages-have-an-order", test_older);
    ADD("an-audience-selects-by-everything-below", test_audience);
    return g_test_run();
}
