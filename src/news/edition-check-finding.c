/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-check-finding - what a check found: kept, counted, sorted, and whether the edition may go
 */
#include "base/error.h"

#include "news/edition-check.h"

void
finding_free(gpointer data)
{
    Finding *finding = data;

    g_free(finding->language);
    g_free(finding->item);
    g_free(finding->words);
    g_free(finding);
}

void
edition_check_free(EditionCheck *check)
{
    if (check == NULL)
        return;
    g_ptr_array_unref(check->findings);
    g_ptr_array_unref(check->links);
    g_free(check);
}

const char *
review_grade_word(ReviewGrade grade)
{
    static const char *const words[] = {"note", "warning", "error"};

    return words[grade];
}

void
edition_check_link(EditionCheck *check, const Finding *link, ReviewGrade grade, const char *words)
{
    Finding *finding = g_memdup2(link, sizeof *link);

    finding->grade = grade;
    finding->language = g_strdup(link->language);
    finding->item = g_strdup(link->item);
    finding->words = g_strdup_printf("%s %s", link->words, words);
    g_ptr_array_add(check->findings, finding);
}

guint
edition_check_count(const EditionCheck *check, ReviewGrade grade)
{
    guint n = 0;

    for (guint i = 0; i < check->findings->len; i++)
        n += ((const Finding *)check->findings->pdata[i])->grade == grade;
    return n;
}

static int
compare_findings(gconstpointer a, gconstpointer b)
{
    const Finding *one = *(const Finding *const *)a, *other = *(const Finding *const *)b;

    if (one->grade != other->grade)
        return other->grade > one->grade ? 1 : -1;
    int by_language = strcmp(one->language, other->language);
    int by_part = strcmp(one->part, other->part);
    if (by_language != 0 || by_part != 0)
        return by_language != 0 ? by_language : by_part;
    return (one->line > other->line) - (one->line < other->line);
}

void
edition_check_sort(EditionCheck *check)
{
    g_ptr_array_sort(check->findings, compare_findings);
}

gboolean
edition_check_may_go(const EditionCheck *check, const Edition *edition, GError **error)
{
    guint n = edition_check_count(check, REVIEW_ERROR);

    if (n == 0)
        return TRUE;
    return fail(error, ERROR_BAD_INPUT, "edition \"%s\" should not go: %u error%s",
                edition->reference, n, n == 1 ? "" : "s");
}
