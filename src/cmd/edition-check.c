/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-check - say whether an edition may go, and what a person should look at before
 *
 * Errors keep it from going and make the command fail; warnings and notes do not.
 */
#include <stdio.h>

#include "base/error.h"
#include "fetch/link.h"
#include "news/edition-check.h"

#include "cmd/edition.h"
#include "cmd/listing.h"
#include "cmd/progress.h"

static gboolean as_json;
static gboolean offline;

const GOptionEntry cmd_edition_check_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {"offline", 0, 0, G_OPTION_ARG_NONE, &offline, "follow no links", NULL},
    {"no-links", 0, 0, G_OPTION_ARG_NONE, &offline, "the same", NULL},
    {0}};

typedef struct {
    EditionCheck *check;
    Progress *progress;
    guint done;
} Following;

static void
link_seen(guint index, LinkState state, const char *words, gpointer data)
{
    static const ReviewGrade grades[] = {
        [LINK_MOVED] = REVIEW_NOTE, [LINK_UNSURE] = REVIEW_WARNING, [LINK_BROKEN] = REVIEW_ERROR};
    Following *following = data;

    progress_update(following->progress, ++following->done, following->check->links->len);
    if (state != LINK_GOOD)
        edition_check_link(following->check, following->check->links->pdata[index], grades[state],
                           words);
}

static gboolean
follow_links(Call *call, EditionCheck *check, GError **error)
{
    const LinkSettings settings = {
        .timeout = (guint)settings_number(call->settings, SETTING_CHECK_TIMEOUT),
        .allow_private = settings_number(call->settings, SETTING_CHECK_PRIVATE) != 0,
        .agent = "colporteur (link check)"};
    g_autofree const char **urls = g_new0(const char *, check->links->len + 1);
    Following following = {.check = check};

    if (check->links->len == 0)
        return TRUE;
    for (guint i = 0; i < check->links->len; i++)
        urls[i] = ((const Finding *)check->links->pdata[i])->words;
    following.progress = progress_start("links", check->links->len);
    gboolean good =
        link_check_all(urls, check->links->len, &settings, link_seen, &following, error);
    progress_end(following.progress);
    edition_check_sort(check);
    return good;
}

static void
print_json(const EditionCheck *check)
{
    g_autoptr(Listing) listing =
        listing_new("grade", "rule", "language", "part", "item", "line#", "message", NULL);

    for (guint i = 0; i < check->findings->len; i++) {
        const Finding *finding = check->findings->pdata[i];
        g_autofree char *line = g_strdup_printf("%u", finding->line);
        listing_row_v(listing,
                      (const char *const[]){review_grade_word(finding->grade), finding->rule,
                                            finding->language, finding->part, finding->item,
                                            finding->line > 0 ? line : NULL, finding->words});
    }
    listing_print(listing, TRUE);
}

static void
print_lines(const EditionCheck *check, FILE *out)
{
    for (guint i = 0; i < check->findings->len; i++) {
        const Finding *finding = check->findings->pdata[i];
        fprintf(out, "%s: %s", review_grade_word(finding->grade), finding->language);
        fprintf(out, " %s", finding->part);
        if (finding->line > 0)
            fprintf(out, " line %u (%s)", finding->line, finding->item);
        fprintf(out, ": %s [%s]\n", finding->words, finding->rule);
    }
}

static gboolean
may_go(const EditionCheck *check, const Edition *edition, GError **error)
{
    if (edition_check_may_go(check, edition, error))
        return TRUE;
    return fail_hint(error, "change what is said above, or send it with --force");
}

gboolean
edition_check_before(Call *call, const Edition *edition, gboolean forced, GError **error)
{
    g_autoptr(EditionCheck) check = edition_check(call->store, call->settings, edition, error);

    if (check == NULL)
        return FALSE;
    print_lines(check, stderr);
    return forced || may_go(check, edition, error);
}

gboolean
cmd_edition_check(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(EditionCheck) check =
        edition != NULL ? edition_check(call->store, call->settings, edition, error) : NULL;

    if (check == NULL || (!offline && !follow_links(call, check, error)))
        return FALSE;
    if (as_json) {
        print_json(check);
    } else {
        print_lines(check, stdout);
        printf("%s: %u errors, %u warnings, %u notes; largest letter %" G_GSIZE_FORMAT
               " KB of HTML; %u links%s\n",
               edition->reference, edition_check_count(check, REVIEW_ERROR),
               edition_check_count(check, REVIEW_WARNING), edition_check_count(check, REVIEW_NOTE),
               (check->largest + 1023) / 1024, check->links->len,
               offline ? ", not followed" : " followed");
    }
    return may_go(check, edition, error);
}
