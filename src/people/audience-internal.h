/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-internal - what the parts of the audience compiler share */
#pragma once

#include "people/audience.h"

typedef enum {
    NODE_AND,
    NODE_OR,
    NODE_NOT, /* `left` only */
    NODE_TERM
} NodeKind;

typedef enum {
    TERM_TERRITORY,
    TERM_NEAR,
    TERM_INTEREST,
    TERM_LIST,
    TERM_LANGUAGE,
    TERM_KNOWLEDGE,
    TERM_PROGRAMME,
    TERM_JOINED,
    TERM_LAST_CONTACT,
    TERM_BOUNCED,
    TERM_ADDRESS,
    TERM_AUDIENCE,
    TERM_N
} TermKind;

typedef struct Node Node;

/* One of the values behind a colon. */
typedef struct {
    char *text;         /* as written, without quotes */
    guint column;       /* from 1 */
    const char *around; /* the text it stands in, while it is looked up */
    gint64 id;          /* of the row it names, once looked up; 0 for what names none */
    const char *inside; /* the saved audience whose text has it, once looked up; NULL: none */
    Node *nested;       /* TERM_AUDIENCE: what the saved audience says; NULL is everybody */
} Value;

struct Node {
    NodeKind kind;
    Node *left;
    Node *right;
    TermKind term;
    GPtrArray *values; /* of Value, at least one; any of them counts */
    gboolean exact;    /* "=": the named one, without what is below it */
    guint column;      /* of the term, from 1 */
    char *from;        /* terms of time: from this moment on (ISO 8601, or -infinity) */
    char *until;       /* and before this one (or infinity) */
};

struct Audience {
    Node *root;      /* NULL: everybody */
    GPtrArray *uses; /* names of saved audiences it is made of, at first hand */
    char *condition;
    GPtrArray *parameters;
    AudienceSql sql;
};

extern const char *const audience_term_words[TERM_N + 1];

void audience_node_free(Node *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Node, audience_node_free)

/* What the reader of an expression stands on. */
typedef struct {
    const char *text;
    const char *at;
    guint depth;
    guint terms;
} Reader;

guint audience_column(const Reader *reader, const char *at);
void audience_skip_blanks(Reader *reader);
/* Where a bare word ends: before a blank or a parenthesis. */
const char *audience_word_end(const char *at);
/* ERROR_BAD_INPUT with the column; returns NULL. */
gpointer audience_fail_at(const Reader *reader, const char *at, GError **error, const char *format,
                          ...) G_GNUC_PRINTF(4, 5);

/* Reads what stands behind the colon of `node`'s term: its values, "=", a set, a time. */
gboolean audience_read_values(Reader *reader, Node *node, GError **error);

/* Turns `text` (2026, 2026-11, 2026-11-23, with <, <=, >, >= or = before it, or two with ".."
 * between) into node->from and node->until, UTC. FALSE when it is no such thing. */
gboolean audience_read_time(const char *text, Node *node);

/* Looks every name of the tree up: numbers into the values, saved audiences under them. `n_terms`
 * counts the terms met. `text` is what the tree was read from. */
gboolean audience_look_up(Store *store, const char *text, Node *root, GError **error);

/* What the "or" of a looked-up tree is between, terms of one kind made one: an array of Node that
 * the caller unrefs, and that points into the tree. */
GPtrArray *audience_alternatives(const Node *either);

/* The condition of a tree and its parameters (texts, appended). */
void audience_emit(const Node *node, GString *condition, GPtrArray *parameters);

/* A term or a whole tree as text that is understood again as the same. */
void audience_write(const Node *node, GString *out);
