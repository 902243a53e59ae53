/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings - what the settings file says, checked against one table; see settings.h */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "base/settings-inside.h"

static const char on_command_line[] = "--set";

struct Settings {
    char *path; /* NULL: none */
    char *text[SETTING_COUNT];
    gint64 number[SETTING_COUNT];
    const char *source[SETTING_COUNT]; /* path, on_command_line; NULL: the default */
};

/* Puts before an error where the setting stands. */
static gboolean
place_failure(const Settings *settings, const char *group, const char *source, GError **error)
{
    if (source != NULL && source == settings->path)
        g_prefix_error(error, "settings file \"%s\", [%s]: ", source, group);
    else
        g_prefix_error(error, "%s [%s]: ", source != NULL ? source : "default of", group);
    return FALSE;
}

static gboolean
fail_value(const Settings *settings, Setting setting, const char *text, const char *source,
           const char *hint, GError **error)
{
    const SettingRow *row = &setting_rows[setting];
    /* A connection string may have a password in it. */
    gboolean secret = setting == SETTING_MAIL_PASSWORD || setting == SETTING_DATABASE;

    if (secret)
        fail(error, ERROR_SETTINGS, "%s cannot be what is given", row->key);
    else
        fail(error, ERROR_SETTINGS, "%s cannot be \"%s\"", row->key, text);
    fail_hint(error, "%s", hint);
    return place_failure(settings, row->group, source, error);
}

gboolean
settings_fail(const Settings *settings, Setting setting, GError **error, const char *hint_format,
              ...)
{
    va_list arguments;

    va_start(arguments, hint_format);
    g_autofree char *hint = g_strdup_vprintf(hint_format, arguments);
    va_end(arguments);
    return fail_value(settings, setting, settings->text[setting], settings->source[setting], hint,
                      error);
}

static gboolean
fail_unknown(const char *group, const char *key, gboolean group_known, GError **error)
{
    const char *names[SETTING_COUNT + 1] = {NULL};
    guint n = 0;

    for (guint i = 0; i < SETTING_COUNT; i++)
        if (!group_known || g_str_equal(setting_rows[i].group, group))
            names[n++] = group_known ? setting_rows[i].key : setting_rows[i].group;
    fail(error, ERROR_SETTINGS, group_known ? "unknown setting \"%s\"" : "unknown group \"[%s]\"",
         group_known ? key : group);
    const char *nearest = nearest_name(group_known ? key : group, names);
    if (nearest != NULL)
        return fail_hint(error, group_known ? "did you mean \"%s\"?" : "did you mean \"[%s]\"?",
                         nearest);
    return fail_hint(error, "colporteur.conf(5) lists them all");
}

static gboolean
set_value(Settings *settings, const char *group, const char *key, const char *text,
          const char *source, GError **error)
{
    gboolean group_known = FALSE;

    for (guint i = 0; i < SETTING_COUNT; i++) {
        const SettingRow *row = &setting_rows[i];
        gboolean same = g_str_equal(row->group, group);
        group_known |= same;
        if (!same || !g_str_equal(row->key, key))
            continue;
        gint64 number;
        if (!setting_parse(row, text, &number)) {
            g_autofree char *allowed = setting_allowed(row);
            g_autofree char *hint = g_strconcat("it is ", allowed, NULL);
            return fail_value(settings, (Setting)i, text, source, hint, error);
        }
        g_free(settings->text[i]);
        settings->text[i] = g_strdup(text);
        settings->number[i] = number;
        settings->source[i] = source;
        return TRUE;
    }
    fail_unknown(group, key, group_known, error);
    return place_failure(settings, group, source, error);
}

/* GKeyFile takes the byte order mark that some editors put at the head for a part of the first
 * line. */
static gboolean
load_file(GKeyFile *file, const char *path, GError **error)
{
    static const char mark[] = "\xef\xbb\xbf";
    g_autofree char *text = NULL;
    gsize size;

    if (!g_file_get_contents(path, &text, &size, error))
        return FALSE;
    gsize skip = g_str_has_prefix(text, mark) ? strlen(mark) : 0;
    return g_key_file_load_from_data(file, text + skip, size - skip, G_KEY_FILE_NONE, error);
}

static gboolean
read_file(Settings *settings, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) broken = NULL;

    if (!load_file(file, path, &broken)) {
        fail(error, broken->domain == G_KEY_FILE_ERROR ? ERROR_SETTINGS : error_kind(broken),
             "cannot read the settings file \"%s\": %s", path, broken->message);
        return fail_hint(error, "colporteur help --format=settings-sample prints a whole one");
    }
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint g = 0; groups[g] != NULL; g++) {
        g_auto(GStrv) keys = g_key_file_get_keys(file, groups[g], NULL, NULL);
        for (guint k = 0; keys[k] != NULL; k++) {
            g_autofree char *text = g_key_file_get_string(file, groups[g], keys[k], &broken);
            if (text == NULL)
                return fail(error, ERROR_SETTINGS, "settings file \"%s\", [%s]: %s", path,
                            groups[g], broken->message);
            if (!set_value(settings, groups[g], keys[k], text, settings->path, error))
                return FALSE;
        }
    }
    return TRUE;
}

Settings *
settings_read(const char *path, const char *const *overrides, GError **error)
{
    g_autoptr(Settings) settings = g_new0(Settings, 1);

    settings->path = g_strdup(path);
    for (guint i = 0; i < SETTING_COUNT; i++) {
        settings->text[i] = setting_default(&setting_rows[i]);
        if (!setting_parse(&setting_rows[i], settings->text[i], &settings->number[i])) {
            settings_fail(settings, (Setting)i, error, "a mistake in the table of settings");
            return NULL;
        }
    }
    if (path != NULL && !read_file(settings, path, error))
        return NULL;
    for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++) {
        const char *dot = strchr(overrides[i], '.');
        const char *equals = strchr(overrides[i], '=');
        if (dot == NULL || equals == NULL || equals < dot) {
            fail(error, ERROR_SETTINGS, "cannot set \"%s\"", overrides[i]);
            fail_hint(error, "write --set group.key=value");
            return NULL;
        }
        g_autofree char *group = g_strndup(overrides[i], (gsize)(dot - overrides[i]));
        g_autofree char *key = g_strndup(dot + 1, (gsize)(equals - dot - 1));
        if (!set_value(settings, group, key, equals + 1, on_command_line, error))
            return NULL;
    }
    return g_steal_pointer(&settings);
}

void
settings_free(Settings *settings)
{
    if (settings == NULL)
        return;
    for (guint i = 0; i < SETTING_COUNT; i++)
        g_free(settings->text[i]);
    g_free(settings->path);
    g_free(settings);
}

const char *
settings_text(const Settings *settings, Setting setting)
{
    return settings->text[setting];
}

gint64
settings_number(const Settings *settings, Setting setting)
{
    return settings->number[setting];
}
