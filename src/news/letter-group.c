/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-group - the different letters of an edition; see letter-group.h */
#include "news/letter-group.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "news/letter-inside.h"

enum {
    GROUPS_AT_ONCE = 500,
    HAS_EMPTY = 1 << 20,     /* + section: its "otherwise" stands there */
    HAS_CONDITION = 1 << 21, /* + number */
    OTHER_LANGUAGE = 3       /* as far as so many contributions */
};

static void
group_free(gpointer data)
{
    LetterGroup *group = data;

    g_free(group->language);
    g_array_unref(group->has);
    g_free(group);
}

static int
compare_guint(gconstpointer a, gconstpointer b)
{
    guint one = *(const guint *)a, other = *(const guint *)b;

    return (one > other) - (one < other);
}

static void
note_choice(const Letter *letter, const LetterChoice *choice, LetterGroup *group)
{
    const guint *at = &g_array_index(letter->chosen, guint, choice->first);

    group->language = g_strdup(choice->version->language);
    for (guint i = 0; i < letter->sections->len; i++) {
        guint n = *at++;
        guint empty = HAS_EMPTY + i;
        if (n == 0 && choice->version->parts->pdata[i * PIECE_SECTION_PARTS + PIECE_EMPTY] != NULL)
            g_array_append_val(group->has, empty);
        g_array_append_vals(group->has, at, n);
        group->n_items += n;
        at += n;
    }
    for (guint i = 0; i < 32; i++) {
        guint condition = HAS_CONDITION + i;
        if (choice->conditions >> i & 1u)
            g_array_append_val(group->has, condition);
    }
    g_array_sort(group->has, compare_guint);
}

/* How many bytes the HTML of the copy has, as it is sent. */
static gsize
html_size(const Letter *letter, const GString *copy)
{
    g_autofree char *end = g_strconcat("\r\n--", letter->boundary, NULL);

    for (guint i = 0; i < letter->marks->len; i++) {
        const LetterMark *mark = &g_array_index(letter->marks, LetterMark, i);
        if (mark->form == LETTER_HTML)
            return copy->len - mark->at - letter->images->len - 2 * strlen(end);
    }
    return 0;
}

static gboolean
look_at(Letter *letter, Store *store, GPtrArray *groups, guint first, GError **error)
{
    g_autoptr(GArray) readers = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GString) copy = g_string_new(NULL);

    for (guint i = first; i < groups->len; i++)
        g_array_append_val(readers, ((LetterGroup *)groups->pdata[i])->reader);
    if (!letter_choose(letter, store, readers, error))
        return FALSE;
    for (guint i = groups->len; i-- > first;) {
        LetterGroup *group = groups->pdata[i];
        const LetterChoice *choice = g_hash_table_lookup(letter->choices, &group->reader);
        if (choice == NULL) { /* erased since */
            g_ptr_array_remove_index(groups, i);
            continue;
        }
        note_choice(letter, choice, group);
        if (!letter_assemble(letter, 0, group->reader, "reader@example.org", copy, error))
            return FALSE;
        group->html_size = html_size(letter, copy);
    }
    return TRUE;
}

GPtrArray *
letter_groups(Letter *letter, Store *store, const AudienceSql *audience, GError **error)
{
    g_autoptr(Rows) rows = news_letter_groups(store, letter->edition->id, audience, error);
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
    NewsLetterGroups row;
    guint first = 0;

    if (rows == NULL)
        return NULL;
    if (letter->marks == NULL)
        letter->marks = g_array_new(FALSE, FALSE, sizeof(LetterMark));
    while (groups->len < LETTER_GROUPS_MAX && news_letter_groups_next(rows, &row)) {
        LetterGroup *group = g_new0(LetterGroup, 1);
        group->reader = row.reader;
        group->n = row.n;
        group->has = g_array_new(FALSE, FALSE, sizeof(guint));
        g_ptr_array_add(groups, group);
        if (groups->len - first < GROUPS_AT_ONCE)
            continue;
        if (!look_at(letter, store, groups, first, error))
            return NULL;
        first = groups->len;
    }
    if (!look_at(letter, store, groups, first, error))
        return NULL;
    return g_steal_pointer(&groups);
}

const LetterGroup *
letter_group_largest(const GPtrArray *groups)
{
    const LetterGroup *largest = NULL;

    for (guint i = 0; i < groups->len; i++) {
        const LetterGroup *group = groups->pdata[i];
        if (largest == NULL || group->html_size > largest->html_size)
            largest = group;
    }
    return largest;
}

/* How many parts one has and the other has not. */
static guint
distance(const LetterGroup *one, const LetterGroup *other)
{
    guint i = 0, k = 0, n = g_str_equal(one->language, other->language) ? 0 : OTHER_LANGUAGE;

    while (i < one->has->len || k < other->has->len) {
        guint a = i < one->has->len ? g_array_index(one->has, guint, i) : G_MAXUINT;
        guint b = k < other->has->len ? g_array_index(other->has, guint, k) : G_MAXUINT;
        n += a != b;
        i += a <= b;
        k += b <= a;
    }
    return n;
}

GPtrArray *
letter_groups_differing(const GPtrArray *groups, guint n)
{
    GPtrArray *taken = g_ptr_array_new();
    g_autofree guint *far = g_new(guint, MAX(groups->len, 1)); /* from the nearest of those taken */

    for (guint i = 0; i < groups->len; i++)
        far[i] = ((LetterGroup *)groups->pdata[i])->n_items + 1;
    while (taken->len < n) {
        guint best = 0;
        for (guint i = 1; i < groups->len; i++)
            if (far[i] > far[best])
                best = i;
        if (best >= groups->len || far[best] == 0)
            break;
        g_ptr_array_add(taken, groups->pdata[best]);
        for (guint i = 0; i < groups->len; i++) {
            guint d = distance(groups->pdata[i], groups->pdata[best]);
            far[i] = taken->len == 1 ? d : MIN(far[i], d);
        }
    }
    return taken;
}
