/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience-look-up - find what the values of an audience name
 *
 * Names are looked up while compiling, so that an unknown one is an error now and not an empty
 * audience later; all territories of an expression by one query, all interests by another. Saved
 * audiences are read and looked up in their turn, within the bounds of one expression.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/audience-internal.h"
#include "people/interest.h"
#include "people/knowledge.h"
#include "people/programme.h"
#include "people/territory.h"

enum { SAVED_MAX_DEPTH = 10 };

typedef struct {
    Store *store;
    GPtrArray *territories; /* of Value */
    GPtrArray *interests;
    GPtrArray *near;                     /* of Value: those of territories that "near:" is about */
    const char *inside[SAVED_MAX_DEPTH]; /* names of saved audiences being read */
    const char *text;                    /* what is being looked up was read from it */
    GPtrArray *texts;                    /* of saved audiences: values point to them */
    guint depth;
    guint terms;
} LookUp;

static gboolean look_up_tree(LookUp *look, Node *node, GError **error);

static gboolean
fail_value(const Value *value, GError **error)
{
    g_prefix_error(error, "audience, column %u: ", value->column);
    return fail_place(error, value->around, value->column);
}

/* For a value that is looked up after the text around it was left: says which text that was. */
static gboolean
fail_value_inside(const Value *value, GError **error)
{
    fail_value(value, error);
    if (value->inside != NULL)
        g_prefix_error(error, "in the saved audience \"%s\": ", value->inside);
    return FALSE;
}

/* The name that most looks like the value, as a hint; else `otherwise`. */
static gboolean
hint_nearest(LookUp *look, const char *kind, const Value *value, const char *otherwise,
             GError **error)
{
    g_autoptr(Rows) rows = people_audience_nearest(look->store, kind, value->text, NULL);
    PeopleAudienceNearest row;

    if (rows != NULL && people_audience_nearest_next(rows, &row))
        fail_hint(error, "did you mean %s?", row.name);
    else
        fail_hint(error, "%s", otherwise);
    return fail_value(value, error);
}

static gboolean
find_list(LookUp *look, Value *value, GError **error)
{
    g_autoptr(Rows) rows = people_list_find(look->store, value->text, error);
    PeopleListFind row;

    if (rows == NULL)
        return FALSE;
    if (people_list_find_next(rows, &row)) {
        value->id = row.id;
        return TRUE;
    }
    fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", value->text);
    return hint_nearest(look, "list", value, "colporteur list list shows them", error);
}

static gboolean
find_knowledge(Value *value, GError **error)
{
    const char *word = knowledge_find(value->text, error);

    if (word == NULL)
        return fail_value(value, error);
    g_free(value->text);
    value->text = g_strdup(word);
    return TRUE;
}

/* What the saved audience says, parsed and looked up, below the value. */
static gboolean
read_saved(LookUp *look, Value *value, GError **error)
{
    for (guint i = 0; i < look->depth; i++)
        if (g_str_equal(look->inside[i], value->text)) {
            fail(error, ERROR_CONFLICT, "the saved audience \"%s\" is made of itself", value->text);
            return fail_value(value, error);
        }
    if (look->depth == SAVED_MAX_DEPTH) {
        fail(error, ERROR_BAD_INPUT, "saved audiences stand in each other more than %d deep",
             SAVED_MAX_DEPTH);
        return fail_value(value, error);
    }
    g_autoptr(Rows) rows = people_audience_read(look->store, value->text, error);
    PeopleAudienceRead row;
    if (rows == NULL)
        return FALSE;
    if (!people_audience_read_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "no saved audience is called \"%s\"", value->text);
        return hint_nearest(look, "audience", value, "colporteur audience saved lists them", error);
    }
    g_autoptr(Audience) saved = audience_parse(row.expression, error);
    const char *outside = look->text;
    look->text = g_strdup(row.expression);
    g_ptr_array_add(look->texts, (gpointer)look->text);
    look->inside[look->depth++] = value->text;
    gboolean good =
        saved != NULL && (saved->root == NULL || look_up_tree(look, saved->root, error));
    look->depth--;
    look->text = outside;
    if (!good) {
        g_prefix_error(error, "in the saved audience \"%s\": ", value->text);
        return FALSE;
    }
    value->nested = g_steal_pointer(&saved->root);
    return TRUE;
}

static gboolean
look_up_value(LookUp *look, const Node *node, Value *value, GError **error)
{
    value->around = look->text;
    value->inside = look->depth > 0 ? look->inside[look->depth - 1] : NULL;
    if (++look->terms > AUDIENCE_MAX_TERMS) {
        fail(error, ERROR_BAD_INPUT, "more than %d terms, saved audiences included",
             AUDIENCE_MAX_TERMS);
        return fail_value(value, error);
    }
    switch (node->term) {
    case TERM_NEAR:
        g_ptr_array_add(look->near, value);
        g_ptr_array_add(look->territories, value);
        return TRUE;
    case TERM_TERRITORY:
        g_ptr_array_add(look->territories, value);
        return TRUE;
    case TERM_INTEREST:
        g_ptr_array_add(look->interests, value);
        return TRUE;
    case TERM_LIST:
        return find_list(look, value, error);
    case TERM_PROGRAMME:
        return programme_find(look->store, value->text, &value->id, error) ||
               fail_value(value, error);
    case TERM_KNOWLEDGE:
        return find_knowledge(value, error);
    case TERM_AUDIENCE:
        return read_saved(look, value, error);
    default:
        return TRUE;
    }
}

/* As deep as the tree: chains included that is AUDIENCE_MAX_TERMS and AUDIENCE_MAX_DEPTH. */
static gboolean
look_up_tree(LookUp *look, Node *node, GError **error)
{
    if (node->kind == NODE_TERM) {
        for (guint i = 0; i < node->values->len; i++)
            if (!look_up_value(look, node, node->values->pdata[i], error))
                return FALSE;
        return TRUE;
    }
    return look_up_tree(look, node->left, error) &&
           (node->right == NULL || look_up_tree(look, node->right, error));
}

typedef gboolean (*FindAll)(Store *store, const char *const *texts, guint n, gint64 *ids,
                            GError **problems, GError **error);

/* The first problem is the one that is told. */
static gboolean
find_all(Store *store, const GPtrArray *values, FindAll find, GError **error)
{
    guint n = values->len;
    g_autofree const char **texts = g_new0(const char *, n + 1);
    g_autofree gint64 *ids = g_new0(gint64, n + 1);
    g_autofree GError **problems = g_new0(GError *, n + 1);

    if (n == 0)
        return TRUE;
    for (guint i = 0; i < n; i++)
        texts[i] = ((const Value *)values->pdata[i])->text;
    gboolean good = find(store, texts, n, ids, problems, error);
    for (guint i = 0; i < n; i++) {
        Value *value = values->pdata[i];
        value->id = ids[i];
        if (problems[i] == NULL)
            continue;
        if (good) {
            g_propagate_error(error, g_steal_pointer(&problems[i]));
            good = fail_value_inside(value, error);
        } else
            g_clear_error(&problems[i]);
    }
    return good;
}

/* From a commune to its intercommunalité; one that is in none stays alone. */
static gboolean
widen_near(Store *store, const GPtrArray *values, GError **error)
{
    for (guint i = 0; i < values->len; i++) {
        Value *value = values->pdata[i];
        g_autoptr(Rows) rows = people_territory_around(store, value->id, error);
        PeopleTerritoryAround row;
        if (rows == NULL || !people_territory_around_next(rows, &row))
            return FALSE;
        if (!row.is_commune) {
            fail(error, ERROR_BAD_INPUT, "\"%s\" is no commune", value->text);
            fail_hint(error,
                      "near: is about a commune and its neighbours; territory:%s has "
                      "everything in it",
                      value->text);
            return fail_value_inside(value, error);
        }
        value->id = row.around;
    }
    return TRUE;
}

gboolean
audience_look_up(Store *store, const char *text, Node *root, GError **error)
{
    g_autoptr(GPtrArray) territories = g_ptr_array_new();
    g_autoptr(GPtrArray) interests = g_ptr_array_new();
    g_autoptr(GPtrArray) near = g_ptr_array_new();
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    LookUp look = {.store = store,
                   .territories = territories,
                   .interests = interests,
                   .near = near,
                   .text = text,
                   .texts = texts};

    return look_up_tree(&look, root, error) &&
           find_all(store, territories, territory_find_all, error) &&
           find_all(store, interests, interest_find_all, error) && widen_near(store, near, error);
}
