/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-body - the JSON that a program sent, read within bounds; see api-body.h */
#include "site/api-body.h"

#include <string.h>

#include "mime/text.h"

/* The character behind the string that begins at `at`; `end` where it is not closed. */
static const char *
skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end ? at + 1 : end;
}

/* Whether the text has nothing that JSON has not, and nothing too deep; the parser sees to the
 * rest. */
static gboolean
is_flat(const char *data, gsize size)
{
    const char *at = data, *end = data + size;
    guint depth = 0;

    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        else if ((*at == '}' || *at == ']') && depth-- == 0)
            return FALSE;
        else if (!g_ascii_isalnum(*at) && strchr("}]:,+-. \t\r\n", *at) == NULL)
            return FALSE;
        if (depth > API_BODY_DEPTH)
            return FALSE;
        at++;
    }
    return depth == 0;
}

JsonObject *
api_body_parse(const char *data, gsize size)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    if (!g_utf8_validate(data, (gssize)size, NULL) || !is_flat(data, size) ||
        !json_parser_load_from_data(parser, data, (gssize)size, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_dup_object(root) : NULL;
}

const char *
api_body_stranger(JsonObject *body, const char *const *names)
{
    JsonObjectIter iter;
    const char *name;

    json_object_iter_init(&iter, body);
    while (json_object_iter_next(&iter, &name, NULL))
        if (!g_strv_contains(names, name))
            return name;
    return NULL;
}

/* The text of a node; NULL for any other, and for half a surrogate pair ("\ud800"), which the
 * parser passes on. */
static const char *
text_of(JsonNode *node, gsize most)
{
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
        return NULL;
    const char *text = json_node_get_string(node);
    return strlen(text) <= most && g_utf8_validate(text, -1, NULL) ? text : NULL;
}

static gboolean
is_line(const char *text)
{
    g_autofree char *line = text_line(text, -1);

    /* Blanks at its ends harm nobody. */
    g_autofree char *stripped = g_strstrip(g_strdup(text));
    return g_str_equal(line, stripped);
}

static gboolean
is_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit_set(text, "\r\n\t", -1);

    for (guint i = 0; lines[i] != NULL; i++)
        if (!is_line(lines[i]))
            return FALSE;
    return TRUE;
}

const char *
api_body_line(JsonObject *body, const char *name, const char *missing)
{
    JsonNode *node = json_object_get_member(body, name);
    const char *text = node != NULL ? text_of(node, API_BODY_LINE) : missing;

    return text == NULL || node == NULL || is_line(text) ? text : NULL;
}

const char *
api_body_text(JsonObject *body, const char *name, const char *missing)
{
    JsonNode *node = json_object_get_member(body, name);
    const char *text = node != NULL ? text_of(node, API_BODY_TEXT) : missing;

    return text == NULL || node == NULL || is_lines(text) ? text : NULL;
}

GPtrArray *
api_body_list(JsonObject *body, const char *name)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    JsonNode *node = json_object_get_member(body, name);

    if (node != NULL && !JSON_NODE_HOLDS_ARRAY(node))
        return NULL;
    JsonArray *array = node != NULL ? json_node_get_array(node) : NULL;
    guint n = array != NULL ? json_array_get_length(array) : 0;
    if (n > API_BODY_ITEMS)
        return NULL;
    for (guint i = 0; i < n; i++) {
        const char *text = text_of(json_array_get_element(array, i), API_BODY_LINE);
        if (text == NULL || !is_line(text))
            return NULL;
        g_ptr_array_add(texts, (gpointer)text);
    }
    g_ptr_array_add(texts, NULL);
    return g_steal_pointer(&texts);
}
