"""A button counts only for the person for whom its page was shown."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from consent.participants.access import ParticipantRequest

Parameters = ParamSpec("Parameters")
Page = Callable[Concatenate[ParticipantRequest, Parameters], HttpResponse]


def same_person_required(page: Page[Parameters]) -> Page[Parameters]:
    """Show the page anew when the person changed since; goes beneath the other guards.

    Another tab may have switched, or the right to help may have ended meanwhile.
    """

    @wraps(page)
    def guarded(
        request: ParticipantRequest,
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> HttpResponse:
        own = str(request.authority.pk)
        if request.POST.get("authority", own) == own:
            return page(request, *args, **kwargs)
        messages.warning(request, _("You now choose for somebody else. Look again."))
        return redirect(request.path)

    return guarded
