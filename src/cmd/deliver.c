/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver - take one mail from standard input, for a mail server that pipes
 *
 * Exits 0 when the mail is safe in the database, 75 (EX_TEMPFAIL) when the mail server should keep
 * it and try again, and another status of sysexits.h when it is refused for good. What went wrong
 * on our side is never a reason to refuse. What it prints comes back to whoever sent the mail:
 * first the enhanced status code (RFC 3463), which Postfix takes for its own (pipe(8)), and why;
 * nothing of what happens here.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "serve/accept.h"

#include "cmd/serve.h"

static char *sender;

const GOptionEntry cmd_deliver_options[] = {{"sender", 'f', 0, G_OPTION_ARG_STRING, &sender,
                                             "envelope sender; empty for the null sender",
                                             "ADDRESS"},
                                            {0}};

static GBytes *
read_standard_input(gsize max_size, GError **error)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 buffer[65536];
    gssize n;

    while ((n = read(STDIN_FILENO, buffer, sizeof buffer)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_null(error, ERROR_TRY_LATER, "could not read the mail: %s",
                             g_strerror(errno));
        if (all->len + (gsize)n > max_size)
            return fail_null(error, ERROR_BAD_INPUT,
                             "the mail is larger than %" G_GSIZE_FORMAT " bytes", max_size);
        g_byte_array_append(all, buffer, (guint)n);
    }
    if (all->len == 0)
        return fail_null(error, ERROR_BAD_INPUT, "there is no mail on standard input");
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

gboolean
cmd_deliver(Call *call, GError **error)
{
    g_autoptr(GBytes) raw =
        read_standard_input((gsize)settings_number(call->settings, SETTING_LMTP_MAX_SIZE), error);

    if (raw == NULL)
        return FALSE;
    log_start(G_LOG_LEVEL_WARNING);
    for (guint i = 0; i < call->n_arguments; i++) {
        g_autofree char *reply = NULL;
        g_autoptr(GError) why = NULL;
        g_autofree char *recipient = address_of_path(call->arguments[i]);
        g_autofree char *from = address_of_path(sender != NULL ? sender : "");
        if (accept_recipient(call->store, call->settings, from, recipient, &why) &&
            accept_message(call->store, call->settings, from, recipient, raw, &reply, &why))
            continue;
        ErrorKind kind = error_is_inside(why) ? ERROR_TRY_LATER : error_kind(why);
        if (kind == ERROR_TRY_LATER)
            printf("%s come back later\n", error_row(kind)->status);
        else if (error_words(why) != NULL)
            printf("%s %s / %s\n", error_status(why), error_words(why), why->message);
        else
            printf("%s %s\n", error_status(why), why->message);
        fflush(stdout);
        return fail(error, kind, "%s", why->message);
    }
    return TRUE;
}
