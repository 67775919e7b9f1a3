"""Gather what a choice is made in from the world and the parameters."""

import numpy as np

from segsim.kernels.listing import LISTING, list_dwellings
from segsim.kernels.setting import PLACE_ROOM, Finance, Surroundings, Taste
from segsim.maths import logs
from segsim.submodels.threads import in_parts, part_of
from segsim.world import LIFE_STAGES, World
from segsim.world.institutions import Lift
from segsim.world.tables import F64

LEAST_RATIO = 0.05
"""Floor of own-language share ÷ city share, so that its log stays finite."""


def taste(world: World) -> Taste:
    """Return the coefficients of utility."""
    b, reputation = world.parameters.behaviour, world.parameters.reputation
    return Taste(
        b.cost,
        b.quality,
        b.size,
        b.income_similarity,
        b.upper_status,
        b.access,
        world.parameters.driver.telework(world.calendar),
        b.school,
        b.building_type,
        b.stay,
        reputation.attachment_stay,
        b.distance,
    )


def finance(world: World) -> Finance:
    """Return the rules of what households can pay, as the institutions of the year have them."""
    m, rules, driver = world.parameters.market, world.institutions, world.parameters.driver
    return Finance(
        m.rent_share,
        m.cost_floor,
        m.basic_income,
        rules.ltv,
        rules.first_ltv,
        m.payment_share,
        m.annuity * driver.payment_factor(),
        user_cost(world),
        m.occupancy_fee,
        rules.allowance_rate,
        m.allowance_cap * rules.rent_cap,
        m.allowance_taper,
        rules.acceptance,
        rules.income_cap,
        m.refused_arrears,
    )


def user_cost(world: World) -> float:
    """Return the yearly cost of owning as a share of the price, at the interest of the day."""
    return max(world.parameters.market.user_cost + world.parameters.driver.interest, 0.005)


def list_all(world: World) -> None:
    """List what every dwelling costs and offers; prices are fixed until the end of the year.

    The list of the year before is written over: fresh memory would cost as much as the listing.
    """
    p, n, d, work = world.parameters, world.neighbourhoods, world.dwellings, world.workspace
    if work.listings.size != d.room:
        work.listings = np.zeros(d.room, LISTING)
    listings, rent, owning = work.listings, asked_rent(world), user_cost(world)

    def list_part(share: slice) -> None:
        list_dwellings(
            part_of(d.columns(), share),
            share.stop - share.start,
            n.price,
            rent,
            n.social_rent,
            owning,
            p.market.occupancy_fee,
            p.stock.wear * p.prices.hedonic,
            listings[share],
        )

    in_parts(world.dwelling_rows, world.threads, list_part)
    work.listed_price, work.listed_rent = n.price, rent


def asked_rent(world: World) -> F64:
    """Return the rent that landlords may ask [neighbourhood, type], EUR/m²/month.

    A rule cuts what is asked and not the state, which goes on with the market.
    """
    return np.maximum(world.neighbourhoods.rent - world.institutions.rent_cut, 0.0)


def shares(world: World) -> F64:
    """Return language shares of neighbourhoods [neighbourhood, language], 0 where empty."""
    n = world.neighbourhoods
    return np.asarray(n.by_language / np.maximum(n.households, 1)[:, None], np.float64)


def counting_oneself(world: World) -> F64:
    """Return what an inhabitant's own household adds to its language share [language, place].

    Own-language shares exclude the chooser: those of the place it lives in are lower by this.
    """
    n = world.neighbourhoods
    own, all_ = n.by_language.T.astype(np.float64), n.households.astype(np.float64)
    others = np.maximum(own - 1.0, 0.0) / np.maximum(all_ - 1.0, 1.0)
    return np.where(own > 0.0, own / np.maximum(all_, 1.0) - others, 0.0)


def status(world: World) -> F64:
    """Return mean income rank − .5 by neighbourhood; 0 where empty."""
    n = world.neighbourhoods
    mean = n.rank_sum / (65535.0 * np.maximum(n.households, 1))
    return np.where(n.households > 0, mean - 0.5, 0.0)


def city_shares(world: World) -> F64:
    """Return the language shares of the city's input table [language]."""
    foreign = world.city.foreign_share
    return np.array([1.0 - foreign, foreign])


def lasting_appeal(world: World) -> F64:
    """Return the part of appeal that stays within a year [view, neighbourhood, type].

    Views are as in :class:`Surroundings`: more than two only where services are for some stages.
    """
    b, n, rules = world.parameters.behaviour, world.neighbourhoods, world.institutions
    appeal = np.empty((2, n.room, 3))
    fame = b.reputation * rules.lifted(n.reputation, Lift.IMAGE)
    common = n.amenity + (fame + b.services * rules.lifted(n.services, Lift.SERVICES))[:, None]
    remembered = np.maximum(n.memory / np.maximum(city_shares(world), 1e-9), LEAST_RATIO)
    anchor = np.where(n.anchor > 0.0, np.maximum(n.anchor, LEAST_RATIO), 1.0)
    for g in range(2):
        ties = b.own_language_network * logs(np.ascontiguousarray(remembered[:, g]))
        ties = ties + b.language_anchor * logs(np.ascontiguousarray(anchor[:, g]))
        appeal[g] = common + ties[:, None]
    if not rules.stage_services.any():
        return appeal
    some = np.zeros((len(LIFE_STAGES), n.room)) + b.services * rules.stage_services
    return (some[:, None, :, None] + appeal).reshape(-1, n.room, 3)


def access(world: World) -> F64:
    """Return access in units of 15 minutes [renter/owner, neighbourhood]; higher is nearer."""
    weight = world.parameters.driver.access_weight(world.calendar) / 15.0
    return np.asarray(journeys(world) * weight, np.float64)


def journeys(world: World) -> F64:
    """Return the minutes to the centre, negative [renter/owner, neighbourhood].

    Tenants feel the lines that run; owners also the ones announced, over their expected stay.
    """
    p, transport = world.parameters, world.transport
    running = transport.gain(world.calendar)
    expected = transport.anticipated(
        world.calendar, p.prices.stay_years, p.prices.credibility, p.prices.discount
    )
    gains = np.stack([running, np.maximum(running, expected)])
    gains = np.minimum(gains, transport.minutes)  # no journey takes less than no time
    return np.asarray(gains - transport.minutes, np.float64)


def surroundings(
    world: World, lasting: F64 | None = None, reach: F64 | None = None
) -> Surroundings:
    """Return the surroundings as they are now.

    ``lasting`` and ``reach`` (from :func:`lasting_appeal` and :func:`access`) may be handed in
    by a caller that asks every month.
    """
    b, n = world.parameters.behaviour, world.neighbourhoods
    appeal = (lasting_appeal(world) if lasting is None else lasting).copy()
    rank, share = status(world), shares(world)
    for view in range(appeal.shape[0]):
        g = view % 2
        own = b.status - (b.status_discount if g == 1 else 0.0)
        appeal[view] += (own * rank + b.own_language * share[:, g])[:, None]
    reach = access(world) if reach is None else reach
    school = world.institutions.school_names(world.schools.perceived)[n.school]
    columns = [rank + 0.5, rank, reach[0], reach[1], school, n.x / 1000.0, n.y / 1000.0]
    place = np.zeros((n.room, PLACE_ROOM))  # row by row: a household asks for all of a place
    place[:, : len(columns)] = np.stack(columns, axis=1)
    oneself = b.own_language * np.ascontiguousarray(counting_oneself(world))
    return Surroundings(appeal, place, oneself)
