/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post - a body handed to a program over the web; see post.h */
#include "fetch/post.h"

#include "base/error.h"

#include "fetch/private.h"

static size_t
drop(G_GNUC_UNUSED char *bytes, size_t size, size_t n, G_GNUC_UNUSED void *data)
{
    return size * n;
}

static gboolean
judge(const PrivateGuard *guard, CURLcode code, long status, GError **error)
{
    if (guard->was_private) {
        fail(error, ERROR_REFUSED, "it leads into a private network");
        return fail_hint(error, "[webhook] private allows that");
    }
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return fail(error, ERROR_BAD_INPUT, "it is no http or https address");
    if (code != CURLE_OK)
        return fail(error, ERROR_TRY_LATER, "no answer: %s", curl_easy_strerror(code));
    return (status >= 200 && status < 300) ||
           fail(error, ERROR_TRY_LATER, "it answers %ld", status);
}

gboolean
post_body(const char *url, const char *body, const PostSettings *settings, GError **error)
{
    CURL *curl = curl_easy_init();
    PrivateGuard guard = {.allow_private = settings->allow_private};
    struct curl_slist *headers = NULL;
    long status = 0;

    if (curl == NULL)
        return fail(error, ERROR_TRY_LATER, "could not begin");
    for (guint i = 0; settings->headers[i] != NULL; i++)
        headers = curl_slist_append(headers, settings->headers[i]);
    private_guard_set(&guard, curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)settings->timeout);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, settings->agent);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return judge(&guard, code, status, error);
}
