/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gmime - the door to GMime, for the files of this room alone
 *
 * GMime decodes here and nothing else: the structure of a mail is found by mail-tree.c, which is
 * bounded, and no GMime object is ever mutated, since its parameter writer can loop for ever.
 */
#pragma once

#include <gmime/gmime.h>

/* Initialises GMime once for the process; safe from any thread. mime_options() calls it. */
void mime_init(void);

/* The options for every GMime call: lenient, UTF-8 then windows-1252 for raw 8-bit headers. */
GMimeParserOptions *mime_options(void);
