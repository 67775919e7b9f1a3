// The open market of segsim in C++17: the same algorithm as kernels/ring.py, ahead.py, choice.py
// and moves.py.
//
// Three functions, called by twin.py where segsim calls its own: fill_ring orders the vacancies of a
// month, market_round lets every searcher choose and bid, settle_round moves the winners in.
#include <memory>

#include "utility.hpp"

namespace {

constexpr int WINDOW = 4, LOOKS = 5, WINDOWS = 12, TOGETHER = 16;
constexpr u64 STEP = 0x9E3779B97F4A7C15;
constexpr double NO_CHOICE = -1.0e300;
constexpr i64 NOBODY = -1, HOME = -2;

struct Best {
    double value = NO_CHOICE, second = NO_CHOICE;
    i64 chosen = NOBODY;

    void weigh(double other, i64 what) {
        if (other > value) {
            second = value;
            value = other;
            chosen = what;
        } else if (other > second && what != chosen) {
            second = other;
        }
    }
};

inline double taste_shock(u64 key, const double* gumbel, u64 dwelling) {
    return gumbel[cell(mix(key ^ dwelling))];
}

inline u64 at_bucket(const Ring& ring, u64 size, u64 bucket) {
    const u64 at = u64(ring.first[bucket]);
    return at < size ? at : 0;
}

// Positions of vacancies within the household's means, as kernels.ring.draw_feasible.
inline i64 draw_feasible(const Ring& ring, u64 size, u64 stream, const u64* __restrict starts,
                         double most, double highest, double wealth, i64 wanted,
                         u64* __restrict found) {
    i64 count = 0;
    u64 at = 0;
    const i64 looks = size > 0 ? LOOKS * wanted : 0;
    for (i64 k = 0; k < looks && count < wanted; ++k) {
        if (k % WINDOW == 0) {
            const i64 w = k / WINDOW;
            stream += STEP;
            at = w < WINDOWS ? starts[w] : at_bucket(ring, size, mix(stream) >> ring.shift);
        }
        found[count] = at;
        const Listing& o = ring.listing[at];
        const double limit = o.tenure == OWNER ? most : highest;
        count += (double(o.charge) <= limit) & (double(o.fee) <= wealth);
        ++at;
        at = at < size ? at : 0;
    }
    return count;
}

// Ask for what those waiting from q on will look at, as kernels.ahead.look_ahead.
inline void look_ahead(const i32* waiting, i64 count, i64 q, const Seekers& seekers,
                       const Ring& ring, u64 size, u64 key, u64 (*starts)[WINDOWS]) {
    const i64 last = std::min(q + TOGETHER, count);
    for (i64 k = last; k < std::min(last + TOGETHER, count); ++k) {
        __builtin_prefetch(&seekers.facts[waiting[k]]);
        __builtin_prefetch(&seekers.home[waiting[k]]);
    }
    for (i64 k = q; k < last; ++k) {
        u64 stream = draw(key, seekers.facts[waiting[k]].id);
        for (int w = 0; w < WINDOWS; ++w) {
            stream += STEP;
            const u64 bucket = starts[k - q][w] = mix(stream) >> ring.shift;
            __builtin_prefetch(&ring.first[bucket]);
        }
    }
    for (i64 k = q; k < last; ++k)
        for (int w = 0; w < WINDOWS; ++w) {
            const u64 at = starts[k - q][w] = at_bucket(ring, size, starts[k - q][w]);
            for (int step : {0, WINDOW / 2, WINDOW - 1})
                __builtin_prefetch(&ring.listing[at + u64(step)]);
        }
}

inline void recount(const Tallies& tallies, const Listing& home, const Seeker& who, i64 sign) {
    const i64 n = home.place;
    tallies.vacant[(n * TENURES + home.tenure) * KINDS + home.kind] -= sign;
    tallies.households[n] += sign;
    tallies.by_language[n * 2 + who.language] += sign;
    tallies.by_class[n * 3 + who.income_class] += sign;
    tallies.rank_sum[n] += sign * i64(who.ranking);
    tallies.children[n] += sign * i64(who.minors);
}

// Room for what one household looks at.
struct Looked {
    explicit Looked(i64 wanted)
        : places(new u64[wanted + 1]), near(new Listing[wanted + 1]), cost(new double[wanted + 1]),
          left(new double[wanted + 1]), way(new double[wanted + 1]), value(new double[wanted + 1]) {}
    std::unique_ptr<u64[]> places;
    std::unique_ptr<Listing[]> near;
    std::unique_ptr<double[]> cost, left, way, value;
};

// What the best of the home and of `wanted` vacancies within means is.
inline Best choose(const Seeker& who, const Chooser c, const Listing& home, bool forced,
                   const Ring& ring, u64 size, const u64* starts, i64 wanted, const Keys& keys,
                   const City& city, Looked& looked) {
    u64* __restrict places = looked.places.get();
    Listing* __restrict near = looked.near.get();
    double* __restrict cost = looked.cost.get();
    double* __restrict left = looked.left.get();
    double* __restrict way = looked.way.get();
    double* __restrict value = looked.value.get();
    const u64 shocks = draw(keys.taste, c.id), stream = draw(keys.candidate, c.id);
    Best best;
    if (who.housed == 1 && !forced) {
        best.value = value_of_staying(who.attachment, c, home, city);
        best.value += taste_shock(shocks, city.gumbel, home.id);
        best.chosen = HOME;
    }
    const double highest = who.arrears < 2 ? c.highest_rent : -1.0;
    const double most = city.f.user_cost * c.highest_price;
    const i64 found = draw_feasible(ring, size, stream, starts, most, highest, c.wealth, wanted,
                                    places);
    for (i64 k = 0; k < found; ++k) near[k] = ring.listing[places[k]];
    const Start start = set_out(c, city.s);
    for (i64 k = 0; k < found; ++k) {
        cost[k] = cost_to(c, near[k], city.f);
        left[k] = left_after(c, cost[k], city.f);
        way[k] = way_to(near[k], start, city.s);
    }
    for (i64 k = 0; k < found; ++k) left[k] = log_of(left[k]);
    for (i64 k = 0; k < found; ++k) way[k] = log_of(way[k]);
    for (i64 k = 0; k < found; ++k) {
        const double shock = taste_shock(shocks, city.gumbel, near[k].id);
        value[k] = worth(c, near[k], left[k], way[k], city) + shock;
    }
    for (i64 k = 0; k < found; ++k) best.weigh(value[k], i64(places[k]));
    return best;
}

}  // namespace

extern "C" {

// The sizes of everything that is handed over, for twin.py to compare with its own.
const i64* sizes() {
    static const i64 all[] = {sizeof(Listing), sizeof(Seeker),       sizeof(Search),
                              sizeof(Seekers), sizeof(Vacancies),    sizeof(Ring),
                              sizeof(Keys),    sizeof(Surroundings), sizeof(Taste),
                              sizeof(Finance), sizeof(Households),   sizeof(Tallies)};
    return all;
}

// Order vacancies by place: a bucket sort, then insertion within buckets.
void fill_ring(u64 key, const Listing* vacant, i64 size, u64* raw, u64* place, i64 buckets,
               const Ring* out) {
    const Ring ring = *out;
    for (i64 v = 0; v < size; ++v) {
        raw[v] = draw(key, vacant[v].id);
        ring.first[(raw[v] >> ring.shift) + 1] += 1;
    }
    i32 before = 0;
    for (i64 b = 0; b <= buckets; ++b) {  // where a bucket begins stands one element further on …
        const i32 here = ring.first[b];
        ring.first[b] = before;
        before += here;
    }
    for (i64 v = 0; v < size; ++v) {
        i64 at = ring.first[(raw[v] >> ring.shift) + 1]++;  // … until the bucket is full
        for (; at > 0 && place[at - 1] > raw[v]; --at) {
            place[at] = place[at - 1];
            ring.index[at] = ring.index[at - 1];
        }
        place[at] = raw[v];
        ring.index[at] = i32(v);
    }
    for (i64 at = 0; at < size; ++at) ring.listing[at] = vacant[ring.index[at]];
}

// Fill `offer` and `winner` [vacancy] with the best applicant of each.
void market_round(const Search* search_in, i64 searchers, const Seekers* seekers_in, i64 month,
                  const Ring* ring_in, i64 vacancies, i64 candidates, const Keys* keys_in,
                  const double* gumbel, const Surroundings* s, i64 places, i64 views, const Taste* t,
                  const Finance* f, double* offer, i32* winner) {
    const Search search = *search_in;
    const Seekers seekers = *seekers_in;
    const Ring ring = *ring_in;
    const Keys keys = *keys_in;
    const City city{*s, *t, *f, gumbel, places, views};
    Looked looked(candidates);
    const u64 size = u64(vacancies);
    const std::unique_ptr<i32[]> waiting(new i32[searchers + 1]);
    i64 count = 0;
    for (i64 a = 0; a < searchers; ++a) {
        waiting[count] = i32(a);
        count += (search.state[a] == WAITS) & (search.month[a] <= month);
    }
    u64 starts[TOGETHER][WINDOWS];
    for (i64 q = 0; q < count; ++q) {
        if (q % TOGETHER == 0)
            look_ahead(waiting.get(), count, q, seekers, ring, size, keys.candidate, starts);
        const i64 a = waiting[q];
        const Seeker& who = seekers.facts[a];
        const Chooser c(who, city.f);
        const Best best = choose(who, c, seekers.home[a], search.forced[a] != 0, ring, size,
                                 starts[q % TOGETHER], candidates, keys, city, looked);
        if (best.chosen == HOME) {
            search.state[a] = STAYS;
            continue;
        }
        if (best.chosen == NOBODY) continue;
        const Listing& o = ring.listing[best.chosen];
        const i64 chosen = ring.index[best.chosen];
        double made;
        if (o.tenure == OWNER) {
            made = bid(c, cost_to(c, o, city.f), best.value - best.second, city);
        } else {
            const u64 word = draw(keys.landlord ^ who.id, o.id);
            if (o.tenure == PRIVATE && who.language == 1 && uniform(word) > city.f.acceptance)
                continue;
            made = uniform(mix(word));
        }
        const i64 holder = winner[chosen];
        if (holder >= 0) {
            if (made < offer[chosen]) continue;
            if (made == offer[chosen] && who.id < seekers.facts[holder].id) continue;
        }
        offer[chosen] = made;
        winner[chosen] = i32(a);
    }
}

// Move the winners in; write the homes they leave to `freed` and return how many.
i64 settle_round(const Households* h_in, i32* occupant, const Search* search_in,
                 const Seekers* seekers_in, const Vacancies* vacant_in, const i32* winner,
                 i64 vacancies, i64 year, const Tallies* tallies_in, i64* freed, u8* depth) {
    const Households h = *h_in;
    const Search search = *search_in;
    const Seekers seekers = *seekers_in;
    const Vacancies vacant = *vacant_in;
    const Tallies tallies = *tallies_in;
    i64 count = 0;
    for (i64 v = 0; v < vacancies; ++v) {
        const i64 a = winner[v];
        if (a < 0) continue;
        const i64 i = search.row[a], j = vacant.row[v];
        const Seeker& who = seekers.facts[a];
        const Listing& home = vacant.listing[v];
        if (who.housed == 1) {
            const i64 old = h.dwelling[i];
            occupant[old] = -1;
            recount(tallies, seekers.home[a], who, -1);
            if (depth[j] > 0) depth[old] = u8(std::min(int(depth[j]) + 1, 250));
            freed[count++] = old;
        }
        occupant[j] = i32(i);
        h.dwelling[i] = i32(j);
        h.neighbourhood[i] = home.place;
        h.tenure[i] = home.tenure;
        h.status[i] = HOUSED;
        h.moved[i] = i16(year);
        h.attachment[i] = 0.0f;
        recount(tallies, home, who, 1);
        search.state[a] = PLACED;
    }
    return count;
}

}  // extern "C"
