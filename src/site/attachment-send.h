/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attachment-send - a large file of a message, read and decoded while it is sent */
#pragma once

#include "store/query.h"

#include "site/visit.h"

/* How many encoded bytes are held at a time; a file of no more is answered whole. */
enum { ATTACHMENT_PIECE = 1024 * 1024 };

/* What readers get of `size` bytes of a text: UTF-8, its addresses hidden; `charset` may be "". */
char *attachment_text(const void *data, gsize size, const char *charset);

/* Whether a text in `charset` may be cut between two lines and each piece be read for itself. */
gboolean attachment_text_has_lines(const char *charset);

/* Lets the visit's response send part `number` of its message, which `file` describes, with the
 * entity tag that says its version; nothing else of the response is set. ERROR_TRY_LATER where too
 * many are being sent; errors of the store. A text goes as attachment_text() has it, and in no
 * parts, since nobody knows its length before. */
gboolean attachment_send(Visit *visit, const char *number, const SitePostFile *file,
                         gboolean is_text, GError **error);
