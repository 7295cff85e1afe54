"""The site as it runs on one machine, with the baselines beside its own views."""

from portal.settings.dev import *  # noqa: F403, TID251

ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = "benchmarks.urls"
# The generator is one platform in a hurry.
API_CALLS_PER_MINUTE = 10**9
