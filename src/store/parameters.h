/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters - what a statement is given, as libpq wants it; within store/ alone */
#pragma once

#include <stdarg.h>

#include "store/store.h"

#define MAX_PARAMETERS 64

typedef struct {
    int n;
    const char *values[MAX_PARAMETERS];
    int lengths[MAX_PARAMETERS];
    int formats[MAX_PARAMETERS];
    char numbers[MAX_PARAMETERS][32];
    GPtrArray *owned;
    const AudienceSql *audience;
} Parameters;

/* Takes the values from `arguments`, one for each letter (store/statement.h). Texts and bytes are
 * borrowed: they must outlive the parameters. */
void parameters_read(Parameters *parameters, const char *letters, va_list arguments);
void parameters_clear(Parameters *parameters);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parameters, parameters_clear)
