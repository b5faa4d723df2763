"""How many generated histories a proof goes through: a few in every run, all in ``prove``."""

import os

from hypothesis import HealthCheck, Phase, settings

PROVE = "LTC_PROVE"


def histories(few: int, every: int) -> settings:
    """Return the settings of a proof: ``few`` fixed histories, or ``every`` one when proving.

    The few are the same in each run, so that a change and nothing else turns one red.
    """
    is_proving = bool(os.environ.get(PROVE))
    return settings(
        max_examples=every if is_proving else few,
        deadline=None,
        derandomize=not is_proving,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink] if is_proving
        else [Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
