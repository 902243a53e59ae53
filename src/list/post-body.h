/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-body - what stands behind the headers of a mail, which differ between two copies of it that
 * came two ways */
#pragma once

#include <glib.h>

#include "base/sha256.h"

/* Within `lines`, which end with CR LF. */
Sha256Piece post_body_in(GBytes *lines);

/* Of a mail whose lines end in any way; a copy, with CR LF. */
GBytes *post_body_of(const guint8 *raw, gsize size);
