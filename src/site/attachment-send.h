/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attachment-send - a large file of a message, read and decoded while it is sent */
#pragma once

#include "store/query.h"

#include "site/visit.h"

/* How many encoded bytes are held at a time; a file of no more is answered whole. */
enum { ATTACHMENT_PIECE = 1024 * 1024 };

/* Lets the visit's response send part `number` of its message, which `file` describes, with the
 * entity tag that says its version; nothing else of the response is set. ERROR_TRY_LATER where too
 * many are being sent; errors of the store. */
gboolean attachment_send(Visit *visit, const char *number, const SitePostFile *file,
                         GError **error);
