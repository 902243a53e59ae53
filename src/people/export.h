/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - people as a file that an import takes again
 *
 * What is imported, exported and imported elsewhere is exported there as the same bytes.
 */
#pragma once

#include "people/audience.h"

/* The columns, in the words of an import; closed by NULL. */
extern const char *const export_columns[];

/* One text a column. FALSE, with an error, ends the export. */
typedef gboolean (*ExportTake)(const char *const *fields, gpointer data, GError **error);

/* Hands over everybody in an audience, in the order of their addresses, a few thousand at a time,
 * so that a table is never held whole; who changes meanwhile is given as they are found. */
gboolean export_people(Store *store, const Audience *audience, ExportTake take, gpointer data,
                       GError **error);
