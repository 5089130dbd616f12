/* SPDX-License-Identifier: MIT */
/* SipHash-1-3: a keyed hash whose collisions cannot be found without the key. */
#include "siphash.h"

static uint64_t rotate(uint64_t x, unsigned bits)
{
        return (x << bits) | (x >> (64 - bits));
}

struct state {
        uint64_t v0, v1, v2, v3;
};

static void sip_round(struct state *s)
{
        s->v0 += s->v1;
        s->v1 = rotate(s->v1, 13) ^ s->v0;
        s->v0 = rotate(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotate(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotate(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotate(s->v1, 17) ^ s->v2;
        s->v2 = rotate(s->v2, 32);
}

static void absorb(struct state *s, uint64_t word)
{
        s->v3 ^= word;
        sip_round(s);
        s->v0 ^= word;
}

/* Little-endian, so that the same key gives the same hash everywhere. */
static uint64_t load(const unsigned char *bytes, size_t n)
{
        uint64_t word = 0;
        size_t i;
        for (i = 0; i < n; i++)
                word |= (uint64_t)bytes[i] << (8 * i);
        return word;
}

uint64_t iter_siphash(const void *data, size_t size, const uint64_t key[2])
{
        const unsigned char *bytes = data;
        struct state s = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u };
        size_t left = size;

        for (; left >= 8; left -= 8, bytes += 8)
                absorb(&s, load(bytes, 8));
        absorb(&s, load(bytes, left) | (uint64_t)(size & 0xff) << 56);
        s.v2 ^= 0xff;
        sip_round(&s);
        sip_round(&s);
        sip_round(&s);
        return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
