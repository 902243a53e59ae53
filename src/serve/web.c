/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * web - the role that answers the public site's pages
 *
 * Opens the database once before it listens, so that a wrong schema or setting is said at the
 * start and not to readers. The socket is opened with the rights the role was started with, and
 * nothing is answered before those are given up.
 */
#include "serve/web.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/listen.h"
#include "base/log.h"
#include "http/server.h"
#include "site/site.h"
#include "store/store.h"

#include "serve/role.h"
#include "serve/stop.h"

/* A server that is away is asked again once a second by each thread, not by each request. */
#define REOPEN_PAUSE G_USEC_PER_SEC

typedef struct {
    const Settings *settings;
    const char *state;
    const Site *site;
} Web;

/* What a thread keeps between requests. */
typedef struct {
    Store *store; /* NULL while the database is away */
    gint64 next_try;
} Desk;

static void
desk_free(gpointer data)
{
    Desk *desk = data;

    store_free(desk->store);
    g_free(desk);
}

static Desk *
desk_of(const HttpRequest *request)
{
    if (*request->thread_data == NULL)
        *request->thread_data = g_new0(Desk, 1);
    return *request->thread_data;
}

static gboolean
desk_open(Desk *desk, const Web *web, GError **error)
{
    /* What was sent by POST is not answered again, and who leaves in one click does not send it
     * again: a connection that was lost while nobody used it is noticed before. */
    if (desk->store != NULL && store_is_kept(desk->store))
        return TRUE;
    g_clear_pointer(&desk->store, store_free);
    if (g_get_monotonic_time() < desk->next_try)
        return fail(error, ERROR_TRY_LATER, "could not reach the database a moment ago");
    desk->store = store_open(web->settings, web->state, STORE_SITE, error);
    if (desk->store == NULL) {
        /* From now: whoever came while we waited is not to wait as long behind us. */
        desk->next_try = g_get_monotonic_time() + REOPEN_PAUSE;
        /* A schema that is being upgraded is no fault of the reader's either. */
        g_prefix_error(error, "the site is without its database: ");
        return FALSE;
    }
    desk->next_try = 0;
    return TRUE;
}

static gboolean
answer(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    const Web *web = data;
    Desk *desk = desk_of(request);
    g_autoptr(GError) broken = NULL;

    if (!desk_open(desk, web, error))
        return FALSE;
    if (site_answer(web->site, desk->store, request, response, &broken))
        return TRUE;
    /* One that is lost now: reading can be done again; a form is sent again by its reader. */
    if (store_is_silent(desk->store))
        desk->next_try = g_get_monotonic_time() + REOPEN_PAUSE;
    else if (!store_is_alive(desk->store) && request->method == HTTP_GET) {
        http_response_clear(response);
        http_response_init(response);
        return desk_open(desk, web, error) &&
               site_answer(web->site, desk->store, request, response, error);
    }
    g_propagate_error(error, g_steal_pointer(&broken));
    return FALSE;
}

static void
failure(const HttpRequest *request, HttpResponse *response, const GError *error G_GNUC_UNUSED,
        gpointer data)
{
    const Web *web = data;

    site_failure(web->site, request, response);
}

/* "127.0.0.1:8080" with the port that was really taken. */
static char *
where(const char *address, guint16 port)
{
    const char *colon = strrchr(address, ':');

    if (listen_unix_path(address) != NULL || colon == NULL)
        return g_strdup(address);
    return g_strdup_printf("%.*s:%u", (int)(colon - address), address, port);
}

static void
wait_for_stop(int stop_fd)
{
    struct pollfd wait = {.fd = stop_fd, .events = POLLIN};

    while (!stop_is_asked())
        if (poll(&wait, 1, -1) < 0 && errno != EINTR)
            break;
}

static const char *
proxy_words(const Settings *settings)
{
    return settings_number(settings, SETTING_SITE_TRUST_FORWARDED) != 0
               ? settings_text(settings, SETTING_SITE_PROXIES)
               : "";
}

gboolean
serve_web_run(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    g_autoptr(Site) site = site_open(settings, state, error);
    g_autoptr(HttpProxies) proxies =
        site != NULL ? http_proxies_read(proxy_words(settings), error) : NULL;
    g_autoptr(Store) store =
        proxies != NULL ? store_open(settings, state, STORE_SITE, error) : NULL;
    Web web = {.settings = settings, .state = state, .site = site};
    HttpSettings http = {
        .address = settings_text(settings, SETTING_SITE_LISTEN),
        .threads = (guint)settings_number(settings, SETTING_SITE_THREADS),
        .max_connections = (guint)settings_number(settings, SETTING_SITE_CONNECTIONS),
        .timeout = (guint)settings_number(settings, SETTING_SITE_TIMEOUT),
        .proxies = proxies,
        .failure_page = failure,
        .thread_data_destroy = desk_free,
    };

    if (store == NULL)
        return FALSE;
    http.socket = listen_open(http.address, &http.port, error);
    if (http.socket < 0)
        return FALSE;
    if (!role_drop_privileges(settings, error)) {
        close(http.socket);
        return FALSE;
    }
    g_autoptr(HttpServer) server = http_server_start(&http, answer, &web, error);
    if (server == NULL)
        return FALSE;
    g_autofree char *place = where(http.address, http_server_port(server));
    role_ready("web", place);
    wait_for_stop(stop_fd);
    return TRUE;
}
