/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smart-host - the mail servers that [mail] smarthost names, and what each of them takes
 *
 *     mx1.example.org:25*3 connections=8 messages=100 rate=200/min, mx2.example.org:25
 */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* HOST:PORT, as people are told */
    char *host; /* a name, or an address without brackets */
    guint16 port;
    guint weight;      /* 1 to 1000: its share of the sessions */
    guint connections; /* at a time; 0: any number */
    guint messages;    /* over one connection; 0: as [mail] session-messages says */
    guint rate;        /* recipients in a period; 0: any number */
    gint64 period;     /* microseconds */
    char *rate_text;   /* as it was written, "200/min"; NULL: any number */
} SmartHost;

/* Of SmartHost, in their order; empty for a text that is. NULL with ERROR_BAD_INPUT, which says
 * what cannot be understood and what could have been meant. */
GPtrArray *smart_hosts_read(const char *text, GError **error);
