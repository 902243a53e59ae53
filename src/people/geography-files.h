/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geography-files - the files of a vintage of the geography, and which vintage they are
 *
 * sql/data/README says what is in each. They are text in PostgreSQL's COPY format and go to the
 * database as they are.
 */
#pragma once

#include <glib.h>

typedef enum {
    GEOGRAPHY_VINTAGE,
    GEOGRAPHY_TERRITORY,
    GEOGRAPHY_PARENT,
    GEOGRAPHY_FORMER,
    GEOGRAPHY_POSTAL,
    GEOGRAPHY_INTEREST,
    N_GEOGRAPHY_FILES
} GeographyFile;

typedef struct {
    char *text[N_GEOGRAPHY_FILES]; /* NULL: not read */
    gsize size[N_GEOGRAPHY_FILES];
} GeographyFiles;

/* Reads all of `directory` into `files`, the interests only where `interests`. ERROR_NOT_FOUND when
 * one is missing. Clear it afterwards, in either case. */
gboolean geography_files_read(GeographyFiles *files, const char *directory, gboolean interests,
                              GError **error);
void geography_files_clear(GeographyFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GeographyFiles, geography_files_clear)

const char *geography_file_name(GeographyFile file);

/* What is noted of the files `first` to `last` once they are loaded: the words of VINTAGE where the
 * geography is among them, and a checksum. */
char *geography_files_version(const GeographyFiles *files, GeographyFile first, GeographyFile last);

/* Whether `version` is of an older vintage than `other`: each begins with the source's number and
 * its date, "5.3.0 2026-01-19"; numbers are compared part by part, then dates. What has none is
 * not older than anything. */
gboolean geography_version_older(const char *version, const char *other);
