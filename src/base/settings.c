/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings - what the settings file says, checked against one table; see settings.h */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "base/settings.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/colporteur"
#define SYSCONFDIR "/usr/local/etc"
#define PG_BINDIR ""
#endif
#define PKGDATADIR_DEFAULT PKGDATADIR
#define SYSCONFDIR_DEFAULT SYSCONFDIR
#define PG_BINDIR_DEFAULT PG_BINDIR

typedef enum { TEXT, URL, NUMBER, SIZE, SECONDS, SWITCH, CHOICE } SettingType;

typedef struct {
    const char *group;
    const char *key;
    SettingType type;
    const char *value; /* for a CHOICE: its words, the default first */
    gint64 min;
    gint64 max;
    const char *help;
} SettingRow;

static const SettingRow table[SETTING_COUNT] = {
#define SETTING(SYMBOL, group, key, type, value, min, max, help)                                   \
    {group, key, type, value, min, max, help},
#include "base/settings-table.h"
#undef SETTING
};

struct Settings {
    char *text[SETTING_COUNT];
    gint64 number[SETTING_COUNT];
};

/* A number with an optional unit letter out of `units` ("smhd" or "KMG"), each worth `worth`. */
static gboolean
parse_number(const char *text, const char *units, const gint64 *worth, gint64 *number)
{
    char *end = NULL;
    gint64 n = g_ascii_strtoll(text, &end, 10);

    if (end == text || n < 0)
        return FALSE;
    if (*end != '\0') {
        const char *unit = units != NULL ? strchr(units, *end) : NULL;
        if (unit == NULL || end[1] != '\0' || n > G_MAXINT64 / worth[unit - units])
            return FALSE;
        n *= worth[unit - units];
    }
    *number = n;
    return TRUE;
}

/* What a path can be put behind: the address of a site, or of a folder of one (RFC 3986). */
static gboolean
check_url(const SettingRow *row, const char *text, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;

    if ((g_str_equal(scheme, "https") || g_str_equal(scheme, "http")) && host != NULL &&
        *host != '\0' && g_uri_get_userinfo(uri) == NULL && g_uri_get_query(uri) == NULL &&
        g_uri_get_fragment(uri) == NULL && strpbrk(text, " \t<>\"") == NULL &&
        !g_str_has_suffix(text, "/"))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "%s is \"%s\", which no link can begin with", row->key, text);
    return fail_hint(error, "write it as https://lists.example.org, without a slash at its end");
}

static gboolean
parse_value(const SettingRow *row, const char *text, gint64 *number, GError **error)
{
    static const gint64 second_worth[] = {1, 60, 3600, 86400};
    static const gint64 size_worth[] = {1024, 1024 * 1024, 1024 * 1024 * 1024};
    static const char *const switch_words[] = {"no", "yes", "false", "true", "off", "on", NULL};
    gboolean good = FALSE;

    *number = 0;
    switch (row->type) {
    case TEXT:
        if (strpbrk(text, "\r\n") == NULL)
            return TRUE;
        return fail(error, ERROR_BAD_INPUT, "%s cannot hold a line break", row->key);
    case URL:
        return check_url(row, text, error);
    case NUMBER:
        good = parse_number(text, NULL, NULL, number);
        break;
    case SECONDS:
        good = parse_number(text, "smhd", second_worth, number);
        break;
    case SIZE:
        good = parse_number(text, "KMG", size_worth, number);
        break;
    case SWITCH:
        for (guint i = 0; switch_words[i] != NULL; i++)
            if (g_ascii_strcasecmp(switch_words[i], text) == 0) {
                *number = i % 2;
                return TRUE;
            }
        fail(error, ERROR_BAD_INPUT, "%s is \"%s\", which is neither yes nor no", row->key, text);
        return FALSE;
    case CHOICE: {
        g_auto(GStrv) words = g_strsplit(row->value, "|", -1);
        if (g_strv_contains((const char *const *)words, text))
            return TRUE;
        g_autofree char *listed = g_strjoinv(", ", words);
        fail(error, ERROR_BAD_INPUT, "%s cannot be \"%s\"", row->key, text);
        return fail_hint(error, "it is one of: %s", listed);
    }
    }
    if (!good) {
        fail(error, ERROR_BAD_INPUT, "%s is \"%s\", which is not a number", row->key, text);
        if (row->type == SECONDS)
            fail_hint(error, "a duration is written 90s, 5m, 2h or 1d");
        if (row->type == SIZE)
            fail_hint(error, "a size is written 512K, 25M or 1G");
        return FALSE;
    }
    if (*number < row->min || *number > row->max) {
        fail(error, ERROR_BAD_INPUT, "%s is %" G_GINT64_FORMAT ", which is out of range", row->key,
             *number);
        return fail_hint(error, "it goes from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, row->min,
                         row->max);
    }
    return TRUE;
}

static char *
default_text(const SettingRow *row)
{
    return row->type == CHOICE ? g_strndup(row->value, strcspn(row->value, "|"))
                               : g_strdup(row->value);
}

static gboolean
set_value(Settings *settings, const char *group, const char *key, const char *text, GError **error)
{
    const char *names[SETTING_COUNT + 1] = {NULL};
    gboolean group_known = FALSE;
    guint n = 0;

    for (guint i = 0; i < SETTING_COUNT; i++) {
        gboolean same = g_str_equal(table[i].group, group);
        if (same && g_str_equal(table[i].key, key)) {
            gint64 number;
            if (!parse_value(&table[i], text, &number, error))
                return FALSE;
            g_free(settings->text[i]);
            settings->text[i] = g_strdup(text);
            settings->number[i] = number;
            return TRUE;
        }
        group_known |= same;
    }
    for (guint i = 0; i < SETTING_COUNT; i++)
        if (!group_known || g_str_equal(table[i].group, group))
            names[n++] = group_known ? table[i].key : table[i].group;
    fail(error, ERROR_BAD_INPUT, group_known ? "unknown setting \"%s\"" : "unknown group \"[%s]\"",
         group_known ? key : group);
    const char *nearest = nearest_name(group_known ? key : group, names);
    if (nearest != NULL)
        return fail_hint(error, group_known ? "did you mean \"%s\"?" : "did you mean \"[%s]\"?",
                         nearest);
    return fail_hint(error, "colporteur.conf(5) lists them all");
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
        fail(error, error_kind(broken), "cannot read the settings file \"%s\": %s", path,
             broken->message);
        return fail_hint(error, "colporteur help --format=settings-sample prints a whole one");
    }
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint g = 0; groups[g] != NULL; g++) {
        g_auto(GStrv) keys = g_key_file_get_keys(file, groups[g], NULL, NULL);
        for (guint k = 0; keys[k] != NULL; k++) {
            g_autofree char *text = g_key_file_get_string(file, groups[g], keys[k], &broken);
            if (text == NULL)
                return fail(error, ERROR_BAD_INPUT, "settings file \"%s\": %s", path,
                            broken->message);
            if (!set_value(settings, groups[g], keys[k], text, error)) {
                g_prefix_error(error, "settings file \"%s\", [%s]: ", path, groups[g]);
                return FALSE;
            }
        }
    }
    return TRUE;
}

Settings *
settings_read(const char *path, const char *const *overrides, GError **error)
{
    g_autoptr(Settings) settings = g_new0(Settings, 1);

    for (guint i = 0; i < SETTING_COUNT; i++) {
        settings->text[i] = default_text(&table[i]);
        if (!parse_value(&table[i], settings->text[i], &settings->number[i], error))
            return NULL;
    }
    if (path != NULL && !read_file(settings, path, error))
        return NULL;
    for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++) {
        const char *dot = strchr(overrides[i], '.');
        const char *equals = strchr(overrides[i], '=');
        if (dot == NULL || equals == NULL || equals < dot) {
            fail(error, ERROR_BAD_INPUT, "cannot set \"%s\"", overrides[i]);
            fail_hint(error, "write group.key=value");
            return NULL;
        }
        g_autofree char *group = g_strndup(overrides[i], (gsize)(dot - overrides[i]));
        g_autofree char *key = g_strndup(dot + 1, (gsize)(equals - dot - 1));
        if (!set_value(settings, group, key, equals + 1, error))
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

static void
append_wrapped(GString *out, const char *prefix, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize column = 0;

    for (guint i = 0; words[i] != NULL; i++) {
        if (column == 0 || column + strlen(words[i]) > 78) {
            if (column > 0)
                g_string_append_c(out, '\n');
            g_string_append(out, prefix);
            column = strlen(prefix);
        } else {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += strlen(words[i]);
    }
    g_string_append_c(out, '\n');
}

static void
append_range(GString *out, const SettingRow *row)
{
    if (row->type == NUMBER || row->type == SIZE || row->type == SECONDS)
        g_string_append_printf(out, "From %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "%s.",
                               row->min, row->max,
                               row->type == SECONDS ? " seconds (units: s m h d)"
                               : row->type == SIZE  ? " bytes (units: K M G)"
                                                    : "");
    if (row->type == CHOICE) {
        g_auto(GStrv) words = g_strsplit(row->value, "|", -1);
        g_autofree char *listed = g_strjoinv(", ", words);
        g_string_append_printf(out, "One of: %s.", listed);
    }
}

void
settings_sample(GString *out)
{
    const char *group = "";

    g_string_append(out,
                    "# Settings of Colporteur, with their defaults; see colporteur.conf(5).\n");
    for (guint i = 0; i < SETTING_COUNT; i++) {
        g_autoptr(GString) range = g_string_new(NULL);
        g_autofree char *value = default_text(&table[i]);
        if (!g_str_equal(group, table[i].group))
            g_string_append_printf(out, "\n[%s]\n", table[i].group);
        group = table[i].group;
        g_string_append(out, "\n");
        append_wrapped(out, "# ", table[i].help);
        append_range(range, &table[i]);
        if (range->len > 0)
            append_wrapped(out, "# ", range->str);
        g_string_append_printf(out, "#%s = %s\n", table[i].key, value);
    }
}

void
settings_manual(GString *out)
{
    const char *group = "";

    g_string_append(out,
                    ".TH COLPORTEUR.CONF 5\n.SH NAME\ncolporteur.conf \\- settings of colporteur\n"
                    ".SH DESCRIPTION\nGroups in brackets, then one \"key = value\" a line. "
                    "A line that begins with # is a comment.\nAn unknown group or key is an "
                    "error. What is left out has its default.\n");
    for (guint i = 0; i < SETTING_COUNT; i++) {
        g_autoptr(GString) range = g_string_new(NULL);
        g_autofree char *value = default_text(&table[i]);
        if (!g_str_equal(group, table[i].group))
            g_string_append_printf(out, ".SH [%s]\n", table[i].group);
        group = table[i].group;
        append_range(range, &table[i]);
        g_string_append_printf(out, ".TP\n.B %s\n%s", table[i].key, table[i].help);
        if (range->len > 0)
            g_string_append_printf(out, " %s", range->str);
        g_string_append_printf(out, " Default: %s.\n", *value != '\0' ? value : "empty");
    }
    g_string_append(out, ".SH SEE ALSO\n.BR colporteur (1)\n");
}
