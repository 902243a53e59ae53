/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report - the groups of fields that a program's report is made of; see report.h */
#include "mime/report.h"

#include <string.h>

typedef struct {
    char *name;
    GString *value;
} Field;

struct ReportGroup {
    GArray *fields; /* of Field */
};

static void
field_clear(gpointer data)
{
    Field *field = data;

    g_free(field->name);
    g_string_free(field->value, TRUE);
}

static void
group_free(gpointer data)
{
    ReportGroup *group = data;

    g_array_unref(group->fields);
    g_free(group);
}

static ReportGroup *
group_new(void)
{
    ReportGroup *group = g_new0(ReportGroup, 1);

    group->fields = g_array_new(FALSE, FALSE, sizeof(Field));
    g_array_set_clear_func(group->fields, field_clear);
    return group;
}

/* Adds `text` to the value, cut between characters. */
static void
value_append(GString *value, const char *text, gsize size, gboolean *cut)
{
    gsize room = REPORT_VALUE_MAX - MIN(value->len, REPORT_VALUE_MAX);

    if (size > room) {
        *cut = TRUE;
        for (size = room; size > 0 && ((guchar)text[size] & 0xC0) == 0x80; size--)
            ;
    }
    g_string_append_len(value, text, (gssize)size);
}

static void
line_read(ReportGroup *group, const char *line, gsize size, gboolean *cut)
{
    const char *colon = memchr(line, ':', size);
    gsize name = 0;

    if ((*line == ' ' || *line == '\t') && group->fields->len > 0) {
        Field *last = &g_array_index(group->fields, Field, group->fields->len - 1);
        for (; size > 0 && (*line == ' ' || *line == '\t'); line++, size--)
            ;
        value_append(last->value, " ", 1, cut);
        value_append(last->value, line, size, cut);
        return;
    }
    while (colon != NULL && line + name < colon &&
           (g_ascii_isalnum(line[name]) || line[name] == '-'))
        name++;
    if (name == 0 || line + name != colon)
        return;
    if (group->fields->len == REPORT_FIELDS_MAX) {
        *cut = TRUE;
        return;
    }
    Field field = {g_strndup(line, name), g_string_new(NULL)};
    for (colon++; colon < line + size && (*colon == ' ' || *colon == '\t'); colon++)
        ;
    value_append(field.value, colon, (gsize)(line + size - colon), cut);
    g_array_append_val(group->fields, field);
}

/* Some forget the empty line between recipients. */
static gboolean
is_next_recipient(const ReportGroup *group, const char *line)
{
    return g_ascii_strncasecmp(line, "Final-Recipient:", 16) == 0 &&
           report_field(group, "Final-Recipient", 0) != NULL;
}

GPtrArray *
report_read(const char *text, gboolean *cut)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
    gboolean ignored = FALSE;
    ReportGroup *group = NULL;

    cut = cut != NULL ? cut : &ignored;
    while (*text != '\0') {
        gsize size = strcspn(text, "\n");
        if (size == 0) {
            group = NULL;
        } else if (group == NULL && groups->len == REPORT_GROUPS_MAX) {
            *cut = TRUE;
            break;
        } else {
            if (group == NULL) {
                group = group_new();
                g_ptr_array_add(groups, group);
            }
            if (is_next_recipient(group, text)) {
                group = group_new();
                g_ptr_array_add(groups, group);
            }
            line_read(group, text, size, cut);
        }
        text += size + (text[size] == '\n');
    }
    for (guint i = groups->len; i > 0; i--)
        if (((ReportGroup *)groups->pdata[i - 1])->fields->len == 0)
            g_ptr_array_remove_index(groups, i - 1);
    return groups;
}

const char *
report_field(const ReportGroup *group, const char *name, guint n)
{
    for (guint i = 0; i < group->fields->len; i++) {
        const Field *field = &g_array_index(group->fields, Field, i);
        if (g_ascii_strcasecmp(field->name, name) == 0 && n-- == 0)
            return field->value->str;
    }
    return NULL;
}
