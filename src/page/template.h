/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template - Mustache templates: words for readers, kept out of the code
 *
 * Mustache as its public specification has it (core modules; no inheritance, no dynamic names),
 * with these house rules:
 * - A name is a path below the directories: "site/home" is DIR/site/home.mustache. The first
 *   directory that has the file wins: the site's own, then the shipped ones. {{> site/head}} too.
 * - Output is HTML: {{key}} escapes & < > " ' for text and quoted attributes. {{{key}}} and
 *   {{&key}} print a value_set_html() as it is and escape anything else.
 * - A template whose name ends in ".txt" ("mail/fr/welcome.txt") gives plain text: nothing is
 *   escaped. The template that is rendered decides, also for the partials it includes.
 * - {{#_}}Texte en français{{/_}} is translated by the catalogue, whitespace not counted, and
 *   may hold {{variables}}, which are filled in after translation.
 * - A partial that does not exist is an error; so are {{<parent}} and {{$block}}.
 * - A missing variable prints nothing; template_check() finds it beforehand.
 *
 * A TemplateSet may be used by many threads at once. Each file is read and parsed once; open a
 * new set to see changes.
 */
#pragma once

#include <glib.h>

#include "page/catalogue.h"
#include "page/value.h"

typedef struct TemplateSet TemplateSet;

/* Bounds: what goes over them is ERROR_BAD_INPUT. */
enum {
    TEMPLATE_SIZE_MAX = 1024 * 1024,        /* bytes of one file */
    TEMPLATE_NESTING_MAX = 64,              /* sections in sections, in one file */
    TEMPLATE_PARTIALS_MAX = 50,             /* partials in partials */
    TEMPLATE_OUTPUT_MAX = 16 * 1024 * 1024, /* bytes of one rendering */
    TEMPLATE_STEPS_MAX = 2 * 1000 * 1000    /* tags and texts written in one rendering */
};

/* A set over `directories` (NULL-terminated, copied; the first that has a file wins). A directory
 * that is missing is passed over, as a site need not override anything; none at all is
 * ERROR_NOT_FOUND. */
TemplateSet *template_set_open(const char *const *directories, GError **error);

/* A set without directories, as the specification's tests want it: {{{ }}} prints everything
 * raw, a missing partial prints nothing. For tests, and for texts that include no other. */
TemplateSet *template_set_open_spec(void);

/* Gives the set a template of its own, before any file of that name; a second one of that name is
 * ERROR_CONFLICT. Other errors as template_render(). */
gboolean template_set_add(TemplateSet *set, const char *name, const char *source, GError **error);

void template_set_free(TemplateSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateSet, template_set_free)

/* Appends template `name` filled with `value` to `out`. `catalogue` may be NULL: texts stay as
 * written. On failure `out` is as it was. ERROR_NOT_FOUND: no such template or partial;
 * ERROR_BAD_INPUT: a syntax error, with file and line, or a bound; ERROR_TRY_LATER: the file
 * could not be read. */
gboolean template_render(TemplateSet *set, const char *name, const Value *value,
                         const Catalogue *catalogue, GString *out, GError **error);

/* The variables and sections that `name` and its partials use, in order, once each, with the
 * sections around them as path ("posts", "posts.subject"). NULL-terminated, g_strfreev(). Errors
 * as template_render(). */
char **template_placeholders(TemplateSet *set, const char *name, GError **error);

/* Holds `name` and its partials against the names that the code sets: "title", "posts",
 * "posts.subject" (a field of each item of posts; "posts" is declared by it too). A name is looked
 * for in the section around it, then outwards, as rendering does. FALSE with ERROR_BAD_INPUT for
 * the first unknown one (file, line, nearest name as hint) or, when there is none, for those that
 * are declared and unused. Other errors as template_render(). */
gboolean template_check(TemplateSet *set, const char *name, const char *const *declared,
                        GError **error);

/* The same where a template need not use all: `*unused` gets the names it does not use,
 * g_strfreev(); `*unknown` each one that nothing sets, of GError * as above, g_ptr_array_unref().
 * Both are set on success alone; FALSE when the template cannot be read. */
gboolean template_check_known(TemplateSet *set, const char *name, const char *const *declared,
                              char ***unused, GPtrArray **unknown, GError **error);

/* The texts of {{#_}} in `name` and its partials, whitespace collapsed: what a catalogue has to
 * translate. NULL-terminated, g_strfreev(). Errors as template_render(). */
char **template_messages(TemplateSet *set, const char *name, GError **error);

/* Where one of them stands first, as "\"edition/default/head\", line 12"; NULL: nowhere. g_free().
 */
char *template_message_place(TemplateSet *set, const char *name, const char *message);
