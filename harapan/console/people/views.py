"""Pages of this desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from harapan.staff.middleware import StaffRequest


@login_required
def index(request: StaffRequest) -> HttpResponse:
    """The first page of this desk."""
    return render(request, "console/people/index.html")


@login_required
def me(request: StaffRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "console/people/me.html")
