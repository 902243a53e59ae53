/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters - what a statement is given, as libpq wants it: text, but for bytea */
#include "store/parameters.h"

void
parameters_clear(Parameters *parameters)
{
    g_clear_pointer(&parameters->owned, g_ptr_array_unref);
}
static const char *
own(Parameters *parameters, GString *text)
{
    if (parameters->owned == NULL)
        parameters->owned = g_ptr_array_new_with_free_func(g_free);
    char *owned = g_string_free(text, FALSE);
    g_ptr_array_add(parameters->owned, owned);
    return owned;
}

/* A PostgreSQL array literal; every element is quoted, so that NULL and {} stay words. */
static const char *
text_array(Parameters *parameters, const char *const *words)
{
    GString *text = g_string_new("{");

    for (guint i = 0; words[i] != NULL; i++) {
        g_string_append(text, i > 0 ? ",\"" : "\"");
        for (const char *p = words[i]; *p != '\0'; p++) {
            if (*p == '"' || *p == '\\')
                g_string_append_c(text, '\\');
            g_string_append_c(text, *p);
        }
        g_string_append_c(text, '"');
    }
    g_string_append_c(text, '}');
    return own(parameters, text);
}

static const char *
number_array(Parameters *parameters, const GArray *numbers)
{
    GString *text = g_string_sized_new(numbers->len * 8 + 2);

    g_string_append_c(text, '{');
    for (guint i = 0; i < numbers->len; i++)
        g_string_append_printf(text, i > 0 ? ",%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                               g_array_index(numbers, gint64, i));
    g_string_append_c(text, '}');
    return own(parameters, text);
}

static void
add_text(Parameters *parameters, const char *value)
{
    parameters->values[parameters->n++] = value;
}

void
parameters_read(Parameters *parameters, const char *letters, va_list arguments)
{
    for (const char *type = letters; *type != '\0'; type++) {
        int n = parameters->n;
        char *number = parameters->numbers[n];
        switch (*type) {
        case 'i':
            g_snprintf(number, 32, "%" G_GINT64_FORMAT, va_arg(arguments, gint64));
            add_text(parameters, number);
            break;
        case 'n':
            g_snprintf(number, 32, "%d", va_arg(arguments, int));
            add_text(parameters, number);
            break;
        case 'b':
            add_text(parameters, va_arg(arguments, gboolean) ? "t" : "f");
            break;
        case 'f':
            add_text(parameters, g_ascii_dtostr(number, 32, va_arg(arguments, double)));
            break;
        case 't':
            add_text(parameters, va_arg(arguments, const char *));
            break;
        case 'y': {
            GBytes *bytes = va_arg(arguments, GBytes *);
            gsize size = 0;
            const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
            /* libpq takes a NULL pointer for SQL NULL, and an empty GBytes has one. */
            add_text(parameters, bytes != NULL && data == NULL ? "" : data);
            parameters->lengths[n] = (int)size;
            parameters->formats[n] = 1;
            break;
        }
        case 'T': {
            const char *const *words = va_arg(arguments, const char *const *);
            add_text(parameters, words != NULL ? text_array(parameters, words) : NULL);
            break;
        }
        case 'I': {
            const GArray *array = va_arg(arguments, const GArray *);
            add_text(parameters, array != NULL ? number_array(parameters, array) : NULL);
            break;
        }
        case 'A':
            parameters->audience = va_arg(arguments, const AudienceSql *);
            break;
        default:
            g_assert_not_reached();
        }
    }
}
