/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - what people type
 *
 * The table in cmd/table.c names every command: noun, verb, what to prepare, function, options,
 * arguments, summary. Help, manual page and completion come from it.
 */
#pragma once

#include <glib.h>

#include "base/settings.h"
#include "store/store.h"

typedef enum {
    NEED_NOTHING,
    NEED_SETTINGS,
    NEED_SERVICE, /* settings; SIGHUP is heard from before they are read on */
    NEED_ENGINE,  /* settings, and a store opened as the engine */
    NEED_MAIL,    /* the same; whatever cannot be prepared is EX_TEMPFAIL: the mail server waits */
    NEED_OWNER,   /* settings, and a store opened as the owner of the schema */
    NEED_DATABASE /* the same; the private server is made if there is none */
} CommandNeed;

typedef struct Command Command;

/* What a command finds prepared. Everything belongs to the front door. */
typedef struct {
    const Command *command;
    const char *config;           /* settings file that was read; NULL: none, all defaults */
    const char *state;            /* state directory */
    const char *const *overrides; /* words of --set; NULL: none */
    const Settings *settings;
    Store *store;
    char **arguments; /* NULL-terminated, options taken out */
    guint n_arguments;
} Call;

typedef gboolean (*CommandFunction)(Call *call, GError **error);

struct Command {
    const char *heading; /* non-NULL opens a section of the help */
    const char *noun;
    const char *verb; /* NULL: the noun alone is the command */
    CommandNeed need;
    CommandFunction run;
    const GOptionEntry *options; /* NULL: none of its own */
    const char *arguments;       /* "ADDRESS [FILE...]" */
    guint min_arguments;
    guint max_arguments; /* G_MAXUINT: any number */
    const char *summary; /* lower case, no full stop */
};

/* The table, closed by a row with a NULL noun. */
extern const Command commands[];

/* The command that is called so; of a noun that needs no verb, `verb` (may be NULL) is its first
 * argument and not looked at. ERROR_BAD_INPUT, with the nearest name as hint, when there is none.
 */
const Command *command_find(const char *noun, const char *verb, GError **error);

/* Its noun and verb, as they are typed. The caller frees it. */
char *command_name(const Command *command);

/* The same with "[OPTION...]" and its arguments. The caller frees it. */
char *command_usage(const Command *command);

/* Tells what GLib does not understand in the options of a command, or in those before it (NULL):
 * ERROR_BAD_INPUT, with the nearest option as hint. Returns FALSE. */
gboolean command_fail_options(const Command *command, const GError *reason, GError **error);

/* For a command that changes what its options say. ERROR_BAD_INPUT when none was given; a text or
 * list of texts is NULL then, a switch off and a number -1. */
gboolean command_check_given(const char *name, const GOptionEntry *options, GError **error);
