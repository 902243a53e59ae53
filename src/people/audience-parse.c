/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience-parse - understand an audience expression
 *
 *     either = both { "or" both }
 *     both   = one { "and" one }
 *     one    = "not" one | "(" either ")" | WORD ":" values
 *
 * By recursive descent, bounded in bytes, depth and terms. Nothing is guessed: two terms beside
 * each other without "and" or "or" are an error, since a forgotten quote looks just like that.
 */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

#include "people/audience-internal.h"

static Node *read_either(Reader *reader, GError **error);

static void
value_free(Value *value)
{
    g_free(value->text);
    audience_node_free(value->nested);
    g_free(value);
}

void
audience_node_free(Node *node)
{
    /* As deep as what was parsed: at most AUDIENCE_MAX_DEPTH nested, but chains of "and" and "or"
     * lean to the left and are walked down in a loop. */
    while (node != NULL) {
        Node *left = node->left;
        audience_node_free(node->right);
        for (guint i = 0; node->values != NULL && i < node->values->len; i++)
            value_free(node->values->pdata[i]);
        g_clear_pointer(&node->values, g_ptr_array_unref);
        g_free(node->from);
        g_free(node->until);
        g_free(node);
        node = left;
    }
}

static Node *
node_new(NodeKind kind, Node *left, Node *right)
{
    Node *node = g_new0(Node, 1);

    node->kind = kind;
    node->left = left;
    node->right = right;
    return node;
}

static gboolean
take_word(Reader *reader, const char *word)
{
    const char *end = audience_word_end(reader->at);
    gsize size = (gsize)(end - reader->at);

    if (size != strlen(word) || g_ascii_strncasecmp(reader->at, word, size) != 0)
        return FALSE;
    reader->at = end;
    audience_skip_blanks(reader);
    return TRUE;
}

static gpointer
fail_term(const Reader *reader, const char *colon, GError **error)
{
    const char *end = audience_word_end(reader->at);
    g_autofree char *word =
        g_strndup(reader->at, MIN((gsize)((colon != NULL ? colon : end) - reader->at), 200));

    if (colon == NULL && *word == '\0')
        audience_fail_at(reader, reader->at, error, "a term is missing");
    else if (colon == NULL)
        audience_fail_at(reader, reader->at, error, "\"%s\" is no term", word);
    else
        audience_fail_at(reader, reader->at, error, "unknown word \"%s\"", word);
    const char *nearest = colon != NULL ? nearest_name(word, audience_term_words) : NULL;
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s:\"?", nearest);
    else
        fail_hint(error, "a term is territory:NAME, interest:NAME, list:NAME, language:fr ...; "
                         "colporteur-audience(7) has them all");
    return NULL;
}

static Node *
read_term(Reader *reader, GError **error)
{
    const char *start = reader->at;
    const char *end = audience_word_end(start);
    const char *colon = memchr(start, ':', (gsize)(end - start));
    guint term = 0;

    if (colon == NULL)
        return fail_term(reader, NULL, error);
    while (term < TERM_N &&
           (strlen(audience_term_words[term]) != (gsize)(colon - start) ||
            g_ascii_strncasecmp(start, audience_term_words[term], (gsize)(colon - start)) != 0))
        term++;
    if (term == TERM_N)
        return fail_term(reader, colon, error);
    if (++reader->terms > AUDIENCE_MAX_TERMS)
        return audience_fail_at(reader, start, error, "more than %d terms", AUDIENCE_MAX_TERMS);
    reader->at = colon + 1;
    g_autoptr(Node) node = node_new(NODE_TERM, NULL, NULL);
    node->term = (TermKind)term;
    node->column = audience_column(reader, start);
    if (!audience_read_values(reader, node, error))
        return NULL;
    audience_skip_blanks(reader);
    const Value *value = node->values->pdata[0];
    if (node->term == TERM_BOUNCED && g_str_equal(value->text, "no"))
        return node_new(NODE_NOT, g_steal_pointer(&node), NULL);
    return g_steal_pointer(&node);
}

static Node *
read_one(Reader *reader, GError **error)
{
    const char *start = reader->at;
    gboolean negated = take_word(reader, "not");

    if (!negated && *start != '(')
        return read_term(reader, error);
    if (++reader->depth > AUDIENCE_MAX_DEPTH)
        return audience_fail_at(reader, start, error, "nested more than %d deep",
                                AUDIENCE_MAX_DEPTH);
    g_autoptr(Node) node = NULL;
    if (negated) {
        node = read_one(reader, error);
        if (node != NULL)
            node = node_new(NODE_NOT, g_steal_pointer(&node), NULL);
    } else {
        reader->at++;
        audience_skip_blanks(reader);
        node = read_either(reader, error);
        if (node != NULL && *reader->at != ')') {
            if (*reader->at == '\0')
                audience_fail_at(reader, start, error, "the parenthesis is never closed");
            else
                audience_fail_at(reader, reader->at, error, "\"and\", \"or\" or \")\" is missing");
            fail_hint(error, "a value of several words stands in quotation marks");
            return NULL;
        }
        if (node != NULL) {
            reader->at++;
            audience_skip_blanks(reader);
        }
    }
    reader->depth--;
    return g_steal_pointer(&node);
}

static Node *
read_both(Reader *reader, GError **error)
{
    g_autoptr(Node) node = read_one(reader, error);

    while (node != NULL && take_word(reader, "and")) {
        Node *right = read_one(reader, error);
        if (right == NULL)
            return NULL;
        node = node_new(NODE_AND, g_steal_pointer(&node), right);
    }
    return g_steal_pointer(&node);
}

static Node *
read_either(Reader *reader, GError **error)
{
    g_autoptr(Node) node = read_both(reader, error);

    while (node != NULL && take_word(reader, "or")) {
        Node *right = read_both(reader, error);
        if (right == NULL)
            return NULL;
        node = node_new(NODE_OR, g_steal_pointer(&node), right);
    }
    return g_steal_pointer(&node);
}

static gboolean
is_readable(const char *text, GError **error)
{
    if (strlen(text) > AUDIENCE_MAX_BYTES)
        return fail(error, ERROR_BAD_INPUT, "the audience has more than %d bytes",
                    AUDIENCE_MAX_BYTES);
    if (!g_utf8_validate(text, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "the audience is not UTF-8");
    return TRUE;
}

Audience *
audience_parse(const char *text, GError **error)
{
    g_autoptr(Audience) audience = g_new0(Audience, 1);
    Reader reader = {.text = text, .at = text};

    if (!is_readable(text, error))
        return NULL;
    audience_skip_blanks(&reader);
    if (*reader.at == '\0')
        return g_steal_pointer(&audience);
    audience->root = read_either(&reader, error);
    if (audience->root == NULL)
        return NULL;
    if (*reader.at == ')') {
        audience_fail_at(&reader, reader.at, error,
                         "a parenthesis is closed that was never opened");
        return NULL;
    }
    if (*reader.at != '\0') {
        audience_fail_at(&reader, reader.at, error, "\"and\" or \"or\" is missing");
        fail_hint(error, "a value of several words stands in quotation marks, "
                         "as in territory:\"Saint Malo\"");
        return NULL;
    }
    return g_steal_pointer(&audience);
}

void
audience_free(Audience *audience)
{
    if (audience == NULL)
        return;
    audience_node_free(audience->root);
    g_clear_pointer(&audience->uses, g_ptr_array_unref);
    g_free(audience->condition);
    g_clear_pointer(&audience->parameters, g_ptr_array_unref);
    g_free(audience);
}
