/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings - what the settings file says, checked against one table
 *
 * The file is a GKeyFile. Every value is checked when it is read, so that the getters cannot
 * fail: an unknown group or key, a number out of range or a word that is no choice is
 * ERROR_SETTINGS and names file, group and key, with what is allowed or the nearest known name as
 * its hint. What a text may be, the rooms that use it know: serve/settings-check.h asks them.
 */
#pragma once

#include <glib.h>

typedef enum {
#define SETTING(SYMBOL, group, key, type, value, min, max, help) SETTING_##SYMBOL,
#include "base/settings-table.h"
#undef SETTING
    SETTING_COUNT
} Setting;

typedef struct Settings Settings;

/* Reads `path`. With a NULL path every setting has its default. A missing file is
 * ERROR_NOT_FOUND, one that is no key file ERROR_SETTINGS. Overrides are "group.key=value" words,
 * NULL-terminated, or NULL. */
Settings *settings_read(const char *path, const char *const *overrides, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* TEXT, URL and CHOICE. Never NULL. Owned by settings. */
const char *settings_text(const Settings *settings, Setting setting);

/* Fails with ERROR_SETTINGS, as a value that is refused when it is read does: where it stands, its
 * key, its value. The hint says what it may be. Returns FALSE. */
gboolean settings_fail(const Settings *settings, Setting setting, GError **error,
                       const char *hint_format, ...) G_GNUC_PRINTF(4, 5);

/* NUMBER; SIZE in bytes; SECONDS in seconds; SWITCH as 0 or 1. */
gint64 settings_number(const Settings *settings, Setting setting);

/* The whole table as a commented sample file, and as the manual page colporteur.conf(5). */
void settings_sample(GString *out);
void settings_manual(GString *out);
