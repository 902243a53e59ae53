/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-classify - what mails that came back say, and by which rule */
#include "mailing/bounce-classify.h"

#include "cmd/bounce.h"
#include "cmd/listing.h"
#include "cmd/mail-file.h"

static gboolean json;

const GOptionEntry cmd_bounce_classify_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

static char *
join_oddities(const BounceReport *report)
{
    GString *words = g_string_new(NULL);

    for (guint i = 0; i < report->oddities->len; i++)
        g_string_append_printf(words, "%s%s", i > 0 ? " " : "",
                               (const char *)report->oddities->pdata[i]);
    return g_string_free(words, FALSE);
}

gboolean
cmd_bounce_classify(Call *call, GError **error)
{
    g_autoptr(BounceRules) rules = bounce_rules_open(call->settings, error);
    g_autoptr(Listing) listing = listing_new("file", "recipient", "status", "reply code", "class",
                                             "reason", "rule", "oddities", NULL);

    if (rules == NULL)
        return FALSE;
    for (guint i = 0; i < call->n_arguments; i++) {
        g_autoptr(GBytes) raw = mail_file_read(call->arguments[i], error);
        if (raw == NULL)
            return FALSE;
        g_autoptr(BounceReport) report = bounce_classify(rules, raw);
        g_autofree char *oddities = join_oddities(report);
        for (guint n = 0; n < report->verdicts->len; n++) {
            const BounceVerdict *verdict = report->verdicts->pdata[n];
            g_autofree char *reply =
                verdict->reply != 0 ? g_strdup_printf("%u", verdict->reply) : g_strdup("");
            listing_row(listing, call->arguments[i], verdict->recipient, verdict->status, reply,
                        bounce_class_word(verdict->class), verdict->reason, verdict->rule,
                        oddities);
        }
    }
    listing_print(listing, json);
    return TRUE;
}
