/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log - one line an event, with named fields; see log.h */
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define MAX_FIELDS 24
#define MAX_VALUE 1000

static GLogLevelFlags log_level = G_LOG_LEVEL_INFO;
static gboolean to_journal; /* asked once: it costs a system call */

static const char *
level_word(GLogLevelFlags level)
{
    switch (level & G_LOG_LEVEL_MASK) {
    case G_LOG_LEVEL_ERROR:
    case G_LOG_LEVEL_CRITICAL:
        return "critical";
    case G_LOG_LEVEL_WARNING:
        return "warning";
    case G_LOG_LEVEL_DEBUG:
        return "debug";
    default:
        return "info";
    }
}

static void
append_value(GString *line, const char *value)
{
    gboolean quote = *value == '\0' || strpbrk(value, " \"=") != NULL;
    gsize n = 0;

    if (quote)
        g_string_append_c(line, '"');
    for (const char *p = value; *p != '\0' && n < MAX_VALUE; p++, n++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            g_string_append_printf(line, "\\x%02x", (unsigned char)*p);
        else if (*p == '"' || *p == '\\')
            g_string_append_printf(line, "\\%c", *p);
        else
            g_string_append_c(line, *p);
    }
    if (quote)
        g_string_append_c(line, '"');
}

static gboolean
is_shown_field(const char *key)
{
    return !g_str_equal(key, "MESSAGE") && !g_str_equal(key, "PRIORITY") &&
           !g_str_has_prefix(key, "GLIB_") && !g_str_has_prefix(key, "CODE_");
}

static GLogWriterOutput
log_write(GLogLevelFlags level, const GLogField *fields, gsize n_fields,
          gpointer data G_GNUC_UNUSED)
{
    if ((level & G_LOG_LEVEL_MASK) > log_level)
        return G_LOG_WRITER_HANDLED;
    if (to_journal && g_log_writer_journald(level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
        return G_LOG_WRITER_HANDLED;

    g_autoptr(GString) line = g_string_new(level_word(level));
    g_string_append(line, ": ");
    for (gsize i = 0; i < n_fields; i++)
        if (g_str_equal(fields[i].key, "MESSAGE"))
            g_string_append(line, fields[i].value);
    for (gsize i = 0; i < n_fields; i++)
        if (fields[i].length < 0 && is_shown_field(fields[i].key)) {
            g_string_append_printf(line, " %s=", fields[i].key);
            append_value(line, fields[i].value);
        }
    g_string_append_c(line, '\n');
    fputs(line->str, stderr);
    return G_LOG_WRITER_HANDLED;
}

void
log_start(GLogLevelFlags level)
{
    static gboolean started;

    log_level = level;
    to_journal = g_log_writer_is_journald(STDERR_FILENO);
    if (!started)
        g_log_set_writer_func(log_write, NULL, NULL);
    started = TRUE;
}

static void
log_pairs(GLogLevelFlags level, const char *event, const char *detail, const char *hint,
          va_list pairs)
{
    static const char *const priorities[] = {"2", "4", "6", "7"};
    const char *word = level_word(level);
    const char *priority = priorities[*word == 'c' ? 0 : *word == 'w' ? 1 : *word == 'i' ? 2 : 3];
    GLogField fields[MAX_FIELDS] = {
        {"MESSAGE", event, -1}, {"PRIORITY", priority, -1}, {"GLIB_DOMAIN", G_LOG_DOMAIN, -1}};
    gsize n = 3;

    if (detail != NULL)
        fields[n++] = (GLogField){"ERROR", detail, -1};
    if (hint != NULL)
        fields[n++] = (GLogField){"HINT", hint, -1};
    for (const char *key = va_arg(pairs, const char *); key != NULL && n < MAX_FIELDS;
         key = va_arg(pairs, const char *)) {
        const char *value = va_arg(pairs, const char *);
        if (value != NULL)
            fields[n++] = (GLogField){key, value, -1};
    }
    g_log_structured_array(level, fields, n);
}

void
log_event(GLogLevelFlags level, const char *event, ...)
{
    va_list pairs;

    va_start(pairs, event);
    log_pairs(level, event, NULL, NULL, pairs);
    va_end(pairs);
}

void
log_failure(const GError *error, const char *event, ...)
{
    va_list pairs;

    va_start(pairs, event);
    log_pairs(error_row(error_kind(error))->level, event, error->message, error_hint(error), pairs);
    va_end(pairs);
}
