/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page - one document from the web; see page.h */
#include "fetch/page.h"

#include <string.h>

#include "base/error.h"

#include "fetch/private.h"

enum {
    REDIRECTS = 5,
    CONNECT_TIMEOUT = 8,
    VALIDATOR_MAX = 300,
    SLOW_BYTES = 100, /* a second, over */
    SLOW_SECONDS = 30
};

typedef struct {
    const PageSettings *settings;
    PrivateGuard guard;
    GByteArray *bytes; /* or */
    FILE *file;
    gsize size;
    gboolean is_too_large;
    gboolean is_unwritten;
    PageVersion version; /* of the last answer: redirects have none of ours */
} Fetch;

void
page_version_clear(PageVersion *version)
{
    g_clear_pointer(&version->etag, g_free);
    g_clear_pointer(&version->modified, g_free);
}

static size_t
take_body(char *bytes, size_t size, size_t n, void *data)
{
    Fetch *fetch = data;

    fetch->size += size * n;
    if (fetch->size > fetch->settings->most) {
        fetch->is_too_large = TRUE;
        return 0;
    }
    if (fetch->file == NULL)
        g_byte_array_append(fetch->bytes, (const guint8 *)bytes, (guint)(size * n));
    else if (fwrite(bytes, size, n, fetch->file) != n) {
        fetch->is_unwritten = TRUE;
        return 0;
    }
    return size * n;
}

/* The value of header `name`; NULL: the line is another's, or none that can be said again. */
static char *
value_of(const char *line, const char *name)
{
    gsize size = strlen(name);

    if (g_ascii_strncasecmp(line, name, size) != 0 || line[size] != ':' ||
        strlen(line) > VALIDATOR_MAX)
        return NULL;
    char *value = g_strstrip(g_strdup(line + size + 1));
    for (const char *p = value; *p != '\0'; p++)
        if (*p < 0x20 || *p > 0x7e) {
            g_free(value);
            return NULL;
        }
    return value;
}

static size_t
see_header(char *bytes, size_t size, size_t n, void *data)
{
    Fetch *fetch = data;
    g_autofree char *line = g_strndup(bytes, size * n);

    if (g_str_has_prefix(line, "HTTP/"))
        page_version_clear(&fetch->version);
    char *etag = value_of(line, "ETag"), *modified = value_of(line, "Last-Modified");
    if (etag != NULL) {
        g_free(fetch->version.etag);
        fetch->version.etag = etag;
    }
    if (modified != NULL) {
        g_free(fetch->version.modified);
        fetch->version.modified = modified;
    }
    return size * n;
}

static struct curl_slist *
headers_of(const PageVersion *version)
{
    struct curl_slist *headers = curl_slist_append(
        NULL, "Accept: application/atom+xml, application/rss+xml, application/xml;q=0.9, "
              "text/xml;q=0.9, */*;q=0.1");
    g_autofree char *etag = g_strconcat("If-None-Match: ", version->etag, NULL);
    g_autofree char *modified = g_strconcat("If-Modified-Since: ", version->modified, NULL);

    if (version->etag != NULL && *version->etag != '\0')
        headers = curl_slist_append(headers, etag);
    if (version->modified != NULL && *version->modified != '\0')
        headers = curl_slist_append(headers, modified);
    return headers;
}

static gboolean
judge(const Fetch *fetch, const char *url, CURLcode code, long status, GError **error)
{
    if (fetch->is_too_large)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" has more than %" G_GSIZE_FORMAT " KB", url,
                    fetch->settings->most / 1024);
    if (fetch->is_unwritten)
        return fail(error, ERROR_TRY_LATER, "could not keep what \"%s\" sent: the disk is full?",
                    url);
    if (fetch->guard.was_private) {
        fail(error, ERROR_REFUSED, "\"%s\" leads into a private network", url);
        return fail_hint(error, "--allow-private fetches it all the same");
    }
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" leads to no http or https address", url);
    if (code == CURLE_PEER_FAILED_VERIFICATION) {
        fail(error, ERROR_TRY_LATER, "could not fetch \"%s\": its certificate is not trusted", url);
        return fail_hint(error,
                         "is it out of date, another host's, or signed by nobody this machine "
                         "knows? openssl s_client shows it");
    }
    if (code != CURLE_OK)
        return fail(error, ERROR_TRY_LATER, "could not fetch \"%s\": %s", url,
                    curl_easy_strerror(code));
    if (status == 200 || status == 304)
        return TRUE;
    return fail(error, status >= 500 || status == 429 ? ERROR_TRY_LATER : ERROR_NOT_FOUND,
                "could not fetch \"%s\": it answers %ld", url, status);
}

static gboolean
perform(Fetch *fetch, const char *url, const PageVersion *version, long *status, GError **error)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = headers_of(version);

    if (curl == NULL) {
        curl_slist_free_all(headers);
        return fail(error, ERROR_TRY_LATER, "could not fetch \"%s\"", url);
    }
    private_guard_set(&fetch->guard, curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetch);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, fetch);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)fetch->settings->timeout);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* unpacked as it comes, and counted so */
    curl_easy_setopt(curl, CURLOPT_USERAGENT, fetch->settings->agent);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return judge(fetch, url, code, *status, error);
}

static gboolean
run(Fetch *fetch, const char *url, const PageVersion *version, long *status, GError **error)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fail(error, ERROR_TRY_LATER, "could not fetch \"%s\"", url);
    gboolean good = perform(fetch, url, version, status, error);
    curl_global_cleanup();
    return good;
}

GBytes *
page_fetch(const char *url, const PageSettings *settings, PageVersion *version, GError **error)
{
    Fetch fetch = {.settings = settings,
                   .guard = {settings->allow_private, FALSE},
                   .bytes = g_byte_array_new()};
    long status = 0;

    if (!run(&fetch, url, version, &status, error) || status == 304) {
        page_version_clear(&fetch.version);
        g_byte_array_unref(fetch.bytes);
        return NULL;
    }
    page_version_clear(version);
    version->etag = fetch.version.etag != NULL ? fetch.version.etag : g_strdup("");
    version->modified = fetch.version.modified != NULL ? fetch.version.modified : g_strdup("");
    return g_byte_array_free_to_bytes(fetch.bytes);
}

gboolean
page_fetch_file(const char *url, const PageSettings *settings, FILE *file, GError **error)
{
    const PageVersion nothing = {0};
    Fetch fetch = {.settings = settings, .guard = {settings->allow_private, FALSE}, .file = file};
    long status = 0;
    gboolean good = run(&fetch, url, &nothing, &status, error);

    page_version_clear(&fetch.version);
    if (good && fflush(file) != 0)
        good = fail(error, ERROR_TRY_LATER, "could not keep what \"%s\" sent", url);
    return good;
}
