// The logarithm, exponential and keyed draws of segsim (maths.py, streams.py), bit for bit.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "records.hpp"

constexpr int LOG_CELLS = 256, EXP_CELLS = 64;
constexpr double LN2 = 0.6931471805599453, CELLS_PER_LN2 = EXP_CELLS / LN2;
constexpr double STEP_HIGH = 0.693147180369123816490 / EXP_CELLS;
constexpr double STEP_LOW = 1.90821492927058770002e-10 / EXP_CELLS;

template <class To, class From>
inline To bits_of(From value) {
    static_assert(sizeof(To) == sizeof(From));
    To out;
    std::memcpy(&out, &value, sizeof out);
    return out;
}

struct Tables {
    std::array<double, LOG_CELLS + 1> log_centre, inverse_centre;
    std::array<double, EXP_CELLS> root_of_two;

    Tables() {
        for (int cell = 0; cell <= LOG_CELLS; ++cell) {
            const double m = 1.0 + double(cell) / LOG_CELLS, z = (m - 1.0) / (m + 1.0);
            const double square = z * z;
            double term = z, total = 0.0;
            for (int odd = 1; odd < 40; odd += 2) {
                total += term / odd;
                term *= square;
            }
            log_centre[cell] = 2.0 * total;
            inverse_centre[cell] = 1.0 / m;
        }
        log_centre[LOG_CELLS] = LN2;
        for (int j = 0; j < EXP_CELLS; ++j) {
            const double x = j * LN2 / EXP_CELLS;
            double total = 1.0;
            for (int n = 24; n > 0; --n) total = 1.0 + x * total / n;
            root_of_two[j] = total;
        }
    }
};
static const Tables TABLES;

inline double log_of(double x) {
    const i64 bits = bits_of<i64>(x);
    const i64 exponent = (bits >> 52) - 1023, fraction = bits & 0xFFFFFFFFFFFFF;
    const double mantissa = bits_of<double>(fraction | 0x3FF0000000000000);
    const u64 cell = u64(fraction + 0x80000000000) >> 44;
    const double r = mantissa * TABLES.inverse_centre[cell] - 1.0;
    const double series = r - r * r * (0.5 - r * (1.0 / 3.0 - r * (0.25 - r * 0.2)));
    return (double(exponent) * LN2 + TABLES.log_centre[cell]) + series;
}

inline double exp_of(double x) {
    if (x < -708.0) return 0.0;
    x = std::min(x, 708.0);
    const i64 k = i64(std::floor(x * CELLS_PER_LN2 + 0.5));
    const double r = (x - double(k) * STEP_HIGH) - double(k) * STEP_LOW;
    const double sixth = 1.0 / 120.0 + r * (1.0 / 720.0);
    const double series = r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * sixth))));
    const double root = TABLES.root_of_two[k & (EXP_CELLS - 1)];
    const double power = bits_of<double>(((k >> 6) + 1023) << 52);
    return (root + root * series) * power;
}

inline u64 mix(u64 z) {
    z += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}
inline u64 draw(u64 key, u64 entity) { return mix(key ^ mix(entity)); }
inline double uniform(u64 bits) { return (double(bits >> 12) + 0.5) * 0x1p-52; }
inline u64 cell(u64 bits) { return bits >> 50; }
