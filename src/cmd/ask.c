/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ask - a question before a change that touches many */
#include "cmd/ask.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

gboolean
ask(gboolean yes, GError **error, const char *question, ...)
{
    char answer[16] = "";
    va_list arguments;

    if (yes)
        return TRUE;
    if (isatty(STDIN_FILENO) != 1) {
        fail(error, ERROR_REFUSED, "nothing was done: nobody is there to confirm it");
        return fail_hint(error, "add --yes to go on without being asked");
    }
    va_start(arguments, question);
    vprintf(question, arguments);
    va_end(arguments);
    fputs(" [y/N] ", stdout);
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) != NULL && strchr("yYoO", answer[0]) != NULL &&
        answer[0] != '\0')
        return TRUE;
    return fail(error, ERROR_REFUSED, "nothing was done");
}
