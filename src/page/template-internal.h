/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-internal - what the files of the template engine share
 *
 * A parsed template is a flat array of nodes in the order of the text; a section node knows the
 * index after its last child, so that skipping it is one assignment.
 */
#pragma once

#include <glib.h>

#include "page/template.h"

typedef enum {
    NODE_TEXT,
    NODE_VARIABLE,  /* {{key}} */
    NODE_UNESCAPED, /* {{{key}}} or {{&key}} */
    NODE_SECTION,   /* {{#key}} */
    NODE_INVERTED,  /* {{^key}} */
    NODE_MESSAGE,   /* {{#_}} */
    NODE_PARTIAL    /* {{>name}} */
} NodeType;

typedef struct {
    NodeType type;
    gboolean line_start; /* nothing of its line before it: a partial's indentation goes first */
    guint line;
    guint end;        /* sections: the index after the last child */
    const char *text; /* NODE_TEXT: in the source. NODE_PARTIAL: the indentation */
    gsize size;       /* of text */
    char *name;       /* as written; NODE_MESSAGE: the collapsed key; NULL for NODE_TEXT */
    char **path;      /* the name at its dots; {NULL} for "." */
} Node;

typedef struct {
    char *name;    /* "site/home" */
    char *source;  /* what the nodes' texts point into */
    GArray *nodes; /* of Node */
} Template;

/* Parses `source` (size bytes, NUL-terminated, taken over whatever comes of it). ERROR_BAD_INPUT
 * with name and line. */
Template *template_parse(const char *name, char *source, gsize size, GError **error);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* The parsed template `name`, read if need be; belongs to the set. NULL without an error when a
 * set for the specification's tests has none of that name. */
const Template *template_set_get(TemplateSet *set, const char *name, GError **error);

/* A translation parsed as a template; belongs to the set. */
const Template *template_set_get_message(TemplateSet *set, const char *text, GError **error);

gboolean template_set_is_spec(const TemplateSet *set);
