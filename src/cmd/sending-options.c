/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sending-options - what "edition send" and "edition schedule" take alike */
#include "cmd/sending-options.h"

#include "base/clock.h"
#include "base/error.h"

enum { NO_WAVE = G_MININT };

SendingWords sending_words = {.first = NO_WAVE};

Sending *
sending_options_read(Call *call, GError **error)
{
    g_autoptr(Sending) sending = sending_new(settings_text(call->settings, SETTING_SITE_TIMEZONE));
    const char *window = sending_words.window != NULL
                             ? sending_words.window
                             : settings_text(call->settings, SETTING_MAIL_WINDOW);

    if (!sending_read_window(sending, window, error) ||
        (sending_words.not_after != NULL &&
         !sending_read_time(sending_words.not_after, sending->zone, &sending->not_after, error)))
        return NULL;
    if (sending->not_after != 0 && sending->not_after <= clock_now())
        return fail_null(error, ERROR_BAD_INPUT, "the deadline \"%s\" has passed",
                         sending_words.not_after);
    for (guint i = 0; sending_words.rates != NULL && sending_words.rates[i] != NULL; i++)
        if (!sending_read_rate(sending, sending_words.rates[i], error))
            return NULL;
    if (sending_words.first != NO_WAVE && sending_words.first < 1)
        return fail_null(error, ERROR_BAD_INPUT, "a first wave of %d is none", sending_words.first);
    sending->first = MAX(sending_words.first, 0);
    for (guint i = 0; sending_words.except != NULL && sending_words.except[i] != NULL; i++) {
        g_autoptr(Edition) other = edition_find(call->store, sending_words.except[i], error);
        if (other == NULL)
            return NULL;
        if (g_str_equal(other->state, "draft") || g_str_equal(other->state, "scheduled"))
            return fail_null(error, ERROR_BAD_INPUT,
                             "nobody has received edition \"%s\": it has not been sent yet",
                             other->reference);
        g_array_append_val(sending->except, other->id);
    }
    return g_steal_pointer(&sending);
}
