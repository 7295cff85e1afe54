"""First steps: a list to work through in any order, to leave and to come back to."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.editor import drafts
from consent.errors import Refusal
from consent.participants.access import (
    ParticipantRequest,
    act_under,
    participant_required,
)
from consent.participants.models import Authority
from consent.preferences import queries as preferences
from consent.welcome import presenters, queries, services, waiting_code
from consent.welcome.forms import (
    CHILD,
    HELPED,
    ChildForm,
    QuestionsForm,
    ReachForm,
    WhoForm,
)
from consent.welcome.questions import QUESTIONS
from consent.welcome.services import Step

PAGES = ["GET", "HEAD", "POST"]


@require_safe
@participant_required
def steps(request: ParticipantRequest) -> HttpResponse:
    """Show the five steps, and how far the person has come."""
    person = request.participant
    tasks = presenters.tasks_of(
        queries.steps_of(request.user),
        has_draft=drafts.read(request.session, participant_id=person.pk) is not None,
        has_chosen=preferences.current(person) is not None,
        may_choose=request.authority.may_choose,
    )
    context = {
        "tasks": tasks,
        "done": sum(task.is_done for task in tasks),
        "has_code": waiting_code.read(request.session) is not None,
    }
    return render(request, "welcome/steps.html", context)


@require_http_methods(PAGES)
@participant_required
def reach(request: ParticipantRequest) -> HttpResponse:
    """Ask for the language, and say how we reach the person."""
    known = [code for code, _name in settings.LANGUAGES]
    now = request.user.language or get_language()
    data = request.POST if request.method == "POST" else None
    if data is not None and len(known) == 1:
        data = {"language": known[0]}  # type: ignore[assignment]
    form = ReachForm(data, initial={"language": now})
    if form.is_valid():
        services.pick_language(language=form.cleaned_data["language"], by=request.user)
        services.note(step=Step.REACHED, by=request.user)
        return redirect("welcome:steps")
    context = {"form": form, "has_languages": len(known) > 1}
    return render(request, "welcome/reach.html", context)


@require_http_methods(PAGES)
@participant_required
def who(request: ParticipantRequest) -> HttpResponse:
    """Ask for whom the person chooses: themselves, a child, somebody they help."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "welcome/who.html", {"form": form})
    picked = form.cleaned_data["who"]
    if picked == CHILD:
        return redirect("welcome:child")
    services.note(step=Step.WHO, by=request.user)
    if picked == HELPED:
        return redirect("helping:enter")
    own = [held for held in request.held if held.kind == Authority.Kind.SELF]
    if own:
        act_under(request, own[0])
    return redirect("welcome:steps")


@require_http_methods(PAGES)
@participant_required
def child(request: ParticipantRequest) -> HttpResponse:
    """Take in a child, and choose for them from now on."""
    is_sent = request.method == "POST"
    initial = {"country": request.participant.country}
    form = ChildForm(request.POST if is_sent else None, initial=initial)
    if form.is_valid():
        try:
            authority = services.take_in_child(**form.cleaned_data, by=request.user)
        except Refusal as error:
            form.add_error("birth_year", _(str(error)))
        else:
            services.note(step=Step.WHO, by=request.user)
            act_under(request, authority)
            text = _("You are choosing for %(name)s now.")
            messages.success(request, text % {"name": authority.participant.called})
            return redirect("welcome:steps")
    return render(request, "welcome/child.html", {"form": form})


@require_http_methods(PAGES)
@participant_required
def about(request: ParticipantRequest) -> HttpResponse:
    """Show three cards, then three questions; every answer leads on."""
    form = QuestionsForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "welcome/about.html", {"form": form})
    form.is_valid()
    services.note(step=Step.UNDERSTOOD, by=request.user)
    lessons = [
        {
            "question": question.text,
            "is_right": form.cleaned_data.get(question.name) == question.right,
            "lesson": question.lesson,
        }
        for question in QUESTIONS
    ]
    return render(request, "welcome/lessons.html", {"lessons": lessons})


@require_POST
@participant_required
def put_away(request: ParticipantRequest) -> HttpResponse:
    """Remind of these steps no more; choosing never needed them."""
    services.note(step=Step.HIDDEN, by=request.user)
    return redirect("home:home")
