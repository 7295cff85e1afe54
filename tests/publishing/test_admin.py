"""What operators see of deliveries, and the little that they may do."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.audit.models import LogEntry
from consent.publishing.models import Closure, Delivery, DeliveryAttempt, PlatformHealth
from tests.publishing.past import tell_ago
from tests.publishing.rows import make_link, make_platform, tell
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OPERATES = ("delivery", "closure", "platformhealth", "alarm")
LISTS = {
    model: f"admin:consent_{model}_changelist"
    for model in ("delivery", "closure", "platformhealth", "alarm")
}


@pytest.fixture
def kit():
    """Operator."""
    return signed_in(make_staff("Kit", may_change=OPERATES))


@pytest.fixture
def sam():
    """Another operator."""
    return signed_in(make_staff("Sam", may_change=OPERATES))


@pytest.fixture
def ravi():
    """Auditor: reads everything, changes nothing."""
    return signed_in(make_staff("Ravi"))


@pytest.fixture
def link():
    link = make_link(make_platform("https://place.example/hook"))
    tell(link)
    return link


def act(client, model: str, action: str, *rows, **more: str):
    """Do an action of the admin with rows, and return the page that follows."""
    form = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(LISTS[model]), form, follow=True)


def listed(client, **filters: str) -> int:
    page = client.get(reverse(LISTS["delivery"]), filters)
    return page.context["cl"].result_count


def test_operator_tries_a_delivery_now(kit, link):
    later = timezone.now() + HOUR
    Delivery.objects.update(next_attempt_at=later)

    act(kit, "delivery", "try_now", link.delivery)

    link.delivery.refresh_from_db()
    assert link.delivery.next_attempt_at < later
    assert LogEntry.objects.filter(kind="delivery.tried_now").count() == 1


def test_what_is_received_is_asked_about_again(kit, link):
    later = timezone.now() + HOUR
    target = link.delivery.target_version
    Delivery.objects.update(received_version=target, enforce_by=later)

    act(kit, "delivery", "try_now", link.delivery)

    link.delivery.refresh_from_db()
    assert link.delivery.enforce_by < later


def test_closing_takes_a_reason_and_two_people(kit, sam, link):
    asked = act(kit, "delivery", "ask_to_close", link.delivery)
    assert "Reason" in asked.content.decode()
    assert not Closure.objects.exists()
    act(kit, "delivery", "ask_to_close", link.delivery, reason="The place shut.")
    closure = Closure.objects.get()

    own = act(kit, "closure", "agree", closure)
    assert "Somebody else must agree" in own.content.decode()
    act(sam, "closure", "agree", closure)

    link.delivery.refresh_from_db()
    assert link.delivery.closed_version == closure.version
    assert "The place shut." in detail(kit, link)


def test_closing_without_a_reason_asks_again(kit, link):
    page = act(kit, "delivery", "ask_to_close", link.delivery, reason=" ")

    assert page.status_code == 200
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    ("model", "action"),
    [
        ("delivery", "try_now"),
        ("delivery", "ask_to_close"),
        ("closure", "agree"),
        ("platformhealth", "probe_now"),
        ("alarm", "done"),
    ],
)
def test_auditor_sees_all_and_does_nothing(ravi, kit, link, model, action):
    act(kit, "delivery", "ask_to_close", link.delivery, reason="It shut.")
    raise_alarm(platform_id=link.platform_id, kind=Alarm.Kind.DIFFERENT)
    PlatformHealth.objects.create(platform=link.platform, opened_at=timezone.now())
    rows = {
        "delivery": link.delivery,
        "closure": Closure.objects.get(),
        "platformhealth": PlatformHealth.objects.get(),
        "alarm": Alarm.objects.get(),
    }
    before = LogEntry.objects.count()

    page = act(ravi, model, action, rows[model], reason="Mischief.")

    assert page.status_code == 200
    assert f'value="{action}"' not in page.content.decode()
    assert LogEntry.objects.count() == before
    assert Closure.objects.get().agreed_at is None


def test_operator_probes_an_open_breaker_now(kit, link):
    later = timezone.now() + HOUR
    health = PlatformHealth.objects.create(
        platform=link.platform, opened_at=timezone.now(), next_probe_at=later
    )

    page = act(kit, "platformhealth", "probe_now", health)

    health.refresh_from_db()
    assert health.next_probe_at < later
    assert "Open: only probes are sent" in page.content.decode()


def test_probe_now_has_something_to_go_with(kit, link):
    later = timezone.now() + HOUR
    Delivery.objects.update(next_attempt_at=later, attempts=9)
    health = PlatformHealth.objects.create(
        platform=link.platform, opened_at=timezone.now(), next_probe_at=later
    )

    page = act(kit, "platformhealth", "probe_now", health)

    assert Delivery.objects.get().next_attempt_at < timezone.now()
    assert "the next probe goes now" in page.content.decode()


def test_closed_breaker_needs_no_probe(kit, link):
    health = PlatformHealth.objects.create(platform=link.platform)

    page = act(kit, "platformhealth", "probe_now", health)

    assert "its breaker is not open" in page.content.decode()


def test_list_is_narrowed_by_age_and_progress(kit, link):
    tell_ago(make_link(link.platform), 2 * HOUR)

    ages = [listed(kit, age=age) for age in ("5", "60", "1440")]

    assert ages == [1, 1, 0]
    assert listed(kit, progress="due") == 2
    assert listed(kit, progress="enforced") == listed(kit, progress="closed") == 0


def detail(client, link) -> str:
    address = reverse("admin:consent_delivery_change", args=[link.delivery.pk])
    return client.get(address).content.decode()


def test_detail_shows_tries_and_escapes_what_a_platform_answered(ravi, link):
    DeliveryAttempt.objects.create(
        link=link,
        platform=link.platform,
        version=1,
        status=500,
        error="status_500",
        milliseconds=12,
        answer="<script>alert(1)</script>",
    )

    page = detail(ravi, link)

    assert "status_500" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_index_shows_what_needs_somebody_now(kit, link):
    raise_alarm(platform_id=link.platform_id, kind=Alarm.Kind.DIFFERENT)

    page = kit.get(reverse("admin:index")).content.decode()

    strip = re.search(r'<ul class="overview">.*?</ul>', page, re.DOTALL).group()
    assert re.findall(r"<strong>(\d+)</strong>", strip) == ["1", "1", "0", "0"]


def test_index_tells_numbers_only_to_those_who_may_read_them(link):
    stranger = make_staff("Nina")
    stranger.user_permissions.clear()

    page = signed_in(stranger).get(reverse("admin:index")).content.decode()

    assert "overview" not in page
