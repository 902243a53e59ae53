/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-notice - a notice in the ledger, and the deliver role that brings it to a scripted server */
#pragma once

#include "mailing/mailing.h"
#include "serve/deliver.h"

#include "lib/scripted-smtp.h"
#include "lib/test-store.h"

#define NOTICE                                                                                     \
    "From: robot@example.org\r\nTo: owner@example.net\r\nSubject: a note\r\n"                      \
    "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <note@example.org>\r\n\r\nHello.\r\n"

/* A notice to these addresses; the ledger holds nothing else. */
static inline void
fresh_notice(TestStore *test, const char *const *addresses)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static(NOTICE, sizeof NOTICE - 1);

    test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing");
    mailing_start_notice(test->store, 0, content, addresses, &error);
    g_assert_no_error(error);
}

/* What is due goes to `server` in two sessions; `data` is the setting that names the source tree.
 * FALSE and `error` as serve_deliver_once(). */
static inline gboolean
deliver_to(TestStore *test, const char *data, ScriptedSmtp *server, GError **error)
{
    g_autofree char *smarthost =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    const char *overrides[] = {smarthost, data, "mail.sessions=2", "mail.batch=3", NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);

    return serve_deliver_once(settings, test->state, -1, error);
}
