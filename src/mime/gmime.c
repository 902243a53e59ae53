/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gmime - GMime initialised once, and the one set of options
 *
 * The options are written before any other thread can see them and only read afterwards.
 */
#include "mime/gmime.h"

static gpointer
options_make(gpointer unused)
{
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options;

    g_mime_init();
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    return options;
}

GMimeParserOptions *
mime_options(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, options_make, NULL);
}

void
mime_init(void)
{
    mime_options();
}
