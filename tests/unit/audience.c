/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audience expression is understood as its grammar says, or refused with the column. */
#include <string.h>

#include "base/error.h"
#include "people/audience.h"

static void
understood(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Audience) audience = audience_parse(text, &error);

    g_assert_no_error(error);
    g_autofree char *found = audience_text(audience);
    g_assert_cmpstr(found, ==, expected);
}

static void
refused(const char *text, const char *message, const char *hint)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Audience) audience = audience_parse(text, &error);

    g_assert_null(audience);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_cmpstr(error->message, ==, message);
    if (hint != NULL) {
        g_assert_nonnull(error_hint(error));
        g_assert_nonnull(strstr(error_hint(error), hint));
    }
}

static void
test_terms(void)
{
    understood("", "");
    understood(" \t ", "");
    understood("territory:29", "territory:\"29\"");
    understood("  TERRITORY:insee:29019 ", "territory:\"insee:29019\"");
    understood("territory:\"Moncontour (22)\"", "territory:\"Moncontour (22)\"");
    understood("interest:«\u00a0Se loger ensemble\u00a0»", "interest:\"Se loger ensemble\"");
    understood("interest:Énergie", "interest:\"Énergie\"");
}

static void
test_values(void)
{
    understood("territory:=29019", "territory:=\"29019\"");
    understood("territory:{29, Saint Malo ,\"Le Rheu\"}",
               "territory:{\"29\", \"Saint Malo\", \"Le Rheu\"}");
    understood("territory:={29019,\"35238\"} or list:a",
               "(territory:={\"29019\", \"35238\"} or list:\"a\")");
    understood("interest:“L’énergie d’ici”", "interest:\"L’énergie d’ici\"");
    understood("near:Val-d'Ize", "near:\"Val-d'Ize\"");
    understood("list:a\"b", "list:«a\"b»");
    understood("address:*@example.org", "address:\"*@example.org\"");
    understood("language:{fr,br}", "language:{\"fr\", \"br\"}");
    understood("bounced:no", "not bounced:\"yes\"");
    understood("BOUNCED:No", "not bounced:\"yes\"");
    understood("language:{FR, Br}", "language:{\"fr\", \"br\"}");
    understood("joined:2025..2025", "joined:\"2025..2025\"");
    understood("joined:>=2025-06", "joined:\">=2025-06\"");
    refused("territory:{29, 35", "audience, column 11: the set is never closed", "}");
    refused("territory:{29,,35}", "audience, column 15: \"territory:\" wants a value", NULL);
    refused("territory:{}", "audience, column 12: \"territory:\" wants a value", NULL);
    refused("territory:{\"29\" x}", "audience, column 17: a comma or \"}\" is missing", NULL);
    refused("territory:{29} territory:35", "audience, column 16: \"and\" or \"or\" is missing",
            NULL);
    refused("list:=a and list:{", "audience, column 19: \"list:\" wants a value", NULL);
    refused("language:{fr, xx}",
            "audience, column 15: \"xx\" is no language letters are written in", "fr, en or br");
}

static void
test_times(void)
{
    static const char *const good[] = {"2026",       "2026-02",   "2024-02-29", "<2026-01-01",
                                       ">=2026",     "=2026-03",  "<=2026",     ">2026-12-31",
                                       "2025..2026", "..2026-03", "2025-06..",  NULL};
    static const char *const bad[] = {
        "2026-13", "2026-02-29",       "26",        "2026-1", "==2026",  "<>2026",  "=<2026", "..",
        "2026...", "2026-01-01T00:00", "<2025..26", "2026..2025-12", "0999", "0000",   "<=>2026", "9999999", "yes",    NULL};

    for (guint i = 0; good[i] != NULL; i++) {
        g_autofree char *text = g_strconcat("last-contact:", good[i], NULL);
        g_autofree char *expected = g_strconcat("last-contact:\"", good[i], "\"", NULL);
        understood(text, expected);
    }
    for (guint i = 0; bad[i] != NULL; i++) {
        g_autofree char *text = g_strconcat("joined:", bad[i], NULL);
        g_autofree char *message =
            g_strconcat("audience, column 8: \"", bad[i], "\" is no time", NULL);
        refused(text, message, "joined:<2026");
    }
    understood("bounced:<2026", "bounced:\"<2026\"");
    refused("joined:{2025,2026}", "audience, column 9: \"2025\" is no time", NULL);
}

static void
test_binding(void)
{
    understood("list:a or list:b and list:c", "(list:\"a\" or (list:\"b\" and list:\"c\"))");
    understood("not list:a and list:b", "(not list:\"a\" and list:\"b\")");
    understood("not (list:a and list:b)", "not (list:\"a\" and list:\"b\")");
    understood("(list:a or list:b)and not not language:br",
               "((list:\"a\" or list:\"b\") and not not language:\"br\")");
    understood("list:a and list:b and list:c", "((list:\"a\" and list:\"b\") and list:\"c\")");
    understood("list:and and list:or", "(list:\"and\" and list:\"or\")");
}

static void
test_refusals(void)
{
    refused("territroy:29", "audience, column 1: unknown word \"territroy\"",
            "did you mean \"territory:\"?");
    refused("territory:29 and xyz:1", "audience, column 18: unknown word \"xyz\"",
            "a term is territory:NAME");
    refused("territory:Saint Malo", "audience, column 17: \"and\" or \"or\" is missing",
            "quotation marks");
    refused("territory:29 (list:a)", "audience, column 14: \"and\" or \"or\" is missing", NULL);
    refused("(list:a", "audience, column 1: the parenthesis is never closed", NULL);
    refused("(list:a list:b)", "audience, column 9: \"and\", \"or\" or \")\" is missing", NULL);
    refused("list:a)", "audience, column 7: a parenthesis is closed that was never opened", NULL);
    refused("list:", "audience, column 6: \"list:\" wants a value", NULL);
    refused("list: a", "audience, column 6: \"list:\" wants a value", "directly behind");
    refused("list:\"\"", "audience, column 6: \"list:\" wants a value", NULL);
    refused("list:\"a", "audience, column 6: the quotation mark is never closed", NULL);
    refused("interest:«vélo", "audience, column 10: the quotation mark is never closed", "»");
    refused("list:a and", "audience, column 11: a term is missing", NULL);
    refused("or list:a", "audience, column 1: \"or\" is no term", NULL);
    refused("()", "audience, column 2: a term is missing", NULL);
    /* Characters are counted, not bytes. */
    refused("interest:\"Énergie\" et list:a", "audience, column 20: \"and\" or \"or\" is missing",
            NULL);
    refused("list:\xff", "the audience is not UTF-8", NULL);
}

static char *
repeated(const char *before, const char *piece, guint n, const char *after)
{
    GString *text = g_string_new(before);

    for (guint i = 0; i < n; i++)
        g_string_append(text, piece);
    g_string_append(text, after);
    return g_string_free(text, FALSE);
}

static void
test_bounds(void)
{
    g_autofree char *deep = repeated("", "(", 50, "list:a");
    g_autofree char *closed = repeated(deep, ")", 50, "");
    g_autofree char *deeper = repeated("", "not ", 51, "list:a");
    g_autofree char *many = repeated("list:a", " or list:a", 199, "");
    g_autofree char *more = repeated("list:a", " and list:a", 200, "");
    g_autofree char *after = repeated("", "(list:a) and ", 60, "list:a");
    g_autofree char *large = repeated("list:", "a", 10000, "");

    understood(closed, "list:\"a\"");
    refused(deeper, "audience, column 201: nested more than 50 deep", NULL);
    refused(more, "audience, column 2201: more than 200 terms", NULL);
    refused(large, "the audience has more than 10000 bytes", NULL);
    g_autoptr(Audience) wide = audience_parse(many, NULL);
    g_assert_nonnull(wide);
    /* What is closed is not deep any more. */
    g_autoptr(Audience) flat = audience_parse(after, NULL);
    g_assert_nonnull(flat);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/audience/sets-exact-ones-and-globs-are-read", test_values);
    g_test_add_func("/audience/times-are-read", test_times);
    g_test_add_func("/audience/terms-and-quotes-are-read", test_terms);
    g_test_add_func("/audience/not-binds-before-and-before-or", test_binding);
    g_test_add_func("/audience/what-is-wrong-is-told-with-its-column", test_refusals);
    g_test_add_func("/audience/depth-terms-and-bytes-are-bounded", test_bounds);
    return g_test_run();
}
