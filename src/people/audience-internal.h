/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-internal - what the two halves of the audience compiler share */
#pragma once

#include "people/audience.h"

typedef enum {
    NODE_AND,
    NODE_OR,
    NODE_NOT, /* `left` only */
    NODE_TERM
} NodeKind;

typedef enum { TERM_TERRITORY, TERM_INTEREST, TERM_LIST, TERM_LANGUAGE, TERM_N } TermKind;

typedef struct Node Node;
struct Node {
    NodeKind kind;
    Node *left;
    Node *right;
    TermKind term;
    char *value;  /* as written, without quotes */
    guint column; /* of the value, from 1 */
};

struct Audience {
    Node *root; /* NULL: everybody */
    char *condition;
    GPtrArray *parameters;
    AudienceSql sql;
};

extern const char *const audience_term_words[TERM_N + 1];
