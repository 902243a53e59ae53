/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sending-options - what "edition send" and "edition schedule" take alike */
#pragma once

#include "cmd/command.h"
#include "news/sending.h"

typedef struct {
    char *not_after;
    char *window;
    char **rates;
    int first;
    char **except;
} SendingWords;

extern SendingWords sending_words;

#define SENDING_OPTIONS                                                                            \
    {"not-after",                                                                                  \
     0,                                                                                            \
     0,                                                                                            \
     G_OPTION_ARG_STRING,                                                                          \
     &sending_words.not_after,                                                                     \
     "what is not sent by then fails instead of coming late",                                      \
     "TIME"},                                                                                      \
        {"window",                                                                                 \
         0,                                                                                        \
         0,                                                                                        \
         G_OPTION_ARG_STRING,                                                                      \
         &sending_words.window,                                                                    \
         "send only on these days, in these hours (\"mon-fri 08:00-19:00\"); \"\" is always",      \
         "WINDOW"},                                                                                \
        {"rate",                                                                                   \
         0,                                                                                        \
         0,                                                                                        \
         G_OPTION_ARG_STRING_ARRAY,                                                                \
         &sending_words.rates,                                                                     \
         "at most so many, as 600/min or 5000/hour (may be repeated)",                             \
         "RATE"},                                                                                  \
        {"first",                                                                                  \
         0,                                                                                        \
         0,                                                                                        \
         G_OPTION_ARG_INT,                                                                         \
         &sending_words.first,                                                                     \
         "send to so many of all kinds first; \"edition resume\" lets the rest go",                \
         "N"},                                                                                     \
    {                                                                                              \
        "except", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sending_words.except,                          \
            "not to who got that edition (may be repeated)", "LIST/N"                              \
    }

/* What the options say; where they say nothing, the settings. NULL on failure. */
Sending *sending_options_read(Call *call, GError **error);
