// What a dwelling is worth to a household and what it costs (kernels/utility.py).
#pragma once

#include "numbers.hpp"

constexpr double TYPE_TASTE[4][KINDS] = {
    {-1.0, 0.0, 0.5}, {1.0, 0.0, 0.0}, {0.3, 0.0, 0.0}, {-0.3, 0.0, 0.3}};
constexpr double ACCESS_WEIGHT[4] = {2.0, 0.5, 1.0, 1.0};

struct City {  // what a choice is made in
    Surroundings s;
    Taste t;
    Finance f;
    const double* gumbel;
    i64 places, views;
};

struct Chooser {  // kernels.utility.Chooser
    u64 id;
    i64 language, stage;
    double parent, income, rank, upper, need, allowance_cap, allowance_loss;
    double highest_price, highest_rent, wealth;
    i64 origin, counted;

    Chooser(const Seeker& who, const Finance& f) {
        const double earned = who.income;
        id = who.id, language = who.language, stage = who.stage;
        parent = who.minors > 0 ? 1.0 : 0.0;
        income = std::max(earned, f.basic_income);
        rank = double(who.ranking) / 65535.0;
        upper = std::max(0.0, rank - 0.7);
        need = who.need;
        allowance_cap = f.allowance_cap * (1.0 + 0.4 * double(int(who.persons) - 1));
        allowance_loss = f.allowance_taper * std::max(0.0, earned - f.basic_income);
        highest_price = who.highest_price, highest_rent = who.highest_rent, wealth = who.wealth;
        origin = who.origin, counted = who.counted;
    }
};

struct Start {  // where a household comes from, km; counts is 0 where that does not matter
    double x, y, counts;
};

inline double cost_to(const Chooser& c, const Listing& o, const Finance& f) {
    const double charge = o.charge;
    const double allowance =
        f.allowance_rate * std::min(charge, c.allowance_cap) - c.allowance_loss;
    // A factor instead of a branch, which the processor would guess wrong every third time.
    return charge - std::max(0.0, allowance) * double(o.tenure != OWNER);
}

inline double left_after(const Chooser& c, double cost, const Finance& f) {
    return std::max(c.income - cost, f.cost_floor);
}

inline Start set_out(const Chooser& c, const Surroundings& s) {
    if (c.origin < 0) return {0.0, 0.0, 0.0};
    const double* place = s.place + c.origin * PLACE_COLUMNS;
    return {place[X], place[Y], 1.0};
}

inline double way_to(const Listing& o, const Start& start, const Surroundings& s) {
    const double* place = s.place + i64(o.place) * PLACE_COLUMNS;
    const double dx = place[X] - start.x, dy = place[Y] - start.y;
    return 1.0 + start.counts * std::sqrt(dx * dx + dy * dy);
}

inline double worth(const Chooser& c, const Listing& o, double log_left, double log_way,
                    const City& city) {
    const Taste& t = city.t;
    const i64 n = o.place, view = c.language + 2 * std::min(c.stage, city.views / 2 - 1);
    const double* place = city.s.place + n * PLACE_COLUMNS;
    double value = t.cost * log_left;
    value += t.quality * double(o.quality);
    const double shortfall = c.need - double(o.log_area);
    const double weight = 0.25 + 0.75 * double(shortfall > 0.0);  // 1 or 1/4, without a branch
    value -= t.size * weight * shortfall * shortfall;
    value += city.s.appeal[(view * city.places + n) * KINDS + o.kind];
    if (n == c.counted) value -= city.s.oneself[c.language * city.places + n];
    value -= t.similarity * std::abs(c.rank - place[MEAN_RANK]);
    value += t.upper_status * c.upper * place[STATUS];
    const double commutes = std::max(1.0 - t.telework * (2.0 * c.rank - 1.0), 0.0);
    const double access = place[TENANT_ACCESS + (o.tenure == OWNER)];
    value += t.access * commutes * ACCESS_WEIGHT[c.stage] * access;
    value += t.school * c.parent * place[SCHOOL];
    value += t.building_type * TYPE_TASTE[c.stage][o.kind];
    return value - t.distance * log_way;
}

inline double value_of_staying(double attachment, const Chooser& c, const Listing& home,
                               const City& city) {
    const double left = left_after(c, cost_to(c, home, city.f), city.f);
    const double way = way_to(home, set_out(c, city.s), city.s);
    const double here = worth(c, home, log_of(left), log_of(way), city);
    return here + city.t.stay + city.t.attachment * attachment;
}

inline double bid(const Chooser& c, double cost, double margin, const City& city) {
    if (city.t.cost <= 0.0) return c.highest_price;
    const double left = left_after(c, cost, city.f);
    const double price = c.income - left * exp_of(-std::min(margin, 50.0) / city.t.cost);
    return std::min(std::max(price, cost) / city.f.user_cost, c.highest_price);
}
