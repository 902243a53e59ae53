/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client-support - what big mail clients do not show
 *
 * templates/check/clients.tsv, made by contrib/client-support-data: kind, name, clients, a TAB
 * between. Lines with # are skipped.
 */
#pragma once

#include <glib.h>

typedef struct ClientSupport ClientSupport;

/* Reads a table. ERROR_BAD_INPUT with file and line, ERROR_NOT_FOUND. */
ClientSupport *client_support_open(const char *path, GError **error);
void client_support_free(ClientSupport *support);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientSupport, client_support_free)

/* Which clients lack `name` of `kind` ("element", "attribute", "property", "value", "function",
 * "unit", "at-rule", "selector", "image"), as words; NULL when none does. Belongs to the table. */
const char *client_support_lacking(const ClientSupport *support, const char *kind,
                                   const char *name);
