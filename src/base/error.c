/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error - the one table of failures, and errors that carry a hint
 *
 * The hint and the like live in the error's private data (GLib 2.68), so they survive
 * g_propagate_error() and g_prefix_error() and are freed with the error.
 */
#include "base/error.h"

#include <sysexits.h>

#include <gio/gio.h>

typedef struct {
    char *hint;
    char *words;        /* for whom it concerns */
    const char *status; /* NULL: that of its kind */
    gboolean inside;
    char *place;
    guint column; /* of the place */
} ColporteurErrorPrivate;

static void
colporteur_error_private_init(ColporteurErrorPrivate *private)
{
    private->hint = NULL;
    private->words = NULL;
    private->status = NULL;
    private->inside = FALSE;
    private->place = NULL;
    private->column = 0;
}

static void
colporteur_error_private_copy(const ColporteurErrorPrivate *from, ColporteurErrorPrivate *to)
{
    to->hint = g_strdup(from->hint);
    to->words = g_strdup(from->words);
    to->status = from->status;
    to->inside = from->inside;
    to->place = g_strdup(from->place);
    to->column = from->column;
}

static void
colporteur_error_private_clear(ColporteurErrorPrivate *private)
{
    g_free(private->hint);
    g_free(private->words);
    g_free(private->place);
}

G_DEFINE_EXTENDED_ERROR(ColporteurError, colporteur_error)

static const ErrorRow error_table[ERROR_N_KINDS] = {
    [ERROR_TRY_LATER] = {"try later", EX_TEMPFAIL, 451, "4.3.0", G_LOG_LEVEL_WARNING, FALSE},
    [ERROR_REFUSED] = {"refused", EX_NOPERM, 550, "5.7.1", G_LOG_LEVEL_INFO, TRUE},
    [ERROR_NOT_FOUND] = {"not found", EX_NOUSER, 550, "5.1.1", G_LOG_LEVEL_INFO, TRUE},
    [ERROR_BAD_INPUT] = {"bad input", EX_DATAERR, 554, "5.6.0", G_LOG_LEVEL_INFO, TRUE},
    [ERROR_WRONG_USE] = {"wrong use", EX_USAGE, 554, "5.5.4", G_LOG_LEVEL_INFO, TRUE},
    [ERROR_CONFLICT] = {"conflict", EX_CANTCREAT, 554, "5.3.0", G_LOG_LEVEL_INFO, TRUE},
    [ERROR_SETTINGS] = {"settings", EX_CONFIG, 451, "4.3.5", G_LOG_LEVEL_WARNING, FALSE},
    [ERROR_BUG] = {"bug", EX_SOFTWARE, 451, "4.3.5", G_LOG_LEVEL_CRITICAL, FALSE},
};

static void G_GNUC_PRINTF(3, 0)
    error_set(GError **error, ErrorKind kind, const char *format, va_list arguments)
{
    if (error == NULL)
        return;
    /* A second failure on top of a first one is a bug of the caller: the first tells more. */
    if (*error != NULL)
        g_clear_error(error);
    *error = g_error_new_valist(COLPORTEUR_ERROR, (int)kind, format, arguments);
}

gboolean
fail(GError **error, ErrorKind kind, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error_set(error, kind, format, arguments);
    va_end(arguments);
    return FALSE;
}

gpointer
fail_null(GError **error, ErrorKind kind, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error_set(error, kind, format, arguments);
    va_end(arguments);
    return NULL;
}

gboolean
fail_hint(GError **error, const char *format, ...)
{
    va_list arguments;

    if (error == NULL || *error == NULL || (*error)->domain != COLPORTEUR_ERROR)
        return FALSE;
    ColporteurErrorPrivate *private = colporteur_error_get_private(*error);
    g_free(private->hint);
    va_start(arguments, format);
    private->hint = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return FALSE;
}

gboolean
fail_words(GError **error, const char *words)
{
    if (error == NULL || *error == NULL || (*error)->domain != COLPORTEUR_ERROR)
        return FALSE;
    ColporteurErrorPrivate *private = colporteur_error_get_private(*error);
    g_free(private->words);
    private->words = g_strdup(words);
    return FALSE;
}

const char *
error_words(const GError *error)
{
    return error->domain == COLPORTEUR_ERROR ? colporteur_error_get_private(error)->words : NULL;
}

gboolean
fail_status(GError **error, const char *status)
{
    if (error != NULL && *error != NULL && (*error)->domain == COLPORTEUR_ERROR &&
        status[0] == error_row(error_kind(*error))->status[0])
        colporteur_error_get_private(*error)->status = status;
    return FALSE;
}

const char *
error_status(const GError *error)
{
    const char *own =
        error->domain == COLPORTEUR_ERROR ? colporteur_error_get_private(error)->status : NULL;
    return own != NULL ? own : error_row(error_kind(error))->status;
}

gboolean
fail_inside(GError **error)
{
    if (error != NULL && *error != NULL && (*error)->domain == COLPORTEUR_ERROR)
        colporteur_error_get_private(*error)->inside = TRUE;
    return FALSE;
}

gboolean
error_is_inside(const GError *error)
{
    ErrorKind kind = error_kind(error);

    return kind == ERROR_TRY_LATER || kind == ERROR_BUG || kind == ERROR_CONFLICT ||
           kind == ERROR_SETTINGS ||
           (error->domain == COLPORTEUR_ERROR && colporteur_error_get_private(error)->inside);
}

const char *
error_hint(const GError *error)
{
    if (error == NULL || error->domain != COLPORTEUR_ERROR)
        return NULL;
    return colporteur_error_get_private(error)->hint;
}

gboolean
fail_place(GError **error, const char *text, guint column)
{
    if (error == NULL || *error == NULL || (*error)->domain != COLPORTEUR_ERROR)
        return FALSE;
    ColporteurErrorPrivate *private = colporteur_error_get_private(*error);
    if (private->place != NULL)
        return FALSE;
    private->place = g_strdup(text);
    private->column = column;
    return FALSE;
}

const char *
error_place(const GError *error, guint *column)
{
    if (error == NULL || error->domain != COLPORTEUR_ERROR)
        return NULL;
    const ColporteurErrorPrivate *private = colporteur_error_get_private(error);
    *column = private->column;
    return private->place;
}

ErrorKind
error_kind(const GError *error)
{
    if (error->domain == COLPORTEUR_ERROR)
        return (ErrorKind)error->code;
    if (error->domain == G_OPTION_ERROR || error->domain == G_KEY_FILE_ERROR ||
        error->domain == G_CONVERT_ERROR)
        return ERROR_BAD_INPUT;
    if (error->domain == G_FILE_ERROR)
        switch (error->code) {
        case G_FILE_ERROR_NOENT:
        case G_FILE_ERROR_NOTDIR:
            return ERROR_NOT_FOUND;
        case G_FILE_ERROR_ACCES:
        case G_FILE_ERROR_PERM:
            return ERROR_REFUSED;
        case G_FILE_ERROR_ISDIR:
        case G_FILE_ERROR_NAMETOOLONG:
            return ERROR_BAD_INPUT;
        default:
            return ERROR_TRY_LATER;
        }
    if (error->domain == G_IO_ERROR)
        switch (error->code) {
        case G_IO_ERROR_NOT_FOUND:
            return ERROR_NOT_FOUND;
        case G_IO_ERROR_PERMISSION_DENIED:
            return ERROR_REFUSED;
        case G_IO_ERROR_INVALID_ARGUMENT:
        case G_IO_ERROR_IS_DIRECTORY:
            return ERROR_BAD_INPUT;
        default:
            return ERROR_TRY_LATER;
        }
    return ERROR_TRY_LATER;
}

const ErrorRow *
error_row(ErrorKind kind)
{
    g_return_val_if_fail(kind < ERROR_N_KINDS, &error_table[ERROR_BUG]);
    return &error_table[kind];
}
