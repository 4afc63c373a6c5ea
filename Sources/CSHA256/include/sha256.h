#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether the processor has SHA-256 in hardware (x86-64 with SHA extensions).
bool tapedeck_sha256_is_here(void);

/// Takes `count` blocks of 64 bytes into the eight words of a state (FIPS 180-4, §6.2.2). Only
/// where `tapedeck_sha256_is_here`.
void tapedeck_sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t count);
