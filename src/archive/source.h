/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source - the mails of files and folders, whatever they are in
 *
 * mbox of any kind, a Maildir, a folder of mails or of mboxes (the texts of pipermail by month,
 * arctxt of Sympa, exports of HyperKitty), the pages of MHonArc, a tar of any of these, and each of
 * them packed. What a file is, its first bytes say. Files of a folder come in the order of their
 * names; links in it are passed over, and so are the folders within a Maildir.
 */
#pragma once

#include "archive/mbox.h"

typedef struct ArchiveSource ArchiveSource;

/* The oddity of a mail that was read back from the page that showed it. */
#define ARCHIVE_PAGE "mhonarc-page"

typedef struct {
    GBytes *raw;    /* byte for byte; NULL: there is no other; whoever asked owns it */
    gint64 arrival; /* microseconds since the epoch, of its "From " line or its file; 0: unknown */
    char *place;    /* "FILE", "FILE:OFFSET" or "FILE:MEMBER", in UTF-8; whoever asked owns it */
    const char
        *oddity; /* a constant of mbox.h or ARCHIVE_PAGE; or, where raw is empty, why nothing is
                    read here: "no-mail", "maildir-folder" (one within a Maildir); or NULL */
} ArchiveFound;

/* Looks at what is there. With another kind than MBOX_AUTO every file is an mbox, whatever it
 * begins with. ERROR_NOT_FOUND and ERROR_REFUSED for a path that cannot be read. */
ArchiveSource *archive_source_open(const char *const *paths, MboxKind kind, GError **error);
void archive_source_free(ArchiveSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ArchiveSource, archive_source_free)

/* The next mail. ERROR_BAD_INPUT for a packed file or tar that is broken; asked again, it goes on
 * with the next file. */
gboolean archive_source_next(ArchiveSource *source, ArchiveFound *found, GError **error);

/* How much has been read and how much there is, in bytes of the files as they lie there. */
void archive_source_progress(const ArchiveSource *source, gint64 *done, gint64 *total);
