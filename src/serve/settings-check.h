/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings-check - whether settings that are texts make sense to the rooms that use them
 *
 * Numbers and choices are checked as they are read (base/settings.h). This asks the parsers of the
 * rooms about all others, so that a mistake is told at the start of every command and before any
 * role is started or reloaded, not when mail is already waiting.
 */
#pragma once

#include "base/settings.h"

/* ERROR_SETTINGS, as settings_fail() gives it, for the first that cannot be. Nothing is opened,
 * connected to or looked up outside this machine. */
gboolean settings_check(const Settings *settings, GError **error);
