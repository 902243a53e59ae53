/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-erase - commands of the law: give a person all that is known of them, or remove it */
#include <stdio.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "archive/redact.h"
#include "base/error.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/subscriber.h"

static gboolean json;
static gboolean yes;
static gboolean dry_run;
static gboolean redact;

const GOptionEntry cmd_subscriber_erase_options[] = {
    {"redact", 0, 0, G_OPTION_ARG_NONE, &redact,
     "take their name out of what they wrote in public, too", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would go, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before erasing", NULL},
    {0}};

const GOptionEntry cmd_subscriber_export_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

static gboolean
show_traces(Store *store, gint64 id, GError **error)
{
    g_autoptr(Rows) rows = people_subscriber_traces(store, id, error);
    PeopleSubscriberTraces row;

    if (rows == NULL || !people_subscriber_traces_next(rows, &row))
        return FALSE;
    printf("addresses %" G_GINT64_FORMAT ", subscriptions %" G_GINT64_FORMAT
           ", proofs of consent %" G_GINT64_FORMAT ", returned mail %" G_GINT64_FORMAT
           ", held mail %" G_GINT64_FORMAT ", roles %" G_GINT64_FORMAT "\n",
           row.addresses, row.subscriptions, row.consent_events, row.bounces, row.held, row.roles);
    printf("public posts %" G_GINT64_FORMAT ": %s\n", row.posts,
           redact ? "their name goes" : "they stay as they are (--redact takes the name out)");
    return TRUE;
}

gboolean
cmd_subscriber_erase(Call *call, GError **error)
{
    const char *address = call->arguments[0];
    g_autofree char *how = g_strconcat("command by ", g_get_user_name(), NULL);
    gint64 id, posts = 0;

    if (!subscriber_find(call->store, address, &id, error) || !show_traces(call->store, id, error))
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "erase %s for good?", address))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL || (redact && !archive_redact_author(call->store, id, &posts, error)) ||
        !people_subscriber_erase(call->store, id, how, NULL, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    printf("erased; no import brings them back\n");
    return TRUE;
}

/* --- export --- */

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
cmd_subscriber_export(Call *call, GError **error)
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
