/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmarc - any TXT record is read within bounds, and what is read is one of the three words */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "dns/dmarc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    DmarcRecord record;

    if (!dmarc_read(text, &record))
        return 0;
    g_assert_nonnull(strstr(text, "DMARC1"));
    g_assert_cmpint(record.p, >=, -1);
    g_assert_cmpint(record.p, <=, DMARC_REJECT);
    g_assert_cmpint(record.sp, <=, DMARC_REJECT);
    g_assert_cmpint(record.np, <=, DMARC_REJECT);
    g_assert_cmpint(record.psd, <=, DMARC_PSD_YES);
    return 0;
}
