/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscriber-export - people as CSV that "subscriber import" takes again, or as JSON lines; with an
 * address, all that is known of that person
 *
 * Fields go out as they are: a name that a spreadsheet would take for a formula is not altered,
 * because it would come back altered. To a file it is written beside it and moved into place whole.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "people/csv.h"
#include "people/export.h"
#include "store/query.h"

#include "cmd/output-file.h"
#include "cmd/progress.h"
#include "cmd/subscriber.h"

static gboolean all;
static gboolean json;
static char *audience;
static char *list;
static char *output;

const GOptionEntry cmd_subscriber_export_options[] = {
    {"all", 0, 0, G_OPTION_ARG_NONE, &all, "everybody", NULL},
    {"audience", 0, 0, G_OPTION_ARG_STRING, &audience, "who is in this audience", "EXPRESSION"},
    {"list", 0, 0, G_OPTION_ARG_STRING, &list, "who is on this list", "LIST"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "write to a file and not to standard output",
     "FILE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON; of many people an object a line", NULL},
    {0}};

typedef struct {
    FILE *file;
    GString *text;
    Progress *progress;
    gint64 done;
} Export;

static gboolean
fail_writing(GError **error)
{
    return fail(error, ERROR_TRY_LATER, "could not write \"%s\": %s",
                output != NULL ? output : "standard output", g_strerror(errno));
}

static gboolean
write_text(Export *export, GError **error)
{
    gsize size = export->text->len;
    gboolean good = fwrite(export->text->str, 1, size, export->file) == size;

    g_string_truncate(export->text, 0);
    return good || fail_writing(error);
}

static void
append_json(GString *text, const char *const *fields)
{
    g_autoptr(JsonObject) object = json_object_new();
    g_autoptr(JsonNode) node = json_node_alloc();

    for (guint i = 0; export_columns[i] != NULL; i++)
        json_object_set_string_member(object, export_columns[i], fields[i]);
    json_node_init_object(node, object);
    g_autofree char *line = json_to_string(node, FALSE);
    g_string_append(text, line);
    g_string_append_c(text, '\n');
}

static gboolean
take_person(const char *const *fields, gpointer data, GError **error)
{
    Export *export = data;

    if (json)
        append_json(export->text, fields);
    else
        csv_append_row(export->text, fields, g_strv_length((char **)export_columns));
    if (export->progress != NULL)
        progress_update(export->progress, ++export->done, 0);
    return write_text(export, error);
}

/* The audience that was asked for, in one of three ways. */
static Audience *
find_audience(Call *call, GError **error)
{
    if (all + (audience != NULL) + (list != NULL) + (call->n_arguments > 0) != 1) {
        fail(error, ERROR_BAD_INPUT, "whom to export is not said");
        fail_hint(error, "give an address or one of --all, --audience EXPRESSION and --list LIST");
        return NULL;
    }
    g_autofree char *of_list = list != NULL ? g_strconcat("list:\"", list, "\"", NULL) : NULL;
    if (list != NULL && strchr(list, '"') != NULL)
        return fail_null(error, ERROR_NOT_FOUND, "no list is called '%s'", list);
    return audience_compile(call->store, all ? "" : list != NULL ? of_list : audience, error);
}

static gboolean
write_all(Call *call, const Audience *who, FILE *file, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Progress) progress = output != NULL ? progress_start("people", 0) : NULL;
    Export export = {.file = file, .text = text, .progress = progress};

    if (!json) {
        csv_append_row(text, export_columns, g_strv_length((char **)export_columns));
        if (!write_text(&export, error))
            return FALSE;
    }
    return export_people(call->store, who, take_person, &export, error) &&
           (fflush(file) == 0 || fail_writing(error));
}

static gboolean
write_file(Call *call, const Audience *who, GError **error)
{
    g_autoptr(OutputFile) file = output_file_open(output, error);

    return file != NULL && write_all(call, who, output_file_stream(file), error) &&
           output_file_finish(g_steal_pointer(&file), error);
}

gboolean
cmd_subscriber_export(Call *call, GError **error)
{
    if (call->n_arguments > 0 && !all && audience == NULL && list == NULL && output == NULL)
        return subscriber_document_print(call, json, error);
    g_autoptr(Audience) who = find_audience(call, error);
    if (who == NULL)
        return FALSE;
    return output != NULL ? write_file(call, who, error) : write_all(call, who, stdout, error);
}
