"""The doors for institutions."""

from django.urls import include, path

from consent.api.authzen import views as authzen
from consent.api.documentation import Documentation, Schema
from consent.api.oauth.views import PlatformToken
from consent.api.v1.changes import Changes, ChangesAck
from consent.api.v1.deliveries import Deliveries, DeliveriesReplay, OneDelivery
from consent.api.v1.digest import ChangesDigest
from consent.api.v1.events import AccessEvents
from consent.api.v1.keys import Keys
from consent.api.v1.platforms import OwnPlatform
from consent.api.v1.snapshot import ChangesSnapshot
from consent.api.v1.vocabulary import Vocabulary

app_name = "api"

native = [
    path("platform", OwnPlatform.as_view(), name="platform"),
    path("keys", Keys.as_view(), name="keys"),
    path("vocabulary", Vocabulary.as_view(), name="vocabulary"),
    path("changes", Changes.as_view(), name="changes"),
    path("changes/snapshot", ChangesSnapshot.as_view(), name="changes_snapshot"),
    path("changes/digest", ChangesDigest.as_view(), name="changes_digest"),
    path("changes/ack", ChangesAck.as_view(), name="changes_ack"),
    path("deliveries", Deliveries.as_view(), name="deliveries"),
    path("deliveries/replay", DeliveriesReplay.as_view(), name="deliveries_replay"),
    path("deliveries/<str:subject_id>", OneDelivery.as_view(), name="delivery"),
    path("access-events", AccessEvents.as_view(), name="access_events"),
]

urlpatterns = [
    path("oauth/token", PlatformToken.as_view(), name="token"),
    path("access/v1/evaluation", authzen.evaluation, name="evaluation"),
    path(
        ".well-known/authzen-configuration",
        authzen.configuration,
        name="authzen_configuration",
    ),
    path("api/v1/", include(native)),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", Documentation.as_view(), name="docs"),
]
