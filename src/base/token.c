/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token - purpose-bound authenticated tokens; see token.h for their form */
#include "base/token.h"

#include <string.h>

#include "base/error.h"

#define MAX_PAYLOAD (1 + TOKEN_MAX_NUMBERS * 9)
#define MAX_MAC 16
#define MAX_TOKEN ((MAX_PAYLOAD + MAX_MAC) * 8 / 5 + 1)

static const struct {
    const char *word; /* what the HMAC covers: never change one that is in use */
    gsize mac_size;
} purposes[TOKEN_N_PURPOSES] = {
    [TOKEN_BOUNCE] = {"bounce", 12},     [TOKEN_CONFIRM] = {"confirm", 12},
    [TOKEN_MODERATE] = {"moderate", 12}, [TOKEN_UNSUBSCRIBE] = {"unsubscribe", 16},
    [TOKEN_PERSON] = {"person", 16},     [TOKEN_UNDO] = {"undo", 12},
    [TOKEN_PROPOSE] = {"propose", 12},   [TOKEN_DECIDE] = {"decide", 12},
    [TOKEN_JOIN] = {"join", 16},         [TOKEN_ERASE] = {"erase", 16},
    [TOKEN_ARCHIVE] = {"archive", 12},   [TOKEN_ADDRESS] = {"address", 16},
    [TOKEN_EDITION] = {"edition", 12},   [TOKEN_TROUBLE] = {"trouble", 12},
};

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

static char *
base32_encode(const guint8 *data, gsize size)
{
    GString *text = g_string_sized_new(size * 8 / 5 + 2);
    guint32 bits = 0;
    guint n_bits = 0;

    for (gsize i = 0; i < size; i++) {
        bits = (bits << 8) | data[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
            g_string_append_c(text, alphabet[(bits >> (n_bits - 5)) & 31]);
    }
    if (n_bits > 0)
        g_string_append_c(text, alphabet[(bits << (5 - n_bits)) & 31]);
    return g_string_free(text, FALSE);
}

/* Only the form base32_encode() writes is accepted (case apart), so that a token has one spelling.
 */
static gboolean
base32_decode(const char *text, guint8 *data, gsize *size)
{
    guint32 bits = 0;
    guint n_bits = 0;
    gsize n = 0;

    for (const char *p = text; *p != '\0'; p++) {
        const char *found = strchr(alphabet, g_ascii_tolower(*p));
        if (found == NULL)
            return FALSE;
        bits = (bits << 5) | (guint32)(found - alphabet);
        n_bits += 5;
        if (n_bits >= 8) {
            if (n == *size)
                return FALSE;
            n_bits -= 8;
            data[n++] = (guint8)(bits >> n_bits);
        }
    }
    *size = n;
    return n_bits < 5 && (bits & ((1u << n_bits) - 1)) == 0;
}

static void
token_mac(const TokenKey *key, TokenPurpose purpose, const guint8 *payload, gsize size,
          guint8 mac[32])
{
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key->key, TOKEN_KEY_SIZE);
    gsize mac_size = 32;

    g_hmac_update(hmac, (const guchar *)purposes[purpose].word,
                  (gssize)strlen(purposes[purpose].word) + 1);
    g_hmac_update(hmac, payload, (gssize)size);
    g_hmac_get_digest(hmac, mac, &mac_size);
}

char *
token_make(const TokenKeys *keys, TokenPurpose purpose, const gint64 *numbers, guint n)
{
    guint8 data[MAX_PAYLOAD + 32];
    gsize size = 0;

    g_return_val_if_fail(keys->n_keys > 0 && n <= TOKEN_MAX_NUMBERS, NULL);
    data[size++] = keys->keys[0].id;
    for (guint i = 0; i < n; i++) {
        guint64 number = (guint64)numbers[i] & G_MAXINT64;
        for (; number >= 0x80; number >>= 7)
            data[size++] = (guint8)(number | 0x80);
        data[size++] = (guint8)number;
    }
    token_mac(&keys->keys[0], purpose, data, size, data + size);
    return base32_encode(data, size + purposes[purpose].mac_size);
}

static const TokenKey *
find_key(const TokenKeys *keys, guint8 id)
{
    for (guint i = 0; i < keys->n_keys; i++)
        if (keys->keys[i].id == id)
            return &keys->keys[i];
    return NULL;
}

static gboolean
equal_in_constant_time(const guint8 *a, const guint8 *b, gsize size)
{
    guint8 difference = 0;

    for (gsize i = 0; i < size; i++)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

gboolean
token_read(const TokenKeys *keys, TokenPurpose purpose, const char *token, gint64 *numbers, guint n,
           GError **error)
{
    static const TokenKey nobody = {0, {0}};
    guint8 data[MAX_PAYLOAD + MAX_MAC] = {0};
    gsize size = sizeof data;
    gsize mac_size = purposes[purpose].mac_size;
    guint8 mac[32];
    gint64 read[TOKEN_MAX_NUMBERS];
    gsize at = 1;

    gboolean good =
        strlen(token) <= MAX_TOKEN && base32_decode(token, data, &size) && size > 1 + mac_size;
    if (!good)
        size = 1 + mac_size + 1;
    const TokenKey *key = find_key(keys, data[0]);
    if (key == NULL) {
        good = FALSE;
        key = &nobody; /* as much work as for a known one */
    }
    token_mac(key, purpose, data, size - mac_size, mac);
    good &= equal_in_constant_time(mac, data + size - mac_size, mac_size);

    for (guint i = 0; good && i < n; i++) {
        guint64 number = 0;
        for (guint shift = 0;; shift += 7) {
            if (at >= size - mac_size || shift > 56) {
                good = FALSE;
                break;
            }
            guint8 byte = data[at++];
            number |= (guint64)(byte & 0x7f) << shift;
            if (byte < 0x80)
                break;
        }
        read[i] = (gint64)number;
    }
    if (!good || at != size - mac_size)
        return fail(error, ERROR_REFUSED, "this address or link is not valid");
    memcpy(numbers, read, n * sizeof *numbers);
    return TRUE;
}
