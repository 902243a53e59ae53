/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters - what a statement is given, as libpq wants it: text, but for bytea and arrays */
#include "store/parameters.h"

#include <string.h>

void
parameters_clear(Parameters *parameters)
{
    g_clear_pointer(&parameters->owned, g_ptr_array_unref);
}

/* Types of elements, as PostgreSQL numbers its own. */
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 };

static void
append_int32(GString *bytes, guint32 number)
{
    guint32 sent = GUINT32_TO_BE(number);

    g_string_append_len(bytes, (const char *)&sent, sizeof sent);
}

/* PostgreSQL's binary form of an array of one dimension: reading it takes the server a
 * third of what the text form does. The elements follow, each behind its size. */
static GString *
array_new(guint32 type, guint n, gsize size)
{
    GString *bytes = g_string_sized_new(20 + size);

    append_int32(bytes, n > 0); /* dimensions */
    append_int32(bytes, 0);     /* whether there are NULLs: it sees for itself */
    append_int32(bytes, type);
    if (n > 0) {
        append_int32(bytes, n);
        append_int32(bytes, 1); /* the first has this number */
    }
    return bytes;
}

static void
add_bytes(Parameters *parameters, GString *bytes)
{
    int n = parameters->n++;

    if (parameters->owned == NULL)
        parameters->owned = g_ptr_array_new_with_free_func(g_free);
    parameters->lengths[n] = (int)bytes->len;
    parameters->formats[n] = 1;
    parameters->values[n] = g_string_free(bytes, FALSE);
    g_ptr_array_add(parameters->owned, (gpointer)parameters->values[n]);
}

static void
add_texts(Parameters *parameters, const char *const *words)
{
    guint n = g_strv_length((char **)words);
    GString *bytes = array_new(OID_TEXT, n, n * 16);

    for (guint i = 0; i < n; i++) {
        gsize size = strlen(words[i]);
        append_int32(bytes, (guint32)size);
        g_string_append_len(bytes, words[i], (gssize)size);
    }
    add_bytes(parameters, bytes);
}

static void
add_bigints(Parameters *parameters, const GArray *numbers)
{
    GString *bytes = array_new(OID_INT8, numbers->len, numbers->len * 12);

    for (guint i = 0; i < numbers->len; i++) {
        gint64 sent = GINT64_TO_BE(g_array_index(numbers, gint64, i));
        append_int32(bytes, sizeof sent);
        g_string_append_len(bytes, (const char *)&sent, sizeof sent);
    }
    add_bytes(parameters, bytes);
}

static void
add_ints(Parameters *parameters, const GArray *numbers)
{
    GString *bytes = array_new(OID_INT4, numbers->len, numbers->len * 8);

    for (guint i = 0; i < numbers->len; i++) {
        append_int32(bytes, sizeof(gint32));
        append_int32(bytes, (guint32)g_array_index(numbers, gint32, i));
    }
    add_bytes(parameters, bytes);
}

/* Of GBytes; NULL among them is SQL NULL. */
static void
add_blobs(Parameters *parameters, const GPtrArray *blobs)
{
    gsize all = 0;

    for (guint i = 0; i < blobs->len; i++)
        all += 4 + (blobs->pdata[i] != NULL ? g_bytes_get_size(blobs->pdata[i]) : 0);
    GString *bytes = array_new(OID_BYTEA, blobs->len, all);
    for (guint i = 0; i < blobs->len; i++) {
        gsize size = 0;
        const char *data =
            blobs->pdata[i] != NULL ? g_bytes_get_data(blobs->pdata[i], &size) : NULL;
        append_int32(bytes, blobs->pdata[i] != NULL ? (guint32)size : (guint32)-1);
        if (size > 0)
            g_string_append_len(bytes, data, (gssize)size);
    }
    add_bytes(parameters, bytes);
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
            if (words != NULL)
                add_texts(parameters, words);
            else
                add_text(parameters, NULL);
            break;
        }
        case 'I': {
            const GArray *array = va_arg(arguments, const GArray *);
            if (array != NULL)
                add_bigints(parameters, array);
            else
                add_text(parameters, NULL);
            break;
        }
        case 'J':
            add_ints(parameters, va_arg(arguments, const GArray *));
            break;
        case 'Y':
            add_blobs(parameters, va_arg(arguments, const GPtrArray *));
            break;
        case 'A':
            parameters->audience = va_arg(arguments, const AudienceSql *);
            break;
        default:
            g_assert_not_reached();
        }
    }
}
