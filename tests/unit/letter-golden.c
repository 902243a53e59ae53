/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Letters as readers see them, held against tests/golden/. After a wanted change of the
 * templates run this program with GOLDEN_UPDATE=1, look at the difference, and commit it.
 */
#include <string.h>

#include "base/error.h"
#include "mime/mail.h"
#include "news/edition.h"
#include "news/letter-template.h"
#include "news/letter.h"
#include "page/catalogue.h"
#include "page/template.h"

#include "lib/test-store.h"

static const char world[] =
    "BEGIN;"
    "INSERT INTO territory (code, kind, name, slug) VALUES"
    " ('bretagne-historique', 'own', 'Bretagne historique', 'bretagne-historique'),"
    " ('29', 'departement', 'Finistère', 'finistere'),"
    " ('200000001', 'epci', 'Le Pays d''en Bas', 'pays-d-en-bas'),"
    " ('29901', 'commune', 'Kerlann', 'kerlann'), ('29902', 'commune', 'Plouvern', 'plouvern');"
    "INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p WHERE"
    " (c.kind = 'commune' AND p.kind IN ('departement', 'epci'))"
    " OR (c.kind = 'departement' AND p.kind = 'own');"
    "INSERT INTO interest (slug, label_fr, label_en, label_br) VALUES"
    " ('habitat', 'Habitat', 'Housing', 'Annez');"
    "SELECT territory_closure_rebuild(); SELECT interest_closure_rebuild();"
    "INSERT INTO list (name, domain, kind, title) VALUES"
    " ('lettre', 'lists.example.org', 'newsletter', 'La lettre & ses voisins');"
    "INSERT INTO contribution (kind, title, body, author, knowledge, source, programme, language,"
    " state, decided_at) VALUES"
    " ('finding', 'Ce qui vaut <partout>', E'Un *premier* paragraphe, avec [un lien](https://"
    "example.org/a?b=1&c=2).\\n\\n- un point ;\\n- un autre.\\n\\n> Une voix.\\n\\n<script>alert(1)"
    "</script>\\n', 'Alix', '{scientific,citizen}', 'https://example.org/carnets/partout',"
    " 'Chemins communs', 'fr', 'accepted', now()),"
    " ('initiative', 'À Kerlann, un banc qui attend que l’on s’y assoie pour de bon et qui a un"
    " titre fort long', E'Le banc est là.\\n', 'Bruno', '{citizen}', 'Le journal du bourg', '',"
    " 'fr', 'accepted', now()),"
    " ('finding', 'Housing, seen from elsewhere', E'In English.\\n', '', '{}', '', '', 'en',"
    " 'accepted', now());"
    "INSERT INTO contribution_territory SELECT c.id, t.id FROM contribution c, territory t WHERE"
    " (c.id = 1 AND t.kind = 'own') OR (c.id IN (2, 3) AND t.code = '29901');"
    "INSERT INTO contribution_interest SELECT 3, id FROM interest;"
    "INSERT INTO edition (list, number, title, preheader, language, template, editorial, "
    "message_id)"
    " SELECT l.id, n, 'Le titre de la lettre', 'Ce qui se voit avant d’ouvrir.', x, look, "
    "E'Bonjour,\\n\\n"
    "Un éditorial assez long pour que le texte tienne sur plusieurs lignes, avec des accents et"
    " « des guillemets » ; et [un lien](https://example.org/).\\n', 'n' || n || "
    "'@lists.example.org'"
    " FROM list l, (VALUES (1, 'fr', 'default'), (2, 'en', 'default'), (3, 'br', 'default'),"
    " (4, 'fr', 'plain'), (5, 'en', 'plain'), (6, 'br', 'plain')) v(n, x, look);"
    "COMMIT;";

static char *
golden_path(const char *name)
{
    return g_build_filename(g_getenv("SRCDIR"), "tests", "golden", name, NULL);
}

static void
compare(const char *name, const char *text)
{
    g_autofree char *path = golden_path(name);
    g_autofree char *wanted = NULL;
    g_autoptr(GError) error = NULL;

    if (g_getenv("GOLDEN_UPDATE") != NULL) {
        g_file_set_contents(path, text, -1, &error);
        g_assert_no_error(error);
    }
    g_file_get_contents(path, &wanted, NULL, &error);
    g_assert_no_error(error);
    if (!g_str_equal(text, wanted)) {
        g_test_message("%s differs; what came out:\n%s", name, text);
        g_test_fail();
    }
}

/* Both parts of an assembled mail against NAME.txt and NAME.html. */
static void
compare_mail(const char *name, const GString *copy)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new(copy->str, copy->len);
    g_autoptr(Mail) mail = mail_parse(raw, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(mail->n_parts, ==, 2);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GBytes) bytes = mail_part_bytes(mail, i, 1024 * 1024, &error);
        g_assert_no_error(error);
        g_autofree char *crlf = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        g_auto(GStrv) lines = g_strsplit(crlf, "\r\n", -1);
        g_autofree char *text = g_strjoinv("\n", lines);
        g_autofree char *file = g_strconcat(name, i == 0 ? ".txt" : ".html", NULL);
        g_assert_cmpstr(mail->parts[i].content_type, ==, i == 0 ? "text/plain" : "text/html");
        compare(file, text);
    }
}

static Letter *
compose(TestStore *test, const char *reference)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Edition) edition = edition_find(test->store, reference, &error);
    EditionContent content;

    g_assert_no_error(error);
    edition_compose(test->store, test->settings, edition, &content, &error);
    g_assert_no_error(error);
    Letter *letter = letter_open(test->store, test->settings, edition->id, &error);
    g_assert_no_error(error);
    letter_set_purpose(letter, LETTER_PREVIEW);
    return letter;
}

static void
render(TestStore *test, const char *reference, const char *name, gint64 place, gint64 theme)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = compose(test, reference);
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) themes = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GString) copy = g_string_new(NULL);

    if (place != 0)
        g_array_append_val(places, place);
    if (theme != 0)
        g_array_append_val(themes, theme);
    letter_imagine(letter, test->store, places, themes, &error);
    g_assert_no_error(error);
    letter_assemble(letter, 0, 0, "reader@example.org", copy, &error);
    g_assert_no_error(error);
    compare_mail(name, copy);
}

static void
test_golden(void)
{
    g_autofree char *data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
    g_autoptr(TestStore) test =
        test_store_new((const char *const[]){data, "site.url=https://example.org", NULL});
    g_autoptr(GString) copy = g_string_new(NULL);

    test_store_sql(test, world);
    render(test, "lettre/1", "letter-near", 4, 0);
    render(test, "lettre/1", "letter-followed", 0, 1);
    render(test, "lettre/1", "letter-nothing", 0, 0);
    render(test, "lettre/2", "letter-english", 5, 0);
    render(test, "lettre/3", "letter-breton", 0, 1);
    render(test, "lettre/4", "plain-near", 4, 0);
    render(test, "lettre/5", "plain-english", 0, 1);
    render(test, "lettre/6", "plain-breton", 5, 0);
    g_autoptr(Letter) letter = compose(test, "lettre/1");
    letter_assemble_public(letter, copy);
    compare_mail("letter-public", copy);
    g_assert_null(strstr(copy->str, "/u/"));
    g_assert_null(strstr(copy->str, "List-Unsubscribe"));
}

/* Calls for each template of letters that is shipped, HTML and text. */
static void
for_each_template(TemplateSet *set, void (*check)(TemplateSet *set, const char *name))
{
    static const char *const looks[] = {"default", "plain"};
    static const char *const parts[] = {"head", "heading", "item", "empty", "foot"};

    for (guint look = 0; look < G_N_ELEMENTS(looks); look++)
        for (guint i = 0; i < 2 * G_N_ELEMENTS(parts); i++) {
            g_autofree char *name =
                g_strconcat("edition/", looks[look], "/", parts[i / 2], i % 2 ? ".txt" : "", NULL);
            check(set, name);
        }
}

static TemplateSet *
shipped(void)
{
    g_autofree char *directory = g_build_filename(g_getenv("SRCDIR"), "templates", NULL);
    g_autoptr(GError) error = NULL;
    TemplateSet *set = template_set_open((const char *[]){directory, NULL}, &error);

    g_assert_no_error(error);
    return set;
}

/* Every text of the letter's templates is in both catalogues. */
static void
check_translated(TemplateSet *set, const char *name)
{
    for (guint k = 0; k < 2; k++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *po =
            g_build_filename(g_getenv("SRCDIR"), "templates", "lang", k ? "en.po" : "br.po", NULL);
        g_autoptr(Catalogue) catalogue = catalogue_open(po, &error);
        g_assert_no_error(error);
        g_auto(GStrv) texts = template_messages(set, name, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(g_strv_length(texts), >, 0);
        for (char **text = texts; *text != NULL; text++)
            if (catalogue_lookup(catalogue, *text) == NULL)
                g_test_fail_printf("%s has no \"%s\" of %s", po, *text, name);
    }
}

static void
test_translated(void)
{
    g_autoptr(TemplateSet) set = shipped();

    for_each_template(set, check_translated);
}

/* A template asks for nothing that is never given. */
static void
check_placeholders(TemplateSet *set, const char *name)
{
    g_autofree char *base = g_path_get_basename(name);
    g_auto(GStrv) words = g_strsplit(base, ".", -1);
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) unused = NULL;
    g_autoptr(GPtrArray) unknown = NULL;

    template_check_known(set, name, letter_template_names(words[0]), &unused, &unknown, &error);
    g_assert_no_error(error);
    if (unknown->len > 0)
        g_error("%s", ((const GError *)unknown->pdata[0])->message);
}

static void
test_placeholders(void)
{
    g_autoptr(TemplateSet) set = shipped();

    for_each_template(set, check_placeholders);
}

/* No line of a French letter breaks before a mark, whoever wrote the words. */
static void
test_french(void)
{
    static const char *const names[] = {"letter-near.txt", "letter-nothing.txt",
                                        "letter-breton.txt", "plain-near.txt", "plain-breton.txt"};
    static const char *const breaks[] = {" \u00bb", "\u00ab ", " :", " ;", " ?", " !"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = golden_path(names[i]);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        for (guint k = 0; k < G_N_ELEMENTS(breaks); k++)
            if (strstr(text, breaks[k]) != NULL)
                g_test_fail_printf("%s has \"%s\"", names[i], breaks[k]);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letter/looks-as-it-did", test_golden);
    g_test_add_func("/letter/every-text-is-translated", test_translated);
    g_test_add_func("/letter/templates-ask-for-what-is-given", test_placeholders);
    g_test_add_func("/letter/no-line-breaks-before-a-mark", test_french);
    return g_test_run();
}
