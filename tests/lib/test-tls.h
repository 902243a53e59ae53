/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tls - the same tests against the scripted server, in the clear and under TLS
 *
 * While a test that was added below runs under TLS, each ScriptedSmtp without a certificate offers
 * STARTTLS, and test_tls_settings() makes an outlet ask for it.
 */
#pragma once

#include <glib.h>

#include "wire/outlet.h"

/* Adds `test` as `path`, and as "/tls" before that where there is an openssl command. */
void test_add_both(const char *path, gconstpointer data, GTestDataFunc test);
void test_add_both_plain(const char *path, GTestFunc test);

/* g_test_run(), and away with what it needed. */
int test_run_both(void);

/* Requires STARTTLS in a test under TLS. */
void test_tls_settings(SmtpSettings *settings);

/* PEM files; NULL in the clear. */
const char *test_tls_certificate(void);
const char *test_tls_key(void);

/* A certificate for `name`, signed by itself, and its key, as files in `directory`; FALSE where
 * there is no openssl command. `alternative` as in "DNS:localhost,IP:127.0.0.1". */
gboolean test_certificate_make(const char *directory, const char *name, const char *alternative,
                               char **certificate_out, char **key_out);
