/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors keep their hint on the way up, and each kind has a whole row in the table. */
#include <gio/gio.h>

#include "base/error.h"

static gboolean
inner(GError **error)
{
    fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", "mobilites");
    return fail_hint(error, "colporteur list show names them");
}

static void
test_hint_survives_propagation(void)
{
    g_autoptr(GError) first = NULL;
    g_autoptr(GError) second = NULL;

    g_assert_false(inner(&first));
    g_propagate_prefixed_error(&second, g_steal_pointer(&first), "could not post: ");
    g_assert_cmpstr(second->message, ==, "could not post: no list is called \"mobilites\"");
    g_assert_cmpstr(error_hint(second), ==, "colporteur list show names them");
    g_assert_cmpint(error_kind(second), ==, ERROR_NOT_FOUND);
}

static void
test_rows_are_whole(void)
{
    for (ErrorKind kind = 0; kind < ERROR_N_KINDS; kind++) {
        const ErrorRow *row = error_row(kind);
        g_assert_nonnull(row->word);
        g_assert_cmpint(row->exit_status, >=, 64);
        g_assert_cmpint(row->reply / 100, ==, row->status[0] - '0');
        g_assert_cmpint(row->permanent, ==, row->status[0] == '5');
    }
}

static void
test_foreign_domains(void)
{
    g_autoptr(GError) error = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "file is gone");
    g_assert_cmpint(error_kind(error), ==, ERROR_NOT_FOUND);
    g_assert_null(error_hint(error));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/error/hint-survives-propagation", test_hint_survives_propagation);
    g_test_add_func("/error/rows-are-whole", test_rows_are_whole);
    g_test_add_func("/error/foreign-domains", test_foreign_domains);
    return g_test_run();
}
