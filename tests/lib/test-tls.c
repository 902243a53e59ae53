/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-tls.h"

#include <glib/gstdio.h>

typedef struct {
    GTestDataFunc test;
    GTestFunc plain; /* instead */
    gconstpointer data;
} Both;

static char *directory, *certificate, *key;
static gboolean under_tls;
static GPtrArray *added;

gboolean
test_certificate_make(const char *where, const char *name, const char *alternative,
                      char **certificate_out, char **key_out)
{
    g_autofree char *subject = g_strdup_printf("/CN=%s", name);
    g_autofree char *extension = g_strdup_printf("subjectAltName=%s", alternative);
    *certificate_out = g_strdup_printf("%s/%s.pem", where, name);
    *key_out = g_strdup_printf("%s/%s.key", where, name);
    const char *const command[] = {"openssl", "req",     "-x509",  "-newkey", "rsa:2048",
                                   "-nodes",  "-keyout", *key_out, "-out",    *certificate_out,
                                   "-days",   "2",       "-subj",  subject,   "-addext",
                                   extension, NULL};
    int status = 0;

    return g_spawn_sync(NULL, (char **)command, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                            G_SPAWN_STDERR_TO_DEV_NULL,
                        NULL, NULL, NULL, NULL, &status, NULL) &&
           status == 0;
}

const char *
test_tls_certificate(void)
{
    return under_tls ? certificate : NULL;
}

const char *
test_tls_key(void)
{
    return under_tls ? key : NULL;
}

void
test_tls_settings(SmtpSettings *settings)
{
    if (!under_tls)
        return;
    settings->starttls = STARTTLS_REQUIRE;
    settings->ca_file = certificate;
}

static void
call(const Both *both)
{
    if (both->plain != NULL)
        both->plain();
    else
        both->test(both->data);
}

static void
call_secret(gconstpointer both)
{
    under_tls = TRUE;
    call(both);
    under_tls = FALSE;
}

static void
call_clear(gconstpointer both)
{
    call(both);
}

static gboolean
can_tls(void)
{
    if (directory == NULL) {
        directory = g_dir_make_tmp("test-tls-XXXXXX", NULL);
        if (!test_certificate_make(directory, "localhost", "DNS:localhost,IP:127.0.0.1,IP:::1",
                                   &certificate, &key)) {
            g_test_message("no openssl command to make a certificate with: nothing under TLS");
            g_clear_pointer(&certificate, g_free);
        }
    }
    return certificate != NULL;
}

static void
add(const char *path, const Both *both)
{
    Both *kept = g_new(Both, 1);
    g_autofree char *secret = g_strconcat("/tls", path, NULL);

    *kept = *both;
    if (added == NULL)
        added = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(added, kept);
    g_test_add_data_func(path, kept, call_clear);
    if (can_tls())
        g_test_add_data_func(secret, kept, call_secret);
}

void
test_add_both(const char *path, gconstpointer data, GTestDataFunc test)
{
    add(path, &(Both){.test = test, .data = data});
}

void
test_add_both_plain(const char *path, GTestFunc test)
{
    add(path, &(Both){.plain = test});
}

int
test_run_both(void)
{
    int status = g_test_run();

    if (certificate != NULL) {
        g_unlink(certificate);
        g_unlink(key);
    }
    if (directory != NULL)
        g_rmdir(directory);
    g_clear_pointer(&added, g_ptr_array_unref);
    g_clear_pointer(&certificate, g_free);
    g_clear_pointer(&key, g_free);
    g_clear_pointer(&directory, g_free);
    return status;
}
