/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The public tests of the Mustache specification, core modules, one test case for each of
 * theirs; skipped where the corpus is not there.
 */
#include <json-glib/json-glib.h>

#include "page/template.h"

static const char *const modules[] = {"comments", "delimiters", "interpolation",
                                      "inverted", "partials",   "sections"};

static JsonParser *parsers[G_N_ELEMENTS(modules)];

static void fill_dict(Value *dict, JsonObject *object);

static void
fill_list(Value *list, JsonArray *array)
{
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_HOLDS_OBJECT(node))
            fill_dict(value_append_dict(list), json_node_get_object(node));
        else if (JSON_NODE_HOLDS_ARRAY(node))
            fill_list(value_append_list(list), json_node_get_array(node));
        else if (JSON_NODE_HOLDS_NULL(node))
            value_append_null(list);
        else if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
            value_append_bool(list, json_node_get_boolean(node));
        else if (json_node_get_value_type(node) == G_TYPE_INT64)
            value_append_int(list, json_node_get_int(node));
        else if (json_node_get_value_type(node) == G_TYPE_DOUBLE)
            value_append_number(list, json_node_get_double(node));
        else
            value_append_text(list, json_node_get_string(node));
    }
}

static void
fill_dict(Value *dict, JsonObject *object)
{
    JsonObjectIter iter;
    const char *key;
    JsonNode *node;

    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &key, &node)) {
        if (JSON_NODE_HOLDS_OBJECT(node))
            fill_dict(value_set_dict(dict, key), json_node_get_object(node));
        else if (JSON_NODE_HOLDS_ARRAY(node))
            fill_list(value_set_list(dict, key), json_node_get_array(node));
        else if (JSON_NODE_HOLDS_NULL(node))
            value_set_text(dict, key, NULL);
        else if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
            value_set_bool(dict, key, json_node_get_boolean(node));
        else if (json_node_get_value_type(node) == G_TYPE_INT64)
            value_set_int(dict, key, json_node_get_int(node));
        else if (json_node_get_value_type(node) == G_TYPE_DOUBLE)
            value_set_number(dict, key, json_node_get_double(node));
        else
            value_set_text(dict, key, json_node_get_string(node));
    }
}

/* The data as the field "root" of a list of one, so that data which is a scalar or a list can
 * be the outermost context too. */
static const Value *
data_fill(Value *holder, JsonNode *data)
{
    JsonArray *array = json_array_new();

    json_array_add_element(array, json_node_copy(data));
    fill_list(holder, array);
    json_array_unref(array);
    return value_first(holder);
}

static void
test_case(gconstpointer user_data)
{
    JsonObject *test = (JsonObject *)user_data;
    g_autoptr(TemplateSet) set = template_set_open_spec();
    g_autoptr(Value) holder = value_list();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    template_set_add(set, "the test", json_object_get_string_member(test, "template"), &error);
    g_assert_no_error(error);
    if (json_object_has_member(test, "partials")) {
        JsonObjectIter iter;
        const char *name;
        JsonNode *source;

        json_object_iter_init(&iter, json_object_get_object_member(test, "partials"));
        while (json_object_iter_next(&iter, &name, &source)) {
            template_set_add(set, name, json_node_get_string(source), &error);
            g_assert_no_error(error);
        }
    }
    const Value *data = data_fill(holder, json_object_get_member(test, "data"));
    template_render(set, "the test", data, NULL, out, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(out->str, ==, json_object_get_string_member(test, "expected"));
}

static void
test_absent(void)
{
    g_test_skip("the tests of the Mustache specification are not at ../shared/corpora");
}

static void
module_add(guint index)
{
    const char *srcdir = g_getenv("SRCDIR") != NULL ? g_getenv("SRCDIR") : ".";
    g_autofree char *file =
        g_strdup_printf("%s/../shared/corpora/mustache-spec/%s.json", srcdir, modules[index]);

    if (!g_file_test(file, G_FILE_TEST_EXISTS)) {
        g_autofree char *path = g_strdup_printf("/mustache-spec/%s", modules[index]);
        g_test_add_func(path, test_absent);
        return;
    }
    g_autoptr(GError) error = NULL;
    parsers[index] = json_parser_new();
    json_parser_load_from_file(parsers[index], file, &error);
    g_assert_no_error(error);
    JsonObject *root = json_node_get_object(json_parser_get_root(parsers[index]));
    JsonArray *tests = json_object_get_array_member(root, "tests");
    for (guint i = 0; i < json_array_get_length(tests); i++) {
        JsonObject *test = json_array_get_object_element(tests, i);
        g_autofree char *name = g_strdup(json_object_get_string_member(test, "name"));
        g_autofree char *path = NULL;

        g_strdelimit(name, "/", '-');
        path = g_strdup_printf("/mustache-spec/%s/%s", modules[index], name);
        g_test_add_data_func(path, test, test_case);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(modules); i++)
        module_add(i);
    int status = g_test_run();
    for (guint i = 0; i < G_N_ELEMENTS(modules); i++)
        g_clear_object(&parsers[i]);
    return status;
}
