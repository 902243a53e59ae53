/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream - a response that is made while it is sent, inside http/ */
#pragma once

#include <microhttpd.h>

#include "http/response.h"

/* A response of unknown length out of what `response` produces, which it takes over. NULL without
 * memory. */
struct MHD_Response *stream_answer(HttpResponse *response);
