/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet - the one way in to every outlet, and the null one
 *
 * An outlet is a small struct of functions; the null member is the clearest example of what one
 * has to do: take, send, settle, count. Nothing leaves through that, so it does not ask
 * whether it may end.
 */
#include "wire/outlet.h"
#include "wire/reply.h"

gboolean
outlet_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    guint count = 0;

    if (!outlet->session(outlet, feed, &count, error))
        return FALSE;
    if (delivered != NULL)
        *delivered = count;
    return TRUE;
}

GArray *
outlet_hosts(Outlet *outlet)
{
    return outlet->hosts != NULL ? outlet->hosts(outlet)
                                 : g_array_new(FALSE, FALSE, sizeof(OutletHost));
}

void
outlet_free(Outlet *outlet)
{
    if (outlet != NULL)
        outlet->free(outlet);
}

static gboolean
null_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    WireEnvelope envelope;

    while (feed->next(feed->data, &envelope)) {
        g_autofree WireResult *results = g_new0(WireResult, envelope.n_recipients);
        for (gsize i = 0; i < envelope.n_recipients; i++)
            result_set(&results[i], WIRE_DONE, SCOPE_RECIPIENT, 250, "2.0.0", "discarded");
        feed->settle(feed->data, &envelope, results);
        *delivered += (guint)envelope.n_recipients;
    }
    return TRUE;
}

static void
null_free(Outlet *outlet)
{
    g_free(outlet);
}

Outlet *
outlet_null_new(void)
{
    Outlet *outlet = g_new0(Outlet, 1);

    outlet->name = "null";
    outlet->session = null_session;
    outlet->free = null_free;
    return outlet;
}
