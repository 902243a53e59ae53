/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings-inside - the rows of the one table, for those who read, check and describe them
 */
#pragma once

#include "base/settings.h"

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

extern const SettingRow setting_rows[SETTING_COUNT];

/* Whether `text` is a value of such a setting; `number` is what it stands for, 0 where it is a text
 * or a choice. */
gboolean setting_parse(const SettingRow *row, const char *text, gint64 *number);

/* What values it has: "a number from 1 to 64". g_free(). */
char *setting_allowed(const SettingRow *row);

/* As it is written in the file. g_free(). */
char *setting_default(const SettingRow *row);
