/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience - compile an audience expression to a condition over subscribers
 *
 * The condition is put together from the fragments below and numbered parameters, and from
 * nothing else: no letter of what somebody typed gets into it. Names are looked up while
 * compiling, so that an unknown one is an error now and not an empty audience later.
 *
 * "Everything below" is one join with a closure table; over 200,000 subscribers that answers as
 * fast as comparing one column.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/audience-internal.h"
#include "people/interest.h"
#include "people/territory.h"

/* Each has its parameter where the %u is. */
static const char *const fragments[TERM_N] = {
    [TERM_TERRITORY] = "s.places && ARRAY[$%u::int]",
    [TERM_INTEREST] = "s.interests && ARRAY(SELECT c.descendant::int FROM interest_closure c "
                      "WHERE c.ancestor = $%u)",
    [TERM_LIST] = "s.id IN (SELECT su.subscriber FROM subscription su "
                  "WHERE su.list = $%u AND su.state = 'confirmed')",
    [TERM_LANGUAGE] = "s.language = $%u",
};

static gboolean
list_find_id(Store *store, const char *name, gint64 *id, GError **error)
{
    g_autoptr(Rows) rows = people_list_find(store, name, error);
    PeopleListFind row;

    if (rows == NULL)
        return FALSE;
    if (people_list_find_next(rows, &row)) {
        *id = row.id;
        return TRUE;
    }
    fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", name);
    return fail_hint(error, "colporteur list list shows them");
}

static gboolean
is_language(const char *word, GError **error)
{
    if (g_str_equal(word, "fr") || g_str_equal(word, "en") || g_str_equal(word, "br"))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no language letters are written in", word);
    return fail_hint(error, "it is fr, en or br");
}

/* The parameter of a term, as text. */
static char *
look_up(Store *store, const Node *node, GError **error)
{
    gint64 id = 0;
    gboolean good = FALSE;

    switch (node->term) {
    case TERM_TERRITORY:
        good = territory_find(store, node->value, &id, error);
        break;
    case TERM_INTEREST:
        good = interest_find(store, node->value, &id, error);
        break;
    case TERM_LIST:
        good = list_find_id(store, node->value, &id, error);
        break;
    default:
        return is_language(node->value, error) ? g_strdup(node->value) : NULL;
    }
    return good ? g_strdup_printf("%" G_GINT64_FORMAT, id) : NULL;
}

static gboolean
emit_term(Audience *audience, Store *store, const Node *node, GString *out, GError **error)
{
    char *value = look_up(store, node, error);

    if (value == NULL) {
        g_prefix_error(error, "audience, column %u: ", node->column);
        return FALSE;
    }
    g_ptr_array_add(audience->parameters, value);
    const char *fragment = fragments[node->term];
    const char *mark = strstr(fragment, "%u");
    g_string_append_len(out, fragment, mark - fragment);
    g_string_append_printf(out, "%u", audience->parameters->len);
    g_string_append(out, mark + 2);
    return TRUE;
}

/* As deep as the tree: chains included that is AUDIENCE_MAX_TERMS and AUDIENCE_MAX_DEPTH. */
static gboolean
emit(Audience *audience, Store *store, const Node *node, GString *out, GError **error)
{
    if (node->kind == NODE_TERM)
        return emit_term(audience, store, node, out, error);
    if (node->kind == NODE_NOT) {
        g_string_append(out, "NOT (");
        if (!emit(audience, store, node->left, out, error))
            return FALSE;
        g_string_append_c(out, ')');
        return TRUE;
    }
    g_string_append_c(out, '(');
    if (!emit(audience, store, node->left, out, error))
        return FALSE;
    g_string_append(out, node->kind == NODE_AND ? " AND " : " OR ");
    if (!emit(audience, store, node->right, out, error))
        return FALSE;
    g_string_append_c(out, ')');
    return TRUE;
}

Audience *
audience_compile(Store *store, const char *text, GError **error)
{
    g_autoptr(Audience) audience = audience_parse(text, error);
    g_autoptr(GString) condition = g_string_new(NULL);

    if (audience == NULL)
        return NULL;
    audience->parameters = g_ptr_array_new_with_free_func(g_free);
    if (audience->root == NULL)
        g_string_append(condition, "true");
    else if (!emit(audience, store, audience->root, condition, error))
        return NULL;
    audience->condition = g_strdup(condition->str);
    audience->sql = (AudienceSql){.condition = audience->condition,
                                  .parameters = (const char *const *)audience->parameters->pdata,
                                  .n_parameters = audience->parameters->len};
    return g_steal_pointer(&audience);
}

const AudienceSql *
audience_sql(const Audience *audience)
{
    return &audience->sql;
}
