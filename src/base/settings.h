/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings - what the settings file says, checked against one table
 *
 * The file is a GKeyFile. Every value is checked when it is read, so that the getters cannot
 * fail: an unknown group or key, a number out of range or a word that is no choice is
 * ERROR_BAD_INPUT and names file, key and the nearest known one.
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
 * ERROR_NOT_FOUND. Overrides are "group.key=value" words, NULL-terminated, or NULL. */
Settings *settings_read(const char *path, const char *const *overrides, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* TEXT, URL and CHOICE. Never NULL. Owned by settings. */
const char *settings_text(const Settings *settings, Setting setting);

/* NUMBER; SIZE in bytes; SECONDS in seconds; SWITCH as 0 or 1. */
gint64 settings_number(const Settings *settings, Setting setting);

/* The whole table as a commented sample file, and as the manual page colporteur.conf(5). */
void settings_sample(GString *out);
void settings_manual(GString *out);
