"""Uses as platforms state them, read once for many people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import orjson

from consent.decisions.compiled import CompiledUse, compile_use
from consent.decisions.uses import Party, Use, parse_use
from consent.diseases.queries import hierarchy
from consent.organizations.models import Platform
from consent.vocabulary.terms import Detail, known_details

# Platforms ask the same for one person after the other.
REMEMBERED = 1_000


@dataclass(frozen=True)
class StatedUse:
    """A use as this platform's uses are judged; `apart` are the details it can part.

    The masks are remembered only without diseases: a disease's ancestors may change
    with a new release.
    """

    use: Use
    apart: frozenset[Detail]
    masks: CompiledUse | None

    def compiled(self) -> CompiledUse:
        return self.masks or compile_use(
            self.use, hierarchy=hierarchy, apart=self.apart
        )


def stated_use(
    properties: Mapping[str, object], parties: tuple[Party, ...], platform: Platform
) -> StatedUse:
    """Return the use that a question states.

    Its places are those from where people look, as stated, and where the data lie.
    """
    stated = orjson.dumps(properties)
    return _read(stated, parties, platform.country, tuple(platform.details_apart))


@lru_cache(maxsize=REMEMBERED)
def _read(
    stated: bytes, parties: tuple[Party, ...], country: str, details: tuple[str, ...]
) -> StatedUse:
    use = parse_use(orjson.loads(stated), parties)
    if use.places:
        use = replace(use, places=use.places | {country})
    apart = known_details(details)
    if use.diseases:
        return StatedUse(use, apart, None)
    return StatedUse(use, apart, compile_use(use, hierarchy=hierarchy, apart=apart))
