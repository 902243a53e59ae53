/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report - the groups of fields that a program's report is made of
 *
 * message/delivery-status (RFC 3464) and message/feedback-report (RFC 5965) are groups of fields
 * with empty lines between them. What stands in none of the two forms is passed over: nothing
 * here fails. Bounds: REPORT_GROUPS_MAX, REPORT_FIELDS_MAX in a group, REPORT_VALUE_MAX bytes.
 */
#pragma once

#include <glib.h>

#define REPORT_GROUPS_MAX 1000
#define REPORT_FIELDS_MAX 100
#define REPORT_VALUE_MAX 4096

typedef struct ReportGroup ReportGroup;

/* The groups of `text` (valid UTF-8, lines ended by LF) in order, without empty ones; an array of
 * ReportGroup that frees them. `*cut` (may be NULL) is set to TRUE, and never to FALSE, when a
 * bound left something out. */
GPtrArray *report_read(const char *text, gboolean *cut);

/* The `n`th value of the field `name` (any case), unfolded, or NULL. Owned by the group. */
const char *report_field(const ReportGroup *group, const char *name, guint n);
