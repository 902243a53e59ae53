/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .po file is read as translators' tools write it, or refused with the line that is wrong. */
#include "page/catalogue.h"
#include "base/error.h"

static const char po[] = "\xef\xbb\xbf# Translators: nobody yet\n"
                         "msgid \"\"\n"
                         "msgstr \"\"\n"
                         "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                         "\n"
                         "#. a comment of the extractor\n"
                         "#: site/home:3\n"
                         "msgid \"Les dernières découvertes\"\n"
                         "msgstr \"The latest findings\"\n"
                         "#, fuzzy\n"
                         "#| msgid \"old\"\n"
                         "msgid \"Douteux\"\n"
                         "msgstr \"Doubtful\"\n"
                         "msgid \"\"\n"
                         "\"Un texte \"\n"
                         "  \"de plusieurs\\n\"\n"
                         "\"lignes\"\n"
                         "msgstr \"\"\n"
                         "\"A \\\"text\\\"\\t\"\n"
                         "\"of \\\\ lines\\n\"\r\n"
                         "\n"
                         "msgctxt \"verbe\"\n"
                         "msgid \"Liste\"\n"
                         "msgstr \"lists\"\n"
                         "\n"
                         "msgid \"{{n}} message\"\n"
                         "msgid_plural \"{{n}} messages\"\n"
                         "msgstr[0] \"{{n}} post\"\n"
                         "msgstr[1] \"{{n}} posts\"\n"
                         "\n"
                         "msgid \"À faire\"\n"
                         "msgstr \"\"\n"
                         "#~ msgid \"Vieux\"\n"
                         "#~ msgstr \"Old\"";

static void
test_reads(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_parse("en.po", po, sizeof po - 1, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(catalogue_text(catalogue, "Les dernières découvertes"), ==,
                    "The latest findings");
    g_assert_cmpstr(catalogue_text(catalogue, "Un texte de plusieurs lignes"), ==,
                    "A \"text\"\tof \\ lines\n");
    g_assert_cmpstr(catalogue_text(catalogue, "\n Un texte\t de plusieurs\n    lignes "), ==,
                    "A \"text\"\tof \\ lines\n");
    g_assert_cmpstr(catalogue_text(catalogue, "{{n}} message"), ==, "{{n}} post");
    g_assert_cmpstr(catalogue_text(catalogue, "{{n}} messages"), ==, "{{n}} posts");
    g_assert_cmpstr(catalogue_text(catalogue, "verbe\004Liste"), ==, "lists");
}

static void
test_falls_back(void)
{
    g_autoptr(Catalogue) catalogue = catalogue_parse("en.po", po, sizeof po - 1, NULL);
    static const char *const untranslated[] = {"Douteux", "À faire", "Vieux",
                                               "",        "Inconnu", "Liste"};

    for (guint i = 0; i < G_N_ELEMENTS(untranslated); i++)
        g_assert_cmpstr(catalogue_text(catalogue, untranslated[i]), ==, untranslated[i]);
    g_assert_cmpstr(catalogue_text(NULL, "Inconnu"), ==, "Inconnu");
}

static void
test_refuses(void)
{
    static const struct {
        const char *po;
        const char *message;
    } cases[] = {
        {"msgid \"a\"\nmsgid \"b\"",
         "cannot read \"x.po\", line 2: msgid without msgstr before it"},
        {"msgid \"a\"", "cannot read \"x.po\", line 1: msgid without msgstr before it"},
        {"msgstr \"a\"", "cannot read \"x.po\", line 1: there is no msgid before it"},
        {"\"a\"", "cannot read \"x.po\", line 1: a quoted text without a keyword before it"},
        {"msgid \"a", "cannot read \"x.po\", line 1: the closing quote is missing"},
        {"msgid a", "cannot read \"x.po\", line 1: a text in double quotes is missing"},
        {"msgid \"a\" b", "cannot read \"x.po\", line 1: there is more after the closing quote"},
        {"msgid \"\\q\"", "cannot read \"x.po\", line 1: an unknown escape follows the backslash"},
        {"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"",
         "cannot read \"x.po\", line 3: the entry has this line twice"},
        {"\n<html>",
         "cannot read \"x.po\", line 2: this is neither a comment, a keyword nor a quoted text"},
        {"msgid \"\xff\"", "cannot read \"x.po\": it is not UTF-8"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(catalogue_parse("x.po", cases[i].po, strlen(cases[i].po), &error));
        g_assert_cmpstr(error->message, ==, cases[i].message);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(catalogue_open("/nonexistent/en.po", &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/catalogue/reads-what-translators-write", test_reads);
    g_test_add_func("/catalogue/falls-back-to-what-is-written", test_falls_back);
    g_test_add_func("/catalogue/names-the-wrong-line", test_refuses);
    return g_test_run();
}
