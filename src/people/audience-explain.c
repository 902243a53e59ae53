/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-explain - how an audience was understood, step by step, and how many people each has */
#include "base/error.h"
#include "store/query.h"

#include "people/audience-internal.h"

typedef struct {
    Store *store;
    GPtrArray *steps;
    GHashTable *labels[TERM_N]; /* number -> name */
} Explain;

static void
step_free(gpointer data)
{
    AudienceStep *step = data;

    g_free(step->text);
    g_free(step->label);
    g_free(step);
}

static TermKind
labelled_as(TermKind term)
{
    return term == TERM_NEAR ? TERM_TERRITORY : term;
}

static void
collect_ids(const Node *node, GArray *ids[TERM_N])
{
    if (node == NULL)
        return;
    collect_ids(node->left, ids);
    collect_ids(node->right, ids);
    for (guint i = 0; node->values != NULL && i < node->values->len; i++) {
        const Value *value = node->values->pdata[i];
        if (node->term == TERM_AUDIENCE)
            collect_ids(value->nested, ids);
        else if (value->id != 0)
            g_array_append_val(ids[labelled_as(node->term)], value->id);
    }
}

static gboolean
read_labels(Explain *explain, const Node *root, GError **error)
{
    static const struct {
        const char *kind;
        TermKind term;
    } kinds[] = {
        {"territory", TERM_TERRITORY}, {"interest", TERM_INTEREST}, {"programme", TERM_PROGRAMME}};
    GArray *ids[TERM_N];
    PeopleAudienceLabels row;

    for (guint i = 0; i < TERM_N; i++) {
        ids[i] = g_array_new(FALSE, FALSE, sizeof(gint64));
        explain->labels[i] = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    }
    collect_ids(root, ids);
    g_autoptr(Rows) rows = people_audience_labels(explain->store, ids[TERM_TERRITORY],
                                                  ids[TERM_INTEREST], ids[TERM_PROGRAMME], error);
    for (guint i = 0; i < TERM_N; i++)
        g_array_unref(ids[i]);
    if (rows == NULL)
        return FALSE;
    while (people_audience_labels_next(rows, &row))
        for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
            if (g_str_equal(row.kind, kinds[i].kind))
                g_hash_table_insert(explain->labels[kinds[i].term],
                                    g_memdup2(&row.id, sizeof row.id), g_strdup(row.label));
    return TRUE;
}

static char *
label_of(const Explain *explain, const Node *node)
{
    GString *label = g_string_new(NULL);

    for (guint i = 0; i < node->values->len; i++) {
        const Value *value = node->values->pdata[i];
        const char *name =
            g_hash_table_lookup(explain->labels[labelled_as(node->term)], &value->id);
        if (name != NULL)
            g_string_append_printf(label, "%s%s", label->len > 0 ? ", " : "", name);
    }
    return g_string_free(label, FALSE);
}

static gboolean
count_people(Store *store, const Node *node, gint64 *people, GError **error)
{
    g_autoptr(GString) condition = g_string_new(NULL);
    g_autoptr(GPtrArray) parameters = g_ptr_array_new_with_free_func(g_free);
    PeopleAudienceCount row;

    if (node == NULL)
        g_string_append(condition, "true");
    else
        audience_emit(node, condition, parameters);
    const AudienceSql sql = {.condition = condition->str,
                             .parameters = (const char *const *)parameters->pdata,
                             .n_parameters = parameters->len};
    g_autoptr(Rows) rows = people_audience_count(store, &sql, error);
    if (rows == NULL || !people_audience_count_next(rows, &row))
        return FALSE;
    *people = row.people;
    return TRUE;
}

static gboolean
explain_node(Explain *explain, const Node *node, guint depth, GError **error)
{
    static const char *const words[] = {
        [NODE_AND] = "all of", [NODE_OR] = "any of", [NODE_NOT] = "not"};
    AudienceStep *step = g_new0(AudienceStep, 1);

    g_ptr_array_add(explain->steps, step);
    step->depth = depth;
    if (node == NULL)
        step->text = g_strdup("everybody");
    else if (node->kind == NODE_TERM) {
        g_autoptr(GString) text = g_string_new(NULL);
        audience_write(node, text);
        step->text = g_strdup(text->str);
        step->label = label_of(explain, node);
    } else
        step->text = g_strdup(words[node->kind]);
    if (!count_people(explain->store, node, &step->people, error))
        return FALSE;
    if (node == NULL)
        return TRUE;
    for (guint i = 0;
         node->kind == NODE_TERM && node->term == TERM_AUDIENCE && i < node->values->len; i++)
        if (!explain_node(explain, ((const Value *)node->values->pdata[i])->nested, depth + 1,
                          error))
            return FALSE;
    if (node->kind == NODE_TERM)
        return TRUE;
    /* A chain of "and" or of "or" leans to the left; it is one step with many parts. */
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    const Node *left = node;
    for (; left->kind == node->kind && left->right != NULL; left = left->left)
        g_ptr_array_insert(parts, 0, left->right);
    g_ptr_array_insert(parts, 0, (gpointer)(left == node ? node->left : left));
    for (guint i = 0; i < parts->len; i++)
        if (!explain_node(explain, parts->pdata[i], depth + 1, error))
            return FALSE;
    return TRUE;
}

GPtrArray *
audience_explain(Store *store, const Audience *audience, GError **error)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(step_free);
    Explain explain = {.store = store, .steps = steps};
    gboolean good = read_labels(&explain, audience->root, error) &&
                    explain_node(&explain, audience->root, 0, error);

    for (guint i = 0; i < TERM_N; i++)
        g_hash_table_unref(explain.labels[i]);
    return good ? g_steal_pointer(&steps) : NULL;
}
