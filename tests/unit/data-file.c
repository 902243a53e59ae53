/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables kept as data: rows and cells, and what is said of a file that is none. */
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/data-file.h"
#include "base/error.h"

static gboolean
take_row(gpointer data, char **cells, GError **error)
{
    GString *seen = data;

    if (g_str_equal(cells[0], "bad"))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is not welcome", cells[0]);
    g_string_append_printf(seen, "<%s|%s>", cells[0], cells[1]);
    return TRUE;
}

static char *
read_text(const char *text, gssize size, GError **error)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "data-file.XXXXXX", NULL);
    GString *seen = g_string_new(NULL);
    int fd = g_mkstemp(path);

    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, text, size, NULL));
    gboolean done = data_file_read(path, "the table", 2, take_row, seen, error);
    g_assert_cmpint(g_unlink(path), ==, 0);
    return g_string_free(seen, !done);
}

static void
test_rows(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *seen = read_text("# a comment\n\na\tb\nc\td\te\nlast\t", -1, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(seen, ==, "<a|b><c|d\te><last|>");
}

static void
test_refusals(void)
{
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        {"a\tb\nlonely\n", "*line 2: a line has 2 columns, this one 1"},
        {"#\n\nbad\tc\n", "*line 3: \"bad\" is not welcome"},
        {"a\t\xe9\n", "*is not in UTF-8"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(read_text(cases[i].text, -1, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_true(g_pattern_match_simple(cases[i].sentence, error->message));
    }
    /* A NUL would hide the rest of the file. */
    g_autoptr(GError) nul = NULL;
    g_assert_null(read_text("a\tb\n\0c\td\n", 9, &nul));
    g_assert_error(nul, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
}

static void
test_missing(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(
        data_file_read("/nonexistent/table.tsv", "the table", 2, take_row, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
    g_assert_true(g_str_has_prefix(error->message, "cannot read the table: "));
    g_assert_nonnull(error_hint(error));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/data-file/rows", test_rows);
    g_test_add_func("/data-file/refusals", test_refusals);
    g_test_add_func("/data-file/missing", test_missing);
    return g_test_run();
}
