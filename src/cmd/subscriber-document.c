/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-document - all that is known of a person, to give it to them */
#include <stdio.h>

#include <json-glib/json-glib.h>

#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/subscriber.h"

static void print_member(const char *name, JsonNode *node, int depth);

static void
print_object(JsonObject *object, int depth)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &name, &node))
        print_member(name, node, depth);
}

/* One line of a list: the values of an object side by side. */
static char *
on_a_line(JsonNode *node)
{
    GString *line = g_string_new(NULL);
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    if (!JSON_NODE_HOLDS_OBJECT(node))
        return g_strdup(json_node_get_string(node));
    json_object_iter_init(&iter, json_node_get_object(node));
    while (json_object_iter_next(&iter, &name, &member)) {
        if (json_node_is_null(member))
            continue;
        gboolean is_bool = json_node_get_value_type(member) == G_TYPE_BOOLEAN;
        g_string_append_printf(line, "%s%s %s", line->len > 0 ? ", " : "", name,
                               is_bool ? json_node_get_boolean(member) ? "yes" : "no"
                                       : json_node_get_string(member));
    }
    return g_string_free(line, FALSE);
}

static void
print_member(const char *name, JsonNode *node, int depth)
{
    if (json_node_is_null(node)) {
        printf("%*s%s: -\n", depth * 2, "", name);
        return;
    }
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        printf("%*s%s:\n", depth * 2, "", name);
        print_object(json_node_get_object(node), depth + 1);
        return;
    }
    if (!JSON_NODE_HOLDS_ARRAY(node)) {
        printf("%*s%s: %s\n", depth * 2, "", name, json_node_get_string(node));
        return;
    }
    JsonArray *array = json_node_get_array(node);
    guint n = json_array_get_length(array);
    printf("%*s%s:%s\n", depth * 2, "", name, n == 0 ? " -" : "");
    for (guint i = 0; i < n; i++) {
        g_autofree char *line = on_a_line(json_array_get_element(array, i));
        printf("%*s- %s\n", depth * 2 + 2, "", line);
    }
}

gboolean
subscriber_document_print(Call *call, gboolean json, GError **error)
{
    PeopleSubscriberExport row;
    gint64 id;

    if (!subscriber_find(call->store, call->arguments[0], &id, error))
        return FALSE;
    g_autoptr(Rows) rows = people_subscriber_export(call->store, id, error);
    if (rows == NULL || !people_subscriber_export_next(rows, &row))
        return FALSE;
    if (json) {
        puts(row.document);
        return TRUE;
    }
    g_autoptr(JsonNode) root = json_from_string(row.document, error);
    if (root == NULL)
        return FALSE;
    print_object(json_node_get_object(root), 0);
    return TRUE;
}
