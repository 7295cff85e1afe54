"""What somebody is told who presses a button after the session has ended."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def signed_out(request: HttpRequest) -> HttpResponseRedirect:
    """Ask to sign in, and say that nothing was changed.

    They come back to the page the button was on: the address of a button is no page.
    """
    text = _("You were signed out. Nothing was changed. Sign in, then do it again.")
    messages.warning(request, text)
    return redirect_to_login(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    host = request.get_host()
    if not url_has_allowed_host_and_scheme(before, {host}, request.is_secure()):
        return reverse("home:home")
    return urlsplit(before).path
