/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience-merge - what an "or" is between, terms of one kind made one
 *
 * "territory:Brest or territory:Quimper or language:br" asks what "territory:{Brest, Quimper} or
 * language:br" asks, with one look into the index instead of two. Whoever has any value of the
 * one or any of the other has any of both, so sets are united where a term holds for any of its
 * values; moments of time and saved audiences have no values of that kind.
 */
#include "people/audience-internal.h"

static void
alternative_free(gpointer data)
{
    Node *node = data;

    if (node->values != NULL)
        g_ptr_array_unref(node->values);
    g_free(node);
}

/* "near" is a territory once it was looked up. */
static TermKind
kind(const Node *node)
{
    return node->term == TERM_NEAR ? TERM_TERRITORY : node->term;
}

static gboolean
is_same_kind(const Node *a, const Node *b)
{
    return a->kind == NODE_TERM && b->kind == NODE_TERM && kind(a) == kind(b) &&
           a->exact == b->exact && a->from == NULL && a->term != TERM_AUDIENCE;
}

static void
add(GPtrArray *alternatives, const Node *node)
{
    for (guint i = 0; i < alternatives->len; i++) {
        Node *before = alternatives->pdata[i];
        if (!is_same_kind(before, node))
            continue;
        g_ptr_array_extend(before->values, node->values, NULL, NULL);
        return;
    }
    Node *own = g_memdup2(node, sizeof *node);
    if (node->values != NULL) {
        own->values = g_ptr_array_sized_new(node->values->len);
        g_ptr_array_extend(own->values, node->values, NULL, NULL);
    }
    g_ptr_array_add(alternatives, own);
}

/* As deep as the tree: chains included that is AUDIENCE_MAX_TERMS and AUDIENCE_MAX_DEPTH. */
static void
gather(const Node *node, GPtrArray *alternatives)
{
    if (node->kind != NODE_OR) {
        add(alternatives, node);
        return;
    }
    gather(node->left, alternatives);
    gather(node->right, alternatives);
}

GPtrArray *
audience_alternatives(const Node *either)
{
    GPtrArray *alternatives = g_ptr_array_new_with_free_func(alternative_free);

    gather(either, alternatives);
    return alternatives;
}
