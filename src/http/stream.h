/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream - a response that is made while it is sent, inside http/ */
#pragma once

#include <microhttpd.h>

#include "http/response.h"

/* A response out of what `response` produces, which it takes over: `count` bytes after the first
 * `from`, or all of an unknown length where its produce_size is 0. NULL without memory. */
struct MHD_Response *stream_answer(HttpResponse *response, gsize from, gsize count);
