"""Checking an answer to a request, and saving it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consent.errors import Refusal
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    sign_in_again_url,
    signed_in_recently,
)
from consent.preferences.queries import choices_of, current
from consent.requests import picking, presenters, queries, services, wording
from consent.requests.forms import TALK, AnswerForm, ReachForm, faults_of
from consent.requests.models import Asking


@chooser_required
def check(request: ParticipantRequest, asking_id: int) -> HttpResponse:
    """Say what the picked answer means; the button on the page saves it."""
    asking = get_object_or_404(queries.askings_of(request.participant), pk=asking_id)
    if request.method == "POST":
        return _save(request, asking)
    answer = picking.picked(request.session, asking)
    if not answer or not presenters.present_card(asking).is_waiting:
        return redirect("requests:detail", asking_id=asking.pk)
    return _show(request, asking, answer)


def _show(
    request: ParticipantRequest,
    asking: Asking,
    answer: str,
    form: ReachForm | None = None,
) -> HttpResponse:
    choices = choices_of(current(request.participant))
    is_yes = answer == Asking.Answer.YES
    labels = dict(AnswerForm.base_fields["answer"].choices)  # type: ignore[attr-defined]
    context = {
        "asking": presenters.present_card(asking),
        "answer": answer,
        "answer_words": labels[answer],
        "facts": wording.facts_of(
            asking.request,
            until=asking.request.use_until,
            needs_board=choices is not None and choices.ethics,
        ),
        "until": asking.request.use_until,
        "errors": faults_of(form) if form else [],
        "reach": form.data.get("reach", "") if form else "",
        "needs_sign_in": is_yes and not signed_in_recently(request),
        "sign_in_url": sign_in_again_url(request, then=_here(asking)),
        "back_url": reverse("requests:detail", args=[asking.pk]),
    }
    return render(request, "requests/check.html", context)


def _save(request: ParticipantRequest, asking: Asking) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("requests:detail", asking_id=asking.pk)
    answer = form.cleaned_data["answer"]
    reach = ReachForm(request.POST)
    if answer == TALK and not reach.is_valid():
        return _show(request, asking, answer, reach)
    if answer == Asking.Answer.YES and not signed_in_recently(request):
        # A yes shares more: first they show again that it is them.
        picking.keep(request.session, asking, answer)
        return redirect(sign_in_again_url(request, then=_here(asking)))
    mine = {"asking": asking, "by": request.user, "authority": request.authority}
    try:
        if answer == TALK:
            services.ask_to_talk(reach=reach.cleaned_data["reach"], **mine)  # type: ignore[arg-type]
            done = _("We know that you want to talk first.")
        else:
            services.answer(answer=Asking.Answer(answer), **mine)  # type: ignore[arg-type]
            done = _("Your answer is saved.")
    except Refusal as refusal:
        messages.error(request, _(str(refusal)))
    else:
        messages.success(request, done)
    picking.forget(request.session)
    return redirect("requests:detail", asking_id=asking.pk)


def _here(asking: Asking) -> str:
    return reverse("requests:check", args=[asking.pk])
