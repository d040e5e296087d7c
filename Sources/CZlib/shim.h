#ifndef BLUEGREEN_CZLIB_SHIM_H
#define BLUEGREEN_CZLIB_SHIM_H

#include <zlib.h>

/* Macros that Swift cannot import. 15 + 16: a gzip wrapper around the largest window. */
static inline int bgz_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int bgz_inflate_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

#endif
