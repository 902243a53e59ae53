/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - any bytes are judged within bounds, and what is said of them is valid */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "mailing/bounce-classify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const BounceVerdict *verdict)
{
    g_assert_true(g_utf8_validate(verdict->recipient, -1, NULL));
    g_assert_true(g_utf8_validate(verdict->said, -1, NULL));
    g_assert_null(strpbrk(verdict->said, "\r\n"));
    g_assert_cmpuint(strlen(verdict->said), <=, 2000);
    g_assert_cmpstr(verdict->rule, !=, "");
    g_assert_cmpint(verdict->class, <, BOUNCE_N_CLASSES);
    g_assert_true(*verdict->status == '\0' ||
                  g_regex_match_simple("^[45]\\.[0-9]{1,2}\\.[0-9]{1,3}$", verdict->status, 0, 0));
    g_assert_true(verdict->class != BOUNCE_HARD || *verdict->status == '5');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static BounceRules *rules;
    g_autoptr(GBytes) raw = g_bytes_new(data, size);

    if (rules == NULL) {
        g_autofree char *path =
            g_build_filename(g_getenv("SRCDIR"), "templates", "bounce", "rules.tsv", NULL);
        g_autoptr(GError) error = NULL;
        rules = bounce_rules_read(path, &error);
        g_assert_no_error(error);
    }
    g_autoptr(BounceReport) report = bounce_classify(rules, raw);
    g_assert_cmpuint(report->verdicts->len, >=, 1);
    g_assert_cmpuint(report->verdicts->len, <=, BOUNCE_RECIPIENTS_MAX);
    for (guint i = 0; i < report->verdicts->len; i++)
        check(report->verdicts->pdata[i]);
    return 0;
}
