/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-write - an audience as text again, fully parenthesised */
#include <string.h>

#include "people/audience-internal.h"

static void
write_value(const char *text, GString *out)
{
    if (strchr(text, '"') == NULL)
        g_string_append_printf(out, "\"%s\"", text);
    else
        g_string_append_printf(out, "«%s»", text);
}

static void
write_term(const Node *node, GString *out)
{
    g_string_append_printf(out, "%s:%s", audience_term_words[node->term], node->exact ? "=" : "");
    if (node->values->len > 1)
        g_string_append_c(out, '{');
    for (guint i = 0; i < node->values->len; i++) {
        const Value *value = node->values->pdata[i];
        if (i > 0)
            g_string_append(out, ", ");
        /* Who wrote bounced:no stands below a "not" that says so. */
        if (node->term == TERM_BOUNCED && g_str_equal(value->text, "no"))
            write_value("yes", out);
        else
            write_value(value->text, out);
    }
    if (node->values->len > 1)
        g_string_append_c(out, '}');
}

void
audience_write(const Node *node, GString *out)
{
    switch (node->kind) {
    case NODE_TERM:
        write_term(node, out);
        return;
    case NODE_NOT:
        g_string_append(out, "not ");
        audience_write(node->left, out);
        return;
    default:
        g_string_append_c(out, '(');
        audience_write(node->left, out);
        g_string_append(out, node->kind == NODE_AND ? " and " : " or ");
        audience_write(node->right, out);
        g_string_append_c(out, ')');
    }
}

char *
audience_text(const Audience *audience)
{
    GString *out = g_string_new(NULL);

    if (audience->root != NULL)
        audience_write(audience->root, out);
    return g_string_free(out, FALSE);
}
