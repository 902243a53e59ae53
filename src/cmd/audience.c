/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience - commands of audience expressions: list and explain */
#include "cmd/audience.h"

#include <stdio.h>

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "people/audience.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/people.h"

static gboolean json;
static gint limit;

const GOptionEntry cmd_audience_list_options[] = {
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many", "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

const GOptionEntry cmd_audience_explain_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
people_list(Call *call, const char *expression, gint most, gboolean as_json, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(call->store, expression, error);
    g_autoptr(Listing) listing = listing_new("address", "name", "language", "knowledge",
                                             "territories", "interests", "lists", NULL);
    PeopleSubscriberList row;

    if (audience == NULL)
        return FALSE;
    if (most < 0)
        return fail(error, ERROR_BAD_INPUT, "the limit is less than 0");
    g_autoptr(Rows) rows = people_subscriber_list(call->store, audience_sql(audience), most, error);
    if (rows == NULL)
        return FALSE;
    while (people_subscriber_list_next(rows, &row))
        listing_row(listing, row.address, row.name, row.language, row.knowledge, row.territories,
                    row.interests, row.lists);
    listing_print(listing, as_json);
    return TRUE;
}

gboolean
cmd_audience_list(Call *call, GError **error)
{
    return people_list(call, call->arguments[0], limit, json, error);
}

/* --- explain --- */

static void
print_steps(const GPtrArray *steps)
{
    g_autoptr(Listing) listing = listing_new("step", "names", "people#", NULL);

    for (guint i = 0; i < steps->len; i++) {
        const AudienceStep *step = steps->pdata[i];
        g_autofree char *text = g_strdup_printf("%*s%s", (int)step->depth * 2, "", step->text);
        g_autofree char *people = g_strdup_printf("%" G_GINT64_FORMAT, step->people);
        listing_row(listing, text, step->label != NULL ? step->label : "", people);
    }
    listing_print(listing, FALSE);
}

static void
print_explanation(const GPtrArray *steps, const AudienceSql *sql, const char *plan)
{
    print_steps(steps);
    printf("\ncondition over subscriber s: %s\n", sql->condition);
    for (guint i = 0; i < sql->n_parameters; i++)
        printf("  $%u = %s\n", i + 1, sql->parameters[i]);
    printf("\n%s", plan);
}

static void
member_text(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void
print_explanation_json(const GPtrArray *steps, const AudienceSql *sql, const char *plan)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "steps");
    json_builder_begin_array(builder);
    for (guint i = 0; i < steps->len; i++) {
        const AudienceStep *step = steps->pdata[i];
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "depth");
        json_builder_add_int_value(builder, step->depth);
        member_text(builder, "step", step->text);
        member_text(builder, "names", step->label != NULL ? step->label : "");
        json_builder_set_member_name(builder, "people");
        json_builder_add_int_value(builder, step->people);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    member_text(builder, "condition", sql->condition);
    json_builder_set_member_name(builder, "parameters");
    json_builder_begin_array(builder);
    for (guint i = 0; i < sql->n_parameters; i++)
        json_builder_add_string_value(builder, sql->parameters[i]);
    json_builder_end_array(builder);
    member_text(builder, "plan", plan);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, TRUE);
    g_autofree char *text = json_generator_to_data(generator, NULL);
    puts(text);
}

gboolean
cmd_audience_explain(Call *call, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(call->store, call->arguments[0], error);
    g_autoptr(GString) plan = g_string_new(NULL);
    PeopleAudiencePlan row;

    if (audience == NULL)
        return FALSE;
    g_autoptr(GPtrArray) steps = audience_explain(call->store, audience, error);
    g_autoptr(Rows) rows =
        steps != NULL ? people_audience_plan(call->store, audience_sql(audience), error) : NULL;
    if (rows == NULL)
        return FALSE;
    while (people_audience_plan_next(rows, &row))
        g_string_append_printf(plan, "%s\n", row.line);
    if (json)
        print_explanation_json(steps, audience_sql(audience), plan->str);
    else
        print_explanation(steps, audience_sql(audience), plan->str);
    return TRUE;
}
