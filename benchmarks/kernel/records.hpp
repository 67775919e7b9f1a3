// The tables and records of segsim as C++ sees them: the same bytes, field by field.
//
// A table is a struct of pointers, one a column, in the order of the named tuple it mirrors.
#pragma once

#include <cstddef>
#include <cstdint>

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u64 = std::uint64_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

enum Tenure { OWNER, OCCUPANCY, PRIVATE, SOCIAL };
enum State : u8 { WAITS, STAYS, PLACED };
enum Place { MEAN_RANK, STATUS, TENANT_ACCESS, OWNER_ACCESS, SCHOOL, X, Y };
constexpr int PLACE_COLUMNS = 8, KINDS = 3, TENURES = 4;
constexpr u8 HOUSED = 1;

struct Listing {  // kernels.listing.LISTING
    u64 id;
    float price, charge, quality, log_area;
    u16 place;
    u8 kind, tenure;
    float fee;
};
static_assert(sizeof(Listing) == 32 && offsetof(Listing, place) == 24 &&
              offsetof(Listing, tenure) == 27 && offsetof(Listing, fee) == 28);

struct Seeker {  // kernels.seekers.SEEKER
    u64 id;
    double need, highest_price, highest_rent;
    float income, wealth, attachment;
    i32 origin, counted;
    u16 ranking;
    u8 housed, language, stage, income_class, persons, minors, arrears;
};
static_assert(sizeof(Seeker) == 64 && offsetof(Seeker, origin) == 44 &&
              offsetof(Seeker, ranking) == 52 && offsetof(Seeker, arrears) == 60);

struct Search {
    i32* row;
    u8 *month, *forced;
    i32* origin;
    u8* state;
};
struct Seekers {
    const Seeker* facts;
    const Listing* home;
};
struct Vacancies {
    const i64* row;
    const Listing* listing;
};
struct Ring {
    Listing* listing;
    i32 *index, *first;
    u64 shift;
};
struct Keys {
    u64 candidate, taste, landlord;
};
struct Surroundings {
    const double *appeal, *place, *oneself;
};
struct Taste {
    double cost, quality, size, similarity, upper_status, access, telework, school, building_type;
    double stay, attachment, distance;
};
struct Finance {
    double rent_share, cost_floor, basic_income, ltv, first_ltv, payment_share, annuity, user_cost;
    double occupancy_fee, allowance_rate, allowance_cap, allowance_taper, acceptance, income_cap;
    double refused_arrears;
};
struct Households {  // the columns that a move writes, in the order of twin.HOUSEHOLD_COLUMNS
    i32* dwelling;
    u16* neighbourhood;
    u8 *tenure, *status;
    i16* moved;
    float* attachment;
};
struct Tallies {
    i64 *households, *by_language, *by_class, *children, *rank_sum, *stock, *vacant;
};
