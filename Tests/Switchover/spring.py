"""What a user of Spring Cloud Gateway feels, computed: it fetches the registry, and its load balancer caches what it has.

The registry shows a change at once. A gateway fetches every F seconds, and its load balancer looks at what was fetched
every C seconds; both at any moment of their round, independently. The controller disables the old color once the gateway
has fetched, and C seconds later (`rollout.readerCache`).
"""

import random

from report import Report

ROUNDS = 200_000


def quantiles(fetch: float, cache: float, source: random.Random) -> dict[str, tuple[float, float]]:
    firsts, lasts = [], []
    for _ in range(ROUNDS):
        fetched = source.random() * fetch
        firsts.append(fetched + source.random() * cache)
        disabled = fetched + cache
        # The next fetch after that, and then the next look of the load balancer.
        rounds = int((disabled - fetched) / fetch) + 1 if fetch else 0
        lasts.append(fetched + rounds * fetch + source.random() * cache)
    firsts.sort()
    lasts.sort()
    return {
        name: (values[ROUNDS // 2], values[ROUNDS * 99 // 100]) for name, values in (("first", firsts), ("last", lasts))
    }


def tell(report: Report) -> None:
    source = random.Random(1)
    for name, fetch, cache in (("fetch 30 s, cache 35 s", 30, 35), ("fetch 5 s, no cache", 5, 0)):
        found = quantiles(fetch, cache, source)
        for what, key in (("first answer of the new color", "first"), ("last answer of the old color", "last")):
            middle, high = found[key]
            report.row(f"Spring Cloud Gateway, {name}: {what}", f"p50 {middle:.1f} s", f"p99 {high:.1f} s (computed)")
