/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay-tls - what TLS to a mail server has to be
 *
 * RFC 3207, RFC 7817 (the certificate must name the host we were told to use), RFC 6066 (SNI).
 * libESMTP's own context is freed under it at the second session of a process, reads certificates
 * from $HOME and has TLS 1.3, under which its reading stops at random; this one is ours, has
 * nothing of the user's, and stops at TLS 1.2. Without renegotiation, no reading has to write, and
 * no writing to read. OpenSSL itself checks name and chain, because libESMTP only knows the address
 * it was told to connect to, which is not the server's.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/error.h"

#include "wire/relay.h"

static gboolean
is_address(const char *host)
{
    struct in6_addr bytes;

    return inet_pton(AF_INET, host, &bytes) == 1 || inet_pton(AF_INET6, host, &bytes) == 1;
}

/* libESMTP makes the SSL object: the start of the handshake is where SNI can still be put in. */
static void
name_server(const SSL *ssl, int where, int value)
{
    if (where & SSL_CB_HANDSHAKE_START)
        (void)SSL_set_tlsext_host_name((SSL *)ssl, SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

SSL_CTX *
relay_tls(const char *host, StarttlsMode mode, const char *ca_file, GError **error)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());

    if (tls == NULL)
        return fail_null(error, ERROR_BUG, "could not make a TLS context");
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION);
    int loaded = ca_file != NULL ? SSL_CTX_load_verify_locations(tls, ca_file, NULL)
                                 : SSL_CTX_set_default_verify_paths(tls);
    if (!loaded) {
        ERR_clear_error();
        SSL_CTX_free(tls);
        fail(error, ERROR_BAD_INPUT, "cannot read certificates from \"%s\"",
             ca_file != NULL ? ca_file : "the system's store");
        fail_hint(error, "give a file of PEM certificates that this user can read");
        return NULL;
    }
    X509_VERIFY_PARAM *wanted = SSL_CTX_get0_param(tls);
    if (is_address(host))
        X509_VERIFY_PARAM_set1_ip_asc(wanted, host);
    else {
        X509_VERIFY_PARAM_set1_host(wanted, host, 0);
        X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        /* Freed with the relay, which frees this first. */
        SSL_CTX_set_app_data(tls, (char *)host);
        SSL_CTX_set_info_callback(tls, name_server);
    }
    SSL_CTX_set_verify(tls, mode == STARTTLS_REQUIRE ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    return tls;
}
