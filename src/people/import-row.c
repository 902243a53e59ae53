/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-row - one row: made, filled, checked as far as can be told without the database */
#include <string.h>

#include "base/address.h"
#include "base/error.h"

#include "people/import-inside.h"
#include "people/knowledge.h"

#define MAX_NAME 200

ImportRow *
import_row_new(void)
{
    ImportRow *row = g_new0(ImportRow, 1);

    row->territories = g_new0(char *, 1);
    row->interests = g_new0(char *, 1);
    row->programmes = g_new0(char *, 1);
    row->others = g_new0(char *, 1);
    row->knowledge = g_new0(char *, 1);
    row->lists = g_new0(char *, 1);
    return row;
}

void
import_row_free(ImportRow *row)
{
    if (row == NULL)
        return;
    g_strfreev(row->fields);
    g_free(row->address);
    g_free(row->name);
    g_free(row->language);
    g_free(row->notes);
    g_strfreev(row->territories);
    g_strfreev(row->interests);
    g_strfreev(row->programmes);
    g_strfreev(row->others);
    g_strfreev(row->knowledge);
    g_strfreev(row->lists);
    g_free(row->refusal);
    g_free(row);
}

void
import_row_refuse(ImportRow *row, const GError *problem)
{
    const char *hint = error_hint(problem);

    if (row->refusal == NULL)
        row->refusal = g_strconcat(problem->message, hint != NULL ? "; " : NULL, hint, NULL);
}

/* Nothing that could forge a header or turn the text around it. */
static const char *
name_fault(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return "the name is not UTF-8";
    if (g_utf8_strlen(name, -1) > MAX_NAME)
        return "the name has more than 200 characters";
    for (const char *p = name; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_iscntrl(c))
            return "the name has a line break or another control character";
        if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            return "the name has an invisible mark that turns the writing direction";
    }
    return NULL;
}

static const char *
notes_fault(const char *notes)
{
    if (!g_utf8_validate(notes, -1, NULL))
        return "the notes are not UTF-8";
    for (const char *p = notes; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_iscntrl(c) && c != '\n' && c != '\r' && c != '\t')
            return "the notes have a control character";
    }
    return NULL;
}

static void
check_language(ImportRow *row)
{
    static const char *const languages[] = {"fr", "en", "br", NULL};
    char *written = row->language;

    if (written == NULL || g_strv_contains(languages, written))
        return;
    /* fr_FR, fr-FR and FR are fr. */
    char *lower = g_ascii_strdown(written, -1);
    if (strlen(lower) > 2 && (lower[2] == '_' || lower[2] == '-'))
        lower[2] = '\0';
    row->language = lower;
    if (!g_strv_contains(languages, lower)) {
        g_autofree char *shown = g_utf8_make_valid(written, -1);
        row->refusal = g_strdup_printf("\"%.20s\" is no language letters are written in; it is "
                                       "fr, en or br",
                                       shown);
    }
    g_free(written);
}

static void
check_knowledge(ImportRow *row)
{
    g_autoptr(GError) problem = NULL;

    for (guint i = 0; row->knowledge[i] != NULL; i++) {
        const char *word = knowledge_find(row->knowledge[i], &problem);
        if (word == NULL) {
            import_row_refuse(row, problem);
            return;
        }
        g_free(row->knowledge[i]);
        row->knowledge[i] = g_strdup(word);
    }
}

static void
check_others(ImportRow *row)
{
    g_autoptr(GError) problem = NULL;

    for (guint i = 0; row->others[i] != NULL; i++)
        if (!address_is_valid(row->others[i], &problem)) {
            import_row_refuse(row, problem);
            return;
        }
}

char *
import_row_check(ImportRow *row)
{
    g_autoptr(GError) problem = NULL;

    if (row->refusal != NULL)
        return NULL;
    if (row->address == NULL) {
        row->refusal = g_strdup("there is no address");
        return NULL;
    }
    if (!address_is_valid(row->address, &problem)) {
        import_row_refuse(row, problem);
        return NULL;
    }
    const char *fault = row->name != NULL ? name_fault(row->name) : NULL;
    if (fault == NULL && row->notes != NULL)
        fault = notes_fault(row->notes);
    if (fault != NULL) {
        row->refusal = g_strdup(fault);
        return NULL;
    }
    check_language(row);
    if (row->refusal == NULL)
        check_knowledge(row);
    if (row->refusal == NULL)
        check_others(row);
    return row->refusal == NULL ? address_fold(row->address) : NULL;
}

char **
import_values(const char *text, const char *between)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);

    while (*text != '\0') {
        gsize size = strcspn(text, between);
        const char *end = text + size;
        while (text < end && g_ascii_isspace(*text))
            text++;
        gsize kept = (gsize)(end - text);
        while (kept > 0 && g_ascii_isspace(text[kept - 1]))
            kept--;
        if (kept > 0)
            g_ptr_array_add(values, g_strndup(text, kept));
        if (values->len > IMPORT_MAX_VALUES)
            return NULL;
        text = *end != '\0' ? end + 1 : end;
    }
    g_ptr_array_add(values, NULL);
    return (char **)g_ptr_array_steal(values, NULL);
}
