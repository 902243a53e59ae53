/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of fields of a report: folded, broken, forgotten lines, and no end of them. */
#include <string.h>

#include "mime/report.h"

static void
test_groups(void)
{
    g_autoptr(GPtrArray) groups = report_read(
        "Reporting-MTA: dns; mx.example.net\n\n\nFinal-Recipient: rfc822; kim@example.org\n"
        "no field\nDiagnostic-Code: smtp; 550\n\tunknown\n  user\nFinal-Recipient: rfc822; "
        "lou@example.org\nstatus:5.1.1\n\nnothing here\n",
        NULL);

    g_assert_cmpuint(groups->len, ==, 3);
    g_assert_cmpstr(report_field(groups->pdata[0], "reporting-mta", 0), ==, "dns; mx.example.net");
    g_assert_cmpstr(report_field(groups->pdata[1], "Diagnostic-Code", 0), ==,
                    "smtp; 550 unknown user");
    g_assert_null(report_field(groups->pdata[1], "Diagnostic-Code", 1));
    g_assert_cmpstr(report_field(groups->pdata[2], "Final-Recipient", 0), ==,
                    "rfc822; lou@example.org");
    g_assert_cmpstr(report_field(groups->pdata[2], "Status", 0), ==, "5.1.1");
}

static void
test_bounds(void)
{
    g_autoptr(GString) text = g_string_new("A: ");
    gboolean cut = FALSE;

    for (guint i = 0; i < REPORT_VALUE_MAX; i++)
        g_string_append(text, "é");
    g_autoptr(GPtrArray) one = report_read(text->str, &cut);
    g_assert_true(cut);
    const char *value = report_field(one->pdata[0], "A", 0);
    g_assert_cmpuint(strlen(value), <=, REPORT_VALUE_MAX);
    g_assert_true(g_utf8_validate(value, -1, NULL));

    cut = FALSE;
    g_string_truncate(text, 0);
    for (guint i = 0; i < REPORT_GROUPS_MAX; i++)
        g_string_append(text, "A: b\n\n");
    g_autoptr(GPtrArray) most = report_read(text->str, &cut);
    g_assert_cmpuint(most->len, ==, REPORT_GROUPS_MAX);
    g_assert_false(cut);
    g_string_append(text, "A: b\n\n");
    g_autoptr(GPtrArray) more = report_read(text->str, &cut);
    g_assert_cmpuint(more->len, ==, REPORT_GROUPS_MAX);
    g_assert_true(cut);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/groups", test_groups);
    g_test_add_func("/report/bounds", test_bounds);
    return g_test_run();
}
