/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmarc - what the domain of an author asks of those who get mail in its name (RFC 9989)
 */
#pragma once

#include <glib.h>

typedef enum {
    DMARC_NONE,       /* nothing, or no policy is published */
    DMARC_QUARANTINE, /* that what it does not vouch for is put aside */
    DMARC_REJECT,     /* that it is refused */
    DMARC_UNKNOWN     /* it could not be found out in time */
} DmarcPolicy;

typedef enum { DMARC_PSD_UNSAID, DMARC_PSD_NO, DMARC_PSD_YES } DmarcPsd;

/* A record. Policies that are missing or none of the three words are -1. */
typedef struct {
    int p, sp, np;    /* DmarcPolicy or -1 */
    gboolean testing; /* t=y */
    DmarcPsd psd;
} DmarcRecord;

/* Reads the text of one TXT record. FALSE when it is no DMARC record (RFC 9989, 4.7). */
gboolean dmarc_read(const char *text, DmarcRecord *record);

/* What `domain` (ASCII, lower case) asks, as far as it is to be followed: a record in test mode
 * asks one less. Walks up the tree, at most eight questions, within `timeout_ms` altogether.
 * `server` as in dns.h. */
DmarcPolicy dmarc_find(const char *server, const char *domain, int timeout_ms);
