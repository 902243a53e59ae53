/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-fields - from the texts of a row to what they say, in the words of several systems */
#include <string.h>

#include <json-glib/json-glib.h>

#include "base/error.h"

#include "people/import-format.h"
#include "people/import-inside.h"

static const struct {
    const char *word;
    ImportStanding standing;
} standings[] = {
    {"confirmed", IMPORT_MEMBER},    {"subscribed", IMPORT_MEMBER},
    {"enabled", IMPORT_MEMBER},      {"active", IMPORT_MEMBER},
    {"actif", IMPORT_MEMBER},        {"confirme", IMPORT_MEMBER},
    {"abonne", IMPORT_MEMBER},       {"unconfirmed", IMPORT_UNCONFIRMED},
    {"pending", IMPORT_UNCONFIRMED}, {"non-subscribed", IMPORT_UNCONFIRMED},
    {"unknown", IMPORT_UNCONFIRMED}, {"non confirme", IMPORT_UNCONFIRMED},
    {"nomail", IMPORT_SILENT},       {"disabled", IMPORT_SILENT},
    {"by_user", IMPORT_SILENT},      {"by_moderator", IMPORT_SILENT},
    {"suspended", IMPORT_SILENT},    {"unsubscribed", IMPORT_LEFT},
    {"desabonne", IMPORT_LEFT},      {"desinscrit", IMPORT_LEFT},
    {"cleaned", IMPORT_BOUNCED},     {"bounced", IMPORT_BOUNCED},
    {"bouncing", IMPORT_BOUNCED},    {"by_bounces", IMPORT_BOUNCED},
    {"nettoye", IMPORT_BOUNCED},     {"blocklisted", IMPORT_BLOCKED},
    {"blacklisted", IMPORT_BLOCKED}, {"banned", IMPORT_BLOCKED},
    {"bloque", IMPORT_BLOCKED},
};

static void G_GNUC_PRINTF(2, 3) refuse(ImportRow *row, const char *format, ...)
{
    va_list arguments;

    if (row->refusal != NULL)
        return;
    va_start(arguments, format);
    row->refusal = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static char *
plain_word(const char *text)
{
    g_autofree char *ascii = g_str_to_ascii(text, "C");
    return g_strstrip(g_ascii_strdown(ascii, -1));
}

static void
set_text(char **field, const char *text)
{
    if (text == NULL)
        return;
    while (g_ascii_isspace(*text))
        text++;
    gsize size = strlen(text);
    while (size > 0 && g_ascii_isspace(text[size - 1]))
        size--;
    if (size == 0)
        return;
    g_free(*field);
    *field = g_strndup(text, size);
}

static void
set_values(ImportRow *row, char ***field, const char *text, const char *between)
{
    if (text == NULL)
        return;
    char **values = import_values(text, between);
    if (values == NULL) {
        refuse(row, "a field has more than %d values", IMPORT_MAX_VALUES);
        return;
    }
    g_strfreev(*field);
    *field = values;
}

/* A code in a column of its own is that code and nothing else. */
static void
set_code(ImportRow *row, const char *prefix, const char *text)
{
    g_auto(GStrv) values = NULL;

    if (text == NULL || row->territories[0] != NULL)
        return;
    values = import_values(text, IMPORT_BETWEEN);
    if (values == NULL)
        return;
    for (guint i = 0; values[i] != NULL; i++) {
        char *code = g_strconcat(prefix, values[i], NULL);
        g_free(values[i]);
        values[i] = code;
    }
    g_strfreev(row->territories);
    row->territories = g_steal_pointer(&values);
}

static void
set_standing(ImportRow *row, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    g_autofree char *word = plain_word(text);
    for (guint i = 0; i < G_N_ELEMENTS(standings); i++)
        if (g_str_equal(standings[i].word, word)) {
            row->standing = MAX(row->standing, standings[i].standing);
            return;
        }
    if (*word != '\0')
        refuse(row, "\"%.40s\" is no state that is known", word);
}

static void
set_delivery(ImportRow *row, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    g_autofree char *word = plain_word(text);
    if (g_str_equal(word, "nomail"))
        row->standing = MAX(row->standing, IMPORT_SILENT);
    else if (!import_reading_take(&row->reading, text))
        refuse(row,
               "\"%.40s\" is no way of delivery; it is each, digest, important or none, and of "
               "digests daily or weekly, mime or plain",
               word);
}

static gboolean
is_yes(const char *text)
{
    static const char *const nos[] = {"", "0", "no", "non", "off", "false", "n", NULL};

    if (text == NULL)
        return FALSE;
    g_autofree char *word = plain_word(text);
    return !g_strv_contains(nos, word);
}

static void
set_no_mail(ImportRow *row, const char *text)
{
    if (is_yes(text))
        row->standing =
            MAX(row->standing, strstr(text, "[B]") != NULL ? IMPORT_BOUNCED : IMPORT_SILENT);
}

/* "Ange" and "Le Goff" are "Ange Le Goff"; with a first name, a column "nom" is the last. */
static void
set_name(ImportRow *row, const char *const texts[N_FIELDS])
{
    const char *last = texts[FIELD_LAST_NAME];

    set_text(&row->name, texts[FIELD_NAME]);
    if (texts[FIELD_FIRST_NAME] == NULL && last == NULL)
        return;
    if (last == NULL)
        last = texts[FIELD_NAME];
    else if (row->name != NULL)
        return;
    const char *first = texts[FIELD_FIRST_NAME];
    g_autofree char *both =
        g_strconcat(first != NULL ? first : "", " ", last != NULL ? last : "", NULL);
    set_text(&row->name, both);
}

/* --- listmonk's JSON --- */

/* A string, a number, or an array of them. */
static char *
json_text(JsonNode *node)
{
    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        GString *all = g_string_new(NULL);
        for (guint i = 0; i < json_array_get_length(array); i++) {
            JsonNode *element = json_array_get_element(array, i);
            g_autofree char *text = JSON_NODE_HOLDS_VALUE(element) ? json_text(element) : NULL;
            if (text != NULL)
                g_string_append_printf(all, "%s%s", all->len > 0 ? ";" : "", text);
        }
        return g_string_free(all, FALSE);
    }
    if (!JSON_NODE_HOLDS_VALUE(node))
        return NULL;
    if (json_node_get_value_type(node) == G_TYPE_STRING)
        return g_strdup(json_node_get_string(node));
    if (json_node_get_value_type(node) == G_TYPE_INT64)
        return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
    return NULL;
}

/* Brackets may not nest so deep that reading them exhausts the stack. */
static gboolean
is_shallow(const char *text)
{
    guint depth = 0;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '{' || *p == '[')
            depth++;
        else if ((*p == '}' || *p == ']') && depth > 0)
            depth--;
        if (depth > 20)
            return FALSE;
    }
    return TRUE;
}

/* Members of the object are columns of this row alone. What they give is owned by `owned`. */
static void
read_attributes(ImportRow *row, const ImportFormat *format, const char *texts[N_FIELDS],
                GPtrArray *owned)
{
    const char *text = texts[FIELD_ATTRIBUTES];
    g_autoptr(JsonParser) parser = NULL;
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    if (text == NULL || *text == '\0')
        return;
    parser = json_parser_new();
    if (!g_utf8_validate(text, -1, NULL) || !is_shallow(text) ||
        !json_parser_load_from_data(parser, text, -1, NULL) ||
        json_parser_get_root(parser) == NULL ||
        !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser))) {
        refuse(row, "the attributes are no JSON object");
        return;
    }
    json_object_iter_init(&iter, json_node_get_object(json_parser_get_root(parser)));
    while (json_object_iter_next(&iter, &name, &node)) {
        ImportField field = import_format_attribute(format, name);
        char *value = field < FIELD_STATUS ? json_text(node) : NULL;
        if (value == NULL)
            continue;
        g_ptr_array_add(owned, value);
        if (texts[field] == NULL || *texts[field] == '\0')
            texts[field] = value;
    }
}

void
import_fields_fill(const char *const given[N_FIELDS], const ImportFormat *format, ImportRow *row)
{
    g_autoptr(GPtrArray) owned = NULL;
    const char *texts[N_FIELDS];

    memcpy(texts, given, sizeof texts);
    if (format != NULL && texts[FIELD_ATTRIBUTES] != NULL) {
        owned = g_ptr_array_new_with_free_func(g_free);
        read_attributes(row, format, texts, owned);
    }
    set_text(&row->address, texts[FIELD_ADDRESS]);
    set_name(row, texts);
    set_text(&row->language, texts[FIELD_LANGUAGE]);
    set_text(&row->notes, texts[FIELD_NOTES]);
    set_values(row, &row->territories, texts[FIELD_TERRITORY], IMPORT_BETWEEN);
    set_code(row, "insee:", texts[FIELD_INSEE]);
    set_code(row, "postal:", texts[FIELD_POSTAL_CODE]);
    set_values(row, &row->interests, texts[FIELD_INTERESTS], IMPORT_BETWEEN);
    set_values(row, &row->programmes, texts[FIELD_PROGRAMMES], IMPORT_BETWEEN);
    /* A bar may be a letter of an address; a comma is none. */
    set_values(row, &row->others, texts[FIELD_OTHERS], ";,");
    set_values(row, &row->knowledge, texts[FIELD_KNOWLEDGE], IMPORT_BETWEEN);
    set_values(row, &row->lists, texts[FIELD_LISTS], IMPORT_BETWEEN);
    if (format != NULL)
        row->standing = format->standing;
    set_standing(row, texts[FIELD_STATUS]);
    set_delivery(row, texts[FIELD_DELIVERY]);
    set_no_mail(row, texts[FIELD_NO_MAIL]);
    if (is_yes(texts[FIELD_DIGEST]) && import_reading_delivery(&row->reading) == NULL)
        row->reading.delivery = "digest";
}
