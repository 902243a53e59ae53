/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting-value - what one setting may be; see settings-inside.h */
#include <string.h>

#include "base/settings-inside.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/colporteur"
#define SYSCONFDIR "/usr/local/etc"
#define PG_BINDIR ""
#endif
#define PKGDATADIR_DEFAULT PKGDATADIR
#define SYSCONFDIR_DEFAULT SYSCONFDIR
#define PG_BINDIR_DEFAULT PG_BINDIR

const SettingRow setting_rows[SETTING_COUNT] = {
#define SETTING(SYMBOL, group, key, type, value, min, max, help)                                   \
    {group, key, type, value, min, max, help},
#include "base/settings-table.h"
#undef SETTING
};

/* Unit letters, each worth so much; a number without one counts in ones. */
static const char second_units[] = "smhd";
static const gint64 second_worth[] = {1, 60, 3600, 86400};
static const char size_units[] = "KMG";
static const gint64 size_worth[] = {1024, 1024 * 1024, 1024 * 1024 * 1024};

/* A number with an optional unit letter out of `units`, each worth `worth`. */
static gboolean
parse_number(const char *text, const char *units, const gint64 *worth, gint64 *number)
{
    guint64 n;
    gsize digits = strspn(text, "0123456789");
    g_autofree char *plain = g_strndup(text, digits);

    if (!g_ascii_string_to_unsigned(plain, 10, 0, G_MAXINT64, &n, NULL))
        return FALSE;
    *number = (gint64)n;
    if (text[digits] == '\0')
        return TRUE;
    const char *unit = strchr(units, text[digits]);
    if (unit == NULL || text[digits + 1] != '\0' || *number > G_MAXINT64 / worth[unit - units])
        return FALSE;
    *number *= worth[unit - units];
    return TRUE;
}

static gboolean
parse_switch(const char *text, gint64 *number)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", NULL};

    for (guint i = 0; words[i] != NULL; i++)
        if (g_ascii_strcasecmp(words[i], text) == 0) {
            *number = i % 2;
            return TRUE;
        }
    return FALSE;
}

/* What a path can be put behind: the address of a site, or of a folder of one (RFC 3986). */
static gboolean
is_url(const char *text)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;

    return (g_str_equal(scheme, "https") || g_str_equal(scheme, "http")) && host != NULL &&
           *host != '\0' && g_uri_get_userinfo(uri) == NULL && g_uri_get_query(uri) == NULL &&
           g_uri_get_fragment(uri) == NULL && strpbrk(text, " \t<>\"") == NULL &&
           !g_str_has_suffix(text, "/");
}

gboolean
setting_parse(const SettingRow *row, const char *text, gint64 *number)
{
    gboolean good = FALSE;

    *number = 0;
    switch (row->type) {
    case TEXT:
        return strpbrk(text, "\r\n") == NULL;
    case URL:
        return is_url(text);
    case SWITCH:
        return parse_switch(text, number);
    case CHOICE: {
        g_auto(GStrv) words = g_strsplit(row->value, "|", -1);
        return g_strv_contains((const char *const *)words, text);
    }
    case NUMBER:
        good = parse_number(text, "", NULL, number);
        break;
    case SECONDS:
        good = parse_number(text, second_units, second_worth, number);
        break;
    case SIZE:
        good = parse_number(text, size_units, size_worth, number);
        break;
    }
    return good && *number >= row->min && *number <= row->max;
}

/* In the largest unit that leaves no rest: "365d". */
static char *
with_unit(gint64 number, const char *units, const gint64 *worth)
{
    for (gsize i = strlen(units); number > 0 && i-- > 0;)
        if (number % worth[i] == 0)
            return g_strdup_printf("%" G_GINT64_FORMAT "%c", number / worth[i], units[i]);
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

char *
setting_allowed(const SettingRow *row)
{
    gboolean is_time = row->type == SECONDS;

    switch (row->type) {
    case TEXT:
        return g_strdup("a text of one line");
    case URL:
        return g_strdup("an address such as https://lists.example.org, without a slash at its end");
    case SWITCH:
        return g_strdup("yes or no");
    case CHOICE: {
        g_auto(GStrv) words = g_strsplit(row->value, "|", -1);
        g_autofree char *listed = g_strjoinv(", ", words);
        return g_strconcat("one of: ", listed, NULL);
    }
    case NUMBER:
        return g_strdup_printf("a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, row->min,
                               row->max);
    case SECONDS:
    case SIZE:
        break;
    }
    g_autofree char *min = with_unit(row->min, is_time ? second_units : size_units,
                                     is_time ? second_worth : size_worth);
    g_autofree char *max = with_unit(row->max, is_time ? second_units : size_units,
                                     is_time ? second_worth : size_worth);
    return g_strdup_printf("a %s from %s to %s (units: %s)", is_time ? "time" : "size", min, max,
                           is_time ? "s m h d" : "K M G");
}

char *
setting_default(const SettingRow *row)
{
    return row->type == CHOICE ? g_strndup(row->value, strcspn(row->value, "|"))
                               : g_strdup(row->value);
}
