/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-format - what the columns of a file are, ours or another system's
 *
 * Headings are compared without accents and case, in English or French. Exports of listmonk,
 * Mailman, Mailchimp and Sympa are told by headings that only they have; what else they hold is
 * left aside. In a file of our own an unknown heading is an error, because it may be a typo.
 */
#pragma once

#include "people/import.h"

typedef enum {
    FIELD_ADDRESS,
    FIELD_NAME,
    FIELD_FIRST_NAME,
    FIELD_LAST_NAME,
    FIELD_TERRITORY,
    FIELD_INSEE,
    FIELD_POSTAL_CODE,
    FIELD_INTERESTS,
    FIELD_PROGRAMMES,
    FIELD_OTHERS, /* addresses beside the one that mail goes to */
    FIELD_LANGUAGE,
    FIELD_KNOWLEDGE,
    FIELD_LISTS,
    FIELD_NOTES,
    FIELD_STATUS,
    FIELD_DELIVERY,
    FIELD_NO_MAIL,    /* yes: gets nothing; with [B] because of bounces */
    FIELD_DIGEST,     /* yes: gets digests */
    FIELD_ATTRIBUTES, /* a JSON object whose members are columns of their own */
    FIELD_NOTHING,
    N_FIELDS = FIELD_NOTHING
} ImportField;

typedef struct {
    const char *kind; /* a constant, for people: "CSV", "listmonk" */
    ImportField columns[IMPORT_MAX_COLUMNS];
    guint n_columns;
    ImportStanding standing; /* of the whole file */
    const char *const *map;
} ImportFormat;

/* Understands a line of headings. ERROR_BAD_INPUT when one is unknown or twice there, there is no
 * column for the address, or a word of `map` (HEADING=FIELD, FIELD "-" to leave a column aside;
 * may be NULL) fits nothing. */
gboolean import_format_read(ImportFormat *format, const char *const *headings, guint n,
                            const char *const *map, GError **error);

/* The field that a member of the attributes is, mapped as "attributes.NAME" or by its own name. */
ImportField import_format_attribute(const ImportFormat *format, const char *name);

/* Fills a row from its fields; what cannot be understood refuses it. */
void import_format_fill(const ImportFormat *format, char *const *fields, guint n, ImportRow *row);

/* The same from texts by field, NULL where there is none. */
void import_fields_fill(const char *const texts[N_FIELDS], const ImportFormat *format,
                        ImportRow *row);
