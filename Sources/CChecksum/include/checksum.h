#pragma once
#include <stddef.h>
#include <stdint.h>

/// gzip's CRC-32, gone on with: what zlib's crc32(crc, bytes, count) gives, several times as fast where
/// the processor multiplies without carry. It begins with 0.
uint32_t tapedeck_crc32(uint32_t crc, const uint8_t *bytes, size_t count);
