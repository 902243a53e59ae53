/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-format - from headings to fields; see import-format.h */
#include "people/import-format.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

/* The first of each field is its name in --map and in errors. */
static const struct Heading {
    const char *word;
    ImportField field;
} headings_known[] = {
    {"address", FIELD_ADDRESS},
    {"adresse", FIELD_ADDRESS},
    {"courriel", FIELD_ADDRESS},
    {"email", FIELD_ADDRESS},
    {"e-mail", FIELD_ADDRESS},
    {"mail", FIELD_ADDRESS},
    {"email address", FIELD_ADDRESS},
    {"e-mail address", FIELD_ADDRESS},
    {"adresse e-mail", FIELD_ADDRESS},
    {"adresse email", FIELD_ADDRESS},
    {"adresse mail", FIELD_ADDRESS},
    {"adresse electronique", FIELD_ADDRESS},
    {"name", FIELD_NAME},
    {"nom", FIELD_NAME},
    {"full name", FIELD_NAME},
    {"nom complet", FIELD_NAME},
    {"display name", FIELD_NAME},
    {"display_name", FIELD_NAME},
    {"gecos", FIELD_NAME},
    {"first-name", FIELD_FIRST_NAME},
    {"first name", FIELD_FIRST_NAME},
    {"firstname", FIELD_FIRST_NAME},
    {"prenom", FIELD_FIRST_NAME},
    {"last-name", FIELD_LAST_NAME},
    {"last name", FIELD_LAST_NAME},
    {"lastname", FIELD_LAST_NAME},
    {"nom de famille", FIELD_LAST_NAME},
    {"territory", FIELD_TERRITORY},
    {"territories", FIELD_TERRITORY},
    {"territoire", FIELD_TERRITORY},
    {"territoires", FIELD_TERRITORY},
    {"commune", FIELD_TERRITORY},
    {"ville", FIELD_TERRITORY},
    {"city", FIELD_TERRITORY},
    {"insee", FIELD_INSEE},
    {"code insee", FIELD_INSEE},
    {"code commune", FIELD_INSEE},
    {"postal-code", FIELD_POSTAL_CODE},
    {"postal code", FIELD_POSTAL_CODE},
    {"code postal", FIELD_POSTAL_CODE},
    {"zip", FIELD_POSTAL_CODE},
    {"interests", FIELD_INTERESTS},
    {"interest", FIELD_INTERESTS},
    {"interet", FIELD_INTERESTS},
    {"interets", FIELD_INTERESTS},
    {"centres d'interet", FIELD_INTERESTS},
    {"programmes", FIELD_PROGRAMMES},
    {"programme", FIELD_PROGRAMMES},
    {"programs", FIELD_PROGRAMMES},
    {"program", FIELD_PROGRAMMES},
    {"other-addresses", FIELD_OTHERS},
    {"other addresses", FIELD_OTHERS},
    {"autres adresses", FIELD_OTHERS},
    {"autre adresse", FIELD_OTHERS},
    {"language", FIELD_LANGUAGE},
    {"langue", FIELD_LANGUAGE},
    {"lang", FIELD_LANGUAGE},
    {"knowledge", FIELD_KNOWLEDGE},
    {"connaissance", FIELD_KNOWLEDGE},
    {"connaissances", FIELD_KNOWLEDGE},
    {"lists", FIELD_LISTS},
    {"list", FIELD_LISTS},
    {"liste", FIELD_LISTS},
    {"listes", FIELD_LISTS},
    {"notes", FIELD_NOTES},
    {"note", FIELD_NOTES},
    {"remarque", FIELD_NOTES},
    {"remarques", FIELD_NOTES},
    {"status", FIELD_STATUS},
    {"statut", FIELD_STATUS},
    {"state", FIELD_STATUS},
    {"etat", FIELD_STATUS},
    {"delivery_status", FIELD_STATUS},
    {"delivery", FIELD_DELIVERY},
    {"remise", FIELD_DELIVERY},
    {"reception", FIELD_DELIVERY},
    {"delivery_mode", FIELD_DELIVERY},
    {"nomail", FIELD_NO_MAIL},
    {"digest", FIELD_DIGEST},
    {"attributes", FIELD_ATTRIBUTES},
    {"-", FIELD_NOTHING},
    {"reason", FIELD_NOTHING}, /* our own: why a row was refused */
};

/* Headings that only one system writes. The standing is that of everybody in such a file. */
static const struct Mark {
    const char *word;
    const char *kind;
    ImportStanding standing;
} marks[] = {
    {"unsub_time", "Mailchimp", IMPORT_LEFT},
    {"clean_time", "Mailchimp", IMPORT_BOUNCED},
    {"leid", "Mailchimp", IMPORT_MEMBER},
    {"euid", "Mailchimp", IMPORT_MEMBER},
    {"member_rating", "Mailchimp", IMPORT_MEMBER},
    {"optin_time", "Mailchimp", IMPORT_MEMBER},
    {"attributes", "listmonk", IMPORT_MEMBER},
    {"delivery_mode", "Mailman 3", IMPORT_MEMBER},
    {"delivery_status", "Mailman 3", IMPORT_MEMBER},
    {"moderation_action", "Mailman 3", IMPORT_MEMBER},
    {"nomail", "Mailman 2", IMPORT_MEMBER},
    {"nodupes", "Mailman 2", IMPORT_MEMBER},
    {"not metoo", "Mailman 2", IMPORT_MEMBER},
    {"gecos", "Sympa", IMPORT_MEMBER},
    {"reception", "Sympa", IMPORT_MEMBER},
};

/* "Intérêts " and "interets" are one heading. */
static char *
heading_key(const char *text)
{
    g_autofree char *ascii = g_str_to_ascii(text, "C");
    char *key = g_ascii_strdown(ascii, -1);
    return g_strstrip(key);
}

static const char *
field_name(ImportField field)
{
    for (guint i = 0; i < G_N_ELEMENTS(headings_known); i++)
        if (headings_known[i].field == field)
            return headings_known[i].word;
    return "-";
}

static gboolean
find_field(const char *key, ImportField *field)
{
    for (guint i = 0; i < G_N_ELEMENTS(headings_known); i++)
        if (g_str_equal(headings_known[i].word, key)) {
            *field = headings_known[i].field;
            return TRUE;
        }
    return FALSE;
}

static void
hint_nearest(const char *key, const char *otherwise, GError **error)
{
    const char *words[G_N_ELEMENTS(headings_known) + 1] = {0};

    for (guint i = 0; i < G_N_ELEMENTS(headings_known); i++)
        words[i] = headings_known[i].word;
    const char *nearest = nearest_name(key, words);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error, "%s", otherwise);
}

/* The field that --map gives a heading; the words were checked. */
static gboolean
find_mapped(const char *const *map, const char *key, ImportField *field)
{
    for (guint i = 0; map != NULL && map[i] != NULL; i++) {
        const char *equals = strrchr(map[i], '=');
        g_autofree char *heading = g_strndup(map[i], (gsize)(equals - map[i]));
        g_autofree char *heading_plain = heading_key(heading);
        g_autofree char *word = heading_key(equals + 1);
        if (g_str_equal(heading_plain, key))
            return find_field(word, field);
    }
    return FALSE;
}

static gboolean
check_mapping(const char *mapping, char *const *keys, guint n, GError **error)
{
    const char *equals = strrchr(mapping, '=');
    ImportField field;

    if (equals == NULL || equals == mapping) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" maps nothing", mapping);
        return fail_hint(error, "write --map HEADING=FIELD");
    }
    g_autofree char *word = heading_key(equals + 1);
    if (!find_field(word, &field)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no field that a column can be mapped to", word);
        hint_nearest(word, "as in --map \"Home town=territory\"", error);
        return FALSE;
    }
    g_autofree char *heading = g_strndup(mapping, (gsize)(equals - mapping));
    g_autofree char *key = heading_key(heading);
    gboolean found = g_str_has_prefix(key, "attributes.");
    for (guint c = 0; c < n; c++)
        found |= g_str_equal(keys[c], key);
    if (found)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "no column is called \"%s\"", heading);
    return fail_hint(error, "--map HEADING=FIELD takes a heading as the file has it");
}

static gboolean
check_map(const char *const *map, char *const *keys, guint n, GError **error)
{
    for (guint i = 0; map != NULL && map[i] != NULL; i++)
        if (!check_mapping(map[i], keys, n, error))
            return FALSE;
    return TRUE;
}

static const struct Mark *
find_mark(char *const *keys, guint n)
{
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        for (guint c = 0; c < n; c++)
            if (g_str_equal(keys[c], marks[i].word))
                return &marks[i];
    return NULL;
}

static gboolean
has_field(const ImportFormat *format, ImportField field)
{
    for (guint i = 0; i < format->n_columns; i++)
        if (format->columns[i] == field)
            return TRUE;
    return FALSE;
}

static gboolean
read_heading(ImportFormat *format, const char *key, gboolean is_foreign, GError **error)
{
    ImportField field = FIELD_NOTHING;

    if (!find_mapped(format->map, key, &field) && !find_field(key, &field) && !is_foreign) {
        g_autofree char *shown = g_strescape(key, NULL);
        fail(error, ERROR_BAD_INPUT, "unknown heading \"%.60s\"", shown);
        hint_nearest(
            key,
            "the first line names the columns: address, name, territory, interests, "
            "programmes, language, knowledge, lists, notes; --map \"HEADING=-\" leaves one aside",
            error);
        return FALSE;
    }
    if (field != FIELD_NOTHING && has_field(format, field)) {
        if (!is_foreign)
            return fail(error, ERROR_BAD_INPUT, "two columns are \"%s\"", field_name(field));
        field = FIELD_NOTHING;
    }
    format->columns[format->n_columns++] = field;
    return TRUE;
}

gboolean
import_format_read(ImportFormat *format, const char *const *headings, guint n,
                   const char *const *map, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

    if (n > IMPORT_MAX_COLUMNS)
        return fail(error, ERROR_BAD_INPUT, "more than %d columns", IMPORT_MAX_COLUMNS);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(keys, heading_key(headings[i]));
    if (!check_map(map, (char *const *)keys->pdata, n, error))
        return FALSE;
    const struct Mark *mark = find_mark((char *const *)keys->pdata, n);
    *format = (ImportFormat){.kind = mark != NULL ? mark->kind : "CSV",
                             .standing = mark != NULL ? mark->standing : IMPORT_MEMBER,
                             .map = map};
    for (guint i = 0; i < n; i++)
        if (!read_heading(format, keys->pdata[i], mark != NULL, error))
            return FALSE;
    if (has_field(format, FIELD_ADDRESS))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "no column is called \"address\"");
    return fail_hint(error, "the first line names the columns; --map \"HEADING=address\" tells "
                            "which one it is");
}

ImportField
import_format_attribute(const ImportFormat *format, const char *name)
{
    g_autofree char *key = heading_key(name);
    g_autofree char *path = g_strconcat("attributes.", key, NULL);
    ImportField field = FIELD_NOTHING;

    if (!find_mapped(format->map, path, &field) && !find_field(key, &field))
        return FIELD_NOTHING;
    return field;
}

void
import_format_fill(const ImportFormat *format, char *const *fields, guint n, ImportRow *row)
{
    const char *texts[N_FIELDS] = {NULL};

    if (n > format->n_columns) {
        row->refusal =
            g_strdup_printf("%u fields, and the first line names %u", n, format->n_columns);
        return;
    }
    for (guint i = 0; i < n; i++)
        if (format->columns[i] != FIELD_NOTHING)
            texts[format->columns[i]] = fields[i];
    import_fields_fill(texts, format, row);
}
