/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diff - what differs between two texts; see diff.h */
#include "base/diff.h"

#include <string.h>

/* The longest common subsequence of the middle parts, by a table of lengths from their ends. */
static void
keep_middle(const char *const *a, guint n, const char *const *b, guint m, gboolean *keep_a,
            gboolean *keep_b)
{
    gsize width = (gsize)m + 1;

    if (n == 0 || m == 0 || (n + 1) * width > DIFF_CELLS_MAX)
        return;
    g_autofree guint *length = g_new0(guint, (n + 1) * width);
    for (guint i = n; i-- > 0;)
        for (guint k = m; k-- > 0;)
            length[i * width + k] = strcmp(a[i], b[k]) == 0 ? length[(i + 1) * width + k + 1] + 1
                                                            : MAX(length[(i + 1) * width + k],
                                                                  length[i * width + k + 1]);
    for (guint i = 0, k = 0; i < n && k < m;) {
        if (strcmp(a[i], b[k]) == 0)
            keep_a[i++] = keep_b[k++] = TRUE;
        else if (length[(i + 1) * width + k] >= length[i * width + k + 1])
            i++;
        else
            k++;
    }
}

void
diff_keep(const char *const *a, guint n, const char *const *b, guint m, gboolean *keep_a,
          gboolean *keep_b)
{
    guint first = 0;

    memset(keep_a, 0, n * sizeof *keep_a);
    memset(keep_b, 0, m * sizeof *keep_b);
    for (; first < n && first < m && strcmp(a[first], b[first]) == 0; first++)
        keep_a[first] = keep_b[first] = TRUE;
    for (; n > first && m > first && strcmp(a[n - 1], b[m - 1]) == 0; n--, m--)
        keep_a[n - 1] = keep_b[m - 1] = TRUE;
    keep_middle(a + first, n - first, b + first, m - first, keep_a + first, keep_b + first);
}

typedef struct {
    char **lines;
    guint n;
    gboolean *keep;
} Side;

static void
side_init(Side *side, const char *text)
{
    side->lines = g_strsplit(text, "\n", -1);
    side->n = g_strv_length(side->lines);
    if (side->n > 0 && *side->lines[side->n - 1] == '\0')
        side->n--; /* behind the last line end */
    side->keep = g_new(gboolean, side->n + 1);
}

static void
side_clear(Side *side)
{
    g_strfreev(side->lines);
    g_free(side->keep);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static void
range(GString *out, char sign, guint first, guint n)
{
    g_string_append_printf(out, " %c%u", sign, n > 0 ? first + 1 : first);
    if (n != 1)
        g_string_append_printf(out, ",%u", n);
}

/* One hunk from (i, k) on: changes that are less than two contexts apart go together. Moves behind
 * it. */
static void
hunk(const Side *a, const Side *b, guint *at_a, guint *at_b, GString *out)
{
    GString *body = g_string_new(NULL);
    guint i = *at_a, k = *at_b, quiet = 0;
    guint lead = MIN(DIFF_CONTEXT, MIN(i, k));
    guint first_a = i - lead, first_b = k - lead;

    for (guint c = first_a; c < i; c++)
        g_string_append_printf(body, " %s\n", a->lines[c]);
    while ((i < a->n || k < b->n) && quiet <= 2 * DIFF_CONTEXT) {
        if (i < a->n && !a->keep[i]) {
            g_string_append_printf(body, "-%s\n", a->lines[i++]);
            quiet = 0;
        } else if (k < b->n && !b->keep[k]) {
            g_string_append_printf(body, "+%s\n", b->lines[k++]);
            quiet = 0;
        } else {
            g_string_append_printf(body, " %s\n", a->lines[i++]);
            k++;
            quiet++;
        }
    }
    /* What follows the last change by more than the context belongs to no hunk. */
    for (; quiet > DIFF_CONTEXT; quiet--, i--, k--)
        g_string_truncate(body, body->len - strlen(a->lines[i - 1]) - 2);
    g_string_append(out, "@@");
    range(out, '-', first_a, i - first_a);
    range(out, '+', first_b, k - first_b);
    g_string_append_printf(out, " @@\n%s", body->str);
    g_string_free(body, TRUE);
    *at_a = i;
    *at_b = k;
}

gboolean
diff_unified(const char *name_a, const char *text_a, const char *name_b, const char *text_b,
             GString *out)
{
    g_auto(Side) a = {0}, b = {0};

    if (strcmp(text_a, text_b) == 0)
        return FALSE;
    side_init(&a, text_a);
    side_init(&b, text_b);
    diff_keep((const char *const *)a.lines, a.n, (const char *const *)b.lines, b.n, a.keep, b.keep);
    g_string_append_printf(out, "--- %s\n+++ %s\n", name_a, name_b);
    for (guint i = 0, k = 0; i < a.n || k < b.n;) {
        if (i < a.n && k < b.n && a.keep[i] && b.keep[k]) {
            i++;
            k++;
        } else {
            hunk(&a, &b, &i, &k, out);
        }
    }
    return TRUE;
}
