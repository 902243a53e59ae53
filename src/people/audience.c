/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience - compile an audience expression to a condition over subscribers
 *
 * The condition is put together from the fragments below and numbered parameters, and from
 * nothing else: no letter of what somebody typed gets into it.
 */
#include <string.h>

#include "base/error.h"

#include "people/audience-internal.h"

/* What a term says of the subscriber `s`; @1 and @2 are its parameters. */
static const char *const fragments[TERM_N] = {
    [TERM_TERRITORY] = "s.places && @1::int[]",
    [TERM_NEAR] = "s.places && @1::int[]",
    [TERM_INTEREST] = "s.interests && ARRAY(SELECT c.descendant::int FROM interest_closure c "
                      "WHERE c.ancestor = ANY (@1::bigint[]))",
    [TERM_LIST] = "s.id IN (SELECT su.subscriber FROM subscription su "
                  "WHERE su.list = ANY (@1::bigint[]) AND su.state = 'confirmed')",
    [TERM_LANGUAGE] = "s.language = ANY (@1::text[])",
    [TERM_KNOWLEDGE] = "s.knowledge && @1::text[]",
    [TERM_PROGRAMME] = "s.programmes && @1::int[]",
    [TERM_JOINED] = "(s.created_at >= @1::timestamptz AND s.created_at < @2::timestamptz)",
    [TERM_LAST_CONTACT] =
        "(s.last_contact_at >= @1::timestamptz AND s.last_contact_at < @2::timestamptz)",
    [TERM_BOUNCED] = "s.id IN (SELECT b.subscriber FROM bounce b "
                     "WHERE b.received_at >= @1::timestamptz AND b.received_at < @2::timestamptz "
                     "AND coalesce(b.class, 'hard') IN ('hard', 'soft'))",
    [TERM_ADDRESS] =
        "s.id IN (SELECT a.subscriber FROM address a WHERE a.address_key LIKE ANY (@1::text[]))",
};

/* For the named one without what is below it; the index on places finds it too. */
static const char *const exact_fragments[TERM_N] = {
    [TERM_TERRITORY] = "(s.places && @1::int[] AND s.territories && @1::int[])",
    [TERM_INTEREST] = "s.interests && @1::int[]",
};

/* A glob as a pattern of LIKE: * is any letters, ? one; the domain as addresses are compared. */
static void
append_pattern(GString *out, const char *glob)
{
    g_autofree char *folded = g_utf8_strdown(glob, -1);
    const char *at = strchr(folded, '@');
    g_autofree char *ascii = at != NULL && strpbrk(at, "*?") == NULL && at[1] != '\0'
                                 ? g_hostname_to_ascii(at + 1)
                                 : NULL;
    g_autofree char *whole = ascii != NULL
                                 ? g_strdup_printf("%.*s@%s", (int)(at - folded), folded, ascii)
                                 : g_strdup(folded);

    for (const char *p = whole; *p != '\0'; p++) {
        if (strchr("%_\\", *p) != NULL)
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p == '*' ? '%' : *p == '?' ? '_' : *p);
    }
}

/* An array literal of PostgreSQL. */
static char *
array_of(const Node *node)
{
    GString *out = g_string_new("{");

    for (guint i = 0; i < node->values->len; i++) {
        const Value *value = node->values->pdata[i];
        if (i > 0)
            g_string_append_c(out, ',');
        if (value->id != 0) {
            g_string_append_printf(out, "%" G_GINT64_FORMAT, value->id);
            continue;
        }
        g_autoptr(GString) text = g_string_new(NULL);
        if (node->term == TERM_ADDRESS)
            append_pattern(text, value->text);
        else
            g_string_append(text, value->text);
        g_string_append_c(out, '"');
        for (const char *p = text->str; *p != '\0'; p++) {
            if (*p == '"' || *p == '\\')
                g_string_append_c(out, '\\');
            g_string_append_c(out, *p);
        }
        g_string_append_c(out, '"');
    }
    g_string_append_c(out, '}');
    return g_string_free(out, FALSE);
}

static void
emit_saved(const Node *node, GString *out, GPtrArray *parameters)
{
    g_string_append_c(out, '(');
    for (guint i = 0; i < node->values->len; i++) {
        const Value *value = node->values->pdata[i];
        if (i > 0)
            g_string_append(out, " OR ");
        if (value->nested == NULL)
            g_string_append(out, "true");
        else
            audience_emit(value->nested, out, parameters);
    }
    g_string_append_c(out, ')');
}

static void
emit_term(const Node *node, GString *out, GPtrArray *parameters)
{
    const char *fragment = node->exact ? exact_fragments[node->term] : fragments[node->term];
    guint before = parameters->len;

    if (node->term == TERM_AUDIENCE) {
        emit_saved(node, out, parameters);
        return;
    }
    g_ptr_array_add(parameters, node->from != NULL ? g_strdup(node->from) : array_of(node));
    if (node->until != NULL)
        g_ptr_array_add(parameters, g_strdup(node->until));
    for (const char *p = fragment; *p != '\0'; p++)
        if (*p == '@')
            g_string_append_printf(out, "$%u", before + (guint)(*++p - '0'));
        else
            g_string_append_c(out, *p);
}

static void
emit_either(const Node *node, GString *out, GPtrArray *parameters)
{
    g_autoptr(GPtrArray) alternatives = audience_alternatives(node);

    g_string_append_c(out, '(');
    for (guint i = 0; i < alternatives->len; i++) {
        if (i > 0)
            g_string_append(out, " OR ");
        audience_emit(alternatives->pdata[i], out, parameters);
    }
    g_string_append_c(out, ')');
}

/* As deep as the tree: chains included that is AUDIENCE_MAX_TERMS and AUDIENCE_MAX_DEPTH. */
void
audience_emit(const Node *node, GString *out, GPtrArray *parameters)
{
    if (node->kind == NODE_TERM) {
        emit_term(node, out, parameters);
        return;
    }
    if (node->kind == NODE_OR) {
        emit_either(node, out, parameters);
        return;
    }
    g_string_append(out, node->kind == NODE_NOT ? "NOT (" : "(");
    audience_emit(node->left, out, parameters);
    if (node->right != NULL) {
        g_string_append(out, " AND ");
        audience_emit(node->right, out, parameters);
    }
    g_string_append_c(out, ')');
}

static void
collect_uses(const Node *node, GPtrArray *uses)
{
    for (; node != NULL; node = node->left) {
        if (node->right != NULL)
            collect_uses(node->right, uses);
        for (guint i = 0;
             node->kind == NODE_TERM && node->term == TERM_AUDIENCE && i < node->values->len; i++)
            g_ptr_array_add(uses, ((const Value *)node->values->pdata[i])->text);
    }
}

Audience *
audience_compile(Store *store, const char *text, GError **error)
{
    g_autoptr(Audience) audience = audience_parse(text, error);
    g_autoptr(GString) condition = g_string_new(NULL);

    if (audience == NULL ||
        (audience->root != NULL && !audience_look_up(store, text, audience->root, error)))
        return NULL;
    audience->parameters = g_ptr_array_new_with_free_func(g_free);
    audience->uses = g_ptr_array_new();
    if (audience->root == NULL)
        g_string_append(condition, "true");
    else {
        audience_emit(audience->root, condition, audience->parameters);
        collect_uses(audience->root, audience->uses);
    }
    g_ptr_array_add(audience->uses, NULL);
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

const char *const *
audience_uses(const Audience *audience)
{
    return (const char *const *)audience->uses->pdata;
}
