/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * api-body - the JSON that a program sent, read within bounds
 *
 * RFC 8259 and no more: json-glib alone would take comments, and recurses once for each bracket, so
 * that a body of brackets would end the process. What comes out can be stored: UTF-8 without
 * control characters or what turns the direction of writing.
 */
#pragma once

#include <json-glib/json-glib.h>

enum {
    API_BODY_DEPTH = 4,   /* arrays and objects within each other */
    API_BODY_ITEMS = 50,  /* of an array */
    API_BODY_LINE = 300,  /* bytes of a line */
    API_BODY_TEXT = 65536 /* bytes of a text */
};

/* The object that `size` bytes are; NULL where they are none. Free with json_object_unref(). */
JsonObject *api_body_parse(const char *data, gsize size);

/* The first member that is none of `names` (closed by NULL), or NULL. */
const char *api_body_stranger(JsonObject *body, const char *const *names);

/* One line. `missing` where there is no such member, NULL where it is no line. */
const char *api_body_line(JsonObject *body, const char *name, const char *missing);

/* The same for several lines. */
const char *api_body_text(JsonObject *body, const char *name, const char *missing);

/* The array of lines of that name, closed by NULL, whose strings are the body's; an empty one where
 * there is none. NULL where it is something else, or has too many. */
GPtrArray *api_body_list(JsonObject *body, const char *name);
