/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail-file - a mail that a command is given */
#pragma once

#include <glib.h>

/* The file, or standard input for "-". ERROR_NOT_FOUND, or ERROR_BAD_INPUT over 64 MB. */
GBytes *mail_file_read(const char *path, GError **error);
