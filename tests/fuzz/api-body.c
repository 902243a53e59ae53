/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-body - any bytes are one object within bounds or nothing; what comes out of it can be stored
 */
#include <stdint.h>
#include <string.h>

#include "site/api-body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_line(const char *line)
{
    g_assert_true(g_utf8_validate(line, -1, NULL));
    g_assert_cmpuint(strlen(line), <=, API_BODY_LINE);
    g_assert_true(strpbrk(line, "\001\033\177") == NULL && strstr(line, "\xe2\x80\xae") == NULL);
}

static void
check_text(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_cmpuint(strlen(text), <=, API_BODY_TEXT);
    g_assert_true(strpbrk(text, "\001\033\177") == NULL && strstr(text, "\xe2\x80\xae") == NULL);
}

static guint
depth_of(JsonNode *node)
{
    guint most = 0;

    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        for (guint i = 0; i < json_array_get_length(array); i++)
            most = MAX(most, depth_of(json_array_get_element(array, i)));
        return most + 1;
    }
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return 0;
    g_autoptr(GList) members = json_object_get_members(json_node_get_object(node));
    for (GList *m = members; m != NULL; m = m->next)
        most = MAX(most, depth_of(json_object_get_member(json_node_get_object(node), m->data)));
    return most + 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const none[] = {NULL};
    g_autoptr(JsonObject) body = api_body_parse((const char *)data, size);

    if (body == NULL)
        return 0;
    g_autoptr(JsonNode) root = json_node_alloc();
    json_node_init_object(root, body);
    g_assert_cmpuint(depth_of(root), <=, API_BODY_DEPTH);
    g_autoptr(GList) members = json_object_get_members(body);
    g_assert_true((members == NULL) == (api_body_stranger(body, none) == NULL));
    for (GList *m = members; m != NULL; m = m->next) {
        const char *line = api_body_line(body, m->data, NULL);
        const char *text = api_body_text(body, m->data, NULL);
        g_autoptr(GPtrArray) list = api_body_list(body, m->data);
        if (line != NULL)
            check_line(line);
        if (text != NULL)
            check_text(text);
        g_assert_true(list == NULL || list->len <= API_BODY_ITEMS + 1);
        for (guint i = 0; list != NULL && i + 1 < list->len; i++)
            check_line(list->pdata[i]);
    }
    return 0;
}
