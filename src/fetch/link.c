/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link - whether links lead anywhere; see link.h
 *
 * libcurl's multi interface does the waiting.
 */
#include "fetch/link.h"

#include <curl/curl.h>
#include <string.h>

#include "base/error.h"

#include "fetch/private.h"

enum { AT_ONCE = 8, OF_ONE_HOST = 2, REDIRECTS = 5, CONNECT_TIMEOUT = 8, WAIT_MS = 1000 };

typedef struct {
    guint index;
    const char *url;
    gboolean is_second; /* a GET after a HEAD */
    PrivateGuard guard;
    long moved; /* the first redirect's status */
} Visit;

typedef struct {
    CURLM *multi;
    const LinkSettings *settings;
    LinkSeen seen;
    gpointer user_data;
    guint running;
} Round;

/* A body says nothing that is asked for. */
static size_t
refuse_body(G_GNUC_UNUSED char *bytes, G_GNUC_UNUSED size_t size, G_GNUC_UNUSED size_t n,
            G_GNUC_UNUSED void *data)
{
    return 0;
}

static size_t
see_header(char *bytes, size_t size, size_t n, void *data)
{
    Visit *visit = data;
    g_autofree char *line = g_strndup(bytes, size * n);

    if (g_str_has_prefix(line, "HTTP/") && visit->moved == 0) {
        const char *status = strchr(line, ' ');
        long code = status != NULL ? (long)g_ascii_strtoll(status + 1, NULL, 10) : 0;
        visit->moved = code >= 200 ? code : 0;
    }
    return size * n;
}

static gboolean
begin(Round *round, Visit *visit)
{
    CURL *curl = curl_easy_init();

    if (curl == NULL)
        return FALSE;
    curl_easy_setopt(curl, CURLOPT_URL, visit->url);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, visit);
    curl_easy_setopt(curl, CURLOPT_NOBODY, visit->is_second ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, refuse_body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, visit);
    private_guard_set(&visit->guard, curl);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)round->settings->timeout);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, round->settings->agent);
    if (curl_multi_add_handle(round->multi, curl) != CURLM_OK) {
        curl_easy_cleanup(curl);
        return FALSE;
    }
    round->running++;
    return TRUE;
}

/* What an HTTP status says of a link that a reader would follow. */
static LinkState
judge_status(long status, const char **words)
{
    static const long unsure[] = {401, 403, 405, 406, 408, 409, 423, 425, 429, 451, 501};

    *words = "";
    if (status >= 200 && status < 300)
        return LINK_GOOD;
    for (guint i = 0; i < G_N_ELEMENTS(unsure); i++)
        if (status == unsure[i] || status >= 500) {
            *words = "which may be for us only: look at it";
            return LINK_UNSURE;
        }
    return LINK_BROKEN;
}

static gboolean
is_broken(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_URL_MALFORMAT ||
           code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_COULDNT_CONNECT;
}

static void
tell(const Round *round, const Visit *visit, CURL *curl, CURLcode code, long status)
{
    const char *why, *final = NULL;
    g_autofree char *words = NULL;
    LinkState state;

    curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &final);
    if (visit->guard.was_private && status == 0) {
        state = LINK_UNSURE;
        words = g_strdup("leads into a private network, where it is not followed");
    } else if (status == 0 || (code != CURLE_OK && code != CURLE_WRITE_ERROR)) {
        state = is_broken(code) ? LINK_BROKEN : LINK_UNSURE;
        words = g_strdup_printf("does not answer: %s", curl_easy_strerror(code));
    } else {
        state = judge_status(status, &why);
        words = g_strdup_printf("answers %ld%s%s", status, *why != '\0' ? ", " : "", why);
        if (state == LINK_GOOD && (visit->moved == 301 || visit->moved == 308)) {
            state = LINK_MOVED;
            g_free(words);
            words = g_strdup_printf("has moved to %s", final != NULL ? final : "elsewhere");
        }
    }
    round->seen(visit->index, state, words, round->user_data);
}

/* One has ended: it is told, or asked for again with GET. */
static gboolean
end(Round *round, CURL *curl, CURLcode code)
{
    Visit *visit;
    long status = 0;
    gboolean good = TRUE;

    curl_easy_getinfo(curl, CURLINFO_PRIVATE, (char **)&visit);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(round->multi, curl);
    round->running--;
    gboolean is_bad = code != CURLE_OK || status >= 400;
    if (is_bad && !visit->is_second && !visit->guard.was_private && !is_broken(code)) {
        visit->is_second = TRUE;
        visit->moved = 0;
        good = begin(round, visit);
    } else {
        tell(round, visit, curl, code, status);
    }
    curl_easy_cleanup(curl);
    return good;
}

static gboolean
run(Round *round, Visit *visits, guint n)
{
    guint next = 0;

    while (next < n || round->running > 0) {
        int running, left;
        for (; next < n && round->running < AT_ONCE; next++)
            if (!begin(round, &visits[next]))
                return FALSE;
        if (curl_multi_perform(round->multi, &running) != CURLM_OK)
            return FALSE;
        for (const CURLMsg *m; (m = curl_multi_info_read(round->multi, &left)) != NULL;)
            if (m->msg == CURLMSG_DONE && !end(round, m->easy_handle, m->data.result))
                return FALSE;
        if (round->running > 0 && curl_multi_poll(round->multi, NULL, 0, WAIT_MS, NULL) != CURLM_OK)
            return FALSE;
    }
    return TRUE;
}

gboolean
link_check_all(const char *const *urls, guint n, const LinkSettings *settings, LinkSeen seen,
               gpointer user_data, GError **error)
{
    Round round = {.settings = settings, .seen = seen, .user_data = user_data};
    g_autofree Visit *visits = g_new0(Visit, MAX(n, 1));

    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fail(error, ERROR_TRY_LATER, "could not start the link checker");
    for (guint i = 0; i < n; i++)
        visits[i] = (Visit){.guard = {settings->allow_private, FALSE}, .index = i, .url = urls[i]};
    round.multi = curl_multi_init();
    gboolean good = round.multi != NULL;
    if (good) {
        curl_multi_setopt(round.multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)OF_ONE_HOST);
        good = run(&round, visits, n);
        curl_multi_cleanup(round.multi);
    }
    curl_global_cleanup();
    return good || fail(error, ERROR_TRY_LATER, "could not follow the links");
}
